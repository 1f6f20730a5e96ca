//! Old signatures stay narrow, however a later bundle words the form; only a board's sealed
//! correction reaches them.

use std::fs;
use std::path::{Path, PathBuf};

use sekisho_tests::banks::{Bank, Scratch, bundle_of, copy_folder};
use sekisho_tests::command::sekisho;
use sekisho_tests::samples::{ours, text_of};

use super::signatures::{import, ingest, leave, person};

const ITEM: &str = "  item \"1\" grants research on everything\n";
const ON_LABORATORY: &str = "  item \"1\" grants research on laboratory\n";
const FOR_TEACHING: &str = "  item \"1\" grants teaching on everything\n";
const TEACHING: (&str, &str) = (
    "purpose outcomes_research",
    "purpose teaching\npurpose outcomes_research",
);
const OUTCOMES_SINCE_2024: (&str, &str) = (
    "  duo \"DUO:0000006\"\n}\n\n# ---- データ",
    "  duo \"DUO:0000006\"\n  since 2024-01-01\n}\n\n# ---- データ",
);
const GUARD: &str = "guard stays_in_japan";
const WINDOW: &str = "  covers data collected whenever\n";
const EXPIRY: &str = "  never expires\n";

/// The synthea example with these changes in its consent form, as a bundle.
fn variant(scratch: &Scratch, name: &str, changes: &[(&str, &str)]) -> PathBuf {
    let package = scratch.path(&format!("package-{name}"));
    copy_folder(&ours("examples/synthea"), &package);
    fs::remove_file(package.join("policies/tests.seki")).expect("tests of other words");
    let file = package.join("policies/consent.seki");
    let mut text = text_of(&file);
    for (from, to) in changes {
        assert_eq!(
            text.matches(from).count(),
            1,
            "the example has this once: {from}"
        );
        text = text.replace(from, to);
    }
    fs::write(&file, text).expect("a policy");
    let bundle = scratch.path(&format!("bundle-{name}"));
    sekisho([
        "build".as_ref(),
        package.as_os_str(),
        "-o".as_ref(),
        bundle.as_os_str(),
    ])
    .done();
    bundle
}

pub(super) fn load_variant(bank: &Bank, changes: &[(&str, &str)]) {
    let bundle = variant(&bank.scratch, "variant", changes);
    bank.run(["bank", "load"], [bundle]).done();
}

/// A bank that obeys this bundle, with one person who signed under it in 2020.
fn signed_under(bundle: &Path) -> Bank {
    let scratch = Scratch::default();
    let path = scratch.path("bank");
    let bank = Bank { scratch, path };
    bank.run(["bank", "init"], [""; 0]).done();
    bank.run(["bank", "load"], [bundle]).done();
    bank.run(["bank", "people"], [ours("examples/synthea/users.csv")])
        .done();
    ingest(
        &bank,
        "p.ndjson",
        &person("p1", r#","birthDate":"1970-05-01""#),
    );
    import(&bank, "p1,broad_2020,1,signed,2020-06-01,\n").done();
    bank
}

#[test]
fn no_later_bundle_widens_an_older_signature() {
    let scratch = Scratch::default();
    let second = second("2024-06-01");
    let narrow: [(&str, Vec<(&str, &str)>); 6] = [
        ("item", vec![(ITEM, ON_LABORATORY)]),
        (
            "purpose",
            vec![(ITEM, FOR_TEACHING), TEACHING, (GUARD, &second)],
        ),
        (
            "class",
            vec![
                (ITEM, "  item \"1\" grants research on signed_for\n"),
                (
                    "class everything",
                    "class signed_for = laboratory\nclass everything",
                ),
            ],
        ),
        ("since", vec![OUTCOMES_SINCE_2024, (GUARD, &second)]),
        ("expiry", vec![(EXPIRY, "  expires 2 years after signed\n")]),
        (
            "recipient",
            vec![(
                ITEM,
                "  item \"1\" grants research on everything to hospital\n",
            )],
        ),
    ];
    for (name, changes) in &narrow {
        let bank = signed_under(&variant(&scratch, name, changes));
        let wide = bundle_of("examples/synthea");
        let said = bank.run(["bank", "load"], [wide]).done().said();
        assert!(
            said.contains("broad_2020"),
            "{name}: the change is said\n{said}"
        );
        assert_eq!(
            leave(&bank),
            0,
            "{name}: the wide form reaches no old signature"
        );
    }
}

#[test]
fn neither_keyed_in_late_nor_back_and_forth_and_signed_anew_it_holds() {
    let scratch = Scratch::default();
    let narrow = variant(&scratch, "narrow", &[(ITEM, ON_LABORATORY)]);
    let wide = bundle_of("examples/synthea");
    let bank = signed_under(&narrow);
    for bundle in [&wide, &narrow, &wide] {
        bank.run(["bank", "load"], [bundle]).done();
    }
    ingest(
        &bank,
        "q.ndjson",
        &person("p2", r#","birthDate":"1970-05-01""#),
    );
    import(&bank, "p2,broad_2020,1,signed,2021-06-01,\n").done();
    assert_eq!(
        leave(&bank),
        0,
        "the old paper keyed in late is an old signature too"
    );
    let anew = ["--patient", "p1", "--form", "broad_2020", "--item", "1"];
    bank.run(["consent", "record"], anew).done();
    assert_eq!(leave(&bank), 1, "who signs now signs the new text");
}

#[test]
fn the_collected_window_stays_too() {
    let scratch = Scratch::default();
    let bundle = variant(
        &scratch,
        "window",
        &[(WINDOW, "  covers data collected since 2018-01-01\n")],
    );
    let bank = signed_under(&bundle);
    bank.run(["bank", "load"], [bundle_of("examples/synthea")])
        .done();
    let (ran, out) = bank.extract("sinusitis_broad", "sato");
    if ran.code == 0 {
        let delivery = sekisho_tests::delivery::Delivery::at(&bank.path, "sato", &out);
        assert_eq!(
            delivery.counts().get("Condition"),
            None,
            "the condition is of 2015"
        );
    }
}

/// Another paper that grants everything, put before the guard.
fn second(effective: &str) -> String {
    format!(
        r#"consent second {{
  label ja "二枚目" en "A second paper"
  form "SB-2021" effective from {effective}
  document "documents/broad_2020.md" digest "sha256:d075f798dbe64de0fbaf96e0a7efb81e2df35e76fc33431c7f4cf6200d8584a5"
  item "1" grants research on everything
    says ja "私が誰か分からないように加工されたうえで、病気の経過と治療の結果を調べる研究に使われることに同意します。集められた時期は問いません。" en "I agree that the records of my care, altered so that it can't be seen who I am, are used in research on the course of illness and the results of treatment, whenever they were collected."
  covers data collected whenever
  never expires
  after death keep
  minors as adults
  withdraw any item {{
    new use stops at once
    results keep
  }}
}}

guard stays_in_japan"#
    )
}

#[test]
fn a_form_taken_out_renamed_or_brought_back_is_the_same_paper() {
    let scratch = Scratch::default();
    let narrow = variant(&scratch, "narrow", &[(ITEM, ON_LABORATORY)]);
    let bank = signed_under(&narrow);
    let renamed = variant(
        &scratch,
        "renamed",
        &[("consent broad_2020 {", "consent broad_now {")],
    );
    bank.run(["bank", "load"], [renamed]).done();
    assert_eq!(leave(&bank), 0, "renamed");
    // The number on the paper finds the new name; the paper is the old one.
    import(&bank, "p1,SB-2020,1,signed,2020-07-01,\n").done();
    assert_eq!(leave(&bank), 0, "the same number");
    bank.run(["bank", "load"], [bundle_of("examples/synthea")])
        .done();
    assert_eq!(leave(&bank), 0, "brought back");
}

#[test]
fn what_nobody_was_asked_is_said_anew_freely() {
    let bank = Bank::of_package("examples/synthea");
    load_variant(&bank, &[(ITEM, ON_LABORATORY)]);
    bank.run(["bank", "load"], [bundle_of("examples/synthea")])
        .done();
    ingest(
        &bank,
        "p.ndjson",
        &person("p1", r#","birthDate":"1970-05-01""#),
    );
    import(&bank, "p1,broad_2020,1,signed,2020-06-01,\n").done();
    assert_eq!(leave(&bank), 1, "no signature stood under the narrow text");
}

#[test]
fn a_no_keeps_what_it_named() {
    let scratch = Scratch::default();
    let wide = bundle_of("examples/synthea");
    let bank = signed_under(&wide);
    import(&bank, "p1,broad_2020,1,withdrawn,2021-06-01,\n").done();
    let narrow = variant(
        &scratch,
        "narrow",
        &[(ITEM, ON_LABORATORY), (GUARD, &second("2020-01-01"))],
    );
    bank.run(["bank", "load"], [narrow]).done();
    import(&bank, "p1,second,1,signed,2021-01-01,\n").done();
    assert_eq!(
        leave(&bank),
        0,
        "the withdrawal named everything when it was said"
    );
}

const CORRECTS: &str = "corrects form broad_2020 item \"1\" because ja \"すべての記録と書かれていた\" en \"the paper says every record\"\n\nguard stays_in_japan";

#[test]
fn only_a_board_corrects_what_an_item_had_meant() {
    let scratch = Scratch::default();
    let narrow = variant(&scratch, "narrow", &[(ITEM, ON_LABORATORY)]);
    let corrected = variant(&scratch, "corrected", &[(GUARD, CORRECTS)]);
    // The bank's own seal is no board.
    let alone = signed_under(&narrow);
    let said = alone.run(["bank", "load"], [&corrected]).refused().said();
    assert!(said.contains("sekisho seal"), "{said}");
    assert_eq!(leave(&alone), 0);

    let key = scratch.path("board");
    sekisho(["key".as_ref(), "new".as_ref(), key.as_os_str()]).done();
    let public = key.with_extension("pub");
    let bank = Bank {
        path: scratch.path("bank"),
        scratch: Scratch::default(),
    };
    bank.run(
        ["bank", "init"],
        ["--approvals", "1", "--trust", &public.to_string_lossy()],
    )
    .done();
    let load = |bundle: &Path| {
        sekisho([
            "seal".as_ref(),
            bundle.as_os_str(),
            "--key".as_ref(),
            key.as_os_str(),
        ])
        .done();
        bank.run(["bank", "load"], [bundle]).done()
    };
    load(&narrow);
    bank.run(["bank", "people"], [ours("examples/synthea/users.csv")])
        .done();
    ingest(
        &bank,
        "p.ndjson",
        &person("p1", r#","birthDate":"1970-05-01""#),
    );
    import(&bank, "p1,broad_2020,1,signed,2020-06-01,\n").done();
    assert_eq!(leave(&bank), 0);
    let said = load(&corrected).said();
    assert!(said.contains("corrected under the board's seal"), "{said}");
    assert_eq!(leave(&bank), 1, "the paper said so all along");
    let entries = bank.ledger_kinds();
    assert_eq!(entries.iter().filter(|k| *k == "form_corrected").count(), 1);
    let page = bank.run(["audit"], ["patient", "p1"]).done().out;
    assert!(page.contains("the paper says every record"), "{page}");

    // The line left standing corrects nothing that is changed later.
    let back = variant(
        &scratch,
        "back",
        &[
            (ITEM, FOR_TEACHING),
            TEACHING,
            (GUARD, &second("2024-06-01").replace(GUARD, CORRECTS)),
        ],
    );
    load(&back);
    assert_eq!(leave(&bank), 0);
    import(&bank, "p1,broad_2020,1,declined,2020-07-01,\n").done();
    bank.run(
        ["consent", "record"],
        ["--patient", "p1", "--form", "broad_2020", "--item", "1"],
    )
    .done();
    assert_eq!(leave(&bank), 0, "signed under 'teaching'");
    load(&corrected);
    assert_eq!(leave(&bank), 0, "the same words correct once");
}

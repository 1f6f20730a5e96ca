//! A notice: used for what it does not speak of, and for the dead by those who may not object.

use sekisho_tests::banks::{Event, patients_in};
use sekisho_tests::samples::{ours, text_of};

use super::Stage;

const GUARD: &str = "# ---- 同意の柵は組み込まれている。";
const NOTICE: &str = "optout told {\n  label ja \"認定作成者への提供の通知\" en \"Notice\"\n  grants research on everything\n  notice required 1 days before first use\n  only under 次世代法_匿名作成者への提供\n  after death keep unless bereaved object as 次世代法_遺族\n  receipt kept 3 years cites \"次世代医療基盤法 第53条\"\n  objection stops at once\n}\n\n";
const TO: &str = "country \"JP\"\n";
const BROAD: &str =
    "  basis 本人同意\n  held as 保険診療\n  as research_coded\n  format fhir R4, parquet";
const OTHER: &str = "  cohort heart_failure\n  data everything\n  to org";

/// `sinusitis_broad` hands over to a certified maker, `chf_outcomes` gives the same people's data on
/// the basis of consent; everybody was told, and nobody signed.
fn told() -> Stage {
    let notice = format!("{NOTICE}{GUARD}");
    let handed = BROAD.replace("本人同意", "次世代法_匿名作成者への提供");
    let other = OTHER.replace("heart_failure", "sinusitis");
    let stage = Stage::empty(
        "2026-05-01",
        &[
            (GUARD, &notice),
            (BROAD, &handed),
            (OTHER, &other),
            (TO, "country \"JP\" certified \"M-1\" until 2028-03-31\n"),
        ],
    );
    let records = [ours("tests/data/small")];
    stage.at("2026-05-01", &["ingest"], records).done();
    let patients = patients_in(&ours("tests/data/small/Patient.ndjson"));
    let rows: Vec<Event<'_>> = patients
        .iter()
        .map(|patient| Event {
            patient,
            form: "told",
            item: "",
            event: "notified",
            date: "2026-05-01",
        })
        .collect();
    stage.consents("2026-05-01", &rows).done();
    stage
}

/// People of a delivery that left on this day.
fn people(stage: &Stage, day: &str) -> usize {
    stage.extract(day, "sinusitis_broad", "sato").done();
    let out = stage.bank.scratch.path(&format!("out-{day}-sato"));
    text_of(&out.join("release/Patient.ndjson")).lines().count()
}

#[test]
fn a_notice_carries_only_the_basis_it_names() {
    let stage = told();
    assert!(people(&stage, "2026-05-03") > 1);
    stage
        .extract("2026-05-04", "chf_outcomes", "sato")
        .refused();
    // Who signed besides is delivered by the signature, and nobody else.
    let signed = [Event::signed("pt-hanako-0001")];
    stage.consents("2026-05-04", &signed).done();
    stage.extract("2026-05-05", "chf_outcomes", "sato").done();
    let out = stage.bank.scratch.path("out-2026-05-05-sato");
    let left = text_of(&out.join("release/Patient.ndjson"));
    assert_eq!(left.lines().count(), 1);
}

#[test]
fn for_the_dead_only_those_the_law_lists_object() {
    let stage = told();
    let before = people(&stage, "2026-05-03");
    let who = ["--patient", "pt-hanako-0001"];
    let died = ["--event", "died", "--date", "2026-05-03"];
    stage
        .at(
            "2026-05-04",
            &["consent", "record"],
            [&who[..], &died].concat(),
        )
        .done();
    let object = |by: &[&str]| {
        let words = [&who[..], &["--optout", "told"], by].concat();
        stage.at("2026-05-05", &["consent", "object"], words)
    };
    let list = ["兄弟姉妹", "祖父母", "施行令 第10条", "grandparent"];
    for by in [
        &["--by", "bereaved", "--relation", "友人"][..],
        &["--by", "bereaved", "--relation", "いとこ"],
        &["--by", "bereaved"],
        &["--by", "proxy", "--relation", "妹"],
        &[],
    ] {
        object(by).misused().says(&list);
    }
    assert_eq!(people(&stage, "2026-05-06"), before);
    let by = ["--by", "bereaved", "--relation", "妹"];
    let words = [&who[..], &["--optout", "told"], &by].concat();
    stage
        .at("2026-05-07", &["consent", "object"], words)
        .done()
        .says(&["2029-05-07", "次世代医療基盤法 第53条"]);
    assert_eq!(people(&stage, "2026-05-08"), before - 1);
}

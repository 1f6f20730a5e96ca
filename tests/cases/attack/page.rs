//! A patient's page from which a steward keeps something: what is held back can't be read off it, the
//! person is told that a part is missing and by which law, and after its end it shows.

use sekisho_tests::Json;
use sekisho_tests::command::Ran;

use super::Stage;

const DAY: &str = "2026-05-01";
const WHO: &str = "pt-hanako-0001";

/// The person's page on a day, as text or as JSON.
fn page(stage: &Stage, day: &str, words: &[&str]) -> String {
    let rest = [&["patient", WHO], words].concat();
    stage.at(day, &["audit"], rest).done().out
}

fn hold(stage: &Stage, day: &str, words: &[&str]) -> Ran {
    stage.at(day, &["bank", "page"], words)
}

/// One delivery; the number of its entry.
fn delivered() -> (Stage, String) {
    let stage = Stage::new(DAY, &[]);
    stage.extract(DAY, "sinusitis_broad", "sato").done();
    let ledger = stage
        .at(DAY, &["audit"], ["list", "--format", "json"])
        .done()
        .json();
    let entry = ledger
        .items()
        .iter()
        .rev()
        .find(|entry| entry.get("kind").and_then(Json::text) == Some("delivered"));
    let entry = entry
        .and_then(|entry| entry.get("seq"))
        .and_then(Json::integer);
    (stage, entry.expect("a delivery").to_string())
}

const HELD: [&str; 8] = [
    "--patient",
    WHO,
    "--until",
    "2026-06-01",
    "--as",
    "kanri",
    "--justify",
    "a threat at home",
];

#[test]
fn what_is_held_back_can_not_be_read_off_the_page() {
    let (stage, entry) = delivered();
    let before = page(&stage, DAY, &["--lang", "en"]);
    assert!(before.contains("Your data was handed over for research once"));
    let words = [&["hold", entry.as_str()], &HELD[..]].concat();
    hold(&stage, DAY, &words)
        .done()
        .says(&["kept off this person's page"]);
    for (lang, told) in [("en", "art. 33(2)(i)"), ("ja", "第33条第2項第1号")] {
        let after = page(&stage, DAY, &["--lang", lang]);
        assert!(after.contains(told), "{after}");
        // Neither the delivery, nor that there was none; no number of what is missing, no reason.
        for word in [
            "関所大学（大学）",
            "(a university)",
            "never left",
            "渡されたことはありません",
            "threat",
            "kanri",
            "2026-06-01",
            "2026年6月",
            "June 2026",
        ] {
            assert!(!after.contains(word), "{word}:\n{after}");
        }
    }
    for format in ["json", "html"] {
        let after = page(&stage, DAY, &["--format", format]);
        for word in ["threat", "kanri", "sinusitis_broad", "until"] {
            assert!(!after.contains(word), "{format}: {word}");
        }
    }
    // Two that are held back look like one.
    let told = |page: String| {
        let at = page.find("## A part is not shown").expect("told");
        page[at..]
            .split("\n## ")
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let one = told(page(&stage, DAY, &["--lang", "en"]));
    stage.at(
        "2026-05-02",
        &["extract"],
        ["chf_outcomes", "--as", "sato", "--dry-run"],
    );
    assert_eq!(one, told(page(&stage, DAY, &["--lang", "en"])));
    // Another person's page is whole.
    let other = stage
        .at(DAY, &["audit"], ["patient", "pt-taro-0002", "--lang", "en"])
        .done()
        .out;
    assert!(!other.contains("A part is not shown"), "{other}");
    // The end comes by itself, and the bank's own book still holds all of it.
    let sure = ["confirm", "--as", "kanri", "--justify", "looked at it"];
    stage.at("2026-06-01", &["bank", "clock"], sure).done();
    let after = page(&stage, "2026-06-01", &["--lang", "en"]);
    assert!(after.contains("handed over for research once"), "{after}");
    assert!(!after.contains("A part is not shown"));
    stage.at("2026-06-01", &["audit"], ["verify"]).done();
}

#[test]
fn it_takes_a_steward_a_reason_an_end_and_an_entry_of_that_page() {
    let (stage, entry) = delivered();
    let with = |changes: &[(usize, &str)]| {
        let mut words = [&["hold", entry.as_str()], &HELD[..]].concat();
        changes.iter().for_each(|(at, word)| words[*at] = word);
        hold(&stage, DAY, &words.clone())
    };
    with(&[(7, "sato")]).refused().says(&["steward"]);
    with(&[(9, "  ")]).misused().says(&["--justify"]);
    for end in ["2026-05-01", "2026-04-01", "2029-01-01", "soon"] {
        with(&[(5, end)]).misused().says(&["--until"]);
    }
    // An entry of the bank's own book, one that is none, and somebody else's page.
    with(&[(1, "1")])
        .misused()
        .says(&["not on this person's page"]);
    with(&[(1, "999")]).misused();
    assert!(page(&stage, DAY, &["--lang", "en"]).contains("handed over for research once"));
    with(&[]).done();
    let list = ["list", "--patient", WHO, "--as"];
    hold(&stage, DAY, &[&list[..], &["sato"]].concat()).refused();
    hold(&stage, DAY, &[&list[..], &["kanri"]].concat())
        .done()
        .says(&[&entry, "a threat at home", "2026-06-01"]);
    let release = [
        "release",
        entry.as_str(),
        "--patient",
        WHO,
        "--justify",
        "it is over",
        "--as",
    ];
    hold(&stage, DAY, &[&release[..], &["sato"]].concat()).refused();
    hold(&stage, DAY, &[&release[..], &["kanri"]].concat()).done();
    assert!(page(&stage, DAY, &["--lang", "en"]).contains("handed over for research once"));
    hold(&stage, DAY, &[&release[..], &["kanri"]].concat()).misused();
    let kinds = stage.bank.ledger_kinds();
    for kind in ["page_entry_withheld", "page_entry_shown"] {
        assert!(kinds.iter().any(|k| k == kind), "{kinds:?}");
    }
}

/// A clock that was set forward ends nothing.
#[test]
fn a_wrong_clock_shows_nothing_early() {
    let (stage, entry) = delivered();
    let words = [&["hold", entry.as_str()], &HELD[..]].concat();
    hold(&stage, DAY, &words).done();
    let early = page(&stage, "2026-09-01", &["--lang", "en"]);
    assert!(early.contains("A part is not shown"), "{early}");
}

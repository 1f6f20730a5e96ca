//! A wrong clock: what it can open, and how long it is believed.

use sekisho_tests::banks::Event;

use super::Stage;

const OPENS_IN_JUNE: [(&str, &str); 2] = [
    ("from 2020-01-01 until", "from 2026-06-01 until"),
    ("on 2020-01-01", "on 2026-06-01"),
];

/// `bank clock BANK show`, the line about the two times.
fn shown(stage: &Stage, day: &str) -> String {
    stage.at(day, &["bank", "clock"], ["show"]).done().said()
}

#[test]
fn what_is_refused_or_looked_at_under_a_wrong_clock_moves_nothing() {
    let stage = Stage::new("2026-05-01", &[]);
    stage
        .extract("2099-01-01", "sinusitis_broad", "tanaka")
        .refused();
    stage
        .extract("2099-01-01", "sinusitis_broad", "nobody")
        .refused();
    let dry = ["sinusitis_broad", "--as", "sato", "--dry-run"];
    stage.at("2099-01-02", &["extract"], dry).done();
    let page = ["patient", "pt-hanako-0001"];
    stage.at("2099-01-03", &["audit"], page).done();
    assert!(shown(&stage, "2026-05-02").contains("2026-05-01"));
    stage
        .extract("2026-05-02", "sinusitis_broad", "sato")
        .done();
    let last = stage.bank.ledger();
    let last = last.last().expect("an entry").write();
    assert!(last.contains("delivered"), "{last}");
    stage.at("2026-05-02", &["audit"], ["verify"]).done();
    assert!(shown(&stage, "2026-05-02").contains("2026-05-02"));
}

#[test]
fn one_command_under_a_wrong_clock_does_not_make_it_later() {
    let stage = Stage::new("2026-05-01", &[]);
    let mut row = Event::signed("pt-taro-0002");
    (row.event, row.date) = ("withdrawn", "2026-04-30");
    stage.consents("2099-01-01", &[row]).done();
    assert!(shown(&stage, "2026-05-02").contains("2026-05-01"));
    stage
        .extract("2026-05-02", "sinusitis_broad", "sato")
        .done();
}

#[test]
fn what_only_time_opens_waits_for_a_steward() {
    let stage = Stage::new("2026-05-01", &OPENS_IN_JUNE);
    stage
        .extract("2026-05-03", "sinusitis_broad", "sato")
        .refused()
        .keeps_silent_about(&["bank clock"]);
    stage
        .extract("2026-06-05", "sinusitis_broad", "sato")
        .refused()
        .says(&["bank clock BANK confirm", "2026-05-01", "データ管理者"]);
    let confirm = |who| ["confirm", "--as", who, "--justify", "a month without work"];
    let tried = stage.at("2026-06-05", &["bank", "clock"], confirm("sato"));
    tried.refused().says(&["steward"]);
    let tried = stage.at("2026-06-05", &["bank", "clock"], confirm("kanri"));
    tried.done();
    stage
        .extract("2026-06-05", "sinusitis_broad", "sato")
        .done();
    assert!(
        stage
            .bank
            .ledger_kinds()
            .contains(&"clock_confirmed".into())
    );
}

/// A signature is what a person did: it needs no steward, however long nothing was entered.
#[test]
fn what_people_did_since_counts_without_one() {
    let stage = Stage::new("2026-05-01", &[]);
    let mut no = Event::signed("pt-hanako-0001");
    (no.event, no.date) = ("withdrawn", "2026-05-01");
    let mut again = Event::signed("pt-hanako-0001");
    again.date = "2026-07-01";
    stage.consents("2026-05-01", &[no]).done();
    let count = || {
        let out = stage.bank.scratch.path("out-2026-07-02-sato");
        let folder = out.join("release/Patient.ndjson");
        let lines = std::fs::read_to_string(folder).map(|text| text.lines().count());
        let _ = std::fs::remove_dir_all(out);
        lines.unwrap_or_default()
    };
    stage
        .extract("2026-07-02", "sinusitis_broad", "sato")
        .done();
    let without = count();
    stage.consents("2026-07-02", &[again]).done();
    stage
        .extract("2026-07-02", "sinusitis_broad", "sato")
        .done();
    assert_eq!(count(), without + 1);
}

#[test]
fn a_bank_that_is_ahead_is_set_right_by_two() {
    let stage = Stage::new("2026-05-01", &[]);
    let confirm = ["confirm", "--as", "kanri", "--justify", "a mistake"];
    stage.at("2031-01-01", &["bank", "clock"], confirm).done();
    assert!(shown(&stage, "2026-05-02").contains("2031-01-01"));
    // A no that was keyed in under the wrong clock is a no all the same.
    let mut no = Event::signed("pt-hanako-0001");
    (no.event, no.date) = ("withdrawn", "2031-01-01");
    stage.consents("2031-01-01", &[no]).done();
    let back = |second| {
        [
            "set-back",
            "--as",
            "kanri",
            "--approved-by",
            second,
            "--justify",
            "the clock was wrong",
        ]
    };
    stage
        .at("2026-05-02", &["bank", "clock"], back("kanri"))
        .misused();
    stage
        .at("2026-05-02", &["bank", "clock"], back("nobody"))
        .misused();
    stage
        .at("2026-05-02", &["bank", "clock"], back("soeda"))
        .done();
    assert!(shown(&stage, "2026-05-02").contains("2026-05-02"));
    stage.at("2026-05-02", &["audit"], ["verify"]).done();
    stage
        .extract("2026-05-03", "sinusitis_broad", "sato")
        .done();
    let out = stage.bank.scratch.path("out-2026-05-03-sato");
    let patients = std::fs::read_to_string(out.join("release/Patient.ndjson")).expect("patients");
    assert_eq!(patients.lines().count(), 1, "of two, one took it back");
}

//! Signatures that can't be: before birth, after death, in the future, in year 0202; and the ways by
//! which a no might be lost for its date or voided by a table.

use sekisho_tests::banks::Bank;
use sekisho_tests::json::Json;
use sekisho_tests::leaks::says_number;
use sekisho_tests::samples::ours;

use super::old_forms::load_variant;

/// One Patient with a sinusitis of 2015 or 2022, as two lines.
pub(super) fn person(id: &str, facts: &str) -> String {
    format!(
        r#"{{"resourceType":"Patient","id":"{id}","gender":"female"{facts}}}
{{"resourceType":"Condition","id":"c-{id}","clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}}]}},"verificationStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}}]}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"444814009"}}]}},"subject":{{"reference":"Patient/{id}"}},"onsetDateTime":"2015-03-10"}}
"#
    )
}

pub(super) fn ingest(bank: &Bank, name: &str, lines: &str) {
    let file = bank.scratch.file(name, lines);
    bank.run(["ingest"], [file]).done();
}

/// `p-alive` (1970), `p-born` (2021-05), `p-dead` (died 2016) and `p-died` (died some day of 2020-06).
fn bank() -> Bank {
    let bank = Bank::of_package("examples/synthea");
    let people = [
        person("p-alive", r#","birthDate":"1970-05-01""#),
        person("p-born", r#","birthDate":"2021-05""#),
        person(
            "p-dead",
            r#","birthDate":"1970-05-01","deceasedDateTime":"2016-01-01""#,
        ),
        person(
            "p-died",
            r#","birthDate":"1970-05-01","deceasedDateTime":"2020-06""#,
        ),
    ];
    ingest(&bank, "people.ndjson", &people.concat());
    bank
}

pub(super) fn import(bank: &Bank, rows: &str) -> sekisho_tests::Ran {
    let csv = format!("patient_id,form,item,event,date,by\n{rows}");
    let file = bank.scratch.file("said.csv", &csv);
    bank.run(["consent", "import"], [file])
}

/// How many people leave; 0 where the delivery is refused.
pub(super) fn leave(bank: &Bank) -> usize {
    let (ran, out) = bank.extract("sinusitis_broad", "sato");
    match ran.code {
        0 => sekisho_tests::delivery::Delivery::at(&bank.path, "sato", &out).patients(),
        _ => 0,
    }
}

/// A command that does not do it, whatever it calls that.
fn fails(ran: &sekisho_tests::Ran) {
    assert_ne!(ran.code, 0, "{ran:?}");
}

fn kinds(bank: &Bank, kind: &str) -> usize {
    bank.ledger_kinds().iter().filter(|k| *k == kind).count()
}

fn with_steward(bank: &Bank) {
    let users = sekisho_tests::samples::text_of(&ours("examples/synthea/users.csv"));
    let users = users + "kanri,steward,関所大学,,\n";
    let file = bank.scratch.file("users.csv", &users);
    bank.run(["bank", "people"], [file]).done();
}

#[test]
fn what_widens_and_can_not_be_is_set_aside_with_its_reason() {
    const ROWS: [(&str, &str); 8] = [
        (
            "p-born,broad_2020,1,signed,2021-04-30,",
            "before this patient was born",
        ),
        (
            "p-born,broad_2020,,assented,2021-04-30,proxy",
            "before this patient was born",
        ),
        (
            "p-dead,broad_2020,1,signed,2020-06-01,",
            "after this patient's death",
        ),
        (
            "p-dead,broad_2020,1,signed,2020-06-01,proxy",
            "after this patient's death",
        ),
        (
            "p-died,broad_2020,1,signed,2020-07-01,",
            "after this patient's death",
        ),
        ("p-alive,broad_2020,1,signed,2099-06-01,", "in the future"),
        ("p-alive,broad_2020,1,signed,0202-06-01,", "before 1900"),
        (
            "p-alive,broad_2020,1,signed,2002-06-01,",
            "a year before this paper",
        ),
    ];
    let bank = bank();
    let rows: String = ROWS.iter().map(|(row, _)| format!("{row}\n")).collect();
    let said = import(&bank, &rows).refused().said();
    let status = bank.run(["bank", "status"], [""; 0]).done().out;
    for (line, (row, reason)) in (2..).zip(ROWS) {
        let place = format!("said.csv:{line} ");
        for told in [&said, &status] {
            let at = told.lines().find(|told| told.contains(&place));
            assert!(at.is_some_and(|at| at.contains(reason)), "{row}\n{told}");
        }
    }
    assert!(
        !said.contains("p-dead") && !says_number(&said, "2016"),
        "no cell and no patient\n{said}"
    );
    assert_eq!(leave(&bank), 0);
}

#[test]
fn what_may_be_is_taken() {
    let bank = bank();
    // In the month of birth or death it may be; the bereaved and a proxy sign in their own time.
    let rows = "p-born,broad_2020,1,signed,2021-04-30,proxy\n\
                p-dead,broad_2020,1,signed,2020-06-01,bereaved\n\
                p-died,broad_2020,1,signed,2020-06-29,\n\
                p-alive,broad_2020,1,signed,2019-06-01,\n";
    import(&bank, rows).done();
    assert_eq!(leave(&bank), 4);
}

#[test]
fn one_command_is_held_to_the_same() {
    let bank = bank();
    let record = |date: &str, event: &str| {
        let words = [
            "--patient",
            "p-dead",
            "--form",
            "broad_2020",
            "--item",
            "1",
            "--event",
            event,
            "--date",
            date,
        ];
        bank.run(["consent", "record"], words)
    };
    for date in ["2020-06-01", "2099-06-01", "2015-06-01"] {
        fails(&record(date, "signed"));
    }
    assert_eq!(kinds(&bank, "consent_recorded"), 0);
}

#[test]
fn a_no_is_never_set_aside_for_its_date() {
    const DATES: [&str; 4] = ["2099-06-01", "0202-06-01", "1969-06-01", "2002-06-01"];
    let bank = Bank::of_package("examples/synthea");
    let people: Vec<String> = (0..5)
        .map(|n| person(&format!("p-{n}"), r#","birthDate":"1970-05-01""#))
        .collect();
    ingest(&bank, "people.ndjson", &people.concat());
    let signed: String = (0..5)
        .map(|n| format!("p-{n},broad_2020,1,signed,2020-06-01,\n"))
        .collect();
    import(&bank, &signed).done();
    assert_eq!(leave(&bank), 5);
    let withdrawn: String = DATES
        .iter()
        .enumerate()
        .map(|(n, date)| format!("p-{n},broad_2020,,withdrawn,{date},\n"))
        .collect();
    let said = import(&bank, &withdrawn).done().said();
    assert!(said.contains("questions for a data steward: 4"), "{said}");
    assert_eq!(leave(&bank), 1);
    let status = bank.run(["bank", "status"], [""; 0]).done().out;
    assert!(
        status.contains("4 questions wait for a data steward"),
        "{status}"
    );
    // Keyed in again it is the same no, and nobody is asked twice.
    import(&bank, &withdrawn).done();
    assert_eq!(kinds(&bank, "steward_asked"), 1);
}

#[test]
fn a_question_is_answered_by_a_steward() {
    let bank = bank();
    with_steward(&bank);
    import(&bank, "p-alive,broad_2020,,withdrawn,2099-06-01,\n").done();
    let list = |who: &str| bank.run(["consent", "questions"], ["--as", who]);
    fails(&list("sato"));
    assert!(
        !list("sato").err.contains("p-alive"),
        "whom it is about is a steward's to know"
    );
    let open = bank
        .run(
            ["consent", "questions"],
            ["--format", "json", "--as", "kanri"],
        )
        .done()
        .json();
    let id = open.items()[0]
        .get("id")
        .and_then(Json::text)
        .expect("an id")
        .to_owned();
    let settle = |who: &str| {
        let words = ["--settle", &id, "--as", who, "--note", "紙を見た"].map(str::to_owned);
        bank.run(["consent", "questions"], words)
    };
    fails(&settle("sato"));
    settle("kanri").done();
    fails(&settle("kanri"));
    assert_eq!(kinds(&bank, "steward_answered"), 1);
}

#[test]
fn a_death_learnt_later_brings_the_signature_down() {
    let bank = bank();
    load_variant(
        &bank,
        &[(
            "    new use stops at once\n",
            "    new use stops at once\n    delivered recall within 14 days\n",
        )],
    );
    import(
        &bank,
        "p-alive,broad_2020,1,signed,2020-06-01,\np-died,broad_2020,1,signed,2020-06-01,\n",
    )
    .done();
    assert_eq!(leave(&bank), 2);
    let dead = person(
        "p-alive",
        r#","birthDate":"1970-05-01","deceasedDateTime":"2019-12-31""#,
    );
    ingest(&bank, "dead.ndjson", &dead);
    assert_eq!(leave(&bank), 1, "the other stays");
    for kind in ["signature_fell", "deviation", "recall_opened"] {
        assert_eq!(kinds(&bank, kind), 1, "{kind}");
    }
    let page = bank.run(["audit"], ["patient", "p-alive"]).done().out;
    assert!(page.contains("counts no more"), "{page}");
    // Nothing is opened twice.
    ingest(
        &bank,
        "again.ndjson",
        &person("p-else", r#","birthDate":"1980-05-01""#),
    );
    assert_eq!(kinds(&bank, "recall_opened"), 1);
    // The date was a slip: the signature stands again, and nothing is owed.
    ingest(
        &bank,
        "alive.ndjson",
        &person("p-alive", r#","birthDate":"1970-05-02""#),
    );
    assert_eq!(leave(&bank), 2);
    let list = |who: &str| bank.run(["consent", "questions"], ["--as", who]);
    fails(&list("sato"));
    assert!(
        !list("sato").err.contains("p-alive"),
        "whom it is about is a steward's to know"
    );
    let open = bank
        .run(["recall"], ["list", "--format", "json"])
        .done()
        .out;
    assert!(open.contains("void"), "{open}");
}

#[test]
fn a_birth_corrected_later_and_a_death_that_is_told_do_the_same() {
    let bank = bank();
    import(
        &bank,
        "p-alive,broad_2020,1,signed,2020-06-01,\np-died,broad_2020,1,signed,2020-06-01,\n",
    )
    .done();
    assert_eq!(leave(&bank), 2);
    ingest(
        &bank,
        "born.ndjson",
        &person("p-alive", r#","birthDate":"2020-06-02""#),
    );
    assert_eq!((leave(&bank), kinds(&bank, "deviation")), (1, 1));
    let bank = self::bank();
    import(&bank, "p-alive,broad_2020,1,signed,2020-06-01,\n").done();
    assert_eq!(leave(&bank), 1);
    import(&bank, "p-alive,,,died,2019-06-01,\n").done();
    assert_eq!((leave(&bank), kinds(&bank, "deviation")), (0, 1));
}

#[test]
fn no_table_and_no_single_person_voids_a_no() {
    let bank = bank();
    with_steward(&bank);
    import(
        &bank,
        "p-alive,broad_2020,1,signed,2020-06-01,\np-alive,broad_2020,,withdrawn,2021-06-01,\n",
    )
    .done();
    assert_eq!(leave(&bank), 0);
    for word in ["correction:withdrawn", "correction"] {
        let said = import(&bank, &format!("p-alive,broad_2020,,{word},2021-06-01,\n"))
            .refused()
            .said();
        assert!(said.contains("sekisho consent void"), "{said}");
        let one = [
            "--patient",
            "p-alive",
            "--form",
            "broad_2020",
            "--event",
            word,
            "--date",
            "2021-06-01",
        ];
        fails(&bank.run(["consent", "record"], one));
    }
    assert_eq!(leave(&bank), 0);
    let void = |who: &str, second: &str, why: &str| {
        let words = [
            "--patient",
            "p-alive",
            "--form",
            "broad_2020",
            "--date",
            "2021-06-01",
            "--as",
            who,
            "--approved-by",
            second,
            "--justify",
            why,
        ];
        bank.run(["consent", "void"], words)
    };
    fails(&void("sato", "tanaka", "別の人の紙"));
    fails(&void("kanri", "kanri", "別の人の紙"));
    fails(&void("kanri", "nobody", "別の人の紙"));
    fails(&void("kanri", "tanaka", " "));
    assert_eq!(leave(&bank), 0);
    void("kanri", "tanaka", "別の人の紙").done();
    assert_eq!(kinds(&bank, "consent_voided"), 1);
    assert_eq!(leave(&bank), 1);
}

#[test]
fn a_signature_keyed_in_by_mistake_is_taken_back_with_what_left_on_it() {
    let bank = bank();
    import(&bank, "p-alive,broad_2020,1,signed,2020-06-01,\n").done();
    assert_eq!(leave(&bank), 1);
    import(
        &bank,
        "p-alive,broad_2020,1,correction:signed,2020-06-01,\n",
    )
    .done();
    assert_eq!((leave(&bank), kinds(&bank, "deviation")), (0, 1));
    // And the correction of that correction would let it leave again.
    let bank_rows = "p-alive,broad_2020,1,signed,2020-06-01,\n";
    import(&bank, bank_rows).done();
    assert_eq!(leave(&bank), 0, "the same paper again stays corrected");
}

//! Table cells led back: kept, suppressed and generalized ones; and deliveries that lead back to
//! nobody any more.

use std::fs;

use sekisho_tests::banks::Bank;
use sekisho_tests::delivery::Delivery;
use sekisho_tests::leaks::says_number;

use crate::release_control::{CODED, CSV, bank, table};
use crate::trace::{OFFICE, at, is_true, told, trace, word};

const BOTH: &str = "basis 本人同意\n  format csv, parquet";

/// The first row (from 1) of a delivered table whose cell is so.
fn row_where(delivery: &Delivery, view: &str, column: &str, is: impl Fn(&str) -> bool) -> usize {
    let rows = table(delivery, view);
    let found = rows.iter().position(|row| is(&row[column]));
    1 + found.unwrap_or_else(|| panic!("no such row of {view}"))
}

fn nothing(bank: &Bank, delivery: &Delivery, place: &str, words: &str) {
    let ran = trace(bank, delivery, place, &OFFICE).refused();
    assert!(ran.said().contains(words), "{place}: {}", ran.said());
    let of_people = ["pt-", "p-0"].iter().any(|name| ran.said().contains(name));
    assert!(!of_people, "{}", ran.said());
}

#[test]
fn a_kept_cell_is_kept_and_a_suppressed_one_names_its_control() {
    let bank = bank(CODED, "singular suppress", "", BOTH);
    let delivery = bank.delivered("rows_out", "sato");
    let n = row_where(&delivery, "patient", "sex", |sex| sex == "female");
    for ending in ["csv", "parquet"] {
        let kept = told(&bank, &delivery, &format!("patient.{ending}#{n},sex"));
        assert_eq!(
            (word(&kept, &["how"]), word(&kept, &["delivered"])),
            ("kept", "female")
        );
        assert!(
            is_true(&kept, &["again", "same_record"]),
            "{}",
            kept.write()
        );
        assert_eq!(at(&kept, &["control"]).write(), "null");
        let year = told(
            &bank,
            &delivery,
            &format!("patient.{ending}#{n},birth_date"),
        );
        assert_eq!(word(&year, &["how"]), "changed");
        assert!(word(&year, &["rule", "line"]).contains("year"));
        // One person alone has this illness: the code is absent, and its system with it.
        let n = row_where(&delivery, "diagnosis", "code", str::is_empty);
        for column in ["code", "code_system"] {
            let place = format!("diagnosis.{ending}#{n},{column}");
            let gone = told(&bank, &delivery, &place);
            assert_eq!(word(&gone, &["how"]), "suppressed", "{}", gone.write());
            assert_eq!(word(&gone, &["control", "line"]), "singular suppress");
            assert!(is_true(&gone, &["again", "but_for_control"]));
            assert!(!is_true(&gone, &["again", "same_value"]));
            assert!(!gone.write().contains("109992005"), "{}", gone.write());
        }
    }
    let n = row_where(&delivery, "patient", "birth_date", str::is_empty);
    let place = format!("patient.csv#{n},birth_date");
    let said = trace(&bank, &delivery, &place, &OFFICE).done().said();
    for text in ["singular suppress", "伏せた", "left it out"] {
        assert!(said.contains(text), "{said}");
    }
    assert!(!says_number(&said, "1931"), "{said}");
}

#[test]
fn a_generalized_cell_names_the_line_that_made_it_coarser() {
    let release = "k 5 on patient.birth_date, patient.sex generalize";
    let bank = bank(CODED, release, "", CSV);
    let delivery = bank.delivered("rows_out", "sato");
    let n = row_where(&delivery, "patient", "birth_date", |born| {
        born.contains('/')
    });
    let coarse = told(&bank, &delivery, &format!("patient.csv#{n},birth_date"));
    assert_eq!(word(&coarse, &["how"]), "generalized", "{}", coarse.write());
    assert_eq!(word(&coarse, &["control", "line"]), release);
    assert!(word(&coarse, &["control", "place"]).contains("control.seki:"));
    assert!(word(&coarse, &["rule", "line"]).contains("year"));
    assert!(is_true(&coarse, &["again", "but_for_control"]));
}

#[test]
fn an_anonymized_delivery_leads_back_to_nobody() {
    let head = "satisfies jp_anonymized\n  key scope delivery destroyed after delivery";
    let release = "k 5 on patient.birth_date, patient.sex suppress\n    singular suppress";
    let bank = bank(head, release, "", "basis 匿名加工情報\n  format csv");
    let delivery = bank.delivered("rows_out", "sato");
    nothing(
        &bank,
        &delivery,
        "patient.csv#1,sex",
        "can't be traced: linking removed",
    );
}

#[test]
fn a_destroyed_key_leaves_nothing_to_lead_back_with() {
    let bank = Bank::small_consented();
    let mut users = fs::read_to_string(sekisho_tests::samples::ours("examples/synthea/users.csv"))
        .expect("the people");
    users.push_str("yamada,steward,関所大学,,\n");
    let users = bank.scratch.file("users.csv", &users);
    bank.run(["bank", "people"], [users]).done();
    let first = bank.delivered("sinusitis_broad", "sato");
    told(&bank, &first, "Patient.ndjson#1/id");
    let scope = "study:synthea_outcomes";
    let destroy = [
        "destroy",
        "--scope",
        scope,
        "--as",
        "yamada",
        "--justify",
        "the study ended",
    ];
    bank.run(["bank", "keys"], destroy).done();
    let after = "the key of its pseudonyms was destroyed";
    nothing(&bank, &first, "Patient.ndjson#1/id", after);
    nothing(&bank, &first, "patient.parquet#1,patient_id", after);
    // What leaves under the key that came after it is traced again; the first stays as it is.
    let next = bank.delivered("sinusitis_broad", "sato");
    let name = told(&bank, &next, "Patient.ndjson#1/id");
    assert!(is_true(&name, &["again", "same_record"]));
    nothing(&bank, &first, "Patient.ndjson#1/id", after);
    bank.load_with_key_line("key scope delivery destroyed after delivery");
    let at_once = bank.delivered("sinusitis_broad", "sato");
    nothing(&bank, &at_once, "Patient.ndjson#1/id", after);
}

#[test]
fn a_table_changed_after_the_delivery_is_not_traced() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let path = delivery.folder.join("release/patient.parquet");
    let mut bytes = fs::read(&path).expect("the table");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).expect("a changed copy");
    let words = "was changed after the delivery";
    nothing(&bank, &delivery, "patient.parquet#1,patient_id", words);
    fs::remove_file(&path).expect("gone");
    nothing(
        &bank,
        &delivery,
        "patient.parquet#1,patient_id",
        "no longer in this folder",
    );
}

//! Counts and deliveries over time, through the binary: somebody asks again after one person came
//! or went, breaks the number down, subtracts, and learns nothing about that person.
//!
//! What can be computed from any number of answers is proved beside the code, over generated
//! programs of questions (`sekisho-gate`, `disclosure::past`). Here the whole road is walked.

use std::collections::BTreeSet;

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Event};

/// Twenty-four people with lung cancer, women with even numbers; more when asked for.
fn bank(people: usize) -> Bank {
    let bank = Bank::of_package("examples/lung");
    let users = bank.scratch.file(
        "users.csv",
        "user,group,org,training,training_date\n佐藤,lung-analyst,東京大学,研究倫理,2026-01-20\n山田,データ管理者,かちどき総合病院,,\n",
    );
    bank.run(["bank", "people"], [users]).done();
    arrive(&bank, 0..people);
    bank
}

fn name(n: usize) -> String {
    format!("pt-{n:03}")
}

fn arrive(bank: &Bank, people: std::ops::Range<usize>) {
    let mut records = String::new();
    for n in people.clone() {
        let (id, sex) = (name(n), if n % 2 == 0 { "female" } else { "male" });
        records += &format!(
            "{{\"resourceType\":\"Patient\",\"id\":\"{id}\",\"gender\":\"{sex}\",\"birthDate\":\"19{}-05-01\"}}\n",
            50 + n % 20
        );
        records += &format!(
            "{{\"resourceType\":\"Condition\",\"id\":\"c-{id}\",\"clinicalStatus\":{{\"coding\":[{{\"system\":\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}}]}},\
             \"code\":{{\"coding\":[{{\"system\":\"http://hl7.org/fhir/sid/icd-10\",\"code\":\"C34.1\"}}]}},\
             \"subject\":{{\"reference\":\"Patient/{id}\"}},\"recordedDate\":\"2024-03-0{}\",\"onsetDateTime\":\"2024-03-01\"}}\n",
            1 + n % 9
        );
    }
    let file = bank
        .scratch
        .file(&format!("arrive-{}.ndjson", people.start), &records);
    bank.run(["ingest"], [file]).done();
    let names: Vec<String> = people.map(name).collect();
    let rows: Vec<Event<'_>> = names.iter().map(|id| signed(id)).collect();
    bank.import_consents(&rows).done();
}

fn signed(patient: &str) -> Event<'_> {
    Event {
        patient,
        form: "研究同意_第3版",
        item: "1",
        event: "signed",
        date: "2024-04-01",
    }
}

fn withdraws(bank: &Bank, n: usize) {
    let (id, form) = (name(n), "研究同意_第3版");
    bank.run(["consent", "withdraw"], ["--patient", &id, "--form", form])
        .done();
}

fn asked(bank: &Bank, by: &[&str]) -> Json {
    let mut args = vec![
        "--study",
        "肺がん予後2026",
        "--as",
        "佐藤",
        "--format",
        "json",
    ];
    if !by.is_empty() {
        args.push("--by");
        args.extend(by);
    }
    bank.run(["count"], args).done().json()
}

fn total(bank: &Bank) -> Option<i64> {
    asked(bank, &[]).get("count").and_then(Json::integer)
}

/// Every entry by its labels: `female`, or nothing for all.
fn table(bank: &Bank, by: &[&str]) -> Vec<(String, Option<i64>)> {
    let counted = asked(bank, by);
    let cells = counted.get("cells").expect("cells").items();
    let cell = |cell: &Json| {
        let labels = cell.get("labels").expect("labels").items();
        let words: Vec<&str> = labels.iter().filter_map(Json::text).collect();
        (words.join(" "), cell.get("count").and_then(Json::integer))
    };
    cells.iter().map(cell).collect()
}

fn row(label: &str, n: i64) -> (String, Option<i64>) {
    (label.to_owned(), Some(n))
}

#[test]
fn who_comes_or_goes_alone_is_not_told_by_numbers_asked_before_and_after() {
    let bank = bank(24);
    let before = [row("female", 12), row("male", 12), row("", 24)];
    assert_eq!(
        (total(&bank), table(&bank, &["patient.sex"])),
        (Some(24), before.to_vec())
    );
    withdraws(&bank, 3);
    assert_eq!(total(&bank), Some(24), "a man withdrew; that is not told");
    assert_eq!(table(&bank, &["patient.sex"]), before);
    arrive(&bank, 24..26);
    assert_eq!(
        total(&bank),
        Some(24),
        "two more wait until there are enough"
    );
    assert_eq!(table(&bank, &["patient.sex"]), before);
    arrive(&bank, 26..46);
    assert_eq!(total(&bank), Some(45), "22 came, one went");
    let entries = bank.ledger();
    let is_count = |e: &&Json| e.at("facts.act").and_then(Json::text) == Some("count");
    let last = entries.iter().rfind(is_count).expect("a count");
    assert!(
        last.at("facts.told").is_some(),
        "the entry commits to what was told"
    );
    bank.run(["audit"], ["verify"]).done();
}

#[test]
fn a_breakdown_needs_a_rule_for_each_field_and_hides_small_cells() {
    let bank = bank(31);
    for (field, words) in [
        ("patient.city", ["table patient { city", "集計_10"]),
        ("patient.name", ["names the person", "個人を指す"]),
        ("patient.shoe_size", ["patient.shoe_size", "VIEW.COLUMN"]),
    ] {
        let args = ["--study", "肺がん予後2026", "--as", "佐藤", "--by", field];
        bank.run(["count"], args).refused().says(&words);
    }
    let both = table(&bank, &["patient.sex", "patient.age"]);
    let shown: BTreeSet<&str> = both.iter().map(|(label, _)| label.as_str()).collect();
    assert!(
        shown.contains("female") && shown.contains("male"),
        "{both:?}"
    );
    assert!(
        both.iter().all(|(_, n)| n.is_none_or(|n| n >= 10)),
        "{both:?}"
    );
    assert!(
        both.iter().any(|(_, n)| n.is_none()),
        "cells of 31 people by age: {both:?}"
    );
}

/// Withdrawals never block a coded delivery and never bring anybody back, whatever was counted.
#[test]
fn a_withdrawal_never_blocks_a_coded_delivery_and_nobody_returns() {
    let bank = bank(24);
    assert_eq!(total(&bank), Some(24));
    assert_eq!(bank.delivered("予後_東大", "佐藤").patients(), 24);
    for (n, left) in [(5, 23), (6, 22)] {
        withdraws(&bank, n);
        assert_eq!(bank.delivered("予後_東大", "佐藤").patients(), left);
        assert_eq!(
            total(&bank),
            Some(left as i64),
            "whoever has the rows can count them"
        );
    }
    // One person new since the delivery is not counted yet; coded, they are delivered at once.
    arrive(&bank, 24..25);
    assert_eq!(total(&bank), Some(22));
    assert_eq!(bank.delivered("予後_東大", "佐藤").patients(), 23);
}

#[test]
fn a_steward_answers_for_it_that_the_past_is_compared_no_longer() {
    let bank = bank(24);
    assert_eq!(total(&bank), Some(24));
    withdraws(&bank, 1);
    assert_eq!(total(&bank), Some(24));
    let clear = |who: &str, why: &str| {
        let rest = [
            "clear",
            "--recipient",
            "東京大学",
            "--as",
            who,
            "--justify",
            why,
        ];
        bank.run(["bank", "guard"], rest)
    };
    clear("佐藤", "急ぐので")
        .refused()
        .says(&["steward", "データ管理者"]);
    clear("山田", " ").misused();
    assert_eq!(total(&bank), Some(24), "nothing was changed");
    clear("山田", "以前の回答は公表前に破棄された").done();
    assert_eq!(total(&bank), Some(23));
    let listed = bank
        .run(["bank", "guard"], ["list", "--format", "json"])
        .done()
        .json();
    let ours = |line: &&Json| line.get("guard").and_then(Json::text) == Some("recipient:東京大学");
    let line = listed
        .items()
        .iter()
        .find(ours)
        .expect("the guard is listed");
    assert_eq!(line.get("releases").and_then(Json::integer), Some(1));
    assert!(bank.ledger_kinds().contains(&"guard_cleared".to_owned()));
}

//! The main job on the synthea example: policy text to bundle to bank to delivery, and every way
//! in which the same road ends at the barrier.

use std::collections::BTreeSet;
use std::path::Path;

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Event, Scratch, bank_of_400, consented_400, sinusitis_of_400};
use sekisho_tests::delivery::Delivery;
use sekisho_tests::samples::{text_of, the_400};

#[test]
fn without_consents_nothing_leaves() {
    refuses_for_want_of_consent(&Bank::small());
}

#[test]
fn without_consents_nothing_of_the_400_leaves() {
    if let Some(bank) = bank_of_400() {
        refuses_for_want_of_consent(&bank.copy());
    }
}

/// Exit 1, the guard by its name, no folder, an entry in the ledger.
fn refuses_for_want_of_consent(bank: &Bank) {
    let before = bank.ledger_kinds().len();
    let (ran, out) = bank.extract("sinusitis_broad", "sato");
    ran.refused().says(&["同意", "consent"]);
    assert_nothing_at(&out);
    assert_eq!(bank.ledger_kinds()[before..], ["refusal"]);
}

#[test]
fn with_consents_the_cohort_is_delivered() {
    let bank = Bank::small_consented();
    let steps = ["permit", "staging", "publishing", "delivered"];
    let last_four = |bank: &Bank| {
        let kinds = bank.ledger_kinds();
        kinds[kinds.len() - 4..].to_vec()
    };
    let delivery = bank.delivered("sinusitis_broad", "sato");
    assert_eq!(last_four(&bank), steps);
    assert_eq!(
        sources(&delivery, "Patient"),
        set(&["pt-hanako-0001", "pt-taro-0002"])
    );
    let counts = delivery.counts();
    assert_eq!(
        (
            counts["Condition"],
            counts["Encounter"],
            counts["Observation"]
        ),
        (2, 2, 1)
    );
    let chf = bank.delivered("chf_outcomes", "sato");
    assert_eq!(last_four(&bank), steps);
    assert_eq!(sources(&chf, "Patient"), set(&["pt-kenji-0004"]));
    // This story looked into the evidence of each delivery once.
    let kinds = bank.ledger_kinds();
    let looks = kinds.iter().filter(|kind| *kind == "record_opened");
    assert_eq!(looks.count(), 2);
}

#[test]
fn of_the_400_exactly_266_patients_with_sinusitis_leave() {
    let (Some(data), Some(delivery)) = (the_400(), sinusitis_of_400()) else {
        return;
    };
    let mut expected = BTreeSet::new();
    for line in text_of(&data.join("Condition.000.ndjson.gz"))
        .lines()
        .filter(|l| l.contains("\"444814009\""))
    {
        let condition = Json::parse(line);
        let subject = condition
            .at("subject.reference")
            .and_then(Json::text)
            .expect("a subject");
        expected.insert(subject.trim_start_matches("Patient/").to_owned());
    }
    assert_eq!(expected.len(), 266);
    assert_eq!(sources(delivery, "Patient"), expected);
    assert_eq!(delivery.patients(), 266);
    assert_whole_records_of(delivery, &data, &expected);
}

/// Every record about those people leaves, none about others: the profile drops fields, not records.
fn assert_whole_records_of(delivery: &Delivery, data: &Path, people: &BTreeSet<String>) {
    let counts = delivery.counts();
    for kind in [
        "Condition",
        "Observation",
        "Encounter",
        "MedicationRequest",
        "Procedure",
        "Claim",
    ] {
        let text = text_of(&data.join(format!("{kind}.000.ndjson.gz")));
        let about = |line: &str| {
            let record = Json::parse(line);
            let who = record
                .at("subject.reference")
                .or_else(|| record.at("patient.reference"))
                .and_then(Json::text);
            people.contains(who.expect("a person").trim_start_matches("Patient/"))
        };
        assert_eq!(
            counts[kind],
            text.lines().filter(|l| about(l)).count(),
            "{kind}"
        );
    }
}

#[test]
fn of_the_400_fifteen_have_the_heart_failure_story() {
    let Some(bank) = consented_400() else { return };
    let delivery = bank.delivered("chf_outcomes", "sato");
    assert_eq!(delivery.patients(), 15);
}

#[test]
fn somebody_without_a_role_is_refused_with_the_line() {
    let bank = Bank::small_consented();
    let (ran, out) = bank.extract("sinusitis_broad", "tanaka");
    let said = ran.refused().says(&[".seki:"]).said();
    assert!(
        !said.contains("pt-hanako"),
        "a refusal names no patient:\n{said}"
    );
    assert_nothing_at(&out);
    assert_eq!(
        bank.ledger_kinds().last().map(String::as_str),
        Some("refusal")
    );
}

#[test]
fn a_stranger_only_hears_no() {
    let bank = Bank::small_consented();
    let (ran, out) = bank.extract("sinusitis_broad", "nobody-we-know");
    let stranger =
        ran.refused()
            .keeps_silent_about(&[".seki", "synthea_outcomes", "consent", "同意", "role"]);
    assert_nothing_at(&out);
    let (ran, _) = bank.extract("no_such_delivery", "nobody-we-know");
    assert_eq!(
        ran.refused().said(),
        stranger.said(),
        "a stranger learns nothing of what exists"
    );
}

#[test]
fn a_withdrawal_takes_one_patient_out_of_the_next_delivery() {
    let bank = Bank::small_consented();
    assert_eq!(bank.delivered("sinusitis_broad", "sato").patients(), 2);
    let withdrawal = [
        "--patient",
        "pt-taro-0002",
        "--form",
        "broad_2020",
        "--item",
        "1",
        "--date",
        "2021-01-01",
    ];
    bank.run(["consent", "withdraw"], withdrawal).done();
    let after = bank.delivered("sinusitis_broad", "sato");
    assert_eq!(sources(&after, "Patient"), set(&["pt-hanako-0001"]));
    let everything: Vec<String> = after.lineage().into_values().map(|(_, id)| id).collect();
    assert!(
        !everything.iter().any(|id| id.ends_with("-0002")),
        "{everything:?}"
    );
}

#[test]
fn a_withdrawal_takes_one_of_the_266() {
    let Some(bank) = consented_400() else { return };
    let bank = bank.copy();
    let before = sinusitis_of_400()
        .map(|d| sources(d, "Patient"))
        .unwrap_or_default();
    let gone = before.first().expect("a patient").clone();
    bank.import_consents(&[Event {
        event: "withdrawn",
        date: "2021-01-01",
        ..Event::signed(&gone)
    }])
    .done();
    let after = sources(&bank.delivered("sinusitis_broad", "sato"), "Patient");
    assert_eq!(before.difference(&after).collect::<Vec<_>>(), [&gone]);
    assert_eq!(after.len(), 265);
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    let bank = Bank::small_consented();
    same_release(
        &bank.delivered("sinusitis_broad", "sato"),
        &bank.delivered("sinusitis_broad", "sato"),
    );
}

#[test]
fn the_same_question_about_the_400_gives_the_same_bytes() {
    let (Some(bank), Some(first)) = (consented_400(), sinusitis_of_400()) else {
        return;
    };
    same_release(first, &bank.delivered("sinusitis_broad", "sato"));
}

/// All files equal; of the manifest all but what belongs to the one request.
fn same_release(first: &Delivery, second: &Delivery) {
    let (mut a, mut b) = (first.files("release"), second.files("release"));
    let manifests = (a.remove("manifest.json"), b.remove("manifest.json"));
    assert!(
        manifests.0.is_some() && manifests.1.is_some(),
        "both have a manifest"
    );
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (name, bytes) in &a {
        assert!(
            *bytes == b[name],
            "{name} differs between two runs of the same request"
        );
    }
    assert_eq!(lasting(&first.manifest()), lasting(&second.manifest()));
}

/// The manifest without `permit`, `ledger_seq`, `certificate` and the request's own times, at
/// whatever depth they stand.
fn lasting(manifest: &Json) -> Json {
    let own = ["permit", "ledger_seq", "certificate", "transactionTime"];
    match manifest {
        Json::Object(members) => {
            let lasts = members
                .iter()
                .filter(|(key, _)| !own.contains(&key.as_str()));
            Json::Object(
                lasts
                    .map(|(key, value)| (key.clone(), lasting(value)))
                    .collect(),
            )
        }
        Json::List(items) => Json::List(items.iter().map(lasting).collect()),
        value => value.clone(),
    }
}

#[test]
fn another_delivery_gives_other_pseudonyms() {
    let bank = Bank::small_consented();
    bank.consent_of_all(&["pt-kenji-0004".into()]);
    let ids = |delivery: &Delivery| -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        delivery.each(|r| {
            ids.extend(r.json.get("id").and_then(Json::text).map(str::to_owned));
        });
        ids
    };
    let other = Bank::small_consented();
    let (here, there) = (
        ids(&bank.delivered("sinusitis_broad", "sato")),
        ids(&other.delivered("sinusitis_broad", "sato")),
    );
    assert_eq!(here.len(), there.len());
    assert!(here.is_disjoint(&there), "two banks share no pseudonym");
}

#[test]
fn a_dry_run_decides_and_leaves_nothing() {
    let bank = Bank::small_consented();
    let out = bank.scratch.path("dry");
    let out_text = out.to_string_lossy().into_owned();
    bank.run(
        ["extract"],
        [
            "sinusitis_broad",
            "--as",
            "sato",
            "--out",
            &out_text,
            "--dry-run",
        ],
    )
    .done()
    .says(&["2"]);
    assert_nothing_at(&out);
    bank.run(
        ["extract"],
        ["sinusitis_broad", "--as", "tanaka", "--dry-run"],
    )
    .refused()
    .says(&[".seki:"]);
}

#[test]
fn an_older_date_never_revives_what_was_withdrawn() {
    let bank = Bank::small_consented();
    let withdrawn = Event {
        event: "withdrawn",
        date: "2024-01-01",
        ..Event::signed("pt-hanako-0001")
    };
    bank.import_consents(&[withdrawn]).done();
    let out = bank.scratch.path("older").to_string_lossy().into_owned();
    bank.run(
        ["extract"],
        [
            "sinusitis_broad",
            "--as",
            "sato",
            "--at",
            "2022-01-01",
            "--out",
            &out,
        ],
    )
    .refused();
    assert_nothing_at(Path::new(&out));
    let after = bank.delivered("sinusitis_broad", "sato");
    assert_eq!(sources(&after, "Patient"), set(&["pt-taro-0002"]));
}

#[test]
fn a_destination_that_exists_is_never_touched() {
    let bank = Bank::small_consented();
    let taken = bank.scratch.file("taken/mine.txt", "mine");
    let folder = taken
        .parent()
        .expect("a folder")
        .to_string_lossy()
        .into_owned();
    let before = bank.ledger_kinds().len();
    bank.run(
        ["extract"],
        ["sinusitis_broad", "--as", "sato", "--out", &folder],
    )
    .misused();
    assert_eq!(
        std::fs::read_to_string(&taken).expect("still there"),
        "mine"
    );
    assert_eq!(
        bank.ledger_kinds().len(),
        before,
        "wrong usage is no decision"
    );
}

#[test]
fn a_guarded_count_hides_the_few() {
    let bank = Bank::small_consented();
    let count = bank.run(
        ["count"],
        [
            "--study",
            "synthea_outcomes",
            "--as",
            "sato",
            "--cohort",
            "sinusitis",
            "--format",
            "json",
        ],
    );
    count
        .done()
        .keeps_silent_about(&[": 2,", ": 2}", ":2,", ":2}"]);
}

#[test]
fn the_recipients_half_holds_nothing_that_joins_back() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let release: Vec<String> = delivery.files("release").into_keys().collect();
    assert!(
        release.iter().all(|name| name == "manifest.json"
            || name.ends_with(".ndjson")
            || name.ends_with(".parquet")),
        "{release:?}"
    );
    let record: Vec<String> = delivery.files("record").into_keys().collect();
    assert!(
        record.iter().any(|n| n.starts_with("lineage.parquet")),
        "{record:?}"
    );
    let manifest = text_of(&delivery.folder.join("release/manifest.json"));
    for word in ["pt-hanako", "grant", "source_id", "row"] {
        assert!(!manifest.contains(word), "the manifest says {word}");
    }
}

#[test]
fn the_manifest_names_every_file_with_its_digest_and_count() {
    let bank = Bank::small_consented();
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let (manifest, counts) = (delivery.manifest(), delivery.counts());
    let text = manifest.write();
    for (kind, count) in &counts {
        assert!(
            text.contains(&format!("{kind}.ndjson")),
            "the manifest does not name {kind}.ndjson"
        );
        assert!(*count > 0, "an empty file {kind}");
    }
    for (name, bytes) in delivery
        .files("release")
        .iter()
        .filter(|(name, _)| *name != "manifest.json")
    {
        let hex = sekisho_model::Digest::of(bytes).hex();
        assert!(
            text.contains(&hex),
            "the manifest does not hold the sha256 of {name}"
        );
    }
}

#[test]
fn an_empty_bank_has_nobody_to_deliver() {
    let bank = Bank::of_package("examples/synthea");
    let (ran, out) = bank.extract("sinusitis_broad", "sato");
    assert!(ran.code == 1, "nobody is in the cohort: {}", ran.said());
    assert_nothing_at(&out);
}

#[test]
fn a_bank_without_a_bundle_decides_nothing() {
    let scratch = Scratch::default();
    let path = scratch.path("bank");
    let bank = Bank { scratch, path };
    bank.run(["bank", "init"], [""; 0]).done();
    let (ran, out) = bank.extract("sinusitis_broad", "sato");
    assert!(ran.code == 1 || ran.code == 2, "{}", ran.said());
    assert_nothing_at(&out);
}

/// Neither the folder nor a staged half of it beside.
fn assert_nothing_at(out: &Path) {
    assert!(!out.exists(), "{} exists", out.display());
    let name = out
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    for entry in std::fs::read_dir(out.parent().expect("a folder"))
        .expect("a folder")
        .flatten()
    {
        let beside = entry.file_name().to_string_lossy().into_owned();
        assert!(!beside.contains(&name), "{beside} was left beside");
    }
}

/// The source ids of the delivered records of this kind, by the bank's own lineage.
fn sources(delivery: &Delivery, kind: &str) -> BTreeSet<String> {
    delivery
        .lineage()
        .into_values()
        .filter(|(k, _)| k == kind)
        .map(|(_, id)| id)
        .collect()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

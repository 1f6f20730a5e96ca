use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::ConsentRecorded;
use sekisho_model::catalog;
use sekisho_model::consent::{Request, SubjectFacts, covered, fold};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Policy;
use sekisho_model::record::Collected;
use sekisho_model::time::parse_moment;
use sekisho_model::{DataClass, Day, Instant, Zone};

use super::*;
use crate::consents;

fn package() -> (tempfile::TempDir, Policy) {
    let dir = tempfile::tempdir().unwrap();
    let demo = write(dir.path()).unwrap();
    let analysis = sekisho_lang::check(&demo.package).unwrap();
    let problems: Vec<String> = analysis
        .problems
        .iter()
        .map(|p| format!("{} {} {}", p.origin, p.code_text(), p.message.en))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    (dir, analysis.program.unwrap().policy)
}

#[test]
fn the_package_has_no_problem_and_holds_the_names_of_the_story() {
    let (_dir, policy) = package();
    assert!(policy.study(story::STUDY).is_some() && policy.cohort(story::COHORT).is_some());
    let delivery = policy.delivery(story::DELIVERY).unwrap();
    assert!(policy.delivery(story::COMPANY_DELIVERY).is_some());
    assert_eq!(delivery.study.as_str(), story::STUDY);
    assert!(
        policy
            .forms
            .iter()
            .any(|form| form.name.as_str() == story::FORM)
    );
    for user in [story::ANALYST, story::VISITOR, story::COMPANY_ANALYST] {
        assert!(
            USERS
                .lines()
                .any(|line| line.starts_with(&format!("{user},"))),
            "{user}"
        );
    }
}

/// The consent table against the fold: who is in the cohort, whose clinical record may be used.
#[test]
fn the_consents_cover_as_many_people_as_the_story_says() {
    let (_dir, policy) = package();
    let at = parse_moment("2026-06-01", Zone::TOKYO).unwrap();
    assert_eq!(
        people::people()
            .iter()
            .filter(|p| p.disease != people::Disease::Breast)
            .count(),
        story::IN_COHORT
    );
    assert_eq!(usable(&policy, CONSENTS, at).len(), story::COVERED);
    let withdrawal = format!(
        "{CONSENTS}{},{},,withdrawn,2026-05-31,,,\n",
        story::WITHDRAWING,
        story::FORM
    );
    let left = usable(&policy, &withdrawal, at);
    assert_eq!(left.len(), story::COVERED_AFTER_WITHDRAWAL);
    assert!(!left.contains(story::WITHDRAWING));
}

fn usable(policy: &Policy, table: &str, at: Instant) -> BTreeSet<String> {
    let of = |mrn: &str| Ok(Subject(mrn.trim_start_matches("LC-").parse().unwrap()));
    let events = consents::read_for_tests(policy, table, at, &of);
    let delivery = policy.delivery(story::DELIVERY).unwrap();
    let purpose = &policy.study(story::STUDY).unwrap().purposes[0];
    let class = DataClass::from("clinical");
    let usable = |person: &&people::Person| {
        let subject = Subject(i64::from(person.number));
        let facts = SubjectFacts {
            birth: Day::parse(&person.birth),
            death: person.died.and_then(|day| parse_moment(day, Zone::TOKYO)),
            born_from: Day::parse(&person.birth),
            dead_until: person.died.and_then(Day::parse),
        };
        let grants = fold(
            subject,
            &events,
            &facts,
            &policy.forms,
            &policy.optouts,
            "JP",
            Zone::TOKYO,
        );
        let grants: Vec<_> = grants
            .into_iter()
            .filter(|grant| grant.only_as.is_none())
            .collect();
        let day = parse_moment("2024-07-15", Zone::TOKYO).unwrap();
        covered(
            &grants,
            &Request {
                purpose,
                class: &class,
                act: "extract",
                recipient: delivery.recipient.kind,
                country: &delivery.recipient.country,
                collected: Collected::Between(day, Instant(day.0 + 1)),
                at,
            },
        )
    };
    let lung = people::people();
    lung.iter()
        .filter(|p| p.disease != people::Disease::Breast)
        .filter(usable)
        .map(people::Person::mrn)
        .collect()
}

#[test]
fn every_record_is_valid_fhir_with_an_id_of_its_own_and_references_that_lead_somewhere() {
    let mut ids = BTreeSet::new();
    let mut references = BTreeMap::new();
    for (kind, lines) in resources() {
        for line in lines.lines() {
            let faults = sekisho_exchange::fhir::check::check(line.as_bytes(), catalog::r4());
            assert!(faults.is_empty(), "{faults:?}\n{line}");
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(record["resourceType"], kind);
            assert!(
                ids.insert(format!("{kind}/{}", record["id"].as_str().unwrap())),
                "{line}"
            );
            collect_references(&record, &mut references);
        }
    }
    let astray: Vec<_> = references
        .keys()
        .filter(|reference| !ids.contains(*reference))
        .collect();
    assert!(astray.is_empty(), "{astray:?}");
}

fn collect_references(value: &serde_json::Value, found: &mut BTreeMap<String, ()>) {
    match value {
        serde_json::Value::Object(fields) => {
            if let Some(reference) = fields.get("reference").and_then(serde_json::Value::as_str) {
                found.insert(reference.to_owned(), ());
            }
            fields
                .values()
                .for_each(|field| collect_references(field, found));
        }
        serde_json::Value::Array(items) => items
            .iter()
            .for_each(|item| collect_references(item, found)),
        _ => {}
    }
}

#[test]
fn the_same_cohort_comes_out_every_time_and_keeps_its_zeros() {
    assert_eq!(resources(), resources());
    let observations = &resources()["Observation"];
    assert!(
        observations.contains(r#""value":1.10,"#),
        "a value with a trailing zero"
    );
    assert_eq!(resources()["Patient"].lines().count(), story::PEOPLE);
    let kinds: Vec<_> = resources().into_keys().collect();
    assert!(
        [
            "Claim",
            "Coverage",
            "Condition",
            "DiagnosticReport",
            "Encounter",
            "ImagingStudy",
            "MedicationRequest",
            "Observation",
            "Organization",
            "Patient",
            "Practitioner",
            "Procedure"
        ]
        .iter()
        .all(|kind| kinds.contains(kind))
    );
}

/// Every kind of consent event stands in the table, so that the demo shows every one.
#[test]
fn the_table_holds_every_kind_of_event() {
    let words: BTreeSet<&str> = CONSENTS
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(3))
        .collect();
    for word in [
        "signed",
        "declined",
        "withdrawn",
        "notified",
        "objected",
        "assented",
        "refused",
        "died",
    ] {
        assert!(words.contains(word), "{word}");
    }
    assert!(words.iter().any(|word| word.starts_with("correction")));
}

/// The whole road into a bank: records, then the consent table, twice; then who is covered, asked
/// of what the bank kept.
#[tokio::test]
async fn a_bank_takes_the_demo_in_and_a_second_import_changes_nothing() {
    let (dir, policy) = package();
    let demo = write(dir.path()).unwrap();
    let at = parse_moment("2026-06-01", Zone::TOKYO).unwrap();
    let settings = sekisho_store::Settings {
        zone: Zone::TOKYO,
        country: "JP".into(),
        approvals: 0,
        test_clock: true,
        trusted_keys: Vec::new(),
        blobs: None,
    };
    let store = sekisho_store::Store::create(&dir.path().join("bank"), &settings)
        .await
        .unwrap();
    let model = sekisho_lang::data_model::oncology();
    let report = crate::ingest::ingest(
        &store,
        model,
        catalog::r4(),
        &crate::ingest::From::default(),
        &[demo.records],
        at,
        &mut |_| {},
    )
    .await
    .unwrap();
    assert_eq!(
        (report.new(), report.quarantined()),
        (
            resources().values().map(|l| l.lines().count() as u64).sum(),
            0
        )
    );

    let unknown = format!("{CONSENTS}LC-9999,{},1,signed,2025-01-01,,,\n", story::FORM);
    let lines = CONSENTS.lines().count() as u64;
    let first = consents::import(
        &store,
        &policy,
        Zone::TOKYO,
        "consents.csv",
        unknown.as_bytes(),
        at,
    )
    .await
    .unwrap();
    assert_eq!((first.added, first.same), (lines - 1, 0));
    assert_eq!(
        first
            .quarantined
            .iter()
            .map(|row| row.line)
            .collect::<Vec<_>>(),
        [lines + 1]
    );
    assert_eq!(store.quarantine().await.unwrap().len(), 1);
    let again = consents::import(
        &store,
        &policy,
        Zone::TOKYO,
        "consents.csv",
        CONSENTS.as_bytes(),
        at,
    )
    .await
    .unwrap();
    assert_eq!((again.added, again.same), (0, lines - 1));
    let entries = store.entries().await.unwrap();
    let last_but_one = &entries[entries.len() - 2];
    let told = last_but_one.told::<ConsentRecorded>().unwrap().unwrap();
    assert_eq!((told.quarantined, told.events["withdrawn"]), (Some(1), 2));

    let snapshot = store.snapshot().await.unwrap();
    let cohort = store
        .cohort(policy.cohort(story::COHORT).unwrap(), model, snapshot)
        .await
        .unwrap();
    let sekisho_store::CohortAnswer::Members(members) = cohort else {
        panic!("the cohort has no unknowns")
    };
    assert_eq!(members.len(), story::IN_COHORT);
    let row = consents::Row {
        patient: story::WITHDRAWING.into(),
        form: story::FORM.into(),
        event: "withdrawn".into(),
        ..consents::Row::default()
    };
    let mut covered_before_and_after = Vec::new();
    for step in 0..2 {
        let events = store.consent_events(None).await.unwrap();
        let subjects: Vec<Subject> = members.iter().map(|member| member.subject).collect();
        let facts = store.facts_of(&subjects, snapshot).await.unwrap();
        let covered = subjects.iter().filter(|s| {
            let events = events.get(s).map_or(&[][..], Vec::as_slice);
            let grants = fold(
                **s,
                events,
                &facts[s],
                &policy.forms,
                &policy.optouts,
                "JP",
                Zone::TOKYO,
            );
            let now = |g: &&_| clinical_now(g, at);
            grants.iter().any(|g| now(&g))
        });
        covered_before_and_after.push(covered.count());
        if step == 0 {
            let one = consents::record_one(&store, &policy, Zone::TOKYO, &row, at)
                .await
                .unwrap();
            assert_eq!((one.added, one.same), (1, 0));
        }
    }
    assert_eq!(
        covered_before_and_after,
        [story::COVERED, story::COVERED_AFTER_WITHDRAWAL]
    );
    let nobody = consents::Row {
        patient: "LC-9999".into(),
        ..row
    };
    assert!(
        consents::record_one(&store, &policy, Zone::TOKYO, &nobody, at)
            .await
            .is_err()
    );
}

fn clinical_now(grant: &sekisho_model::consent::Grant, at: Instant) -> bool {
    grant.class.as_str() == "clinical"
        && grant.purpose.as_str() == "予後予測研究"
        && grant.only_as.is_none()
        && grant.from <= at
        && at < grant.until
}

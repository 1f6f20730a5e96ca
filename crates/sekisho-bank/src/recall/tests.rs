use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::{
    Announced, Delivered, Deviation, EntryDraft, EntryKind, ExtractPermit, Permit,
};
use sekisho_model::consent::{Actor, ConsentEvent, EventKind, RecipientKind};
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Policy, Recipient};
use sekisho_model::time::parse_moment;
use sekisho_model::{Digest, Instant, Zone, catalog};
use sekisho_store::{Settings, Store};

use super::{State, Terms, owed};
use crate::bank::Bank;
use crate::{consents, demo_data};

/// The synthetic bank with its consents, and copies that left on 2026-06-01.
struct Story {
    _folder: tempfile::TempDir,
    bank: Bank,
    policy: Policy,
}

fn day(date: &str) -> Instant {
    parse_moment(date, Zone::TOKYO).expect("a date")
}

impl Story {
    async fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let demo = demo_data::write(folder.path()).unwrap();
        let policy = sekisho_lang::check(&demo.package).unwrap().program.unwrap();
        let settings = Settings {
            zone: Zone::TOKYO,
            country: "JP".into(),
            approvals: 0,
            test_clock: true,
            trusted_keys: Vec::new(),
            blobs: None,
        };
        let at = day("2026-05-01");
        let bank = Bank::init(&folder.path().join("bank"), &settings, None, at)
            .await
            .unwrap();
        let story = Self {
            _folder: folder,
            policy: policy.policy,
            bank,
        };
        let model = sekisho_lang::data_model::oncology();
        let records = [demo.records];
        crate::ingest::ingest(
            story.store(),
            model,
            catalog::r4(),
            &crate::ingest::From::default(),
            &records,
            at,
            &mut |_| {},
        )
        .await
        .unwrap();
        let table = std::fs::read(&demo.consents).unwrap();
        consents::import(
            story.store(),
            &story.policy,
            Zone::TOKYO,
            "consents.csv",
            &table,
            at,
        )
        .await
        .unwrap();
        story
    }

    fn store(&self) -> &Store {
        &self.bank.store
    }

    async fn person(&self, mrn: &str) -> Subject {
        self.bank.person(mrn).await.unwrap()
    }

    /// A copy that left on 2026-06-01 and holds these people, as `extract` writes it down.
    async fn copy(
        &self,
        purpose: &str,
        kind: RecipientKind,
        regimes: &[&str],
        who: &[&str],
    ) -> i64 {
        let mut subjects = Vec::new();
        for mrn in who {
            subjects.push(self.person(mrn).await.0);
        }
        let at = day("2026-06-01");
        let snapshot = self.store().snapshot().await.unwrap();
        let permit = Permit::Extract(Box::new(ExtractPermit {
            delivery: "写し".into(),
            study: "肺がん予後2026".into(),
            purpose: purpose.into(),
            profile: "符号化_標準".into(),
            bundle: Digest([0; 32]),
            snapshot,
            decided_for: at,
            justification: None,
            permits: BTreeSet::new(),
            duties: BTreeSet::new(),
            patients: subjects.len() as u64,
            cohort: subjects.len() as u64,
            records: BTreeMap::new(),
            kept_out: BTreeMap::new(),
            parts_kept_out: None,
            consent_overflow_patients: 0,
            decisions: 0,
            dry_run: None,
            told: None,
        }));
        let permit = EntryDraft::new("佐藤", permit).about(subjects.clone());
        let permit = self.store().append(permit, at).await.unwrap().seq;
        let terms = Terms {
            delivery: "写し".into(),
            study: "肺がん予後2026".into(),
            purpose: purpose.into(),
            recipient: Recipient {
                org: "東京大学".into(),
                kind,
                country: "JP".into(),
                endpoint: None,
                certified: None,
                eligible: None,
            },
            classes: vec!["administrative".into(), "clinical".into()],
            profile: "符号化_標準".into(),
            regimes: regimes.iter().map(|r| (*r).to_owned()).collect(),
            basis: None,
            permit_issued: None,
            scope: "study:肺がん予後2026".into(),
        };
        let delivered = Delivered {
            of: Announced {
                permit,
                delivery: "写し".into(),
                patients: subjects.len() as u64,
                records: BTreeMap::new(),
                rows: BTreeMap::new(),
                files: Vec::new(),
                scope: terms.scope.clone(),
                fee: None,
                fee_due_yen: None,
                terms: Some(terms),
                held_back: 0,
                decided_for: Some(at),
            },
            told: None,
            publishing: None,
        };
        let delivered = EntryDraft::new("佐藤", delivered).about(subjects);
        self.store().append(delivered, at).await.unwrap().seq
    }

    /// A row of a consent table that reaches the bank on this day; how many recalls and deviations.
    async fn told(&self, row: &str, on: &str) -> (u64, u64) {
        let table = format!("patient_id,form,item,event,date,by,relation\n{row}\n");
        let report = consents::import(
            self.store(),
            &self.policy,
            Zone::TOKYO,
            "late.csv",
            table.as_bytes(),
            day(on),
        )
        .await
        .unwrap();
        assert_eq!(report.quarantined, []);
        (report.recalls, report.deviations)
    }
}

use RecipientKind::{Company, University};

#[tokio::test]
async fn only_copies_that_hold_the_person_and_rest_on_the_item_are_recalled() {
    let story = Story::begin().await;
    let prognosis = story
        .copy(
            "予後予測研究",
            University,
            &["coded"],
            &["LC-0001", "LC-0002"],
        )
        .await;
    let company = story
        .copy("企業創薬", Company, &["coded"], &["LC-0001"])
        .await;
    let without = story
        .copy("予後予測研究", University, &["coded"], &["LC-0002"])
        .await;

    // Item 3 is the company's alone.
    let told = story
        .told(
            "LC-0001,研究同意_第3版,3,withdrawn,2026-06-10,,",
            "2026-06-10",
        )
        .await;
    assert_eq!(told, (1, 0));
    let duties = story.bank.recalls().await.unwrap();
    assert_eq!(duties.len(), 1);
    assert_eq!(duties[0].delivered, company);
    assert_eq!(duties[0].items[0].item.as_ref().unwrap().as_str(), "3");
    assert_eq!(
        duties[0].due,
        day("2026-06-24"),
        "14 days, as the form says"
    );
    assert_eq!(duties[0].state, State::Open);
    assert!(!duties[0].is_overdue(day("2026-06-24")) && duties[0].is_overdue(day("2026-06-25")));

    // Item 1 carries the prognosis study; the company's copy is being taken back already.
    let told = story
        .told(
            "LC-0001,研究同意_第3版,1,withdrawn,2026-06-11,,",
            "2026-06-11",
        )
        .await;
    assert_eq!(told, (1, 0));
    let delivered: Vec<i64> = story
        .bank
        .recalls()
        .await
        .unwrap()
        .iter()
        .map(|d| d.delivered)
        .collect();
    assert_eq!(delivered, [company, prognosis]);
    assert!(!delivered.contains(&without));
    let other = story.person("LC-0002").await;
    assert!(story.bank.recalls_of(other).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_an_item_was_needed_for_goes_with_it() {
    let story = Story::begin().await;
    let company = story.copy("企業創薬", Company, &[], &["LC-0001"]).await;
    story
        .told(
            "LC-0001,研究同意_第3版,1,withdrawn,2026-06-10,,",
            "2026-06-10",
        )
        .await;
    let duties = story.bank.recalls().await.unwrap();
    assert_eq!((duties.len(), duties[0].delivered), (1, company));
}

#[tokio::test]
async fn an_anonymized_copy_is_exempt_where_the_form_says_so() {
    let story = Story::begin().await;
    story
        .copy(
            "企業創薬",
            Company,
            &["anonymized", "coded", "pseudonymized"],
            &["LC-0001"],
        )
        .await;
    let told = story
        .told(
            "LC-0001,研究同意_第3版,,withdrawn,2026-06-10,,",
            "2026-06-10",
        )
        .await;
    assert_eq!(told, (0, 0));
    assert!(story.bank.recalls().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_withdrawal_keyed_in_late_is_a_deviation_too_and_due_from_the_day_it_was_said() {
    let story = Story::begin().await;
    story
        .copy("予後予測研究", University, &[], &["LC-0007"])
        .await;
    let told = story
        .told(
            "LC-0007,研究同意_第3版,,withdrawn,2026-05-20,,",
            "2026-07-01",
        )
        .await;
    assert_eq!(told, (1, 1));
    let duty = story.bank.recalls().await.unwrap().remove(0);
    assert_eq!(duty.due, day("2026-06-03"));
    let entries = story.store().entries().await.unwrap();
    let deviation = entries
        .iter()
        .find(|e| e.kind == EntryKind::Deviation)
        .unwrap();
    let told = deviation.told::<Deviation>().unwrap().unwrap();
    assert_eq!(told.delivered, duty.delivered);
    assert_eq!(told.effective, day("2026-05-20"));
    // An anonymized copy is no recall, and yet it should never have left.
    story
        .copy("予後予測研究", University, &["anonymized"], &["LC-0006"])
        .await;
    let told = story
        .told(
            "LC-0006,研究同意_第3版,,withdrawn,2026-05-20,,",
            "2026-07-01",
        )
        .await;
    assert_eq!(told, (0, 1));
}

#[tokio::test]
async fn the_same_no_twice_opens_nothing_twice_and_a_corrected_one_is_void() {
    let story = Story::begin().await;
    story
        .copy("予後予測研究", University, &[], &["LC-0007"])
        .await;
    let row = "LC-0007,研究同意_第3版,,withdrawn,2026-06-10,,";
    assert_eq!(story.told(row, "2026-06-10").await, (1, 0));
    assert_eq!(story.told(row, "2026-06-11").await, (0, 0));
    let wrong = consents::Row {
        patient: "LC-0007".into(),
        form: "研究同意_第3版".into(),
        event: "withdrawn".into(),
        date: "2026-06-10".into(),
        ..consents::Row::default()
    };
    let by = consents::Steward {
        who: "管理",
        second: "佐藤",
        reason: "別の人の紙",
    };
    let now = day("2026-06-12");
    let voided = consents::void(story.store(), &story.policy, &wrong, by, now).await;
    assert_eq!(voided.unwrap().added, 1);
    let duties = story.bank.recalls().await.unwrap();
    assert_eq!(duties.len(), 1);
    assert_eq!(duties[0].state, State::Void);
    assert!(!duties[0].is_open());
}

/// A command cut off between the book and the event is run again: the book has the recall already.
#[tokio::test]
async fn a_recall_in_the_book_is_not_opened_again_for_an_event_still_unknown() {
    let story = Story::begin().await;
    story
        .copy("予後予測研究", University, &[], &["LC-0007"])
        .await;
    let event = ConsentEvent {
        subject: story.person("LC-0007").await,
        kind: EventKind::Withdrawn {
            form: "研究同意_第3版".into(),
            item: None,
        },
        by: Actor::Self_,
        effective: day("2026-06-10"),
        recorded: day("2026-06-10"),
    };
    let events = [event];
    let first = owed(story.store(), &story.policy, &events).await.unwrap();
    assert_eq!(first.recalls, 1);
    story
        .store()
        .append_all(first.drafts, day("2026-06-10"))
        .await
        .unwrap();
    let again = owed(story.store(), &story.policy, &events).await.unwrap();
    assert_eq!(again.recalls, 0);
}

/// Who wrote the recall down says whose it is; nobody else's number stands in it.
#[tokio::test]
async fn the_entry_names_the_person_only_in_the_side_table() {
    let story = Story::begin().await;
    story
        .copy("予後予測研究", University, &[], &["LC-0006", "LC-0007"])
        .await;
    story
        .told(
            "LC-0007,研究同意_第3版,,withdrawn,2026-06-10,,",
            "2026-06-10",
        )
        .await;
    let entries = story.store().entries().await.unwrap();
    let opened = entries
        .iter()
        .find(|e| e.kind == EntryKind::RecallOpened)
        .unwrap();
    let subjects = story.store().subjects_of_entry(opened.seq).await.unwrap();
    assert_eq!(subjects, [story.person("LC-0007").await.0]);
    let text = &opened.text;
    assert!(!text.contains("LC-0007") && !text.contains("lung-0007"));
    let told: serde_json::Value = serde_json::from_str(text).unwrap();
    let keys: BTreeSet<&String> = told.as_object().unwrap().keys().collect();
    assert!(
        !keys
            .iter()
            .any(|k| k.contains("subject") || k.contains("patient"))
    );
}

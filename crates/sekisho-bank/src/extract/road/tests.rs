//! The road, cut off after each step as a killed process cuts it off, and what the next opening
//! makes of it.

use std::path::{Path, PathBuf};

use sekisho_gate::{Ending, Gate, Papers, Permit};
use sekisho_model::book::{Delivered, Entry, EntryKind, Publishing};
use sekisho_model::time::parse_moment;
use sekisho_model::{Instant, Zone, catalog};
use sekisho_store::Settings;

use super::{Order, Prepared, Reached, Staged};
use crate::bank::Bank;
use crate::extract::{End, Receipt};
use crate::recall::State;
use crate::{bundle_folder, consents, demo_data};

const DELIVERY: &str = "予後_東大";

/// The synthetic bank under its own policy, in which this delivery may be made once.
struct Story {
    folder: tempfile::TempDir,
    bank: Bank,
    now: Instant,
}

impl Story {
    async fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = parse_moment("2026-06-01", Zone::TOKYO).unwrap();
        let demo = demo_data::write(folder.path()).unwrap();
        let mut program = sekisho_lang::check(&demo.package).unwrap().program.unwrap();
        for delivery in &mut program.policy.deliveries {
            delivery.before = Some(
                parse_moment("2030-01-01", Zone::TOKYO)
                    .map(|at| Zone::TOKYO.day_of(at))
                    .unwrap(),
            );
            delivery.every = None;
        }
        let model = sekisho_lang::data_model::oncology();
        let built = sekisho_lower::build(&program, model);
        let bundle = folder.path().join("bundle");
        bundle_folder::write(&built, &bundle).unwrap();
        let settings = Settings {
            zone: Zone::TOKYO,
            country: "JP".into(),
            approvals: 0,
            test_clock: true,
            trusted_keys: Vec::new(),
            blobs: None,
        };
        let dir = folder.path().join("bank");
        let bank = Bank::init(&dir, &settings, None, now).await.unwrap();
        bank.load(&bundle, now).await.unwrap();
        let users = std::fs::read(&demo.users).unwrap();
        bank.people(&users, now).await.unwrap();
        let records = [demo.records];
        crate::ingest::ingest(
            &bank.store,
            model,
            catalog::r4(),
            &crate::ingest::From::default(),
            &records,
            now,
            &mut |_| {},
        )
        .await
        .unwrap();
        let story = Self { folder, bank, now };
        let table = std::fs::read_to_string(&demo.consents).unwrap();
        story.told(&table).await;
        story
    }

    /// Consent events reach the bank; how many recalls they open.
    async fn told(&self, table: &str) -> u64 {
        let gate = self.bank.gate().await.unwrap();
        let report = consents::import(
            &self.bank.store,
            &gate.bundle().policy,
            Zone::TOKYO,
            "told.csv",
            table.as_bytes(),
            self.now,
        )
        .await
        .unwrap();
        assert_eq!(report.quarantined, []);
        report.recalls
    }

    async fn withdraws(&self, who: &str) -> u64 {
        self.told(&format!(
            "patient_id,form,item,event,date\n{who},研究同意_第3版,,withdrawn,2026-06-01\n"
        ))
        .await
    }

    /// `Condition/id`
    async fn diagnosis_of(&self, who: &str) -> String {
        let store = &self.bank.store;
        let subject = store.find_people(who).await.unwrap()[0];
        let snapshot = store.snapshot().await.unwrap();
        let records = store.records_of(subject, snapshot).await.unwrap();
        let found = records.iter().find(|r| r.head.kind == "Condition");
        format!("Condition/{}", found.expect("a diagnosis").head.source_id)
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// What an order is made of.
    async fn ready(&self) -> (Gate, Papers, PathBuf) {
        (self.bank.gate().await.unwrap(), self.papers(), self.out())
    }

    fn papers(&self) -> Papers {
        Papers::new("佐藤", self.now)
    }

    async fn permit(&self, gate: &Gate, papers: &Papers) -> Permit {
        let delivery = DELIVERY.into();
        let decided = gate.extract(&self.bank.store, papers, &delivery).await;
        *decided.unwrap().expect("a permit")
    }

    async fn staged<'a>(&self, order: &'a Order<'a>) -> Staged<'a> {
        let permit = self.permit(order.gate, order.papers).await;
        let prepared = Prepared::of(&self.bank, order, permit).await.unwrap();
        let mut reached = Reached::default();
        let staged = prepared
            .stage(&self.bank, &mut reached, &mut |_, _| {})
            .await;
        assert!(reached.bytes, "bytes were staged");
        staged.unwrap()
    }

    /// What the next opening does.
    async fn opened(&self) {
        let dir = self.folder.path().join("bank");
        let bank = Bank::open(&dir, None).await.unwrap();
        bank.settle(self.now).await.unwrap();
    }

    async fn kinds(&self, after: i64) -> Vec<EntryKind> {
        let entries = self.bank.store.entries().await.unwrap();
        entries
            .into_iter()
            .filter(|e| e.seq > after)
            .filter_map(|e| e.kind.known())
            .collect()
    }

    async fn last(&self, kind: EntryKind) -> Entry {
        let seq = self.bank.store.last_of(&[kind]).await.unwrap();
        self.bank
            .store
            .entry(seq)
            .await
            .unwrap()
            .expect("such an entry")
    }

    /// What lies beside the destination and is none of the story's own.
    fn litter(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let names = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with(".out")).collect()
    }

    async fn extract(&self) -> Result<Ending<Receipt>, crate::BankError> {
        let out = self.folder.path().join("again");
        let papers = self.papers();
        self.bank
            .extract(&papers, &DELIVERY.into(), &out, &mut |_, _| {})
            .await
    }

    async fn word(&self) -> String {
        match self.extract().await {
            Ok(Err(refusal)) => refusal.told().cause.refused,
            Ok(Ok(_)) => "delivered".into(),
            Err(error) => error.text().en,
        }
    }
}

fn order<'a>(gate: &'a Gate, papers: &'a Papers, out: &'a Path) -> Order<'a> {
    let policy = &gate.bundle().policy;
    let delivery = policy.delivery(DELIVERY).expect("the delivery");
    Order {
        gate,
        delivery,
        profile: policy
            .profile(delivery.profile.as_str())
            .expect("its profile"),
        papers,
        out,
    }
}

#[tokio::test]
async fn killed_while_staging_it_may_have_left_until_a_steward_clears_it() {
    let story = Story::begin().await;
    let (gate, papers, out) = story.ready().await;
    let order = order(&gate, &papers, &out);
    let staged = story.staged(&order).await;
    let permit = staged.permit;
    // Before anybody knows the end it counts too: nobody gets it a second time meanwhile.
    assert_eq!(story.word().await, "may_have_left");
    staged.staging.killed();
    assert_eq!(story.litter().len(), 1);
    story.opened().await;
    assert_eq!(story.litter(), [""; 0], "the folder is swept");
    assert!(!out.exists());
    let left = story.last(EntryKind::MayHaveLeft).await;
    let attempt = left.attempt().unwrap().expect("a copy");
    assert_eq!(attempt.left().permit, permit);
    let (staging, about) = (
        story.last(EntryKind::Staging).await,
        story.bank.store.subjects_of_entry(left.seq).await.unwrap(),
    );
    assert!(staging.seq > permit && !about.is_empty());
    assert_eq!(left.subjects, staging.subjects);

    // It counts: once, past releases, recalls, the patient's page.
    assert_eq!(story.word().await, "may_have_left");
    let guarded = story.bank.guarded().await.unwrap();
    assert!(
        guarded.iter().any(|(guard, ..)| guard.contains("東京大学")),
        "{guarded:?}"
    );
    let page = story
        .bank
        .patient_page("LC-0001", "中村", story.now)
        .await
        .unwrap();
    assert!(
        page.uses.iter().any(|used| used.uncertain),
        "the page is silent"
    );
    let (who, because) = ("中村", "a record of somebody else's");
    let taken_out = [story.diagnosis_of("LC-0002").await];
    let retired = story
        .bank
        .retire(&taken_out, (who, because), false, story.now);
    assert_eq!(retired.await.unwrap().copies, 1, "its holder is told, too");
    assert_eq!(
        story.withdraws("LC-0001").await,
        1,
        "a recall of what may be out"
    );
    let duty = story.bank.recalls().await.unwrap().pop().unwrap();
    assert_eq!((duty.delivered, &duty.state), (left.seq, &State::Open));

    // Only a steward, with a reason, clears it; by the number of its permit as well.
    let clear =
        |who: &'static str, why: &'static str| story.bank.clear_left(permit, who, why, story.now);
    assert!(clear("佐藤", "nobody took it").await.is_err());
    assert!(clear("中村", " ").await.is_err());
    clear("中村", "the machine was off until the sweep")
        .await
        .unwrap();
    assert!(
        clear("中村", "once more").await.is_err(),
        "nothing is left to clear"
    );
    let page = story
        .bank
        .patient_page("LC-0001", "中村", story.now)
        .await
        .unwrap();
    assert!(page.uses.is_empty());
    let duty = story.bank.recalls().await.unwrap().pop().unwrap();
    assert_eq!(duty.state, State::Void);
    let guarded = story.bank.guarded().await.unwrap();
    assert!(
        guarded.iter().all(|(_, releases, _)| *releases == 0),
        "{guarded:?}"
    );
    assert_eq!(story.word().await, "delivered");
}

#[tokio::test]
async fn killed_before_the_first_entry_it_is_aborted() {
    let story = Story::begin().await;
    let (gate, papers, out) = story.ready().await;
    let permit = story.permit(&gate, &papers).await;
    // The place is remembered first, then the folder is made, and there the process ends.
    let place = crate::release::place(&out, permit.seq());
    let store = &story.bank.store;
    store
        .remember_staging(permit.seq(), &place, &out)
        .await
        .unwrap();
    std::fs::create_dir(&place).unwrap();
    story.opened().await;
    assert_eq!(story.kinds(permit.seq()).await, [EntryKind::Aborted]);
    assert_eq!(story.litter(), [""; 0]);
    assert_eq!(story.word().await, "delivered");
}

#[tokio::test]
async fn killed_between_the_intent_and_the_move_it_may_have_left() {
    let story = Story::begin().await;
    let (gate, papers, out) = story.ready().await;
    let order = order(&gate, &papers, &out);
    let checked = story.staged(&order).await.check(&story.bank).await.unwrap();
    let announced = checked.announce(&story.bank).await.unwrap();
    let intent = announced.publishing.clone();
    announced.staging.killed();
    story.opened().await;
    assert_eq!(story.kinds(intent.seq).await, [EntryKind::MayHaveLeft]);
    let left = story.last(EntryKind::MayHaveLeft).await;
    assert_eq!(left.subjects, intent.subjects);
    let files = |entry: &Entry| {
        entry
            .attempt()
            .unwrap()
            .expect("a copy")
            .left()
            .files
            .to_vec()
    };
    assert_eq!(files(&left), files(&intent));
    assert_eq!(story.litter(), [""; 0]);
    assert_eq!(story.word().await, "may_have_left");
}

#[tokio::test]
async fn killed_after_the_move_it_is_delivered() {
    use std::os::unix::fs::PermissionsExt as _;
    let story = Story::begin().await;
    let (gate, papers, out) = story.ready().await;
    let order = order(&gate, &papers, &out);
    let checked = story.staged(&order).await.check(&story.bank).await.unwrap();
    let announced = checked.announce(&story.bank).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(story.litter().len(), 1);
    let staged = story.folder.path().join(&story.litter()[0]);
    for (path, wanted) in [
        ("", 0o700),
        ("release", 0o700),
        ("release/manifest.json", 0o600),
        ("record/certificate.json.sealed", 0o600),
    ] {
        assert_eq!(mode(&staged.join(path)), wanted, "{path}");
    }
    let published = announced.publish().unwrap();
    let intent = published.publishing.clone();
    drop(published);
    assert_eq!(mode(&out), 0o700, "still the bank's alone");

    // A no that comes now finds no copy yet; the opening that completes the delivery asks for it.
    assert_eq!(story.withdraws("LC-0001").await, 0);
    story.opened().await;
    let kinds = story.kinds(intent.seq).await;
    assert_eq!(
        kinds,
        [
            EntryKind::ConsentRecorded,
            EntryKind::Delivered,
            EntryKind::RecallOpened
        ]
    );
    let delivered = story.last(EntryKind::Delivered).await;
    assert_eq!(delivered.subjects, intent.subjects);
    assert_eq!(delivered.who, "佐藤");
    let (is, was) = (
        delivered.told::<Delivered>().unwrap().expect("its end"),
        intent.told::<Publishing>().unwrap().expect("its intent"),
    );
    assert_eq!((is.of, is.told), (was.of, Some(was.told)));
    assert_eq!(mode(&out) & 0o777, 0o700, "its owner's alone");
    assert_eq!(story.word().await, "already_delivered");
    story.opened().await;
    assert_eq!(
        story.kinds(delivered.seq).await.len(),
        2,
        "the recall and the refusal, nothing twice"
    );
}

#[tokio::test]
async fn killed_after_the_move_and_the_copy_taken_away_it_may_have_left() {
    let story = Story::begin().await;
    let (gate, papers, out) = story.ready().await;
    let order = order(&gate, &papers, &out);
    let checked = story.staged(&order).await.check(&story.bank).await.unwrap();
    let published = checked
        .announce(&story.bank)
        .await
        .unwrap()
        .publish()
        .unwrap();
    drop(published);
    std::fs::rename(&out, story.folder.path().join("taken")).unwrap();
    // Another folder of that name is not the copy.
    std::fs::create_dir_all(out.join("record")).unwrap();
    std::fs::write(out.join("record/certificate.json.sealed"), "another").unwrap();
    story.opened().await;
    let left = story.last(EntryKind::MayHaveLeft).await;
    let attempt = left.attempt().unwrap().expect("a copy");
    assert!(!attempt.left().files.is_empty());
    assert_eq!(story.withdraws("LC-0001").await, 1);
}

#[tokio::test]
async fn a_no_while_it_is_made_stops_it_before_it_is_moved() {
    let story = Story::begin().await;
    let (gate, papers, out) = story.ready().await;
    let order = order(&gate, &papers, &out);
    let checked = story.staged(&order).await.check(&story.bank).await.unwrap();
    let permit = checked.staged.permit;
    story.withdraws("LC-0001").await;
    let stopped = checked.announce(&story.bank).await;
    let said = stopped.err().expect("it stops").text();
    assert!(said.en.contains("took consent back"), "{}", said.en);
    assert!(!out.exists() && story.litter().is_empty());
    let end = story
        .bank
        .end_attempt(permit, Some(true), "stopped", story.now)
        .await
        .unwrap();
    assert!(matches!(end, End::MayHaveLeft(_)));
    // It was staged with them: the no reaches what may be out.
    let duty = story.bank.recalls().await.unwrap().pop();
    assert!(duty.is_some(), "a recall of what may be out");
}

/// A signature that comes meanwhile takes nothing back.
#[tokio::test]
async fn a_yes_while_it_is_made_does_not_stop_it() {
    let story = Story::begin().await;
    let (gate, papers, out) = story.ready().await;
    let order = order(&gate, &papers, &out);
    let checked = story.staged(&order).await.check(&story.bank).await.unwrap();
    story
        .told("patient_id,form,item,event,date\nLC-0001,研究同意_第3版,1,signed,2026-05-30\n")
        .await;
    let published = checked
        .announce(&story.bank)
        .await
        .unwrap()
        .publish()
        .unwrap();
    let receipt = published.note(&story.bank).await.unwrap();
    assert!(out.join("release/manifest.json").is_file());
    assert_eq!(
        story.last(EntryKind::Delivered).await.seq,
        receipt.ledger_seq
    );
}

/// Of two that begin at the same time, where only one may be made, the later stops with no byte.
#[tokio::test]
async fn two_at_once_are_not_both_made() {
    let story = Story::begin().await;
    let (gate, papers, out) = story.ready().await;
    let order = order(&gate, &papers, &out);
    let (first, second) = (
        story.permit(&gate, &papers).await,
        story.permit(&gate, &papers).await,
    );
    let mut reached = Reached::default();
    let other = story.folder.path().join("other");
    let late = Order {
        out: &other,
        gate: &gate,
        delivery: order.delivery,
        profile: order.profile,
        papers: &papers,
    };
    let late = Prepared::of(&story.bank, &late, second).await.unwrap();
    let early = Prepared::of(&story.bank, &order, first).await.unwrap();
    let early = early
        .stage(&story.bank, &mut reached, &mut |_, _| {})
        .await
        .unwrap();
    let mut reached = Reached::default();
    let stopped = late.stage(&story.bank, &mut reached, &mut |_, _| {}).await;
    assert!(stopped.is_err() && !reached.bytes);
    drop(early);
}

//! The worked cases of `dsl/spec/consent.md`, asked of Cedar and of a running bank: both must say
//! what the manual says.

use sekisho_model as model;

#[path = "../../../sekisho-model/src/consent/tests/spec.rs"]
mod spec;

#[path = "../../../sekisho-model/src/consent/tests/draw.rs"]
mod draw;

use std::collections::BTreeSet;
use std::sync::Mutex;

use sekisho_lower::lower_policy;
use sekisho_model::asks::{Agreed, Permit};
use sekisho_model::consent::{Actor, AfterDeath, ConsentEvent, EventKind, Form, Item};
use sekisho_model::event::{Cell, EventRow};
use sekisho_model::oncology::DataModel;
use sekisho_model::policy::{
    AccessRule, Act, Basis, Countries, Delivery, Policy, Purpose, Recipient, Study, When,
};
use sekisho_model::profile::Profile;
use sekisho_model::record::Collected;
use sekisho_model::time::Precision;
use sekisho_model::{BasisName, DataClass, Day, DeliveryName, Instant, Interval, Text, Zone};
use sekisho_store::{About, IngestBatch, NewRecord, Points, Settings, Store};

use self::spec::{Ask as Asked, Case, HOME, SUBJECT, cases};
use super::bank::Keys;
use super::terms::basis;
use super::{person, seal};
use crate::explain::trial::Question;
use crate::{Gate, Papers, story};

/// Acts that a gate decides; `recontact` and `return_result` have no command yet.
fn act(asked: &Asked) -> Option<Act> {
    Act::parse(&asked.act)
}

#[test]
fn cedar_answers_every_worked_case_as_the_manual_does() {
    let mut wrong = Vec::new();
    let mut asked = 0;
    for case in cases() {
        let gate = gate(&case);
        let grants = case.fold();
        for (n, ask) in case.asks.iter().enumerate() {
            let Some(act) = act(ask) else { continue };
            let delivery = DeliveryName::new(format!("提供{n}"));
            let question = Question {
                person: &person("佐藤", "analysts", ""),
                study: &"研究".into(),
                purpose: Some(&ask.purpose),
                act,
                class: &ask.class,
                profile: None,
                delivery: (act == Act::Extract).then_some(&delivery),
                collected: ask.collected,
                sealed: false,
                grants: &grants,
                recipient: Some((ask.recipient, ask.country.clone())),
                network: None,
                justified: false,
                approvals: &BTreeSet::new(),
                now: ask.at,
            };
            let evaluator = spec::granted(&grants, &ask.request(), ask.ground());
            asked += 1;
            let cedar = gate.answer(&question).expect("an answer").allowed();
            if cedar != ask.expect || evaluator != ask.expect {
                wrong.push(format!(
                    "{}: line {} should be {}",
                    case.title, ask.line, ask.expect
                ));
            }
        }
    }
    assert!(asked >= 60, "only {asked} questions were asked");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_running_bank_decides_every_worked_case_as_the_manual_does() {
    let cases = Mutex::new(cases());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let judge = || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(decided(&cases))
        };
        let judges: Vec<_> = (0..cores).map(|_| scope.spawn(judge)).collect();
        let wrong = judges
            .into_iter()
            .map(|judge| judge.join().expect("no panic"));
        wrong.flatten().collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a bank answers otherwise than the manual, of the cases that nobody else takes.
async fn decided(cases: &Mutex<Vec<Case>>) -> Vec<String> {
    let mut wrong = Vec::new();
    let next = || cases.lock().expect("no panic").pop();
    while let Some(case) = next() {
        let gate = gate(&case);
        for (n, ask) in case.asks.iter().enumerate() {
            if act(ask) != Some(Act::Extract) {
                continue;
            }
            let bank = bank_of(&case, ask).await;
            let mut papers = Papers::new("佐藤", ask.at);
            papers.purpose = Some(ask.purpose.clone());
            let (mut heard, delivery) = (String::new(), format!("提供{n}").into());
            let seen = gate.preview(&bank.0, &papers, &delivery, &Keys).await;
            let allowed = match seen.expect("a decision") {
                Ok(preview) => preview.finding.counts.values().sum::<u64>() > 0,
                Err(refusal) => {
                    heard = format!("{:?}", refusal.why());
                    false
                }
            };
            if allowed != ask.expect {
                wrong.push(format!(
                    "{}: line {} should be {}: {heard}",
                    case.title, ask.line, ask.expect
                ));
            }
        }
    }
    wrong
}

/// Generated lives, not the manual's: what the fold grants is what Cedar answers.
#[test]
fn cedar_answers_generated_lives_as_the_fold_does() {
    const LIVES: u64 = 2000;
    const QUESTIONS: usize = 8;
    let seed = draw::seed();
    let grounds = draw::grounds();
    let mut about = Case::asking(&["p", "q", "r", "s"]);
    let others = about.asks.len();
    for (basis, issued) in &grounds {
        let [ask] = Case::asking(&["p"]).asks.try_into().ok().expect("one");
        about.asks.push(Asked {
            basis: basis.clone(),
            issued: issued.map(|day| Zone::TOKYO.midnight(Day(day.0 + 1))),
            ..ask
        });
    }
    let gate = gate(&about);
    let person = person("佐藤", "analysts", "");
    let approvals = BTreeSet::new();
    let (mut yes, mut no, mut crowded) = (0u32, 0u32, 0u32);
    for life in 0..LIVES {
        let mut dice = draw::dice(seed, life);
        let of_notices = life % 3 == 0;
        let (papers, events) = match of_notices {
            true => draw::notices(&mut dice),
            false => {
                let papers = draw::papers(&mut dice);
                let events = draw::events(&mut dice, &papers);
                (papers, events)
            }
        };
        let facts = dice.facts();
        let (forms, optouts) = (&papers.forms, &papers.optouts);
        let zone = Zone::TOKYO;
        let grants = model::consent::fold(SUBJECT, &events, &facts, forms, optouts, HOME, zone);
        for _ in 0..QUESTIONS {
            let asked = match of_notices {
                true => draw::Question::of_notice(&mut dice, &papers),
                false => draw::Question::new(&mut dice, &papers),
            };
            let of_tag =
                |g: &&model::consent::Grant| g.purpose == asked.purpose && g.class == asked.class;
            // More rectangles than a tag has slots are a steward's problem and deny.
            if grants.iter().filter(of_tag).count() > model::consent_guard::SLOTS {
                crowded += 1;
                continue;
            }
            let Some(act) = Act::parse(asked.act) else {
                continue;
            };
            let ground = (asked.basis.clone(), asked.issued);
            let ground = grounds.iter().position(|known| *known == ground);
            let n = others + ground.expect("one of those it draws");
            let delivery = DeliveryName::new(format!("提供{n}"));
            let question = Question {
                person: &person,
                study: &"研究".into(),
                purpose: Some(&asked.purpose),
                act,
                class: &asked.class,
                profile: None,
                delivery: Some(&delivery),
                collected: asked.collected,
                sealed: false,
                grants: &grants,
                recipient: Some((asked.recipient, asked.country.to_owned())),
                network: None,
                justified: false,
                approvals: &approvals,
                now: asked.at,
            };
            let fold = spec::granted(&grants, &asked.request(), asked.ground());
            let cedar = gate.answer(&question).expect("an answer").allowed();
            assert_eq!(
                cedar,
                fold,
                "seed {seed}, life {life}: {:?}\n{grants:#?}",
                asked.request()
            );
            if fold { yes += 1 } else { no += 1 }
        }
    }
    println!("{yes} covered, {no} not, {crowded} with too many rectangles");
    assert!(
        yes > 400 && no > 1000,
        "both answers must be met: {yes} covered, {no} not"
    );
}

fn model() -> DataModel {
    let mut model = story::model();
    for class in ["radiology", "claims", "genome"] {
        model.classes.insert(class.into(), Text::default());
    }
    model
}

fn gate(case: &Case) -> Gate {
    let bundle = lower_policy(
        "同意の例",
        &policy(case),
        story::sources(),
        Zone::TOKYO,
        &model(),
    );
    Gate::open(seal(bundle), &model(), Zone::TOKYO, HOME).expect("the cases open")
}

/// One study for every purpose, one rule for every class: only consent decides.
fn policy(case: &Case) -> Policy {
    let story = story::policy();
    let classes: Vec<DataClass> = model().classes.into_keys().collect();
    let granted = case
        .papers
        .forms
        .iter()
        .flat_map(|f| &f.items)
        .flat_map(|i| &i.purposes);
    let noticed = case.papers.optouts.iter().flat_map(|o| &o.purposes);
    let names: BTreeSet<_> = granted
        .chain(noticed)
        .chain(case.asks.iter().map(|a| &a.purpose))
        .cloned()
        .collect();
    let purpose = |name: &sekisho_model::PurposeName| Purpose {
        name: name.clone(),
        under: None,
        ..story.purposes[0].clone()
    };
    let mut study = Study {
        name: "研究".into(),
        purposes: names.iter().cloned().collect(),
        classes: classes.clone(),
        ..story.studies[0].clone()
    };
    study.approvals[0].from = story::day("1990-01-01");
    study.approvals[0].until = story::day("2100-01-01");
    study.roles.truncate(1);
    study.roles[0].name = "解析者".into();
    study.roles[0].group = "analysts".into();
    (study.roles[0].org, study.roles[0].training) = (None, None);
    let profile = Profile {
        name: "形".into(),
        satisfies: vec!["jp_anonymized".into()],
        rests: Vec::new(),
        regime: Some(sekisho_model::standard::Regime::Anonymized),
        release: super::bank::from_one_on(),
        ..story.profiles[0].clone()
    };
    let rule = AccessRule {
        name: "研究#1".into(),
        study: study.name.clone(),
        allow: true,
        acts: vec![Act::Count, Act::Read, Act::Extract],
        roles: vec!["解析者".into()],
        classes,
        profile: Some(profile.name.clone()),
        condition: When::Always,
        requires: Vec::new(),
        ..story.access[0].clone()
    };
    let mut everyone = story.cohorts[0].clone();
    (everyone.name, everyone.index, everyone.expect) = ("全員".into(), None, None);
    everyone.conditions.clear();
    study.cohorts = vec![everyone.name.clone()];
    let delivery = |(n, ask): (usize, &Asked)| Delivery {
        name: format!("提供{n}").into(),
        study: study.name.clone(),
        cohort: everyone.name.clone(),
        classes: vec![ask.class.clone()],
        recipient: Recipient {
            org: "受け手".into(),
            kind: ask.recipient,
            country: ask.country.clone(),
            endpoint: None,
            certified: None,
            eligible: None,
        },
        profile: profile.name.clone(),
        limit_patients: None,
        requires: Vec::new(),
        basis: ask.basis.clone(),
        agreed: Agreed {
            permit: ask.issued.map(permit),
            ..Agreed::default()
        },
        ..story.deliveries[0].clone()
    };
    let bases: BTreeSet<_> = case.asks.iter().filter_map(|a| a.basis.clone()).collect();
    let open_basis = |name: BasisName| Basis {
        name,
        ..basis(&[], Vec::new(), Countries::Any)
    };
    let mut forms = case.papers.forms.clone();
    forms.push(basics(case, names.iter().cloned().collect()));
    Policy {
        purposes: names.iter().map(purpose).collect(),
        forms,
        optouts: case.papers.optouts.clone(),
        guards: Vec::new(),
        bases: bases.into_iter().map(open_basis).collect(),
        deliveries: case.asks.iter().enumerate().map(delivery).collect(),
        cohorts: vec![everyone],
        studies: vec![study],
        access: vec![rule],
        profiles: vec![profile],
        ..story
    }
}

/// A permit that surely was issued at that moment, and holds always.
fn permit(issued: Instant) -> Permit {
    Permit {
        number: "A-1".into(),
        issued: Some(Day(Zone::TOKYO.day_of(issued).0 - 1)),
        from: story::day("1900-01-01"),
        until: story::day("2100-01-01"),
    }
}

/// Whoever is delivered is chosen first, by who they are: everybody signs for that much.
fn basics(case: &Case, purposes: Vec<sekisho_model::PurposeName>) -> Form {
    Form {
        name: BASICS.into(),
        label: Text::default(),
        number: String::new(),
        effective: story::day("1900-01-01"),
        until: None,
        document: None,
        replaces: None,
        items: vec![Item {
            name: "1".into(),
            says: Text::default(),
            purposes,
            later: Vec::new(),
            classes: vec!["administrative".into()],
            acts: Vec::new(),
            recipients: case.asks.iter().map(|ask| ask.recipient).collect(),
            countries: case.asks.iter().map(|ask| ask.country.clone()).collect(),
            requires: None,
            origin: model::Origin::built_in(),
        }],
        collected_since: None,
        collected_until: None,
        includes_gap: true,
        expires: None,
        after_death: AfterDeath::Keep,
        minor: None,
        incapacity: None,
        includes_later: Vec::new(),
        fhir: Default::default(),
        withdrawals: Vec::new(),
        earlier: Vec::new(),
        origin: model::Origin::built_in(),
    }
}

const BASICS: &str = "基本情報だけの同意書";

/// On a day on which it can have been said.
fn signed_basics(case: &Case, ask: &Asked) -> ConsentEvent {
    let eve = |at: Instant| Instant(at.0 - model::time::MS_PER_DAY);
    let alive = case.facts.death.map_or(ask.at, |death| death.min(ask.at));
    let end = |e: &&ConsentEvent| matches!(e.kind, EventKind::Died | EventKind::Incapacitated);
    let ends = case.events.iter().filter(end).map(|e| e.effective);
    let alive = ends.fold(alive, Instant::min);
    ConsentEvent {
        subject: SUBJECT,
        kind: EventKind::Signed {
            form: BASICS.into(),
            items: vec!["1".into()],
            until: None,
        },
        by: Actor::Self_,
        effective: eve(alive),
        recorded: eve(alive),
    }
}

/// A bank with the case's person and one record of the kind that is asked about.
async fn bank_of(case: &Case, ask: &Asked) -> (Store, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("a folder");
    let settings = Settings {
        zone: Zone::TOKYO,
        country: HOME.into(),
        approvals: 0,
        test_clock: false,
        trusted_keys: Vec::new(),
        blobs: None,
    };
    let store = Store::create(&dir.path().join("bank"), &settings)
        .await
        .expect("a bank");
    store.install_model(&model()).await.expect("event tables");
    store
        .put_people(&[person("佐藤", "analysts", "")])
        .await
        .expect("people");
    let until = |last: model::Day| Zone::TOKYO.midnight(model::Day(last.0 + 1));
    let between = |from, last| Interval {
        from,
        until: until(last),
        precision: Precision::Day,
    };
    let facts = &case.facts;
    let born = facts.born_from.zip(facts.birth);
    let birth = born.map(|(from, last)| between(Zone::TOKYO.midnight(from), last));
    let died = facts.death.zip(facts.dead_until);
    let death = died.map(|(from, last)| between(from, last));
    let [birth, death] = [birth, death].map(|date| date.map_or(Cell::Missing, Cell::Date));
    let seen = EventRow {
        inside: 0,
        view: "patient".into(),
        cells: vec![birth, death],
    };
    let records = vec![
        record(
            "Patient",
            "p",
            "administrative".into(),
            Collected::Timeless,
            vec![seen],
        ),
        record(
            "Condition",
            "r",
            ask.class.clone(),
            ask.collected,
            Vec::new(),
        ),
    ];
    let batch = IngestBatch {
        at: Instant(0),
        records,
        deletions: Vec::new(),
        unclear: Vec::new(),
        quarantine: Vec::new(),
        positions: Vec::new(),
    };
    store.ingest_batch(batch).await.expect("ingested");
    let subject = store.find_people("Patient/p").await.expect("looked up")[0];
    assert_eq!(subject, SUBJECT, "the cases speak of the first person");
    // A no that nobody has said yet is not in the bank of that day.
    let long_ago = Zone::TOKYO.midnight(story::day("1900-01-01"));
    let counts_from = |e: &ConsentEvent| match e.effective < long_ago {
        true => e.recorded,
        false => e.effective.min(e.recorded),
    };
    let said = |e: &&ConsentEvent| !e.kind.narrows() || counts_from(e) <= ask.at;
    let mut events: Vec<ConsentEvent> = case.events.iter().filter(said).cloned().collect();
    if ask.class.as_str() != "administrative" {
        events.push(signed_basics(case, ask));
    }
    store.add_consent_events(&events).await.expect("events");
    (store, dir)
}

fn record(
    kind: &str,
    id: &str,
    class: DataClass,
    collected: Collected,
    events: Vec<EventRow>,
) -> NewRecord {
    NewRecord {
        kind: kind.into(),
        source_id: id.into(),
        about: About::Patient("p".into()),
        class,
        collected,
        sealed: false,
        parts: None,
        bytes: format!("{{\"resourceType\":\"{kind}\",\"id\":\"{id}\"}}").into_bytes(),
        events,
        identities: Vec::new(),
        alias: None,
        updated: None,
        points: Points::default(),
        beside: Vec::new(),
        sex: None,
        birth: None,
        file: "case.ndjson".into(),
        line: 1,
    }
}

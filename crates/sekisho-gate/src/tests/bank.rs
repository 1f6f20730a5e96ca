//! A small running bank, with three patients and all that they said.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use sekisho_model::book::{ClockConfirmed, Entry, EntryDraft};
use sekisho_model::cohort::{CompareOp, Comparison, Literal, Predicate, Term, Unknown};
use sekisho_model::consent::{Actor, ConsentEvent, EventKind};
use sekisho_model::event::{Cell, EventRow};
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Policy, Study};
use sekisho_model::profile::{Profile, Release, SmallCells};
use sekisho_model::record::Collected;
use sekisho_model::transform::Column;
use sekisho_model::{DeliveryName, Interval, StudyName, Zone};
use sekisho_store::{About, IngestBatch, Mark, NewRecord, Points, Settings, Store};

use super::{approvals, at, partner, person};
use crate::{CountOf, Counted, Counting, Gate, GateError, Papers, Permit, Preview, Refusal, story};

/// 花子 has a dated and an undated condition and a lab value; 太郎 a condition of 2009; 次郎 one of 2025.
pub(super) const PATIENTS: [(&str, &[&str]); 3] = [
    ("花子", &["2025-05-01", ""]),
    ("太郎", &["2009-06-01"]),
    ("次郎", &["2025-07-01"]),
];

/// Papers, and what a story asks with them.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    papers: Papers,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Extract(DeliveryName),
    Look(DeliveryName),
    Count(StudyName),
}

/// How it ended.
#[derive(Debug)]
pub(super) enum Decision {
    Permit(Box<Permit>),
    Preview(Box<Preview>),
    Counted(Box<Counted>),
    Refusal(Box<Refusal>),
}

impl Asked {
    pub fn with(mut self, bend: impl FnOnce(&mut Papers)) -> Self {
        bend(&mut self.papers);
        self
    }

    /// The same, only to look.
    pub fn look(self) -> Self {
        let what = match self.what {
            What::Extract(delivery) => What::Look(delivery),
            other => other,
        };
        Self { what, ..self }
    }
}

impl Deref for Asked {
    type Target = Papers;

    fn deref(&self) -> &Papers {
        &self.papers
    }
}

impl DerefMut for Asked {
    fn deref_mut(&mut self) -> &mut Papers {
        &mut self.papers
    }
}

pub(super) struct Bank {
    pub store: Store,
    subjects: BTreeMap<String, Subject>,
    _dir: tempfile::TempDir,
}

/// A mark is the subject's number, and values leave as they are.
pub(super) struct Keys;

impl Counting for Keys {
    async fn marks(&self, _: &str, people: &[Subject]) -> Result<Vec<Mark>, GateError> {
        Ok(people.iter().map(|subject| subject.0 as Mark).collect())
    }

    async fn transformed(
        &self,
        _: &Profile,
        _: &Study,
        _: u16,
        _: &[Subject],
        values: Column,
    ) -> Result<Column, GateError> {
        Ok(values)
    }
}

impl Bank {
    pub async fn founded() -> Self {
        Self::with(&PATIENTS).await
    }

    /// The same users, and nobody's records.
    pub async fn empty() -> Self {
        Self::with(&[]).await
    }

    async fn with(patients: &[(&str, &[&str])]) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let settings = Settings {
            zone: Zone::TOKYO,
            country: "JP".into(),
            approvals: 0,
            test_clock: false,
            trusted_keys: Vec::new(),
            blobs: None,
        };
        let store = Store::create(&dir.path().join("bank"), &settings)
            .await
            .expect("a bank");
        store
            .install_model(&story::model())
            .await
            .expect("event tables");
        let mut analyst = person("鈴木", "lung-analyst", "");
        analyst.training = vec![("研究倫理".into(), story::day("2026-01-01"))];
        let people = [
            partner(),
            analyst,
            person("田中", "nobody", ""),
            person("山田", "steward", ""),
        ];
        store.put_people(&people).await.expect("people");
        let records = patients
            .iter()
            .flat_map(|(name, dates)| records(name, dates))
            .collect();
        let batch = IngestBatch {
            at: at("2026-05-01"),
            records,
            deletions: Vec::new(),
            unclear: Vec::new(),
            quarantine: Vec::new(),
            positions: Vec::new(),
        };
        store.ingest_batch(batch).await.expect("ingested");
        let mut subjects = BTreeMap::new();
        for (name, _) in patients {
            let found = store
                .find_people(&format!("Patient/{name}"))
                .await
                .expect("found");
            subjects.insert((*name).to_owned(), found[0]);
        }
        Self {
            store,
            subjects,
            _dir: dir,
        }
    }

    pub fn subject(&self, name: &str) -> Subject {
        self.subjects[name]
    }

    /// Item 1 of the form, at 00:00 of that day.
    pub async fn signs(&self, name: &str, day: &str) {
        let kind = EventKind::Signed {
            form: "研究同意_第3版".into(),
            items: vec!["1".into()],
            until: None,
        };
        self.says(name, kind, day).await;
    }

    pub async fn says(&self, name: &str, kind: EventKind, day: &str) {
        let event = ConsentEvent {
            subject: self.subject(name),
            kind,
            by: Actor::Self_,
            effective: at(day),
            recorded: at("2026-05-02"),
        };
        self.store
            .add_consent_events(&[event])
            .await
            .expect("recorded");
    }

    pub async fn decide(&self, gate: &Gate, asked: &Asked) -> Decision {
        let (store, papers) = (&self.store, &asked.papers);
        let ended = match &asked.what {
            What::Extract(delivery) => {
                let ruled = gate.extract(store, papers, delivery).await;
                ruled.map(|ruled| ruled.map(Decision::Permit))
            }
            What::Look(delivery) => {
                let ruled = gate.preview(store, papers, delivery, &Keys).await;
                ruled.map(|ruled| ruled.map(Decision::Preview))
            }
            What::Count(study) => {
                let of = CountOf {
                    study,
                    cohort: None,
                    by: &[],
                };
                let ruled = gate.count(store, papers, of, &Keys).await;
                ruled.map(|ruled| ruled.map(Decision::Counted))
            }
        };
        ended.expect("a decision").unwrap_or_else(Decision::Refusal)
    }

    /// A steward says that it is that day indeed.
    pub async fn comes(&self, day: &str) {
        let confirmed = ClockConfirmed {
            last: at(day),
            days: 0,
            justification: String::new(),
        };
        let entry = EntryDraft::new("中村", confirmed);
        self.store.append(entry, at(day)).await.expect("an entry");
    }

    pub async fn permit(&self, gate: &Gate, papers: &Asked) -> Permit {
        match self.decide(gate, papers).await {
            Decision::Permit(permit) => *permit,
            other => panic!("{other:?}"),
        }
    }

    pub async fn refusal(&self, gate: &Gate, papers: &Asked) -> Refusal {
        match self.decide(gate, papers).await {
            Decision::Refusal(refusal) => *refusal,
            other => panic!("{other:?}"),
        }
    }

    pub async fn last_entry(&self) -> Entry {
        self.store
            .entries()
            .await
            .expect("entries")
            .pop()
            .expect("an entry")
    }
}

fn records(name: &str, dates: &[&str]) -> Vec<NewRecord> {
    let record =
        |kind: &str, id: String, class: &str, collected, cells: Option<(&str, Vec<Cell>)>| {
            NewRecord {
                kind: kind.into(),
                source_id: id.clone(),
                about: About::Patient(name.into()),
                class: class.into(),
                collected,
                sealed: false,
                parts: None,
                bytes: format!("{{\"resourceType\":\"{kind}\",\"id\":\"{id}\"}}").into_bytes(),
                events: cells
                    .into_iter()
                    .map(|(view, cells)| EventRow {
                        inside: 0,
                        view: view.into(),
                        cells,
                    })
                    .collect(),
                identities: Vec::new(),
                alias: None,
                updated: None,
                points: Points::default(),
                beside: Vec::new(),
                sex: None,
                birth: None,
                file: "story.ndjson".into(),
                line: 1,
            }
        };
    let date = |text: &str| Interval::parse(text, Zone::TOKYO);
    let birth = Cell::Date(date("1960-05-01").expect("a date"));
    let mut all = vec![record(
        "Patient",
        name.into(),
        "administrative",
        Collected::Timeless,
        Some(("patient", vec![birth, Cell::Missing])),
    )];
    for (n, text) in dates.iter().enumerate() {
        let interval = date(text);
        let collected =
            interval.map_or(Collected::Undated, |i| Collected::Between(i.from, i.until));
        let cell = interval.map_or(Cell::Missing, Cell::Date);
        all.push(record(
            "Condition",
            format!("{name}-c{n}"),
            "clinical",
            collected,
            Some(("diagnosis", vec![cell])),
        ));
    }
    let taken = date("2025-08-01").expect("a date");
    let collected = Collected::Between(taken.from, taken.until);
    all.push(record(
        "Observation",
        format!("{name}-lab"),
        "laboratory",
        collected,
        None,
    ));
    all.push(record(
        "Observation",
        format!("{name}-gene"),
        "genome",
        collected,
        None,
    ));
    all
}

/// The story, with consent to data since 2010 only, and a cohort that asks for no earlier time.
pub(super) fn since_2010() -> Policy {
    let mut policy = story::policy();
    let since = story::day("2010-01-01");
    policy.forms[0].collected_since = Some(since);
    let index = policy.cohorts[0].index.as_mut().expect("an index event");
    index.filter = Some(Predicate::Compare(Comparison {
        term: Term::Event("date".into()),
        op: CompareOp::GreaterOrEqual,
        right: Literal::Date(since),
        partners: None,
        unknown: Some(Unknown::Exclude),
        origin: index.origin.clone(),
    }));
    policy
}

pub(super) fn extract(delivery: &str, now: &str) -> Asked {
    Asked {
        papers: Papers {
            justification: Some("予後モデルの外部検証".into()),
            approvals: approvals(&["データ管理者", "倫理委員"]),
            ..Papers::new("佐藤", at(now))
        },
        what: What::Extract(delivery.into()),
    }
}

pub(super) fn count(who: &str, network: Option<&str>) -> Asked {
    Asked {
        papers: Papers {
            network: network.map(Into::into),
            ..Papers::new(who, at("2026-06-01"))
        },
        what: What::Count("肺がん予後2026".into()),
    }
}

/// Every number is told.
pub(super) fn from_one_on() -> Release {
    Release {
        small_cells: Some(SmallCells {
            below: 1,
            stop: false,
        }),
        ..Release::default()
    }
}

//! What the tests of a package run on: one bank in memory with a snapshot for each test, the gate
//! over the package's bundle, and gates from which one rule was taken away.

use std::collections::BTreeMap;

use sekisho_gate::{Answer, DUTIES_LATER, Gate, Question};
use sekisho_lang::data_model::oncology;
use sekisho_lang::{Asking, Program, TestDecl, TestPatient};
use sekisho_model::consent::{Grant, fold};
use sekisho_model::event::{Cell, Coding, EventRow};
use sekisho_model::identity::Subject;
use sekisho_model::oncology::{UNCLASSIFIED, View};
use sekisho_model::policy::{Act, Policy, Requirement, Role};
use sekisho_model::profile::Profile;
use sekisho_model::record::{Collected, Snapshot};
use sekisho_model::{
    DataClass, DeliveryName, Instant, Origin, ProfileName, PurposeName, SealedBundle,
};
use sekisho_store::{Person, PutEvent, Settings, Store};

use crate::error::BankError;

pub(super) struct World<'p> {
    pub program: &'p Program,
    pub store: Store,
    pub gate: Gate,
    /// Gates without one rule, by what was taken away.
    pub(super) without: BTreeMap<String, Gate>,
    pub snapshot: Snapshot,
    records: i64,
}

/// Who asks, as a test states it.
pub(super) struct Asker<'t> {
    pub asking: &'t Asking,
    pub person: Person,
    pub purpose: PurposeName,
    pub now: Instant,
}

/// What is asked of the gate beside who asks.
#[derive(Clone)]
pub(super) struct Matter<'t> {
    pub act: Act,
    pub class: &'t DataClass,
    pub profile: Option<&'t ProfileName>,
    pub delivery: Option<&'t DeliveryName>,
    pub collected: Collected,
    pub sealed: bool,
    pub approved: bool,
    pub justified: bool,
}

impl<'p> World<'p> {
    pub async fn open(program: &'p Program) -> Result<Self, BankError> {
        let settings = Settings {
            zone: program.zone,
            country: program.country.clone(),
            approvals: 0,
            test_clock: true,
            trusted_keys: Vec::new(),
            blobs: None,
        };
        let mut world = Self {
            program,
            store: Store::in_memory(&settings, oncology()).await?,
            gate: gate(program, &program.policy)?,
            without: BTreeMap::new(),
            snapshot: Snapshot(0),
            records: 0,
        };
        world.snapshot = Snapshot(0);
        Ok(world)
    }

    /// The rows of a test's patients, in a snapshot of their own.
    pub async fn settle(&mut self, test: &TestDecl) -> Result<(), BankError> {
        self.snapshot = Snapshot(self.snapshot.0 + 1);
        let mut events = Vec::new();
        for patient in &test.patients {
            let mut rows: Vec<_> = patient
                .rows
                .iter()
                .flat_map(|(view, rows)| rows.iter().map(move |row| (view, row)))
                .collect();
            rows.sort_by_key(|(_, row)| row.record);
            for (name, row) in rows {
                self.records += 1;
                let view = &oncology().views[name];
                let (class, collected) = judged_by(view, row);
                events.push(PutEvent {
                    subject: patient.subject,
                    record: self.records,
                    class: class.clone(),
                    collected,
                    row: EventRow {
                        view: name.clone(),
                        cells: cells(view, row),
                        inside: 0,
                    },
                });
            }
        }
        Ok(self.store.put_events(self.snapshot, &events).await?)
    }

    /// The line of the text, without its blanks.
    pub fn line(&self, origin: &Origin) -> String {
        let source = self.program.sources.iter().find(|s| s.path == origin.file);
        source
            .and_then(|s| s.text.get(origin.start as usize..origin.end as usize))
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .unwrap_or_default()
    }

    /// Who asks. The checker lets no decision through without `at` and `as`.
    pub fn asker<'t>(&self, test: &'t TestDecl) -> Result<Asker<'t>, BankError> {
        self.stated(test).ok_or_else(unchecked)
    }

    fn stated<'t>(&self, test: &'t TestDecl) -> Option<Asker<'t>> {
        let asking = test.asking.as_ref()?;
        let study = self.program.policy.study(asking.study.as_str())?;
        let role: &Role = study.roles.iter().find(|r| r.name == asking.role)?;
        Some(Asker {
            asking,
            person: Person {
                user: "test".into(),
                groups: vec![role.group.clone()],
                org: role.org.clone().unwrap_or_default(),
                training: test.papers.trained.clone(),
            },
            purpose: asking.purpose.clone().or(study.purposes.first().cloned())?,
            now: test.at?,
        })
    }

    pub fn grants(&self, patient: &TestPatient) -> Vec<Grant> {
        let policy = &self.program.policy;
        fold(
            patient.subject,
            &patient.events,
            &patient.facts,
            &policy.forms,
            &policy.optouts,
            &self.program.country,
            self.program.zone,
        )
    }

    /// Everything that could be agreed to for this purpose, wherever it is delivered.
    pub fn full_consent(
        &self,
        test: &TestDecl,
        purpose: &PurposeName,
        class: &DataClass,
    ) -> Vec<Grant> {
        let mut countries = vec![self.program.country.clone()];
        let deliveries = self.program.policy.deliveries.iter();
        countries.extend(deliveries.map(|d| d.recipient.country.clone()));
        countries.extend(
            test.papers
                .recipient
                .iter()
                .map(|(_, country)| country.clone()),
        );
        vec![Gate::full_consent(purpose, class, countries)]
    }

    pub fn profile(&self, name: &ProfileName) -> Option<&'p Profile> {
        self.program.policy.profile(name.as_str())
    }
}

/// Asks a gate for one class.
pub(super) fn ask(
    gate: &Gate,
    test: &TestDecl,
    asker: &Asker<'_>,
    matter: &Matter<'_>,
    grants: &[Grant],
) -> Result<Answer, BankError> {
    let nobody = Default::default();
    let delivered = matter
        .delivery
        .and_then(|name| gate.bundle().policy.delivery(name.as_str()))
        .map(|d| (d.recipient.kind, d.recipient.country.clone()));
    let question = Question {
        person: &asker.person,
        study: &asker.asking.study,
        purpose: Some(&asker.purpose),
        act: matter.act,
        class: matter.class,
        profile: matter.profile,
        delivery: matter.delivery,
        collected: matter.collected,
        sealed: matter.sealed,
        grants,
        recipient: delivered.or_else(|| test.papers.recipient.clone()),
        network: test.papers.network.as_deref(),
        justified: matter.justified && test.papers.justification.is_some(),
        approvals: if matter.approved {
            &test.papers.approvals
        } else {
            &nobody
        },
        now: asker.now,
    };
    gate.answer(&question)
        .map_err(|e| BankError::Gate(e.text()))
}

/// The gate over a policy of the program, as a bank would open it.
pub(super) fn gate(program: &Program, policy: &Policy) -> Result<Gate, BankError> {
    // A test asks what the rules decide. A duty that no engine carries out yet is refused by name
    // when a bank extracts, not here.
    let mut policy = policy.clone();
    for rule in &mut policy.access {
        rule.requires.retain(|required| !is_later(required));
    }
    let bundle = sekisho_lower::lower_policy(
        &program.package,
        &policy,
        program.sources.clone(),
        program.zone,
        oncology(),
    );
    let sealed = SealedBundle {
        digest: bundle.digest(),
        bundle,
        approvals: Vec::new(),
    };
    Gate::open(sealed, oncology(), program.zone, &program.country).map_err(|e| {
        let text = e.text();
        BankError::bundle(text.ja, text.en)
    })
}

fn is_later(required: &Requirement) -> bool {
    matches!(required, Requirement::Duty(duty) if DUTIES_LATER.contains(&duty.as_str()))
}

pub(super) fn unchecked() -> BankError {
    BankError::usage(
        "検査していない方針の test は走らせられません",
        "tests of a program that was not checked can't run",
    )
}

pub(super) fn named(test: &TestDecl, subject: Subject) -> &str {
    test.patients
        .iter()
        .find(|p| p.subject == subject)
        .map_or("?", |p| p.name.as_str())
}

/// What decides about the use of a test's row. A test names no record: it is one of those that the
/// view draws from first, of the class that such records have where they don't say otherwise.
pub(super) fn judged_by(view: &View, row: &sekisho_lang::eval::EventRow) -> (DataClass, Collected) {
    use sekisho_lang::eval::CellValue;
    let model = oncology();
    let first = view.from.first();
    let usual = first.and_then(|source| {
        let of_source = model.classes_of_source(source);
        let record = model.records.get(&source.resource)?;
        let wanted = source.classes.first().unwrap_or(&record.class);
        let clinical = || of_source.iter().find(|class| class.as_str() == "clinical");
        of_source
            .get(wanted)
            .or_else(clinical)
            .map(|class| (*class).clone())
    });
    let timeless = first
        .and_then(|source| model.records.get(&source.resource))
        .is_some_and(|record| record.collected.is_empty());
    let date = view.date.as_ref().and_then(|date| row.columns.get(date));
    let collected = match date {
        _ if timeless => Collected::Timeless,
        Some(CellValue::Date(date)) => Collected::Between(date.from, date.until),
        _ => Collected::Undated,
    };
    (usual.unwrap_or_else(|| UNCLASSIFIED.into()), collected)
}

/// The evaluator's row as the store takes it: every column of the view, in its order.
fn cells(view: &View, row: &sekisho_lang::eval::EventRow) -> Vec<Cell> {
    use sekisho_lang::eval::CellValue;
    let cell = |value: &CellValue| match value {
        CellValue::Codes(codes) => Cell::Codes(
            codes
                .iter()
                .map(|(system, code)| Coding {
                    system: system.clone(),
                    code: code.clone(),
                })
                .collect(),
        ),
        CellValue::Text(text) => Cell::Text(text.clone()),
        CellValue::Decimal(digits) => Cell::Decimal(digits.clone()),
        CellValue::Integer(number) => Cell::Integer(*number),
        CellValue::Boolean(yes) => Cell::Boolean(*yes),
        CellValue::Date(date) => Cell::Date(*date),
    };
    view.projected()
        .map(|column| row.columns.get(&column.name).map_or(Cell::Missing, cell))
        .collect()
}

//! A profile's compiled module, and its run over one delivery's batches.

use std::collections::BTreeMap;
use std::sync::Arc;

use sekisho_model::Digest;
use sekisho_model::broken::Reason;
use sekisho_model::dates::Shift;
use sekisho_model::identity::Subject;
use sekisho_model::profile::{FieldRule, Profile};
use sekisho_model::transform::{Column, Keyed, PatientRows, SiteKind, TransformError, Transforms};
use wasmtime::Store;
use wasmtime::component::{ComponentNamedList, Instance, InstancePre, Lift, Linker, Lower};

use crate::answer::{OfModule, reason};
use crate::engine::{Engines, Vouched};
use crate::keyed::{Desk, link};
use crate::limits::{Limits, Meter};
use crate::load::{KEYED, LoadError, TYPES, check_apply, check_imports};
use crate::wire::{Fault, Kind, Wire};

/// A module's memory; a batch is one or two MiB of values, with room for every stage's answer.
const MEMORY_BYTES_MAX: u64 = 1 << 30;
/// An instance whose memory has grown beyond this is let go after its call.
const MEMORY_BYTES_KEPT: u64 = 64 << 20;
/// No built-in comes near this; a module that does is none of ours.
const FUEL: (u64, u64, u64) = (100_000_000, 200_000, 10_000);

/// A component of world `profile-module`, compiled. Cheap to clone.
#[derive(Clone)]
pub struct Module {
    ready: InstancePre<Desk>,
    digest: Digest,
}

impl Module {
    /// Compiles a module that somebody answers for, or finds it compiled; refuses what imports more
    /// than `keyed`.
    pub fn load(engines: &Engines, bytes: &[u8]) -> Result<Self, LoadError> {
        Self::vouched(engines, bytes, Vouched::Known)
    }

    /// The same of a module of which only the digest is known.
    pub fn vouched(engines: &Engines, bytes: &[u8], vouched: Vouched) -> Result<Self, LoadError> {
        let (digest, component) = engines.component(bytes, vouched)?;
        let engine = engines.engine();
        check_imports(engine, &component, &[TYPES, KEYED])?;
        let mut linker = Linker::new(engine);
        link(&mut linker).expect("two instances of different names link");
        let nobody = Desk {
            meter: Meter::new(MEMORY_BYTES_MAX),
            keyed: Arc::new(NoKeys),
            shift_days_max: None,
            people: Vec::new(),
            shifts: BTreeMap::new(),
        };
        check_apply::<_, OfModule>(engine, &component, &linker, nobody, |desk| &mut desk.meter)?;
        let ready = linker.instantiate_pre(&component);
        let ready = ready.map_err(|_| LoadError::Import(KEYED.to_owned()))?;
        Ok(Self { ready, digest })
    }

    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// A module at work with the keys of one scope. Calls of plugins are not its matter.
pub struct ModuleRunner<'p> {
    module: Module,
    rules: Vec<&'p FieldRule>,
    keyed: Arc<dyn Keyed + Send + Sync>,
    shift_days_max: Option<u32>,
    patients: Option<&'p PatientRows>,
    running: Option<(Store<Desk>, Instance)>,
}

impl<'p> ModuleRunner<'p> {
    pub fn new(module: &Module, profile: &'p Profile, keyed: Arc<dyn Keyed + Send + Sync>) -> Self {
        Self {
            module: module.clone(),
            rules: profile.rules().map(|(_, rule)| rule).collect(),
            keyed,
            shift_days_max: profile.shift_days_max,
            patients: None,
            running: None,
        }
    }

    /// The same with the people's columns, for rules whose `when` reads the patient.
    pub fn knowing(mut self, patients: &'p PatientRows) -> Self {
        self.patients = Some(patients);
        self
    }

    fn start(&self) -> Result<(Store<Desk>, Instance), Reason> {
        let desk = Desk {
            meter: Meter::new(MEMORY_BYTES_MAX),
            keyed: Arc::clone(&self.keyed),
            shift_days_max: self.shift_days_max,
            people: Vec::new(),
            shifts: BTreeMap::new(),
        };
        let mut store = Store::new(self.module.ready.engine(), desk);
        store.limiter(|desk| &mut desk.meter);
        let limits = limits_of(&[]);
        let started = store
            .set_fuel(limits.fuel)
            .and_then(|()| self.module.ready.instantiate(&mut store));
        match started {
            Ok(instance) => Ok((store, instance)),
            Err(error) => Err(reason(&error, limits, &store.data().meter)),
        }
    }

    fn rule(&self, rule: u16, stage: u16) -> Result<&'p FieldRule, Reason> {
        let found = self.rules.get(usize::from(rule)).copied();
        let found = found.filter(|rule| usize::from(stage) < rule.actions.len());
        found.ok_or(Reason::NoSuchRule)
    }

    /// The columns of the patient that the rule's condition reads.
    fn patients(&self, rule: &FieldRule, subjects: &[Subject]) -> Result<Vec<Column>, Reason> {
        let names = rule.when.iter().flat_map(|condition| condition.columns());
        names
            .map(|name| {
                let patients = self.patients.ok_or(Reason::NoPatient)?;
                Ok(patients.column(&name, subjects))
            })
            .collect()
    }

    /// One call of an export, in the instance that is running or in a new one. An instance that
    /// failed or has grown is let go.
    fn call<P, A>(
        &mut self,
        export: &str,
        people: Vec<Subject>,
        limits: Limits,
        given: P,
    ) -> Result<A, Reason>
    where
        P: ComponentNamedList + Lower,
        A: Lift + Send + Sync + 'static,
        (Result<A, Fault>,): ComponentNamedList + Lift,
    {
        let (mut store, instance) = match self.running.take() {
            Some(running) => running,
            None => self.start()?,
        };
        store.data_mut().people = people;
        let answered = store
            .set_fuel(limits.fuel)
            .and_then(|()| instance.get_typed_func::<P, (Result<A, Fault>,)>(&mut store, export))
            .and_then(|export| export.call(&mut store, given));
        let answer = match answered {
            Ok((answer,)) => answer.map_err(Reason::from),
            Err(error) => Err(reason(&error, limits, &store.data().meter)),
        };
        if answer.is_ok() && store.data().meter.memory_bytes() <= MEMORY_BYTES_KEPT {
            self.running = Some((store, instance));
        }
        answer
    }

    fn applied(
        &mut self,
        (rule, stage): (u16, u16),
        kind: SiteKind,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Column, Reason> {
        let found = self.rule(rule, stage)?;
        if subjects.len() != values.len() {
            return Err(Reason::InputRefused);
        }
        let mut columns = vec![Wire::of(values)];
        if usize::from(stage) + 1 == found.actions.len() {
            columns.extend(self.patients(found, subjects)?.iter().map(Wire::of));
        }
        let (people, numbers) = numbered(subjects);
        let limits = limits_of(&columns);
        let given = (rule, stage, Kind::from(kind), numbers, columns);
        let wire: Wire = self.call("apply", people, limits, given)?;
        wire.column(values.len())
    }

    fn held(
        &mut self,
        rule: u16,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Vec<bool>, Reason> {
        let found = self.rule(rule, 0)?;
        let mut columns = vec![Wire::of(values)];
        columns.extend(self.patients(found, subjects)?.iter().map(Wire::of));
        let limits = limits_of(&columns);
        let marks: Vec<u8> = self.call("holds", Vec::new(), limits, (rule, columns))?;
        if marks.len() != values.len() {
            let (asked, came) = (values.len(), marks.len());
            return Err(Reason::Rows { asked, came });
        }
        if marks.iter().any(|mark| *mark > 1) {
            return Err(Reason::Malformed("a mark is neither 0 nor 1"));
        }
        Ok(marks.into_iter().map(|mark| mark == 1).collect())
    }
}

impl Transforms for ModuleRunner<'_> {
    fn apply(
        &mut self,
        rule: u16,
        stage: u16,
        kind: SiteKind,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Column, TransformError> {
        self.applied((rule, stage), kind, subjects, values)
            .map_err(|reason| TransformError::broken(rule, stage, reason))
    }

    fn holds(
        &mut self,
        rule: u16,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Vec<bool>, TransformError> {
        let last = self.rule(rule, 0).map_or(0, |rule| rule.actions.len() - 1);
        self.held(rule, subjects, values)
            .map_err(|reason| TransformError::broken(rule, last as u16, reason))
    }
}

/// The people of a batch, each once, and each row's place among them.
fn numbered(subjects: &[Subject]) -> (Vec<Subject>, Vec<u32>) {
    let mut people = Vec::new();
    let mut places: BTreeMap<Subject, u32> = BTreeMap::new();
    let mut numbers = Vec::with_capacity(subjects.len());
    let mut last: Option<(Subject, u32)> = None;
    for subject in subjects {
        let number = match last {
            Some((same, number)) if same == *subject => number,
            _ => *places.entry(*subject).or_insert_with(|| {
                people.push(*subject);
                people.len() as u32 - 1
            }),
        };
        last = Some((*subject, number));
        numbers.push(number);
    }
    (people, numbers)
}

fn limits_of(columns: &[Wire]) -> Limits {
    let (base, per_row, per_byte) = FUEL;
    let rows = columns.first().map_or(0, |values| values.valid.len()) as u64;
    let bytes: usize = columns.iter().map(|column| column.data.len()).sum();
    Limits {
        fuel: base + per_row * rows + per_byte * bytes as u64,
        memory_bytes: MEMORY_BYTES_MAX,
    }
}

/// Stands where a module is only looked at.
struct NoKeys;

impl Keyed for NoKeys {
    fn pseudonym(&self, _: SiteKind, _: Subject, _: &[u8]) -> [u8; 32] {
        [b'0'; 32]
    }
    fn bits(&self, _: &[u8]) -> u128 {
        0
    }
    fn shift(&self, _: Subject, _: u32) -> Shift {
        Shift::default()
    }
}

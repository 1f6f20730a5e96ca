//! What a profile compiles to does to every value what the reference evaluator says: generated
//! rules and conditions, values drawn from each rule's own literals and their neighbours, among
//! them what is malformed, long or not Latin. `SEKISHO_SEEDS=first..last` draws others.

mod conditions;
mod edges;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sekisho_lang::eval::EventRow;
use sekisho_lang::eval::fields::{Person, Scope, Unmet, holds, patient_cells, transform};
use sekisho_lower::module::module;
use sekisho_model::broken::{Broken, Reason};
use sekisho_model::dates::{DateTerms, Placeholders, Shift};
use sekisho_model::identity::Subject;
use sekisho_model::oncology::DataModel;
use sekisho_model::profile::{FhirRules, FieldRule, Profile, Release, Unlisted};
use sekisho_model::transform::{Column, Keyed, PatientRows, SiteKind, TransformError, Transforms};
use sekisho_model::{Day, Origin, Zone};
use sekisho_plugin::{Engines, Module, ModuleRunner};

use self::conditions::{cells, condition, people_model};
use self::values::{actions, written};
use super::agreement::draw::R;

const RULES: usize = 150;
const ROWS: usize = 60;
const PEOPLE: i64 = 25;

#[test]
fn a_module_does_to_every_value_what_the_evaluator_says() {
    let range = std::env::var("SEKISHO_SEEDS").unwrap_or_else(|_| "1..4".into());
    let (first, last) = range.split_once("..").expect("first..last");
    let (first, last): (u64, u64) = (
        first.parse().expect("a number"),
        last.parse().expect("a number"),
    );
    println!("seeds {first}..{last}");
    let mut seen = Seen::default();
    for seed in first..last {
        if let Err(difference) = round(seed, &mut seen) {
            panic!("seed {seed}: {difference}");
        }
    }
    let words: Vec<_> = seen.changed.iter().collect();
    assert!(words.len() >= 12, "only {words:?} changed a value");
    assert!(
        seen.absent > 500 && seen.undecided > 10 && seen.skipped > 100 && seen.acted > 100,
        "{seen:?} proves nothing"
    );
}

/// What the seeds met.
#[derive(Debug, Default)]
struct Seen {
    changed: BTreeSet<&'static str>,
    absent: usize,
    undecided: usize,
    skipped: usize,
    acted: usize,
}

/// One profile of many rules and its module.
fn round(seed: u64, seen: &mut Seen) -> Result<(), String> {
    let mut r = R(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    (0..10).for_each(|_| _ = r.n(2));
    let shift_days_max = (r.n(4) > 0).then_some(180);
    let rules: Vec<FieldRule> = (0..RULES)
        .map(|_| FieldRule {
            selectors: Vec::new(),
            actions: actions(&mut r, shift_days_max.is_some()),
            when: (r.n(2) == 0).then(|| condition(&mut r, 2)),
            origin: Origin::built_in(),
        })
        .collect();
    let profile = profile(rules, shift_days_max);
    let model = people_model();
    let bytes = module(&profile, &model);
    if bytes != module(&profile, &model) {
        return Err("two compiles of one profile differ".into());
    }
    let world = World::draw(&mut r, &profile, &model);
    let module = Module::load(Engines::shared(), &bytes).map_err(|e| format!("{e:?}"))?;
    let mut runner = ModuleRunner::new(&module, &profile, Arc::new(Plain)).knowing(&world.people);
    for (number, rule) in profile.rules() {
        world
            .rule(&mut r, &mut runner, number, rule, seen)
            .map_err(|difference| {
                let rule = serde_json::to_string(rule).expect("a rule is plain data");
                format!("{difference}, for rule {number} {rule}")
            })?;
    }
    Ok(())
}

fn profile(rules: Vec<FieldRule>, shift_days_max: Option<u32>) -> Profile {
    Profile {
        name: "drawn".into(),
        label: Default::default(),
        satisfies: Vec::new(),
        rests: Vec::new(),
        regime: None,
        scope: sekisho_model::identity::Scope::Study,
        key_fate: Default::default(),
        key: None,
        shift_days_max,
        dates: DateTerms {
            placeholders: vec![Day::parse("2020-03-01").expect("a day")],
            ..DateTerms::default()
        },
        unlisted: Unlisted::Drop,
        trusts: Vec::new(),
        release: Release::default(),
        fhir: Some(FhirRules { rules }),
        blocks: Vec::new(),
        origin: Origin::built_in(),
    }
}

/// The people that both engines know.
struct World {
    people: PatientRows,
    meant: BTreeMap<Subject, EventRow>,
    shift_days_max: Option<u32>,
    placeholders: Placeholders,
}

/// A value of a person.
type At = (Subject, Option<String>);

impl World {
    fn draw(r: &mut R, profile: &Profile, model: &DataModel) -> Self {
        let view = &model.views["patient"];
        let mut people = PatientRows {
            rows: BTreeMap::new(),
            zone: Zone::TOKYO,
        };
        let mut meant = BTreeMap::new();
        // A few people have no row at all.
        for subject in (1..=PEOPLE).filter(|n| n % 8 != 0).map(Subject) {
            let cells = cells(r, view);
            meant.insert(subject, patient_cells(view, &cells));
            let named = view.projected().map(|column| column.name.clone());
            people.rows.insert(subject, named.zip(cells).collect());
        }
        Self {
            people,
            meant,
            shift_days_max: profile.shift_days_max,
            placeholders: profile.dates.placeholders(),
        }
    }

    fn person(&self, subject: Subject) -> Person<'_> {
        Person {
            subject,
            patient: self.meant.get(&subject),
            zone: self.people.zone,
        }
    }

    fn meaning(&self, rule: &FieldRule, kind: SiteKind, at: &At) -> Result<Option<String>, Unmet> {
        let Some(value) = &at.1 else { return Ok(None) };
        let scope = Scope {
            keyed: &Plain,
            shift_days_max: self.shift_days_max,
            placeholders: &self.placeholders,
        };
        transform(rule, kind, value, self.person(at.0), scope)
    }

    fn rule(
        &self,
        r: &mut R,
        runner: &mut ModuleRunner<'_>,
        number: u16,
        rule: &FieldRule,
        seen: &mut Seen,
    ) -> Result<(), String> {
        let kind = *r.pick(&[SiteKind::SubjectId, SiteKind::OtherId, SiteKind::Value]);
        let rows: Vec<At> = (0..ROWS)
            .map(|_| {
                let subject = Subject(r.n(PEOPLE as usize) as i64 + 1);
                (subject, (r.n(12) > 0).then(|| written(r, rule)))
            })
            .collect();
        let (undecided, decided): (Vec<At>, Vec<At>) = rows
            .into_iter()
            .partition(|at| matches!(self.meaning(rule, kind, at), Err(Unmet::Undecided(_))));
        if let Some(one) = undecided.first() {
            seen.undecided += 1;
            let mut rows = decided.clone();
            rows.insert(r.n(rows.len() + 1), one.clone());
            match run(runner, number, rule, kind, &rows) {
                Err(TransformError::Broken(Broken {
                    reason: Reason::Undecided,
                    ..
                })) => {}
                other => return Err(format!("an undecided row gave {:?}", other.is_ok())),
            }
        }
        let whole = run(runner, number, rule, kind, &decided).map_err(|e| e.to_string())?;
        for (row, at) in decided.iter().enumerate() {
            let meant = self.meaning(rule, kind, at).map_err(|e| format!("{e:?}"))?;
            let got = whole.get(row).map(String::from_utf8_lossy);
            if got.as_deref() != meant.as_deref() {
                return Err(format!(
                    "the module says {got:?}, the evaluator {meant:?}, of {at:?}"
                ));
            }
            seen.absent += usize::from(at.1.is_some() && meant.is_none());
            if meant.is_some() && meant != at.1 {
                seen.changed.extend(rule.actions.iter().map(|a| a.word()));
            }
        }
        self.condition(runner, number, rule, &decided, seen)?;
        // The same rows in other batches.
        let mut parts = Column::new();
        let mut rest = decided.as_slice();
        while !rest.is_empty() {
            let (part, after) = rest.split_at(1 + r.n(rest.len()));
            let part = run(runner, number, rule, kind, part).map_err(|e| e.to_string())?;
            (0..part.len()).for_each(|row| parts.push(part.get(row)));
            rest = after;
        }
        let texts = |column: &Column| -> Vec<Option<Vec<u8>>> {
            (0..column.len())
                .map(|row| column.get(row).map(<[u8]>::to_vec))
                .collect()
        };
        if texts(&parts) != texts(&whole) {
            return Err("other batches gave other bytes".into());
        }
        Ok(())
    }

    /// Where a rule has one stage, its condition is asked about the values as they stand.
    fn condition(
        &self,
        runner: &mut ModuleRunner<'_>,
        number: u16,
        rule: &FieldRule,
        rows: &[At],
        seen: &mut Seen,
    ) -> Result<(), String> {
        let Some(when) = rule.when.as_ref().filter(|_| rule.actions.len() == 1) else {
            return Ok(());
        };
        let (subjects, values) = column(rows);
        let marks = runner
            .holds(number, &subjects, &values)
            .map_err(|e| e.to_string())?;
        for (at, mark) in rows.iter().zip(marks) {
            let Some(value) = &at.1 else { continue };
            let meant = holds(when, value, self.person(at.0)).map_err(|e| format!("{e:?}"))?;
            if meant != mark {
                return Err(format!(
                    "holds is {mark}, the evaluator says {meant}, of {at:?}"
                ));
            }
            *(if meant {
                &mut seen.acted
            } else {
                &mut seen.skipped
            }) += 1;
        }
        Ok(())
    }
}

fn column(rows: &[At]) -> (Vec<Subject>, Column) {
    let mut values = Column::new();
    rows.iter()
        .for_each(|(_, value)| values.push(value.as_deref().map(str::as_bytes)));
    (rows.iter().map(|(subject, _)| *subject).collect(), values)
}

/// The stages one after the other, as a host runs them.
fn run(
    runner: &mut ModuleRunner<'_>,
    number: u16,
    rule: &FieldRule,
    kind: SiteKind,
    rows: &[At],
) -> Result<Column, TransformError> {
    let (subjects, mut values) = column(rows);
    for stage in 0..rule.actions.len() {
        values = runner.apply(number, stage as u16, kind, &subjects, &values)?;
    }
    Ok(values)
}

/// Keys a reader can follow: subject n shifts by n days, odd ones backwards.
struct Plain;

impl Keyed for Plain {
    fn pseudonym(&self, kind: SiteKind, subject: Subject, value: &[u8]) -> [u8; 32] {
        let text = format!("{kind:?}-{}-{}", subject.0, value.len());
        std::array::from_fn(|at| text.as_bytes().get(at).copied().unwrap_or(b'.'))
    }
    fn bits(&self, value: &[u8]) -> u128 {
        value
            .iter()
            .fold(7, |n: u128, c| n.wrapping_mul(131) ^ u128::from(*c))
    }
    fn shift(&self, subject: Subject, _: u32) -> Shift {
        let n = subject.0 as i32;
        match n % 2 {
            0 => Shift {
                days: n,
                seconds: -3_601 * (n % 6 + 1),
            },
            _ => Shift {
                days: -7 * n,
                seconds: 59 * n,
            },
        }
    }
}

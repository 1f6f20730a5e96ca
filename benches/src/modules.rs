//! `module-bench BUNDLE PROFILE FILE…`: a profile's compiled module beside the native functions.
//!
//! The bundle is a folder of `sekisho build`. First the de-identified extract of FHIR NDJSON, the
//! same scan and splice around both; then each rule's stages alone on a column of ten thousand
//! values. Rounds are interleaved and medians of CPU time compared.

mod keyed;
mod records;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use sekisho_exchange::fhir::FhirTransform;
use sekisho_lang::native::Native;
use sekisho_model::Bundle;
use sekisho_model::dates::Shift;
use sekisho_model::catalog::r4;
use sekisho_model::identity::Subject;
use sekisho_model::profile::{Action, FieldRule, Profile};
use sekisho_model::record::Record;
use sekisho_model::transform::{Column, Held, Keyed, RecordTransform, SiteKind, Transforms};
use sekisho_plugin::{Engines, Module, ModuleRunner};

use records::{Everything, cpu_seconds, median, records};

const ROUNDS: usize = 7;
/// Bytes of records that go through one flush, as at the gate.
const BATCH: usize = 1 << 20;
const ROWS: usize = 10_000;
/// Columns per round: the clock of a thread ticks in milliseconds.
const COLUMNS: usize = 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [bundle, name, files @ ..] = arguments.as_slice() else {
        println!("usage: module-bench BUNDLE PROFILE FILE.ndjson…");
        std::process::exit(2);
    };
    let folder = Path::new(bundle);
    let json = std::fs::read(folder.join("bundle.json")).expect("a bundle");
    let bundle: Bundle = serde_json::from_slice(&json).expect("a bundle");
    let profile = bundle
        .policy
        .profile(name)
        .expect("a profile of the bundle");
    let bytes = std::fs::read(folder.join(format!("modules/{name}.wasm"))).expect("its module");
    let start = Instant::now();
    let module = Module::load(Engines::shared(), &bytes).expect("a module");
    let took = start.elapsed().as_secs_f64() * 1e3;
    println!("module: {} bytes, compiled in {took:.1} ms", bytes.len());
    let bench = Bench {
        profile,
        module,
        rules: profile.rules().map(|(_, rule)| rule.clone()).collect(),
    };
    bench.extracts(files);
    bench.stages();
}

struct Bench<'p> {
    profile: &'p Profile,
    module: Module,
    rules: Vec<FieldRule>,
}

impl Bench<'_> {
    fn runner(&self) -> ModuleRunner<'_> {
        ModuleRunner::new(&self.module, self.profile, Arc::new(Hmac::new()))
    }

    fn extracts(&self, files: &[String]) {
        let records: Vec<Record> = files.iter().flat_map(|file| records(file)).collect();
        let bytes: usize = records.iter().map(|record| record.bytes.len()).sum();
        println!("{} records, {:.1} MB", records.len(), bytes as f64 / 1e6);
        let keys = Hmac::new();
        let (mut times, mut outs) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        for _ in 0..ROUNDS {
            let mut native = Native::new(&self.rules, &keys, self.profile.shift_days_max);
            times[0].push(timed(|| outs[0] = self.extract(&records, &mut native)));
            let mut module = self.runner();
            times[1].push(timed(|| outs[1] = self.extract(&records, &mut module)));
        }
        assert!(outs[0] == outs[1], "the module and the functions differ");
        let rates = times.map(|times| bytes as f64 / 1e6 / median(times));
        println!(
            "extract: native {:.1} MB/s, module {:.1} MB/s, module/native {:.2}  (same bytes, {:.1} MB out; medians of {ROUNDS}, CPU time)",
            rates[0],
            rates[1],
            rates[1] / rates[0],
            outs[0].len() as f64 / 1e6
        );
    }

    fn extract(&self, records: &[Record], transforms: &mut dyn Transforms) -> Vec<u8> {
        let rules = self.profile.fhir.as_ref().expect("it has fhir rules");
        let compiled = FhirTransform::compile(rules, self.profile.unlisted, r4());
        let mut transform = compiled.expect("the profile compiles");
        let (mut out, mut waiting) = (Vec::new(), 0);
        let mut flush = |transform: &mut FhirTransform| {
            let mut sink = |_: usize, line: &[u8]| {
                out.extend_from_slice(line);
                out.push(b'\n');
                Ok(())
            };
            transform.flush(transforms, &mut sink).expect("it runs");
        };
        for record in records {
            match transform.push(record, &Everything) {
                Ok(()) | Err(Held::Unlisted) => {}
                Err(held) => panic!("{record:?} is held: {held:?}"),
            }
            waiting += record.bytes.len();
            if waiting > BATCH {
                flush(&mut transform);
                waiting = 0;
            }
        }
        flush(&mut transform);
        out
    }

    /// Every stage alone, where its values are easily told from its action.
    fn stages(&self) {
        let keys = Hmac::new();
        let mut native = Native::new(&self.rules, &keys, self.profile.shift_days_max);
        let mut module = self.runner();
        let mut shown = Vec::new();
        for (number, rule) in self.profile.rules() {
            for (stage, action) in rule.actions.iter().enumerate() {
                let text = format!("{action:?}");
                let Some(value) = value_for(action).filter(|_| rule.when.is_none()) else {
                    continue;
                };
                if shown.contains(&text) {
                    continue;
                }
                shown.push(text);
                let (subjects, values) = column(value);
                let mut times = [Vec::new(), Vec::new()];
                for _ in 0..ROUNDS {
                    let engines: [&mut dyn Transforms; 2] = [&mut native, &mut module];
                    for (times, engine) in times.iter_mut().zip(engines) {
                        times.push(timed(|| {
                            for _ in 0..COLUMNS {
                                let kind = SiteKind::Value;
                                engine
                                    .apply(number, stage as u16, kind, &subjects, &values)
                                    .expect("it runs");
                            }
                        }));
                    }
                }
                let rates = times.map(|times| (ROWS * COLUMNS) as f64 / 1e6 / median(times));
                println!(
                    "{:10} native {:7.2} M values/s, module {:7.2} M values/s, module/native {:.2}",
                    action.word(),
                    rates[0],
                    rates[1],
                    rates[1] / rates[0]
                );
            }
        }
    }
}

fn value_for(action: &Action) -> Option<fn(usize) -> String> {
    Some(match action {
        Action::Keep | Action::Drop | Action::Blank | Action::Replace(_) | Action::First(_) => {
            |n| format!("{:03}-{:04}", n % 1000, n % 9999)
        }
        Action::Pseudonym | Action::Remap => |n| format!("Condition/{n:08x}-aaaa-bbbb"),
        Action::Shift | Action::Year | Action::Month => {
            |n| format!("2015-{:02}-{:02}T10:30:00+09:00", n % 12 + 1, n % 28 + 1)
        }
        Action::Cap(_) | Action::Round(_) | Action::Band(_) => {
            |n| format!("{}.{}", n % 120, n % 10)
        }
        Action::Map(_) => |n| format!("C{}", n % 100),
        Action::MaskBurnedIn { .. } | Action::Call(_) => return None,
    })
}

fn column(value: fn(usize) -> String) -> (Vec<Subject>, Column) {
    let mut values = Column::new();
    (0..ROWS).for_each(|n| values.push(Some(value(n).as_bytes())));
    ((0..ROWS).map(|n| Subject(n as i64 / 40)).collect(), values)
}

fn timed(work: impl FnOnce()) -> f64 {
    let (start, cpu) = (Instant::now(), cpu_seconds());
    work();
    cpu.and_then(|from| Some(cpu_seconds()? - from))
        .unwrap_or_else(|| start.elapsed().as_secs_f64())
}

/// The bench's keys as a scope's.
struct Hmac(keyed::Secret);

impl Hmac {
    fn new() -> Self {
        Self(keyed::Secret::new())
    }
}

impl Keyed for Hmac {
    fn pseudonym(&self, kind: SiteKind, subject: Subject, value: &[u8]) -> [u8; 32] {
        match kind {
            SiteKind::SubjectId => self.0.name(b"subject", &subject.0.to_le_bytes()),
            SiteKind::OtherId | SiteKind::Value => self.0.name(b"other", value),
        }
    }
    fn bits(&self, value: &[u8]) -> u128 {
        let name = self.0.name(b"bits", value);
        name.iter()
            .fold(0, |n: u128, c| (n << 4) | u128::from(c & 15))
    }
    fn shift(&self, subject: Subject, _: u32) -> Shift {
        Shift {
            days: self.0.days(subject),
            seconds: 3_661,
        }
    }
}

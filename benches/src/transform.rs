//! `transform-bench FILE…`: the de-identified extract of FHIR NDJSON, three ways in one run.
//!
//! (a) Sekisho's transform with a research profile and real HMAC keys; (b) a `serde_json::Value`
//! walker that does the same job; (c) sonic-rs parse and serialise, which does none of it. The
//! rounds are interleaved and the medians of CPU time compared, since figures taken at different
//! times on a shared machine say nothing.

mod keyed;
mod records;
mod walker;

use std::time::Instant;

use sekisho_exchange::fhir::FhirTransform;
use sekisho_model::Origin;
use sekisho_model::catalog::r4;
use sekisho_model::identity::Subject;
use sekisho_model::profile::{Action, FhirRules, FieldRule, Selector, Unlisted};
use sekisho_model::record::Record;
use sekisho_model::transform::{Held, RecordTransform};

use records::{Everything, cpu_seconds, median, records};

const ROUNDS: usize = 7;
/// Bytes of records that go through one flush.
const BATCH: usize = 256 << 10;

fn main() {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() {
        println!("usage: transform-bench FILE.ndjson…");
        std::process::exit(2);
    }
    let start = Instant::now();
    let shapes = r4().shapes().count();
    println!(
        "catalog: {shapes} shapes read in {:.1} ms",
        start.elapsed().as_secs_f64() * 1e3
    );
    let rounds = std::env::var("ROUNDS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(ROUNDS);
    let records: Vec<Record> = files.iter().flat_map(|file| records(file)).collect();
    let bytes: usize = records.iter().map(|record| record.bytes.len()).sum();
    println!("{} records, {:.1} MB", records.len(), bytes as f64 / 1e6);
    // For a profiler: only our own transform.
    let alone = std::env::var_os("ALONE").is_some();
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    let mut sizes = [0; 3];
    let jobs: [fn(&[Record]) -> usize; 3] = [sekisho, walk, sonic];
    for _ in 0..rounds {
        for (n, job) in jobs.iter().enumerate().filter(|(n, _)| *n == 0 || !alone) {
            let (start, cpu) = (Instant::now(), cpu_seconds());
            sizes[n] = job(&records);
            times[n].push(
                cpu.and_then(|from| Some(cpu_seconds()? - from))
                    .unwrap_or_else(|| start.elapsed().as_secs_f64()),
            );
        }
    }
    let medians = times.map(median);
    for (n, name) in [
        "sekisho transform",
        "serde_json::Value walker",
        "sonic-rs parse+serialise",
    ]
    .iter()
    .enumerate()
    {
        println!(
            "{name:26} {:8.1} MB/s {:10.0} records/s  {:6.1} MB out",
            bytes as f64 / 1e6 / medians[n],
            records.len() as f64 / medians[n],
            sizes[n] as f64 / 1e6
        );
    }
    println!(
        "ratios: {:.2} x walker, {:.2} x sonic-rs  (medians of {rounds} interleaved rounds, CPU time)",
        medians[1] / medians[0],
        medians[2] / medians[0]
    );
}

fn sekisho(records: &[Record]) -> usize {
    let rules = research();
    let mut transform =
        FhirTransform::compile(&rules, Unlisted::Drop, r4()).expect("the profile compiles");
    let mut keys = keyed::Keys::new(&rules);
    let (mut size, mut waiting) = (0, 0);
    let mut out = Vec::with_capacity(2 * BATCH);
    for record in records {
        match transform.push(record, &Everything) {
            // Practitioners: about nobody, and no path of the profile names them.
            Ok(()) | Err(Held::Unlisted) => {}
            Err(held) => panic!("{record:?} is held: {held:?}"),
        }
        waiting += record.bytes.len();
        if waiting > BATCH {
            size += flush(&mut transform, &mut keys, &mut out);
            waiting = 0;
        }
    }
    size + flush(&mut transform, &mut keys, &mut out)
}

fn flush(transform: &mut FhirTransform, keys: &mut keyed::Keys<'_>, out: &mut Vec<u8>) -> usize {
    out.clear();
    let mut sink = |_: usize, line: &[u8]| {
        out.extend_from_slice(line);
        out.push(b'\n');
        Ok(())
    };
    transform
        .flush(keys, &mut sink)
        .expect("the transform runs");
    out.len()
}

fn walk(records: &[Record]) -> usize {
    let mut walker = walker::Walker::new();
    let mut out = Vec::with_capacity(BATCH);
    records
        .iter()
        .map(|record| {
            out.clear();
            walker.record(
                &record.bytes,
                record.head.subject.unwrap_or(Subject(0)),
                &mut out,
            );
            out.len() + 1
        })
        .sum()
}

fn sonic(records: &[Record]) -> usize {
    let round_trip = |record: &Record| {
        let value: sonic_rs::Value = sonic_rs::from_slice(&record.bytes).expect("JSON");
        sonic_rs::to_vec(&value).expect("JSON").len() + 1
    };
    records.iter().map(round_trip).sum()
}

/// The research profile of `examples/synthea`, written out.
fn research() -> FhirRules {
    let types = |names: &[&str]| {
        names
            .iter()
            .map(|name| Selector::Type((*name).into()))
            .collect::<Vec<_>>()
    };
    let paths = |names: &[&str]| {
        names
            .iter()
            .map(|name| Selector::Path((*name).into()))
            .collect::<Vec<_>>()
    };
    let rule = |selectors: Vec<Selector>, action: Action| FieldRule {
        selectors,
        actions: vec![action],
        when: None,
        origin: Origin::built_in(),
    };
    FhirRules {
        rules: vec![
            rule(types(&["id", "Reference"]), Action::Pseudonym),
            rule(
                types(&[
                    "CodeableConcept",
                    "Coding",
                    "code",
                    "Quantity",
                    "Money",
                    "Range",
                    "Ratio",
                    "SampledData",
                    "boolean",
                    "decimal",
                    "integer",
                    "positiveInt",
                    "unsignedInt",
                ]),
                Action::Keep,
            ),
            rule(types(&["date", "dateTime", "instant"]), Action::Shift),
            rule(paths(&["Patient.birthDate"]), Action::Year),
            rule(
                types(&[
                    "HumanName",
                    "ContactPoint",
                    "Address",
                    "Identifier",
                    "Narrative",
                    "Annotation",
                    "Attachment",
                ]),
                Action::Drop,
            ),
            rule(
                paths(&["Patient.address.state", "Patient.address.country"]),
                Action::Keep,
            ),
            rule(paths(&["Patient.address.postalCode"]), Action::First(3)),
            rule(
                paths(&["Organization.type", "Organization.name"]),
                Action::Keep,
            ),
        ],
    }
}

//! What the benches of a transform share: records of files as the bank would hand them over, a
//! bank where everything is delivered, a clock of this thread.

use sekisho_model::identity::Subject;
use sekisho_model::record::{Collected, Record, RecordHead};
use sekisho_model::source::Source;
use sekisho_model::transform::{Links, Target};
use sekisho_model::{DataClass, Digest};

/// The whole bank is delivered, except practitioners.
pub struct Everything;

impl Links for Everything {
    fn resolve(&self, _: &Source, reference: &str) -> Target {
        match reference.split_once('/') {
            Some(("Patient", _)) => Target::Subject,
            Some((kind, id)) => Target::Record {
                kind: kind.to_owned(),
                id: id.to_owned(),
            },
            None => Target::Absent,
        }
    }
}

/// A file's records with the person each is about, as the bank would hand them over.
pub fn records(file: &str) -> Vec<Record> {
    let text = std::fs::read(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let lines = text
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    lines.map(record).collect()
}

fn record(line: &[u8]) -> Record {
    let value: serde_json::Value = serde_json::from_slice(line).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let (kind, source_id) = (text(&value["resourceType"]), text(&value["id"]));
    let person = match kind.as_str() {
        "Patient" => Some(source_id.clone()),
        _ => ["subject", "patient"].iter().find_map(|key| {
            value[*key]["reference"]
                .as_str()?
                .strip_prefix("Patient/")
                .map(str::to_owned)
        }),
    };
    let number =
        |id: String| Subject(i64::from_str_radix(&id.replace('-', "")[..15], 16).expect("a UUID"));
    let subject = if matches!(kind.as_str(), "Organization" | "Practitioner") {
        None
    } else {
        person.map(number)
    };
    let head = RecordHead {
        row: 0,
        subject,
        kind,
        source_id,
        class: DataClass::new("clinical"),
        collected: Collected::Timeless,
        digest: Digest::of(b""),
        sealed: false,
        withheld: Some(Vec::new()),
    };
    Record {
        head,
        bytes: line.to_vec(),
        beside: Vec::new(),
    }
}

/// This thread's time on a processor, where the system tells.
pub fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ')
        .next()?
        .parse::<f64>()
        .ok()
        .map(|ns| ns / 1e9)
}

pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

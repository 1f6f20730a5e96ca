//! The meaning and the plan: generated cohorts over generated rows, answered by the reference
//! evaluator and by the SQL on SQLite. They must choose the same people on the same index dates,
//! and stop on the same number of unknowns, whether everything is seen or only what each person
//! covers. `SEKISHO_SEEDS=first..last` draws others.

pub(crate) mod draw;
mod hidden;

use sekisho_lang::data_model::oncology;
use sekisho_lang::eval;
use sekisho_model::cohort::{Cohort, Condition, End, IndexEvent};
use sekisho_model::event::{Cell, EventRow};
use sekisho_model::identity::Subject;
use sekisho_model::record::Collected;
use sekisho_model::{DataClass, Instant, Text, Zone};
use sekisho_store::{About, CohortAnswer, IngestBatch, Member, NewRecord, Points, Settings, Store};

use self::draw::{R, cells, event_pred, o, pred};

const COHORTS: usize = 60;
const PATIENTS: i64 = 40;

#[test]
fn the_sql_of_a_cohort_chooses_whom_the_evaluator_chooses() {
    let (first, last) = seeds();
    println!("seeds {first}..{last}");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (mut members, mut stopped) = (0, 0);
    for seed in first..last {
        match runtime.block_on(round(seed)) {
            Ok((m, s)) => {
                members += m;
                stopped += s;
            }
            Err(difference) => panic!("seed {seed}: {difference}"),
        }
    }
    assert!(
        members > 100 && stopped > 5,
        "{members} members and {stopped} stops prove nothing"
    );
}

fn seeds() -> (u64, u64) {
    let range = std::env::var("SEKISHO_SEEDS").unwrap_or_else(|_| "1..9".into());
    let (first, last) = range.split_once("..").expect("first..last");
    (
        first.parse().expect("a number"),
        last.parse().expect("a number"),
    )
}

/// One bank and its cohorts: how many members and stops both engines found, or where they differ.
async fn round(seed: u64) -> Result<(usize, usize), String> {
    let mut r = R(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    (0..10).for_each(|_| _ = r.n(2));
    let mut rows = Rows::default();
    for person in 1..=PATIENTS {
        rows.person(&mut r, person);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let records = std::mem::take(&mut rows.records);
    let store = bank(folder.path(), records).await;
    let snapshot = store.snapshot().await.expect("a snapshot");
    let (mut members, mut stopped) = (0, 0);
    for _ in 0..COHORTS {
        let cohort = cohort(&mut r);
        let sql = store
            .cohort(&cohort, oncology(), snapshot)
            .await
            .map_err(|e| e.to_string())?;
        let meant = meaning(&cohort, &rows.meant);
        match (&sql, &meant) {
            (CohortAnswer::Members(a), CohortAnswer::Members(b)) if a == b => members += a.len(),
            // Which of two unknowns is named first is nobody's business; how many there are is.
            (
                CohortAnswer::Stopped { unknown: a, .. },
                CohortAnswer::Stopped { unknown: b, .. },
            ) if a == b => stopped += 1,
            _ => {
                let plan = serde_json::to_string(&cohort).expect("a plan is plain data");
                return Err(format!(
                    "SQL says {sql:?}, the evaluator {meant:?}, for {plan}"
                ));
            }
        }
        members += hidden::agrees(&mut r, &store, &cohort, &rows, &sql).await?;
    }
    store.close().await;
    Ok((members, stopped))
}

async fn bank(folder: &std::path::Path, records: Vec<NewRecord>) -> Store {
    let settings = Settings {
        zone: Zone::TOKYO,
        country: "JP".into(),
        approvals: 0,
        test_clock: true,
        trusted_keys: Vec::new(),
        blobs: None,
    };
    let store = Store::create(&folder.join("bank"), &settings)
        .await
        .expect("a bank");
    store.install_model(oncology()).await.expect("event tables");
    let batch = IngestBatch {
        at: Instant(0),
        records,
        deletions: Vec::new(),
        unclear: Vec::new(),
        quarantine: Vec::new(),
        positions: Vec::new(),
    };
    store.ingest_batch(batch).await.expect("ingested");
    store
}

fn cohort(r: &mut R) -> Cohort {
    let mut line = 0;
    let stop = r.n(3) == 0;
    let index = (r.n(3) > 0).then(|| {
        let view = *r.pick(&["diagnosis", "observation"]);
        let end = *r.pick(&[End::First, End::Last]);
        let filter = (r.n(4) > 0).then(|| event_pred(r, view, &mut line, 2, stop));
        IndexEvent {
            end,
            view: view.into(),
            was: draw::was(r, view, filter.as_ref()),
            filter,
            name: "x".into(),
            origin: o(&mut line),
        }
    });
    let view = index.as_ref().map(|i| i.view.as_str().to_owned());
    let conditions = (0..r.n(3))
        .map(|_| Condition {
            exclude: r.n(4) == 0,
            predicate: pred(r, view.as_deref(), &mut line, 2, stop),
            origin: o(&mut line),
        })
        .collect();
    let (label, because) = (Text::default(), Text::default());
    Cohort {
        name: "c".into(),
        label,
        because,
        index,
        conditions,
        expect: None,
        origin: o(&mut line),
    }
}

fn meaning(cohort: &Cohort, rows: &eval::Rows) -> CohortAnswer {
    answer(eval::cohort(cohort, rows, Zone::TOKYO))
}

fn answer(meant: Result<Vec<eval::Member>, eval::Stopped>) -> CohortAnswer {
    match meant {
        Ok(members) => CohortAnswer::Members(
            members
                .into_iter()
                .map(|m| Member {
                    subject: m.subject,
                    index: m.index,
                })
                .collect(),
        ),
        Err(stopped) => CohortAnswer::Stopped {
            unknown: stopped.unknown,
            origin: stopped.origin,
        },
    }
}

/// The same rows for both engines.
#[derive(Default)]
struct Rows {
    records: Vec<NewRecord>,
    meant: eval::Rows,
    /// What decides about the use of each record, by its number less one.
    judged_by: Vec<(DataClass, Collected)>,
}

impl Rows {
    fn person(&mut self, r: &mut R, person: i64) {
        let mut own = Vec::new();
        if r.n(10) > 0 {
            own.push(row(r, "patient"));
        }
        if r.n(3) == 0 {
            own.push(row(r, "death"));
        }
        self.add(r, person, own, "Patient");
        for _ in 0..r.n(4) {
            let event = row(r, "diagnosis");
            self.add(r, person, vec![event], "Condition");
        }
        for _ in 0..r.n(5) {
            let event = row(r, "observation");
            self.add(r, person, vec![event], "Observation");
        }
        for _ in 0..r.n(4) {
            let event = row(r, "drug_exposure");
            self.add(r, person, vec![event], "MedicationRequest");
        }
    }

    fn add(&mut self, r: &mut R, person: i64, events: Vec<EventRow>, kind: &str) {
        let (class, collected) = hidden::judged_by(r, &events);
        self.judged_by.push((class.clone(), collected));
        let record = self.records.len() as i64 + 1;
        for event in &events {
            let columns = oncology().views[&event.view].projected().zip(&event.cells);
            let columns = columns
                .filter_map(|(c, cell)| Some((c.name.clone(), value(cell)?)))
                .collect();
            let views = self.meant.entry(Subject(person)).or_default();
            views
                .entry(event.view.clone())
                .or_default()
                .push(eval::EventRow { record, columns });
        }
        self.records.push(NewRecord {
            kind: kind.into(),
            source_id: format!("r{record}"),
            about: About::Patient(format!("p{person}")),
            class,
            collected,
            sealed: false,
            parts: None,
            bytes: record.to_string().into_bytes(),
            events,
            identities: Vec::new(),
            alias: None,
            updated: None,
            points: Points::default(),
            beside: Vec::new(),
            sex: None,
            birth: None,
            file: "generated".into(),
            line: 1,
        });
    }
}

fn row(r: &mut R, view: &str) -> EventRow {
    EventRow {
        inside: 0,
        view: view.into(),
        cells: cells(r, view),
    }
}

fn value(cell: &Cell) -> Option<eval::CellValue> {
    Some(match cell {
        Cell::Missing => return None,
        Cell::Codes(codes) => eval::CellValue::Codes(
            codes
                .iter()
                .map(|c| (c.system.clone(), c.code.clone()))
                .collect(),
        ),
        Cell::Text(text) => eval::CellValue::Text(text.clone()),
        Cell::Decimal(digits) => eval::CellValue::Decimal(digits.clone()),
        Cell::Integer(n) => eval::CellValue::Integer(*n),
        Cell::Boolean(yes) => eval::CellValue::Boolean(*yes),
        Cell::Date(interval) => eval::CellValue::Date(*interval),
    })
}

//! The 400 in the bank: all of them, small on disk, and the two cohorts that outsiders try first.

use sekisho_lang::data_model::oncology;
use sekisho_model::cohort::{
    Codes, Cohort, CompareOp, Comparison, Condition, End, EventQuery, IndexEvent, Literal,
    Predicate, Quantity, Side, Span, Term, Unknown, Window,
};
use sekisho_model::identity::Subject;
use sekisho_model::{Origin, Text};
use sekisho_store::{CohortAnswer, Store};

use super::{bank, folder, sample, take};

#[tokio::test]
async fn the_400_come_in_whole_small_on_disk_and_answer_the_two_cohorts() {
    let Some(path) = sample("data/fhir/synthea-bulk-400") else {
        return;
    };
    let dir = folder("400");
    let store = bank(&dir).await;
    let report = take(&store, &[path]).await;
    assert_eq!((report.new(), report.quarantined()), (117_711, 0));
    let snapshot = store.snapshot().await.unwrap();
    let mut raw = 0;
    for subject in store.subjects(snapshot).await.unwrap() {
        raw += store
            .records_of(subject, snapshot)
            .await
            .unwrap()
            .iter()
            .map(|r| r.bytes.len() as u64)
            .sum::<u64>();
    }
    let disk = store.status().await.unwrap().disk_bytes;
    assert!(
        disk * 10 < raw * 6,
        "{disk} bytes on disk for {raw} bytes of records"
    );
    assert_eq!(members(&store, &sinusitis()).await.len(), 266);
    let failing = members(&store, &heart_failure()).await;
    assert_eq!(failing.len(), 15);
    assert!(failing.windows(2).all(|pair| pair[0] < pair[1]));
    std::fs::remove_dir_all(&dir).unwrap();
}

async fn members(store: &Store, cohort: &Cohort) -> Vec<Subject> {
    match store
        .cohort(cohort, oncology(), store.snapshot().await.unwrap())
        .await
        .unwrap()
    {
        CohortAnswer::Members(members) => {
            members.into_iter().map(|member| member.subject).collect()
        }
        CohortAnswer::Stopped { unknown, .. } => panic!("stopped by {unknown}"),
    }
}

fn code_in(system: &str, code: &str) -> Predicate {
    let codes = Codes {
        name: "list".into(),
        systems: oncology().systems[system].names.clone(),
        codes: vec![code.into()],
        prefixes: Vec::new(),
        excluded: Vec::new(),
        excluded_prefixes: Vec::new(),
    };
    compare(
        Term::Event("code".into()),
        CompareOp::In,
        Literal::Codes(codes),
    )
}

fn compare(term: Term, op: CompareOp, right: Literal) -> Predicate {
    Predicate::Compare(Comparison {
        term,
        op,
        right,
        partners: None,
        unknown: Some(Unknown::Exclude),
        origin: Origin::built_in(),
    })
}

fn events(
    quantity: Quantity,
    view: &str,
    days_after: Option<u32>,
    has: Option<Predicate>,
) -> Condition {
    let window = days_after.map(|days| Window {
        span: Some(Span::Days(days)),
        side: Side::After,
        strictly: false,
        unknown: Some(Unknown::Exclude),
        origin: Origin::built_in(),
    });
    let query = EventQuery {
        quantity,
        view: view.into(),
        window,
        has: has.map(Box::new),
        was: None,
        origin: Origin::built_in(),
    };
    Condition {
        exclude: false,
        predicate: Predicate::Events(query),
        origin: Origin::built_in(),
    }
}

fn cohort(index: Option<IndexEvent>, conditions: Vec<Condition>) -> Cohort {
    Cohort {
        name: "c".into(),
        label: Text::default(),
        because: Text::default(),
        index,
        conditions,
        expect: None,
        origin: Origin::built_in(),
    }
}

fn sinusitis() -> Cohort {
    cohort(
        None,
        vec![events(
            Quantity::Some,
            "diagnosis",
            None,
            Some(code_in("SNOMED CT", "444814009")),
        )],
    )
}

/// First heart failure at 50–75, two ejection fractions within 90 days after, metoprolol ever, not
/// dead within 30 days after.
fn heart_failure() -> Cohort {
    let index = IndexEvent {
        end: End::First,
        view: "diagnosis".into(),
        filter: Some(code_in("SNOMED CT", "88805009")),
        was: None,
        name: "onset".into(),
        origin: Origin::built_in(),
    };
    let years = ["50", "75"].map(|years| Literal::Number(years.into()));
    let age = compare(
        Term::AgeAtIndex,
        CompareOp::Between,
        Literal::List(years.into()),
    );
    let age = Condition {
        exclude: false,
        predicate: age,
        origin: Origin::built_in(),
    };
    cohort(
        Some(index),
        vec![
            age,
            events(
                Quantity::AtLeast(2),
                "observation",
                Some(90),
                Some(code_in("LOINC", "10230-1")),
            ),
            events(
                Quantity::Some,
                "medication",
                None,
                Some(code_in("RxNorm", "866414")),
            ),
            events(Quantity::No, "death", Some(30), None),
        ],
    )
}

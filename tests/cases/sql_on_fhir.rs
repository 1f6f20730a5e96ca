//! The test suite of SQL on FHIR v2, as its authors wrote it, on our ViewDefinitions.
//!
//! Order of rows says nothing there, so rows are compared as a bag; numbers by value.

use std::collections::BTreeMap;
use std::path::Path;

use sekisho_exchange::fhir::project::tree::Tree;
use sekisho_exchange::fhir::view::{Cell, Row, Scalar, ViewDefinition, ViewError};
use sekisho_tests::samples::{sample, text_of};
use serde_json::{Value, json};

/// `file: title` of each test that fails, and why. One that passes may not stand here.
const KNOWN_FAILURES: [(&str, &str); 0] = [];

/// What the suite holds: 74 tests a shareable view must meet, 11 experimental ones.
const TESTS: usize = 85;

fn run(view: &Value, resources: &[Value]) -> Result<(Vec<String>, Vec<Value>), ViewError> {
    let text = view.to_string();
    let view = ViewDefinition::read(&Tree::parse(text.as_bytes()).expect("JSON"))?;
    let mut rows = Vec::new();
    for resource in resources {
        let text = resource.to_string();
        let tree = Tree::parse(text.as_bytes()).expect("JSON");
        rows.extend(view.rows(&tree)?.iter().map(|row| object(&view, row)));
    }
    Ok((view.columns().to_vec(), rows))
}

fn object(view: &ViewDefinition, row: &Row) -> Value {
    let scalar = |scalar: &Scalar| match scalar {
        Scalar::Text(text) => json!(text),
        Scalar::Bool(value) => json!(value),
        Scalar::Number(digits) => json!(digits.parse::<f64>().expect("digits")),
    };
    let cell = |cell: &Cell| match cell {
        Cell::Null => Value::Null,
        Cell::One(one) => scalar(one),
        Cell::Many(many) => many.iter().map(scalar).collect(),
    };
    let names = view.columns().iter().cloned();
    Value::Object(names.zip(row.iter().map(cell)).collect())
}

/// Every number as a double, so that 5 and 5.0 are one; keys sorted.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().map(|(k, v)| (k, plain(v))).collect();
            json!(sorted)
        }
        other => other.clone(),
    }
}

fn bag(rows: &[Value]) -> Vec<String> {
    let mut rows: Vec<String> = rows.iter().map(|row| plain(row).to_string()).collect();
    rows.sort();
    rows
}

/// `Err`: how it went wrong.
fn passes(test: &Value, resources: &[Value]) -> Result<(), String> {
    let found = run(&test["view"], resources);
    if test["expectError"] == json!(true) {
        return match found {
            Err(_) => Ok(()),
            Ok((_, rows)) => Err(format!("no error, but {} rows", rows.len())),
        };
    }
    let (columns, rows) = found.map_err(|error| error.to_string())?;
    let expected = test["expect"]
        .as_array()
        .ok_or("the test expects nothing")?;
    if bag(&rows) != bag(expected) {
        return Err(format!("{rows:?} instead of {expected:?}"));
    }
    match test["expectColumns"].as_array() {
        Some(names) if *names != columns.iter().map(|c| json!(c)).collect::<Vec<_>>() => {
            Err(format!("columns {columns:?}"))
        }
        _ => Ok(()),
    }
}

fn check(file: &Path, wrong: &mut Vec<String>) -> usize {
    let suite: Value = serde_json::from_str(&text_of(file)).expect("a suite is JSON");
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let resources = suite["resources"].as_array().cloned().unwrap_or_default();
    let tests = suite["tests"].as_array().cloned().unwrap_or_default();
    for test in &tests {
        let title = format!("{name}: {}", test["title"].as_str().unwrap_or_default());
        let known = KNOWN_FAILURES.iter().find(|(known, _)| *known == title);
        match (passes(test, &resources), known) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Ok(()), Some(_)) => wrong.push(format!("{title}: passes, so it is no known failure")),
            (Err(how), None) => wrong.push(format!("{title}: {how}")),
        }
    }
    tests.len()
}

#[test]
fn the_suite_of_sql_on_fhir_passes_but_for_what_is_named() {
    let Some(folder) = sample("data/sql-on-fhir-tests") else {
        return;
    };
    let entries = std::fs::read_dir(folder).expect("the suite");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    files.sort();
    let mut wrong = Vec::new();
    let count: usize = files.iter().map(|file| check(file, &mut wrong)).sum();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, TESTS);
}

//! Cases of input and output that a component must reproduce: one JSON object a line.
//!
//! `{"function": "mask", "value": "…", "arguments": {"keep_dates": true}, "answer": "…"}`; a value
//! or an answer that is `null` is absent. Cases are made up by authors: never a patient's.

use std::collections::BTreeMap;

use sekisho_model::broken::Reason;
use sekisho_model::plugin::{Function, Plugin, PluginType};
use sekisho_model::transform::Column;
use serde::Deserialize;

use crate::author::Author;
use crate::written;

const CASES_MAX: usize = 10_000;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub function: String,
    pub value: Option<String>,
    #[serde(default)]
    pub arguments: BTreeMap<String, serde_json::Value>,
    pub answer: Option<String>,
    /// From 1.
    #[serde(skip)]
    pub line: usize,
}

/// A case that came out otherwise, by its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pub line: usize,
    pub expected: Option<String>,
    pub answered: Result<Option<String>, Reason>,
}

/// The cases of a file; `Err` names the first line that is none.
pub fn cases_of(text: &str) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    let lines = text.lines().enumerate();
    for (n, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let mut case: Case =
            serde_json::from_str(line).map_err(|error| format!("line {}: {error}", n + 1))?;
        case.line = n + 1;
        cases.push(case);
        if cases.len() > CASES_MAX {
            return Err(format!("more than {CASES_MAX} cases"));
        }
    }
    Ok(cases)
}

/// The columns that a case asks its function with. `Err` names an argument that does not fit.
pub fn columns_of(case: &Case, function: &Function) -> Result<Vec<Column>, String> {
    let mut columns = vec![one(case.value.as_deref())];
    for parameter in function.parameters.iter().skip(1) {
        let (name, kind) = (&parameter.name, parameter.kind);
        let given = case.arguments.get(name);
        let given = given.ok_or_else(|| format!("line {}: {name} is missing", case.line))?;
        let text = written_argument(given, kind)
            .ok_or_else(|| format!("line {}: {name} is no {}", case.line, kind.word()))?;
        columns.push(one(Some(&text)));
    }
    Ok(columns)
}

/// Text, date and code are strings, a Bool is a JSON one, numbers are strings of digits so that
/// they stay as they are written.
fn written_argument(given: &serde_json::Value, kind: PluginType) -> Option<String> {
    let text = match (given, kind) {
        (serde_json::Value::Bool(yes), PluginType::Bool) => yes.to_string(),
        (serde_json::Value::Number(number), PluginType::Integer) => number.to_string(),
        (serde_json::Value::String(text), _) => text.clone(),
        _ => return None,
    };
    written::is_of(kind, text.as_bytes()).then_some(text)
}

fn one(value: Option<&str>) -> Column {
    let mut column = Column::new();
    column.push(value.map(str::as_bytes));
    column
}

/// Every case asked alone. `Err` is a case that can't be asked.
pub fn check_cases(
    author: &Author,
    plugin: &Plugin,
    cases: &[Case],
) -> Result<Vec<Mismatch>, String> {
    let mut wrong = Vec::new();
    for case in cases {
        let number = plugin
            .functions
            .iter()
            .position(|f| f.name == case.function);
        let number =
            number.ok_or_else(|| format!("line {}: no function {}", case.line, case.function))?;
        let function = &plugin.functions[number];
        let columns = columns_of(case, function)?;
        let answered = author
            .ask(number as u16, &columns)
            .and_then(|answer| read(&answer, function.result));
        if answered.as_ref() != Ok(&case.answer) {
            wrong.push(Mismatch {
                line: case.line,
                expected: case.answer.clone(),
                answered,
            });
        }
    }
    Ok(wrong)
}

fn read(answer: &Column, kind: PluginType) -> Result<Option<String>, Reason> {
    let Some(value) = answer.get(0) else {
        return Ok(None);
    };
    if !written::is_of(kind, value) {
        return Err(Reason::NotOfType(kind));
    }
    Ok(Some(String::from_utf8_lossy(value).into_owned()))
}

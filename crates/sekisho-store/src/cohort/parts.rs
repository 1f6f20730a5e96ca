//! Pieces of SQL with their parameters; every literal of a plan is bound, none is written out.

use sqlx::sqlite::SqliteArguments;

use crate::error::Result;
use crate::sql::Value;

/// Numbered parameters in the order they were first needed.
#[derive(Default)]
pub(super) struct Parameters(Vec<Value>);

impl Parameters {
    /// `?n` for this value; an equal value shares its number.
    pub fn bind(&mut self, value: Value) -> String {
        let known = self.0.iter().position(|bound| *bound == value);
        let at = known.unwrap_or_else(|| {
            self.0.push(value);
            self.0.len() - 1
        });
        format!("?{}", at + 1)
    }

    pub fn text(&mut self, text: &str) -> String {
        self.bind(Value::Text(text.to_owned()))
    }

    pub fn into_arguments(self) -> Result<SqliteArguments> {
        let mut arguments = SqliteArguments::default();
        self.0
            .into_iter()
            .try_for_each(|value| value.add_to(&mut arguments))?;
        Ok(arguments)
    }
}

/// When a comparison certainly holds and when it certainly does not; both NULL or false when that
/// is unknown.
pub(super) struct Verdict {
    pub holds: String,
    pub fails: String,
}

impl Verdict {
    pub fn new(holds: impl Into<String>, fails: impl Into<String>) -> Self {
        Self {
            holds: holds.into(),
            fails: fails.into(),
        }
    }

    /// From a test that is NULL exactly when it is unknown.
    pub fn of(test: String) -> Self {
        Self {
            fails: format!("NOT ({test})"),
            holds: test,
        }
    }

    pub fn not(self) -> Self {
        Self {
            holds: self.fails,
            fails: self.holds,
        }
    }

    /// Two-valued: an unknown counts as true or as false.
    pub fn decided(self, unknown_counts_as: bool) -> String {
        match unknown_counts_as {
            false => format!("({}) IS TRUE", self.holds),
            true => format!("({}) IS NOT TRUE", self.fails),
        }
    }

    /// Holds if one of them holds.
    pub fn any(all: Vec<Self>) -> Self {
        let (holds, fails) = all.into_iter().map(|v| (v.holds, v.fails)).unzip();
        Self {
            holds: join(holds, "OR", "0"),
            fails: join(fails, "AND", "1"),
        }
    }
}

/// The least or the greatest of some values; SQL's `min` of one would be another function.
pub(super) fn extreme(function: &str, mut values: Vec<String>) -> String {
    match values.len() {
        1 => values.remove(0),
        _ => format!("{function}({})", values.join(", ")),
    }
}

/// `a OP b OP …` as a balanced tree, so that a long list never reaches SQLite's depth limit.
pub(super) fn join(mut parts: Vec<String>, operator: &str, empty: &str) -> String {
    match parts.len() {
        0 => empty.to_owned(),
        1 => parts.remove(0),
        n => {
            let right = parts.split_off(n / 2);
            format!(
                "({} {operator} {})",
                join(parts, operator, empty),
                join(right, operator, empty)
            )
        }
    }
}

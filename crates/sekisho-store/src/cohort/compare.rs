//! Comparisons of one term with a literal.

use std::cmp::Ordering;

use sekisho_model::cohort::{Codes, CompareOp, Comparison, Literal, Measure, Term};
use sekisho_model::decimal::Decimal;
use sekisho_model::measure::End;
use sekisho_model::oncology::{Column, ColumnType};
use sekisho_model::{ColumnName, ViewName};

use super::parts::{Verdict, join};
use super::predicate::{Renderer, Row};
use crate::decimal::end_key;
use crate::error::{Result, StoreError};
use crate::events::{spread_column, table};
use crate::sql::{Value, json_texts};

/// A value known to lie between two SQL expressions (a partial date, an age), or exactly known.
struct Range {
    first: String,
    last: String,
    kind: ColumnType,
    /// In what it is counted, of a measured value.
    dimension: Option<String>,
}

impl Renderer<'_> {
    pub fn comparison(&mut self, comparison: &Comparison, row: Row<'_>) -> Result<Verdict> {
        let (alias, view, column) = match (&comparison.term, row) {
            (Term::AgeAtIndex, _) => return self.ordered(&self.age()?, comparison),
            (Term::Event(column), Row::Event(view)) => ("e", view.clone(), column),
            (Term::Index(column), Row::Candidate) => ("c", self.index()?, column),
            (Term::Patient(column), Row::Candidate) => ("p", ViewName::from("patient"), column),
            (Term::Event(name) | Term::Index(name) | Term::Patient(name), _) => {
                return Err(StoreError::UnknownName(name.to_string()));
            }
        };
        let found = self.view(&view)?;
        let column @ Column { name, kind, .. } = found
            .projected()
            .find(|c| c.name == *column)
            .ok_or_else(|| StoreError::UnknownName(format!("{view}.{column}")))?;
        match kind {
            ColumnType::Code if Some(name) == spread_column(found) => {
                self.spread_code(alias, &view, name, comparison)
            }
            ColumnType::Code => self.listed_code(alias, name, comparison),
            ColumnType::Date => {
                let end = |end: &str| format!("{alias}.c_{name}_{end}");
                self.ordered(
                    &Range {
                        first: end("day"),
                        last: end("last"),
                        kind: *kind,
                        dimension: None,
                    },
                    comparison,
                )
            }
            ColumnType::Decimal if column.measure.is_some() => {
                self.ordered(&Range::measured(alias, name), comparison)
            }
            ColumnType::Decimal => self.ordered(
                &Range::exactly(format!("{alias}.c_{name}_key"), *kind),
                comparison,
            ),
            ColumnType::Text | ColumnType::Integer | ColumnType::Boolean => self.ordered(
                &Range::exactly(format!("{alias}.c_{name}"), *kind),
                comparison,
            ),
        }
    }

    pub fn index(&self) -> Result<ViewName> {
        self.index_view
            .clone()
            .ok_or_else(|| StoreError::UnknownName("an index event".into()))
    }

    /// Whole calendar years from birth to the index date or death, whichever comes first; from the
    /// youngest to the oldest age the dates allow. `YYYYMMDD` numbers differ by 10,000 a year, and
    /// the floor of the quotient makes a 29 February birthday wait for 1 March.
    fn age(&self) -> Result<Range> {
        self.index()?;
        let digits = |day: &str| {
            format!("CAST(strftime('%Y%m%d', ({day}) * 86400, 'unixepoch') AS INTEGER)")
        };
        let years = |end: &str, birth: &str| {
            let difference = format!("({} - {})", digits(end), digits(birth));
            format!("(({difference} - CASE WHEN {difference} < 0 THEN 9999 ELSE 0 END) / 10000)")
        };
        let end = |index: &str, death: &str| {
            format!("min({index}, coalesce(p.c_death_{death}, {index}))")
        };
        Ok(Range {
            first: years(&end("c.day", "day"), "p.c_birth_date_last"),
            last: years(&end("c.last", "last"), "p.c_birth_date_day"),
            kind: ColumnType::Integer,
            dimension: None,
        })
    }

    fn ordered(&mut self, range: &Range, comparison: &Comparison) -> Result<Verdict> {
        let Range { first, last, .. } = range;
        let op = comparison.op;
        Ok(match (op, &comparison.right) {
            (CompareOp::NotEqual, right) => self.one(range, CompareOp::Equal, right)?.not(),
            (CompareOp::In | CompareOp::NotIn, Literal::List(list)) => {
                let all = list
                    .iter()
                    .map(|one| self.one(range, CompareOp::Equal, one))
                    .collect::<Result<Vec<_>>>()?;
                let verdict = Verdict::any(all);
                if op == CompareOp::In {
                    verdict
                } else {
                    verdict.not()
                }
            }
            (CompareOp::Between, Literal::List(bounds)) => {
                let [low, high] = bounds.as_slice() else {
                    return Err(misfit(comparison));
                };
                let low = self.one(range, CompareOp::GreaterOrEqual, low)?;
                let high = self.one(range, CompareOp::LessOrEqual, high)?;
                Verdict::new(
                    format!("({} AND {})", low.holds, high.holds),
                    format!("({} OR {})", low.fails, high.fails),
                )
            }
            (CompareOp::StartsWith, Literal::Text(prefix)) if range.kind == ColumnType::Text => {
                let prefix = self.parameters.text(prefix);
                debug_assert_eq!(first, last);
                Verdict::of(format!("substr({first}, 1, length({prefix})) = {prefix}"))
            }
            (_, right) => self.one(range, op, right)?,
        })
    }

    fn one(&mut self, range: &Range, op: CompareOp, right: &Literal) -> Result<Verdict> {
        let Range {
            first, last, kind, ..
        } = range;
        if let Literal::Quantity(measure) = right {
            return self.quantity(range, op, measure);
        }
        let (op, value) = match (kind, right) {
            (ColumnType::Text, Literal::Text(text)) => (op, Value::Text(text.clone())),
            (ColumnType::Boolean, Literal::Bool(value)) => (op, Value::Integer(i64::from(*value))),
            (ColumnType::Date, Literal::Date(day)) => (op, Value::Integer(day.0.into())),
            (ColumnType::Decimal, Literal::Number(digits)) if range.dimension.is_none() => {
                let key = crate::decimal::key(digits);
                (
                    op,
                    Value::Blob(key.ok_or_else(|| StoreError::UnknownName(digits.clone()))?),
                )
            }
            (ColumnType::Integer, Literal::Number(digits)) => {
                return self.integer(first, last, op, digits);
            }
            _ => {
                return Err(StoreError::UnknownName(format!(
                    "a comparison of {kind:?} with this value"
                )));
            }
        };
        let value = self.parameters.bind(value);
        bounds(first, last, op, &value)
    }

    /// A number that has its meaning in several dimensions: the value's own decides, and a value of
    /// another is unknown to it.
    fn quantity(&mut self, range: &Range, op: CompareOp, measure: &Measure) -> Result<Verdict> {
        let wrong = || StoreError::UnknownName("a quantity where none is measured".into());
        let dimension = range.dimension.as_ref().ok_or_else(wrong)?;
        let (mut holds, mut fails) = (Vec::new(), Vec::new());
        for mean in &measure.means {
            let number = Decimal::parse(&mean.number).ok_or_else(wrong)?;
            let Some(key) = end_key(&End::At(number, Ordering::Equal)) else {
                continue;
            };
            let value = self.parameters.bind(Value::Blob(key));
            let found = bounds(&range.first, &range.last, op, &value)?;
            let own = self.parameters.text(&mean.dimension);
            let same = format!("{dimension} = {own}");
            holds.push(format!("({same} AND {})", found.holds));
            fails.push(format!("({same} AND {})", found.fails));
        }
        Ok(Verdict::new(join(holds, "OR", "0"), join(fails, "OR", "0")))
    }

    /// A whole number against one that may have a fraction: both as decimals would do, but a
    /// column of integers keeps no key, so the literal is cut to the whole number below it.
    fn integer(&mut self, first: &str, last: &str, op: CompareOp, digits: &str) -> Result<Verdict> {
        let (floor, exact) =
            floor(digits).ok_or_else(|| StoreError::UnknownName(digits.to_owned()))?;
        let value = self.parameters.bind(Value::Integer(floor));
        let op = match (op, exact) {
            (op, true) => op,
            (CompareOp::Less | CompareOp::LessOrEqual, false) => CompareOp::LessOrEqual,
            (CompareOp::Greater | CompareOp::GreaterOrEqual, false) => CompareOp::Greater,
            // No whole number equals one with a fraction; a missing one stays unknown.
            (_, false) => {
                return Ok(Verdict::new(
                    format!("{first} <> {first}"),
                    format!("{first} = {first}"),
                ));
            }
        };
        bounds(first, last, op, &value)
    }

    /// A code column whose codings have rows of their own.
    fn spread_code(
        &mut self,
        alias: &str,
        view: &ViewName,
        name: &ColumnName,
        comparison: &Comparison,
    ) -> Result<Verdict> {
        let test = self.coding(
            &format!("k.c_{name}"),
            &format!("k.c_{name}_system"),
            comparison,
        )?;
        let table = table(view);
        let any = format!(
            "EXISTS (SELECT 1 FROM {table} AS k WHERE k.record = {alias}.record AND k.part = {alias}.part AND {test})"
        );
        Ok(any_coding(comparison, &format!("{alias}.c_{name}"), &any))
    }

    /// A code column kept as a list of `[system, code]`.
    fn listed_code(
        &mut self,
        alias: &str,
        name: &ColumnName,
        comparison: &Comparison,
    ) -> Result<Verdict> {
        let test = self.coding(
            "json_extract(j.value, '$[1]')",
            "json_extract(j.value, '$[0]')",
            comparison,
        )?;
        let column = format!("{alias}.c_{name}");
        Ok(any_coding(
            comparison,
            &column,
            &format!("EXISTS (SELECT 1 FROM json_each({column}) AS j WHERE {test})"),
        ))
    }

    /// The leading code comparison of a filter, on the coding of row `e` itself.
    pub fn coding_of_row(&mut self, comparison: &Comparison) -> Result<String> {
        let Term::Event(name) = &comparison.term else {
            return Err(misfit(comparison));
        };
        self.coding(
            &format!("e.c_{name}"),
            &format!("e.c_{name}_system"),
            comparison,
        )
    }

    /// Whether one coding meets the positive of a comparison; NULL only for a missing coding.
    fn coding(&mut self, code: &str, system: &str, comparison: &Comparison) -> Result<String> {
        Ok(match (comparison.op, &comparison.right) {
            (CompareOp::In | CompareOp::NotIn, Literal::Codes(codes)) => {
                self.codelist(code, system, codes)
            }
            (CompareOp::In | CompareOp::NotIn, Literal::List(list)) => {
                let texts = list.iter().map(|one| match one {
                    Literal::Text(text) => Ok(text.as_str()),
                    _ => Err(misfit(comparison)),
                });
                let texts = texts.collect::<Result<Vec<_>>>()?;
                format!("{code} IN {}", self.list(texts))
            }
            (CompareOp::Equal | CompareOp::NotEqual, Literal::Text(text)) => {
                format!("{code} = {}", self.parameters.text(text))
            }
            (CompareOp::StartsWith, Literal::Text(prefix)) => self.starts_with(code, prefix),
            _ => return Err(misfit(comparison)),
        })
    }

    fn codelist(&mut self, code: &str, system: &str, codes: &Codes) -> String {
        let listed = self.listed(code, &codes.codes, &codes.prefixes);
        let excluded = self.listed(code, &codes.excluded, &codes.excluded_prefixes);
        let systems = self.list(codes.systems.iter().map(String::as_str));
        format!(
            "({listed} AND coalesce({system} IN (SELECT id FROM code_system WHERE url IN {systems}), 0) AND NOT {excluded})"
        )
    }

    fn listed(&mut self, code: &str, codes: &[String], prefixes: &[String]) -> String {
        let mut ways = Vec::new();
        if !codes.is_empty() {
            ways.push(format!(
                "{code} IN {}",
                self.list(codes.iter().map(String::as_str))
            ));
        }
        ways.extend(prefixes.iter().map(|prefix| self.starts_with(code, prefix)));
        join(ways, "OR", "0")
    }

    fn starts_with(&mut self, code: &str, prefix: &str) -> String {
        let prefix = self.parameters.text(prefix);
        format!("({code} >= {prefix} AND substr({code}, 1, length({prefix})) = {prefix})")
    }

    /// A list of texts as one parameter.
    fn list<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> String {
        let list = self.parameters.bind(Value::Text(json_texts(texts)));
        format!("(SELECT value FROM json_each({list}))")
    }
}

impl Range {
    fn exactly(value: String, kind: ColumnType) -> Self {
        Self {
            first: value.clone(),
            last: value,
            kind,
            dimension: None,
        }
    }

    fn measured(alias: &str, name: &ColumnName) -> Self {
        let part = |part: &str| format!("{alias}.c_{name}_{part}");
        Self {
            first: part("low"),
            last: part("high"),
            kind: ColumnType::Decimal,
            dimension: Some(part("dimension")),
        }
    }
}

/// A comparison with codes holds if it does for one coding; its negative if for none; without any
/// coding it is unknown.
fn any_coding(comparison: &Comparison, present: &str, any: &str) -> Verdict {
    let verdict = Verdict::new(
        any.to_owned(),
        format!("({present} IS NOT NULL AND NOT {any})"),
    );
    match comparison.op {
        CompareOp::NotIn | CompareOp::NotEqual => verdict.not(),
        _ => verdict,
    }
}

/// A range against one value.
fn bounds(first: &str, last: &str, op: CompareOp, value: &str) -> Result<Verdict> {
    Ok(match op {
        CompareOp::Less => Verdict::new(format!("{last} < {value}"), format!("{first} >= {value}")),
        CompareOp::LessOrEqual => {
            Verdict::new(format!("{last} <= {value}"), format!("{first} > {value}"))
        }
        CompareOp::Greater => {
            Verdict::new(format!("{first} > {value}"), format!("{last} <= {value}"))
        }
        CompareOp::GreaterOrEqual => {
            Verdict::new(format!("{first} >= {value}"), format!("{last} < {value}"))
        }
        CompareOp::Equal => Verdict::new(
            format!("({first} = {value} AND {last} = {value})"),
            format!("({first} > {value} OR {last} < {value})"),
        ),
        CompareOp::NotEqual
        | CompareOp::In
        | CompareOp::NotIn
        | CompareOp::Between
        | CompareOp::StartsWith => {
            return Err(StoreError::UnknownName("a comparison of this kind".into()));
        }
    })
}

fn misfit(comparison: &Comparison) -> StoreError {
    StoreError::UnknownName(format!("a comparison as at {}", comparison.origin))
}

/// The whole number at or below a written one, and whether it is that number.
fn floor(digits: &str) -> Option<(i64, bool)> {
    if let Ok(whole) = digits.parse() {
        return Some((whole, true));
    }
    let (whole, fraction) = digits.split_once('.')?;
    let down: i64 = if whole == "-" || whole == "-0" {
        0
    } else {
        whole.parse().ok()?
    };
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let exact = fraction.bytes().all(|b| b == b'0');
    Some((
        if exact || !digits.starts_with('-') {
            down
        } else {
            down.checked_sub(1)?
        },
        exact,
    ))
}

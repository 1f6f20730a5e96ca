//! `when` as code: one function per comparison, one that joins them, in the three values of
//! `runtime/condition.wat`. What a comparison means is `lang::eval`'s to say.

use sekisho_model::ColumnName;
use sekisho_model::cohort::{Codes, CompareOp, Literal, Unknown};
use sekisho_model::oncology::ColumnType;
use sekisho_model::profile::{FieldComparison, FieldCondition, FieldTerm};

use super::code::Code;
use super::data::Data;

const NO: u32 = 0;
const UNDECIDED: u32 = 1;
const YES: u32 = 2;

/// The shape of the runtime's actions, which conditions share.
const OF_ROW: &str =
    "(type $action) (param $at i32) (param $bytes i32) (param $row i32) (result i32)";

pub(super) struct Conditions<'c, 'm> {
    code: &'c mut Code<'m>,
    rule: u16,
    columns: &'c [ColumnName],
    comparisons: usize,
}

impl<'c, 'm> Conditions<'c, 'm> {
    pub fn of(code: &'c mut Code<'m>, rule: u16, columns: &'c [ColumnName]) -> Self {
        Self {
            code,
            rule,
            columns,
            comparisons: 0,
        }
    }

    /// The place of the function that answers for one row.
    pub fn function(mut self, condition: &FieldCondition) -> u32 {
        let body = self.joined(condition);
        let name = format!("$when_{}", self.rule);
        self.code.function(&name, OF_ROW, &body);
        self.code.place(&name)
    }

    /// Instructions one after the other, not nested: a policy may join as many as it likes.
    fn joined(&mut self, condition: &FieldCondition) -> String {
        match condition {
            FieldCondition::And(all) => self.all(all, YES, "$and"),
            FieldCondition::Or(all) => self.all(all, NO, "$or"),
            FieldCondition::Not(inner) => format!("{}\n  call $not", self.joined(inner)),
            FieldCondition::Compare(compare) => {
                let name = self.comparison(compare);
                format!("local.get $at\n  local.get $bytes\n  local.get $row\n  call {name}")
            }
        }
    }

    fn all(&mut self, all: &[FieldCondition], empty: u32, join: &str) -> String {
        all.iter().fold(format!("i32.const {empty}"), |text, part| {
            format!("{text}\n  {}\n  call {join}", self.joined(part))
        })
    }

    /// The name of the function that makes this comparison.
    fn comparison(&mut self, compare: &FieldComparison) -> String {
        let name = format!("$is_{}_{}", self.rule, self.comparisons);
        self.comparisons += 1;
        let unknown = match compare.unknown {
            Some(Unknown::Include) => YES,
            Some(Unknown::Exclude) => NO,
            Some(Unknown::Stop) | None => UNDECIDED,
        };
        let body = match &compare.term {
            FieldTerm::Length => self.length(compare, unknown),
            FieldTerm::Patient(column) => self.patient(column, compare, unknown),
        };
        self.code.function(&name, OF_ROW, &body);
        name
    }

    fn length(&mut self, compare: &FieldComparison, unknown: u32) -> String {
        let Literal::Number(bound) = &compare.right else {
            return format!("(i32.const {unknown})");
        };
        let against = against_number(&mut self.code.data, bound);
        let sign = order_is(compare.op).unwrap_or("drop\n  i32.const 0".into());
        format!(
            "(local $order i32)\n  \
             (call $cell_is_length (local.get $at) (local.get $bytes))\n  \
             (local.set $order {against})\n  \
             (if (i32.eq (local.get $order) (i32.const 2)) (then (return (i32.const {unknown}))))\n  \
             local.get $order\n  {sign}\n  call $answer_of"
        )
    }

    fn patient(&mut self, column: &ColumnName, compare: &FieldComparison, unknown: u32) -> String {
        let place = self.columns.iter().position(|c| c == column);
        let kind = self.code.column_type(column);
        let (Some(place), Some(kind)) = (place, kind) else {
            return format!("(i32.const {unknown})");
        };
        let (op, right, data) = (compare.op, &compare.right, &mut self.code.data);
        let rest = match kind {
            ColumnType::Text => format!("{}\n  call $answer_of", text_is(data, op, right)),
            ColumnType::Code => codes(data, op, right, unknown),
            ColumnType::Boolean => boolean(op, right),
            ColumnType::Decimal | ColumnType::Integer => {
                ordered(op, right, unknown, |literal| match literal {
                    Literal::Number(text) => Some(against_number(data, text)),
                    _ => None,
                })
            }
            ColumnType::Date => self.date(op, right, unknown),
        };
        format!(
            "(local $order i32) (local $next i32) (local $end i32)\n  \
             (if (i32.eqz (call $cell (i32.const {}) (local.get $row))) (then (return (i32.const {unknown}))))\n  {rest}",
            place + 1
        )
    }

    /// Every day the date may fall on must give the same answer.
    fn date(&mut self, op: CompareOp, right: &Literal, unknown: u32) -> String {
        let name = format!("$day_{}_{}", self.rule, self.comparisons);
        let of_day = ordered(op, right, UNDECIDED, |literal| match literal {
            Literal::Date(day) => Some(format!(
                "(call $day_against (local.get $day) (i32.const {}))",
                day.0
            )),
            _ => None,
        });
        let shape = "(type $day) (param $day i32) (result i32)";
        let body = format!("(local $order i32)\n  {of_day}");
        self.code.function(&name, shape, &body);
        let place = self.code.place(&name);
        format!(
            "(local.set $order (call $every_day (i32.const {place})))\n  \
             (select (i32.const {unknown}) (local.get $order) (i32.eq (local.get $order) (i32.const {UNDECIDED})))"
        )
    }
}

fn against_number(data: &mut Data, text: &str) -> String {
    let (at, bytes) = data.text(text);
    format!("(call $cell_against (i32.const {at}) (i32.const {bytes}))")
}

/// Instructions that turn an order (-1, 0, 1) into whether it is what a sign asks for.
fn order_is(op: CompareOp) -> Option<String> {
    let sign = match op {
        CompareOp::Equal => "eq",
        CompareOp::NotEqual => "ne",
        CompareOp::Less => "lt_s",
        CompareOp::LessOrEqual => "le_s",
        CompareOp::Greater => "gt_s",
        CompareOp::GreaterOrEqual => "ge_s",
        CompareOp::In | CompareOp::NotIn | CompareOp::Between | CompareOp::StartsWith => {
            return None;
        }
    };
    Some(format!("i32.const 0\n  i32.{sign}"))
}

/// A comparison by order, `against` a literal; 2 there and what can't be ordered are unknown.
fn ordered(
    op: CompareOp,
    right: &Literal,
    unknown: u32,
    mut against: impl FnMut(&Literal) -> Option<String>,
) -> String {
    let is_unknown = format!("(return (i32.const {unknown}))");
    // Leaves the order in $order, or returns.
    let mut order = |literal: &Literal| match against(literal) {
        Some(call) => format!(
            "(local.set $order {call})\n  (if (i32.eq (local.get $order) (i32.const 2)) (then {is_unknown}))\n  "
        ),
        None => format!("{is_unknown}\n  "),
    };
    let answer_if = |sign: &str, answer: u32| {
        format!(
            "(if (i32.{sign} (local.get $order) (i32.const 0)) (then (return (i32.const {answer}))))\n  "
        )
    };
    match (order_is(op), right) {
        (Some(sign), _) => format!(
            "{}local.get $order\n  {sign}\n  call $answer_of",
            order(right)
        ),
        (None, Literal::List(all)) if matches!(op, CompareOp::In | CompareOp::NotIn) => {
            let (found, missing) = if op == CompareOp::In {
                (YES, NO)
            } else {
                (NO, YES)
            };
            let each = all
                .iter()
                .map(|literal| order(literal) + &answer_if("eq", found));
            let each: String = each.collect();
            format!("{each}(i32.const {missing})")
        }
        (None, Literal::List(bounds)) if op == CompareOp::Between && bounds.len() == 2 => {
            let low = order(&bounds[0]) + &answer_if("lt_s", NO);
            let high = order(&bounds[1]) + &answer_if("gt_s", NO);
            format!("{low}{high}(i32.const {YES})")
        }
        _ => is_unknown,
    }
}

/// Instructions that leave whether the cell, a text, is what is asked for.
fn text_is(data: &mut Data, op: CompareOp, right: &Literal) -> String {
    let among = |data: &mut Data, all: &[Literal]| {
        let texts = all.iter().filter_map(|literal| match literal {
            Literal::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let table = data.table(texts);
        format!(
            "(call $cell_in (i32.const {}) (i32.const {}))",
            table.at, table.entries
        )
    };
    let with = |function: &str, (at, bytes): (u32, u32)| {
        format!("(call ${function} (i32.const {at}) (i32.const {bytes}))")
    };
    match (op, right) {
        (CompareOp::Equal, Literal::Text(text)) => with("cell_is", data.text(text)),
        (CompareOp::NotEqual, Literal::Text(text)) => {
            format!("{}\n  i32.eqz", with("cell_is", data.text(text)))
        }
        (CompareOp::NotEqual, _) => "(i32.const 1)".into(),
        (CompareOp::In, Literal::List(all)) => among(data, all),
        (CompareOp::NotIn, Literal::List(all)) => format!("{}\n  i32.eqz", among(data, all)),
        (CompareOp::StartsWith, Literal::Text(start)) => with("cell_begins", data.text(start)),
        _ => "(i32.const 0)".into(),
    }
}

/// A positive comparison holds if any coding satisfies it, a negative if none does.
fn codes(data: &mut Data, op: CompareOp, right: &Literal, unknown: u32) -> String {
    let positive = match op {
        CompareOp::NotEqual => CompareOp::Equal,
        CompareOp::NotIn => CompareOp::In,
        other => other,
    };
    let (any, none) = if positive == op { (YES, NO) } else { (NO, YES) };
    let is = match right {
        Literal::Codes(list) => in_codelist(data, list),
        other => text_is(data, positive, other),
    };
    format!(
        "(local.set $next (global.get $cell_at))\n  \
         (local.set $end (i32.add (global.get $cell_at) (global.get $cell_bytes)))\n  \
         (if (i32.eq (local.get $next) (local.get $end)) (then (return (i32.const {unknown}))))\n  \
         loop $each\n  \
         (local.set $next (call $next_coding (local.get $next) (local.get $end)))\n  \
         {is}\n  \
         if\n  (return (i32.const {any}))\n  end\n  \
         (br_if $each (i32.lt_u (local.get $next) (local.get $end)))\n  \
         end\n  \
         (i32.const {none})"
    )
}

/// The system is one of the list's, the code is in it and not excluded from it.
fn in_codelist(data: &mut Data, list: &Codes) -> String {
    let mut one_of = |codes: &[String], prefixes: &[String]| {
        let codes = data.table(codes.iter().map(String::as_str));
        let prefixes = data.table(prefixes.iter().map(String::as_str));
        format!(
            "(call $cell_in (i32.const {}) (i32.const {}))\n  (call $cell_below (i32.const {}) (i32.const {}) (i32.const {}))\n  i32.or",
            codes.at, codes.entries, prefixes.at, prefixes.entries, prefixes.longest
        )
    };
    let included = one_of(&list.codes, &list.prefixes);
    let excluded = one_of(&list.excluded, &list.excluded_prefixes);
    let systems = data.table(list.systems.iter().map(String::as_str));
    format!(
        "(call $system_in (i32.const {}) (i32.const {}))\n  {included}\n  i32.and\n  {excluded}\n  i32.eqz\n  i32.and",
        systems.at, systems.entries
    )
}

fn boolean(op: CompareOp, right: &Literal) -> String {
    let is = match right {
        Literal::Bool(yes) => format!("(call $cell_is_bool (i32.const {}))", u32::from(*yes)),
        _ => "(i32.const 0)".into(),
    };
    let negated = if op == CompareOp::Equal {
        ""
    } else {
        "\n  i32.eqz"
    };
    format!("{is}{negated}\n  call $answer_of")
}

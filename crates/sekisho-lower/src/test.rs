//! `when` and `unless` conditions in Cedar. No condition can err, and what is missing never opens.
//!
//! A comparison with something missing is false. Where a true comparison would hold the request
//! back (`forbid … when`, `allow … unless`), a requester must not slip through by leaving a paper
//! at home: there `is not`, `not in` and an ordering on what *they* bring (network, organisation,
//! training) hold when it is missing. So does every comparison with the date of a record that should
//! have one and has none: nobody knows that it is not the date that the rule holds back. A record
//! that has no date by its nature (`timeless`) is not asked. A comparison of two kinds that don't
//! compare goes the same way: it never opens.

use sekisho_model::Effect;
use sekisho_model::policy::{Attribute, Test, TestOp, TestValue, When};

use crate::quote::{all, any, quoted, set};
use crate::rule::{Clause, Reads};

/// The clause of a rule's condition; `Always` has none.
pub fn clause(condition: &When, effect: Effect) -> Option<Clause> {
    let (test, unless) = match condition {
        When::Always => return None,
        When::When(test) => (test, false),
        When::Unless(test) => (test, true),
    };
    let mut reads = Reads::default();
    let opens = (effect == Effect::Permit) != unless;
    let text = lower(test, opens, &mut reads);
    Some(Clause {
        kind: "condition".into(),
        unless,
        text,
        reads,
    })
}

/// `opens`: the truth of this test lets the request through.
fn lower(test: &Test, opens: bool, reads: &mut Reads) -> String {
    match test {
        Test::And(tests) => all(&tests
            .iter()
            .map(|t| lower(t, opens, reads))
            .collect::<Vec<_>>()),
        Test::Or(tests) => any(&tests
            .iter()
            .map(|t| lower(t, opens, reads))
            .collect::<Vec<_>>()),
        Test::Not(test) => format!("!({})", lower(test, !opens, reads)),
        Test::Compare {
            left, op, right, ..
        } => {
            note_reads(*left, right, reads);
            compare(*left, *op, right, opens)
        }
    }
}

fn compare(left: Attribute, op: TestOp, right: &TestValue, opens: bool) -> String {
    let operand = operand(left);
    let Some(text) = comparison(&operand, op, right) else {
        return (!opens).to_string();
    };
    let Some(present) = operand.present else {
        return text;
    };
    let escapes = operand.brought && !matches!(op, TestOp::Equal | TestOp::In);
    match (opens, left) {
        (false, Attribute::RecordCollected) => {
            format!("(if {present} then {text} else !resource.timeless)")
        }
        (false, _) if escapes => format!("(if {present} then {text} else true)"),
        _ => format!("({present} && {text})"),
    }
}

struct Operand {
    text: &'static str,
    kind: Kind,
    /// The test that it is there, where it may be missing.
    present: Option<&'static str>,
    /// The requester brings it, so that its absence is theirs.
    brought: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Texts,
    Bool,
    Long,
}

fn operand(attribute: Attribute) -> Operand {
    let (text, kind, present, brought) = match attribute {
        Attribute::RequestNetwork => (
            "context.network",
            Kind::Text,
            Some("context.network != \"\""),
            true,
        ),
        Attribute::RequestCountry => (
            "context.country",
            Kind::Text,
            Some("context.country != \"\""),
            true,
        ),
        Attribute::RequestTime => ("context.now", Kind::Long, None, false),
        Attribute::RequestJustified => ("context.justified", Kind::Bool, None, false),
        Attribute::PrincipalOrg => (
            "principal.org",
            Kind::Text,
            Some("principal.org != \"\""),
            true,
        ),
        Attribute::PrincipalTraining => ("principal.training", Kind::Texts, None, false),
        Attribute::PrincipalTrainingUntil => (
            "principal.training_until",
            Kind::Long,
            Some("principal has training_until"),
            true,
        ),
        Attribute::RecordCollected => (
            "resource.collected_from",
            Kind::Long,
            Some("resource has collected_from"),
            false,
        ),
        Attribute::RecordSealed => (
            "resource.sealed",
            Kind::Bool,
            Some("resource has sealed"),
            false,
        ),
    };
    Operand {
        text,
        kind,
        present,
        brought,
    }
}

/// `None`: the two kinds do not compare.
fn comparison(left: &Operand, op: TestOp, right: &TestValue) -> Option<String> {
    let text = left.text;
    match (left.kind, right) {
        (Kind::Text, TestValue::Text(word)) => membership(text, op, std::slice::from_ref(word)),
        (Kind::Text, TestValue::Texts(words)) => membership(text, op, words),
        (Kind::Texts, TestValue::Text(word)) => overlap(text, op, std::slice::from_ref(word)),
        (Kind::Texts, TestValue::Texts(words)) => overlap(text, op, words),
        (Kind::Bool, TestValue::Bool(value)) => match op {
            TestOp::Equal => Some(format!("{text} == {value}")),
            TestOp::NotEqual => Some(format!("{text} != {value}")),
            _ => None,
        },
        (Kind::Long, TestValue::Instant(instant)) => ordering(text, op, &instant.0.to_string()),
        (Kind::Long, TestValue::RequestTime) => ordering(text, op, "context.now"),
        _ => None,
    }
}

fn membership(left: &str, op: TestOp, words: &[String]) -> Option<String> {
    let is_in = match words {
        [] => "false".to_owned(),
        [word] => format!("{left} == {}", quoted(word)),
        words => format!("{}.contains({left})", set(words.iter().map(|w| quoted(w)))),
    };
    signed(op, is_in)
}

fn overlap(left: &str, op: TestOp, words: &[String]) -> Option<String> {
    let has = any(&words
        .iter()
        .map(|w| format!("{left}.contains({})", quoted(w)))
        .collect::<Vec<_>>());
    signed(op, has)
}

fn signed(op: TestOp, text: String) -> Option<String> {
    match op {
        TestOp::Equal | TestOp::In => Some(format!("({text})")),
        TestOp::NotEqual | TestOp::NotIn => Some(format!("!({text})")),
        TestOp::Less | TestOp::LessOrEqual | TestOp::Greater | TestOp::GreaterOrEqual => None,
    }
}

fn ordering(left: &str, op: TestOp, right: &str) -> Option<String> {
    let sign = match op {
        TestOp::Equal => "==",
        TestOp::NotEqual => "!=",
        TestOp::Less => "<",
        TestOp::LessOrEqual => "<=",
        TestOp::Greater => ">",
        TestOp::GreaterOrEqual => ">=",
        TestOp::In | TestOp::NotIn => return None,
    };
    Some(format!("{left} {sign} {right}"))
}

fn note_reads(left: Attribute, right: &TestValue, reads: &mut Reads) {
    match left {
        Attribute::RecordCollected => {
            reads.collected = true;
            if let TestValue::Instant(instant) = right {
                reads.cuts.insert(instant.0);
            }
        }
        Attribute::RecordSealed => {
            reads.attributes.insert("sealed".into());
        }
        _ => {}
    }
}

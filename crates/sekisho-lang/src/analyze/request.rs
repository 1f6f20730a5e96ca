//! Guards, and the conditions and requirements they share with access rules and deliveries.

use sekisho_model::cohort::CompareOp;
use sekisho_model::policy::{
    Act, Attribute, Guard, Requirement, Study, Test, TestOp, TestValue, When,
};
use sekisho_model::{GuardName, Text};
use sekisho_syntax::ast::{self, Condition, Expr, Name, Operand, Require, Value};
use sekisho_syntax::nearest;

use super::{Analyzer, Kind, truth};
use crate::problem::access as problems;
use crate::tables;

/// What a condition may ask about, and of what kind the answer is.
const ATTRIBUTES: [(&str, Attribute, Answer); 9] = [
    ("request.network", Attribute::RequestNetwork, Answer::Text),
    ("request.country", Attribute::RequestCountry, Answer::Text),
    ("request.time", Attribute::RequestTime, Answer::Time),
    (
        "request.justified",
        Attribute::RequestJustified,
        Answer::Bool,
    ),
    ("principal.org", Attribute::PrincipalOrg, Answer::Text),
    (
        "principal.training",
        Attribute::PrincipalTraining,
        Answer::Text,
    ),
    (
        "principal.training_until",
        Attribute::PrincipalTrainingUntil,
        Answer::Time,
    ),
    ("record.collected", Attribute::RecordCollected, Answer::Time),
    ("record.sealed", Attribute::RecordSealed, Answer::Bool),
];

#[derive(Clone, Copy)]
enum Answer {
    Text,
    Time,
    Bool,
}

impl Answer {
    fn example(self, path: &str) -> String {
        match self {
            Self::Text => format!("{path} is \"…\", {path} in [\"…\", \"…\"]"),
            Self::Time => format!("{path} > 2026-04-01"),
            Self::Bool => format!("{path} is yes"),
        }
    }
}

impl Analyzer<'_> {
    pub fn guard(&mut self, guard: &ast::Guard) {
        if !self.names.is_first(Kind::Guard, &guard.name) {
            return;
        }
        let (name, at) = (guard.name.text.as_str(), || guard.name.origin.clone());
        let forbid = match guard.forbids.as_slice() {
            [] => return self.say(problems::guard_lacks_rule(at(), name)),
            [forbid] => forbid,
            [_, second, ..] => {
                return self.say(problems::guard_has_two_rules(second.origin.clone(), name));
            }
        };
        if guard.because.is_empty() {
            self.say(problems::no_reason(
                at(),
                &Text::new(format!("柵「{name}」"), format!("The guard '{name}'")),
            ));
        }
        let found = Guard {
            name: GuardName::new(name),
            label: guard.label.clone(),
            acts: forbid
                .acts
                .as_ref()
                .map_or_else(|| Act::ALL.to_vec(), |acts| self.acts(acts)),
            classes: match &forbid.classes {
                Some(on) => self.class_list(on),
                None => self.all_classes(),
            },
            condition: self.condition(forbid.condition.as_ref()),
            because: guard.because.clone(),
            cites: guard.cites.clone(),
            origin: forbid.origin.clone(),
        };
        self.can_hold(false, forbid.condition.as_ref(), &found.condition);
        let everything = || {
            found.acts.len() == Act::ALL.len()
                && self.all_classes().iter().all(|c| found.classes.contains(c))
        };
        let always = match &found.condition {
            When::Always => forbid.condition.is_none(),
            When::When(test) => truth::always(test),
            When::Unless(test) => truth::never(test),
        };
        if always && everything() {
            self.say(problems::forbids_everything(forbid.origin.clone(), name));
        }
        self.policy.guards.push(found);
    }

    pub fn acts(&mut self, names: &[Name]) -> Vec<Act> {
        let mut acts: Vec<Act> = names.iter().filter_map(|name| self.act(name)).collect();
        acts.sort();
        acts.dedup();
        acts
    }

    pub fn act(&mut self, name: &Name) -> Option<Act> {
        let act = Act::parse(&name.text);
        if act.is_none() {
            let near = nearest(&name.text, Act::ALL.map(Act::as_str));
            self.say(problems::unknown_act(name.origin.clone(), &name.text, near));
        }
        act
    }

    pub fn condition(&mut self, condition: Option<&Condition>) -> When {
        match condition {
            None => When::Always,
            Some(Condition::When(expr)) => self.test_of(expr).map_or(When::Always, When::When),
            Some(Condition::Unless(expr)) => self.test_of(expr).map_or(When::Always, When::Unless),
        }
    }

    fn test_of(&mut self, expr: &Expr) -> Option<Test> {
        match expr {
            Expr::And(all) => self.tests_of(all).map(Test::And),
            Expr::Or(all) => self.tests_of(all).map(Test::Or),
            Expr::Not(inner) => Some(Test::Not(Box::new(self.test_of(inner)?))),
            Expr::Compare(compare) => self.comparison(compare),
            Expr::Events(events) => {
                self.say(problems::unknown_attribute(
                    events.origin.clone(),
                    &events.view.text,
                    None,
                ));
                None
            }
            Expr::Bare(operand) => {
                self.bare(operand);
                None
            }
        }
    }

    /// Every part is looked at, so that every problem is said; one bad part leaves no test.
    fn tests_of(&mut self, all: &[Expr]) -> Option<Vec<Test>> {
        let parts: Vec<Option<Test>> = all.iter().map(|part| self.test_of(part)).collect();
        parts.into_iter().collect()
    }

    fn bare(&mut self, operand: &Operand) {
        let problem = match &operand.value {
            Value::Call { path } if path == "covered" => {
                problems::consent_is_built_in(operand.origin.clone())
            }
            Value::Call { path } | Value::Path(path) => match ATTRIBUTES
                .iter()
                .find(|(known, ..)| known == path)
            {
                Some((_, _, answer)) => {
                    problems::attribute_type(operand.origin.clone(), path, &answer.example(path))
                }
                None => {
                    problems::unknown_attribute(operand.origin.clone(), path, near_attribute(path))
                }
            },
            _ => crate::problem::types::not_a_condition(operand.origin.clone()),
        };
        self.say(problem);
    }

    fn comparison(&mut self, compare: &ast::Compare) -> Option<Test> {
        let Value::Path(path) = &compare.left.value else {
            self.bare(&compare.left);
            return None;
        };
        let Some((_, left, answer)) = ATTRIBUTES.iter().find(|(known, ..)| known == path) else {
            self.say(problems::unknown_attribute(
                compare.left.origin.clone(),
                path,
                near_attribute(path),
            ));
            return None;
        };
        let test = operator(compare.op).zip(self.test_value(*answer, compare.op, &compare.right));
        match test {
            Some((op, right)) if compare.at.is_none() => Some(Test::Compare {
                left: *left,
                op,
                right,
                origin: compare.origin.clone(),
            }),
            _ => {
                self.say(problems::attribute_type(
                    compare.origin.clone(),
                    path,
                    &answer.example(path),
                ));
                None
            }
        }
    }

    fn test_value(&self, answer: Answer, op: CompareOp, right: &Operand) -> Option<TestValue> {
        let orders = matches!(
            op,
            CompareOp::Less
                | CompareOp::LessOrEqual
                | CompareOp::Greater
                | CompareOp::GreaterOrEqual
        );
        let lists = matches!(op, CompareOp::In | CompareOp::NotIn);
        match (answer, &right.value) {
            (Answer::Text, Value::Text(text)) if !orders && !lists => {
                Some(TestValue::Text(text.clone()))
            }
            (Answer::Text, Value::List(all)) if lists => {
                let texts = all.iter().map(|part| match &part.value {
                    Value::Text(text) => Some(text.clone()),
                    _ => None,
                });
                texts.collect::<Option<Vec<String>>>().map(TestValue::Texts)
            }
            (Answer::Bool, Value::Bool(yes)) if !orders && !lists => Some(TestValue::Bool(*yes)),
            (Answer::Time, Value::Date(day)) if !lists => {
                Some(TestValue::Instant(self.package.zone.midnight(*day)))
            }
            (Answer::Time, Value::Path(path)) if !lists && path == "request.time" => {
                Some(TestValue::RequestTime)
            }
            _ => None,
        }
    }

    /// A condition that nothing fulfils, or a `forbid` whose condition nobody runs into.
    pub fn can_hold(&mut self, allow: bool, written: Option<&Condition>, condition: &When) {
        let Some(Condition::When(expr) | Condition::Unless(expr)) = written else {
            return;
        };
        let Some(at) = expr.origin().cloned() else {
            return;
        };
        let never = match condition {
            When::Always => false,
            When::When(test) | When::Unless(test) => truth::never(test),
        };
        if !allow && truth::shut(condition) {
            self.say(problems::forbids_nothing(at));
        } else if never || (allow && truth::shut(condition)) {
            self.say(problems::never_true(at));
        }
    }

    pub fn requirements(
        &mut self,
        requires: &[Require],
        study: Option<&Study>,
    ) -> Vec<Requirement> {
        requires
            .iter()
            .filter_map(|require| self.requirement(require, study))
            .collect()
    }

    fn requirement(&mut self, require: &Require, study: Option<&Study>) -> Option<Requirement> {
        match &require.what {
            ast::Requirement::Justification => Some(Requirement::Justification),
            ast::Requirement::LogEachRow => Some(Requirement::Duty("log_each_row".into())),
            ast::Requirement::LogSummary => Some(Requirement::Duty("log_summary".into())),
            ast::Requirement::Profile(profile) => self
                .resolve(Kind::Profile, profile)
                .map(|name| Requirement::Profile(name.into())),
            ast::Requirement::Fee(name) => Some(Requirement::Fee(name.text.clone())),
            ast::Requirement::Other(name) if LATER_DUTIES.contains(&name.text.as_str()) => {
                Some(Requirement::Duty(name.text.clone()))
            }
            ast::Requirement::Other(name) => {
                let near = nearest(&name.text, REQUIREMENTS);
                let at = name.origin.clone();
                self.say(problems::unknown_requirement(at, &name.text, near));
                None
            }
            ast::Requirement::Approval { count, by } => {
                self.approvers(by, study);
                let needed = count.unwrap_or(by.len() as u32);
                if needed as usize > by.len() || needed == 0 {
                    let at = require.origin.clone();
                    self.say(problems::too_many_approvals(at, needed, by.len()));
                    return None;
                }
                Some(Requirement::Approval {
                    count: needed,
                    by: by.iter().map(|n| n.text.clone()).collect(),
                })
            }
        }
    }

    /// Approvers are roles of the study or offices of the institution, each once.
    fn approvers(&mut self, by: &[Name], study: Option<&Study>) {
        let roles = study.into_iter().flat_map(|s| &s.roles);
        let offices = tables::offices().map(str::to_owned);
        let known: Vec<String> = roles.map(|r| r.name.to_string()).chain(offices).collect();
        for (n, name) in by.iter().enumerate() {
            let at = name.origin.clone();
            if by[..n].iter().any(|other| other.text == name.text) {
                self.say(problems::approver_twice(at, &name.text));
            } else if study.is_some() && !known.contains(&name.text) {
                let near = nearest(&name.text, known.iter().map(String::as_str));
                self.say(problems::unknown_approver(at, &name.text, near));
            }
        }
    }
}

/// Duties after release that are known by name.
const LATER_DUTIES: [&str; 1] = ["watermark"];
/// What may follow `require`, for a slip of the hand.
const REQUIREMENTS: [&str; 6] = [
    "approval",
    "justification",
    "log",
    "profile",
    "fee",
    "watermark",
];

fn operator(op: CompareOp) -> Option<TestOp> {
    Some(match op {
        CompareOp::Equal => TestOp::Equal,
        CompareOp::NotEqual => TestOp::NotEqual,
        CompareOp::Less => TestOp::Less,
        CompareOp::LessOrEqual => TestOp::LessOrEqual,
        CompareOp::Greater => TestOp::Greater,
        CompareOp::GreaterOrEqual => TestOp::GreaterOrEqual,
        CompareOp::In => TestOp::In,
        CompareOp::NotIn => TestOp::NotIn,
        CompareOp::Between | CompareOp::StartsWith => return None,
    })
}

fn near_attribute(path: &str) -> Option<&'static str> {
    nearest(path, ATTRIBUTES.map(|(path, ..)| path))
}

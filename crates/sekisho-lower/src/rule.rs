//! What every lowered rule shares: its clauses, annotations and one policy per data class.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sekisho_model::policy::{Act, Policy};
use sekisho_model::{CedarPolicy, DataClass, Effect, Origin, RuleName, StudyName, Text, Zone};

use crate::quote::{entity, quoted, set};

/// What lowering stands on.
pub struct Ground<'a> {
    pub policy: &'a Policy,
    pub zone: Zone,
    pub types: BTreeMap<DataClass, String>,
}

/// One `when` or `unless` of a policy. `kind` rides along as an annotation, so that an explanation
/// can say the clause in words.
pub struct Clause {
    pub kind: String,
    pub unless: bool,
    pub text: String,
    pub reads: Reads,
}

impl Clause {
    pub fn when(kind: impl Into<String>, text: String) -> Self {
        Self {
            kind: kind.into(),
            unless: false,
            text,
            reads: Reads::default(),
        }
    }
}

/// What a clause reads of the record beside its subject: decides how answers may be shared.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    /// Millisecond literals that `collected` is compared with.
    pub cuts: BTreeSet<i64>,
    pub collected: bool,
    pub attributes: BTreeSet<String>,
}

impl Reads {
    pub fn record(&self) -> bool {
        self.collected || !self.attributes.is_empty()
    }
}

/// A rule before it is split by class.
pub struct Rule<'a> {
    pub name: RuleName,
    pub effect: Effect,
    pub study: Option<StudyName>,
    /// Empty = every act.
    pub acts: &'a [Act],
    pub classes: &'a [DataClass],
    pub because: &'a Text,
    pub duties: Vec<String>,
    pub origin: &'a Origin,
    pub clauses: Vec<Clause>,
}

impl Rule<'_> {
    /// One policy per class the model knows, in the classes' order.
    pub fn per_class(&self, ground: &Ground<'_>) -> Vec<CedarPolicy> {
        let classes: BTreeSet<&DataClass> = self.classes.iter().collect();
        classes
            .into_iter()
            .filter_map(|c| Some(self.of(c, ground.types.get(c)?)))
            .collect()
    }

    fn of(&self, class: &DataClass, kind: &str) -> CedarPolicy {
        CedarPolicy {
            id: format!("{}/{class}", self.name),
            effect: self.effect,
            rule: self.name.clone(),
            study: self.study.clone(),
            class: class.clone(),
            acts: if self.acts.is_empty() {
                Act::ALL.to_vec()
            } else {
                self.acts.to_vec()
            },
            text: self.text(kind),
            collected_cuts: self.union(|r| r.cuts.iter().copied()),
            reads: self.union(|r| r.attributes.iter().cloned()),
            origin: self.origin.clone(),
        }
    }

    fn union<'r, T: Ord, I: Iterator<Item = T>>(&'r self, of: impl Fn(&'r Reads) -> I) -> Vec<T> {
        self.clauses
            .iter()
            .flat_map(|c| of(&c.reads))
            .collect::<BTreeSet<T>>()
            .into_iter()
            .collect()
    }

    fn text(&self, kind: &str) -> String {
        let mut text = String::new();
        for (key, value) in self.annotations() {
            _ = writeln!(text, "@{key}({})", quoted(&value));
        }
        let effect = match self.effect {
            Effect::Permit => "permit",
            Effect::Forbid => "forbid",
        };
        // Every act is said without naming a group: no action, known or to come, escapes it.
        let action = match self.acts {
            [] => "action".to_owned(),
            acts => format!(
                "action in {}",
                set(acts.iter().map(|a| entity("Action", a.as_str())))
            ),
        };
        _ = write!(text, "{effect}(principal, {action}, resource is {kind})");
        for clause in &self.clauses {
            let word = if clause.unless { "unless" } else { "when" };
            _ = write!(text, "\n{word} {{ {} }}", clause.text);
        }
        text.push(';');
        text
    }

    fn annotations(&self) -> Vec<(String, String)> {
        let mut list = vec![
            ("rule".to_owned(), self.name.to_string()),
            ("src".to_owned(), self.origin.to_string()),
        ];
        for (key, value) in [
            ("because_ja", &self.because.ja),
            ("because_en", &self.because.en),
        ] {
            if !value.is_empty() {
                list.push((key.to_owned(), value.clone()));
            }
        }
        if !self.duties.is_empty() {
            list.push(("duty".to_owned(), self.duties.join(",")));
        }
        for (n, clause) in self.clauses.iter().enumerate() {
            let of = if clause.reads.record() {
                "record"
            } else {
                "request"
            };
            list.push((format!("clause{n}"), format!("{of} {}", clause.kind)));
        }
        list
    }
}

//! A place in the policy, quoted for a person: the rule's name, where it stands, what is written there.

use sekisho_model::book::Quoted;
use sekisho_model::text::Lang;
use sekisho_model::{Bundle, Origin, RuleName, Text, Zone};
use serde::Serialize;

use crate::explain::words;
use crate::judge::Stage;
use crate::rulebook::{Clause, Rule};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quote {
    pub rule: RuleName,
    pub origin: Origin,
    /// The line as it was compiled; `None` for what is built in.
    pub line: Option<String>,
    pub because: Text,
}

/// One condition of a permit, asked by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// `None`: it depends on the record.
    pub holds: Option<bool>,
    /// Of what kind it is, in one word: `role`, `training`, `consent`.
    #[serde(skip)]
    pub kind: String,
    pub says: Text,
    pub origin: Origin,
}

/// The first word of a clause's kind: the rest is a number or an axis.
pub(crate) fn kind_word(clause: &Clause) -> String {
    let word = clause.kind.split(' ').next();
    word.unwrap_or_default().to_owned()
}

/// A permit with its conditions: how near the request came to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    pub quote: Quote,
    pub conditions: Vec<Condition>,
}

impl Quote {
    pub(crate) fn of(bundle: &Bundle, rule: &Rule) -> Self {
        Self::at(
            bundle,
            rule.name.clone(),
            &rule.origin,
            rule.because.clone(),
        )
    }

    pub(crate) fn at(bundle: &Bundle, rule: RuleName, origin: &Origin, because: Text) -> Self {
        Self {
            rule,
            origin: origin.clone(),
            line: bundle.source_line(origin).map(str::to_owned),
            because,
        }
    }

    /// As entries have it.
    pub(crate) fn told(&self) -> Quoted {
        Quoted {
            rule: self.rule.clone(),
            place: self.origin.to_string(),
            line: self.line.clone(),
            because: self.because.clone(),
        }
    }

    /// `name, place`, the line, and the reason.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(self.line.as_ref().map(|line| format!("    {line}")));
        if !self.because.is_empty() {
            let word = if lang == Lang::Ja {
                "理由"
            } else {
                "Because"
            };
            lines.push(format!("{word}: {}", self.because.get(lang)));
        }
        lines
    }

    pub(crate) fn place(&self, lang: Lang) -> String {
        match (self.origin.is_built_in(), lang) {
            (true, Lang::Ja) => "関所に組み込み".into(),
            (true, Lang::En) => "built in".into(),
            (false, _) => self.origin.to_string(),
        }
    }
}

impl Candidate {
    pub(crate) fn of(bundle: &Bundle, zone: Zone, rule: &Rule, stage: &Stage) -> Self {
        let condition = |clause| {
            let (says, origin) = words::condition(&bundle.policy, zone, rule, clause);
            Condition {
                holds: stage.holds(clause),
                kind: kind_word(clause),
                says,
                origin,
            }
        };
        Self {
            quote: Quote::of(bundle, rule),
            conditions: rule.clauses.iter().map(condition).collect(),
        }
    }

    pub(crate) fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = self.quote.lines(lang);
        let conditions = self.conditions.iter().map(|c| {
            let mark = match c.holds {
                Some(true) => "✔",
                Some(false) => "✘",
                None => "・",
            };
            let place = if c.origin == self.quote.origin {
                String::new()
            } else {
                format!("  [{}]", c.origin)
            };
            format!("  {mark} {}{place}", c.says.get(lang))
        });
        let at = usize::from(self.quote.line.is_some());
        lines.splice(at..at, conditions);
        lines
    }
}

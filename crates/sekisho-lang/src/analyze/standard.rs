//! `standard` and `preset` declarations: every kind of field decided, every line with its clause.

use std::collections::BTreeMap;

use sekisho_model::numbers::ClosedNumber;
use sekisho_model::standard::{Allowance, DemandLine, FieldKind, Line, Regime, Standard, StepLine};
use sekisho_model::{Cite, Origin};
use sekisho_syntax::ast::{self, Clause};

use super::{Analyzer, Kind};
use crate::problem::standard as problems;
use crate::shipped;

impl Analyzer<'_> {
    pub fn standard(&mut self, standard: &ast::Standard) {
        if !self.names.is_first(Kind::Standard, &standard.name) {
            return;
        }
        let name = &standard.name;
        let lines = self.standard_lines(standard);
        let missing: Vec<&str> = FieldKind::REQUIRED
            .into_iter()
            .filter(|kind| !lines.iter().any(|line| line.kinds.contains(kind)))
            .map(FieldKind::word)
            .collect();
        if !missing.is_empty() {
            self.say(problems::undecided_kind(
                name.origin.clone(),
                &name.text,
                &missing,
            ));
        }
        match standard.regime {
            None => self.say(problems::no_regime(name.origin.clone(), &name.text)),
            Some(regime) if regime > Regime::Identified && !self.is_ours(&standard.origin) => {
                self.say(problems::claims_law(
                    name.origin.clone(),
                    &name.text,
                    regime,
                ));
            }
            Some(_) => {}
        }
        let steps = standard.steps.iter().map(|line| {
            self.wants_clause(&line.cites, &line.origin);
            StepLine {
                steps: line.steps.clone(),
                cites: cites(&line.cites),
                origin: line.origin.clone(),
            }
        });
        let steps = steps.collect();
        let demands = standard.demands.iter().map(|demand| {
            self.wants_clause(&demand.cites, &demand.origin);
            DemandLine {
                demand: demand.demand,
                cites: cites(&demand.cites),
                origin: demand.origin.clone(),
            }
        });
        let demands = demands.collect();
        let validity = self.validity(&standard.law);
        let found = Standard {
            name: name.text.clone(),
            label: standard.label.clone(),
            regime: standard.regime.unwrap_or(Regime::Identified),
            lines,
            steps,
            demands,
            cites: cites(&standard.cites),
            validity,
            notes: standard.law.notes.clone(),
            origin: standard.origin.clone(),
        };
        self.standards.insert(name.text.clone(), found);
    }

    /// Of a shipped package, also while that is itself checked: those alone say what the law's
    /// regimes and bases are.
    pub(super) fn is_ours(&self, at: &Origin) -> bool {
        shipped::is_shipped(at)
            || self
                .package
                .sources
                .iter()
                .any(|own| own.path == at.file && shipped::is_copy(own))
    }

    fn standard_lines(&mut self, standard: &ast::Standard) -> Vec<Line> {
        let mut seen: BTreeMap<FieldKind, Origin> = BTreeMap::new();
        let mut lines = Vec::new();
        for line in &standard.lines {
            self.wants_clause(&line.cites, &line.origin);
            for (kind, origin) in &line.kinds {
                match seen.get(kind) {
                    Some(first) => {
                        let first = first.clone();
                        self.say(problems::kind_twice(origin.clone(), kind.word(), first));
                    }
                    None => drop(seen.insert(*kind, origin.clone())),
                }
                if line.allowed.iter().any(|allowed| !means(*kind, *allowed)) {
                    self.say(problems::meaningless(
                        origin.clone(),
                        kind.word(),
                        words_of(*kind),
                    ));
                }
            }
            lines.push(Line {
                kinds: line.kinds.iter().map(|(kind, _)| *kind).collect(),
                allowed: line.allowed.clone(),
                mapped: line.mapped.as_ref().and_then(|list| self.code_map(list)),
                cites: cites(&line.cites),
                origin: line.origin.clone(),
            });
        }
        lines
    }

    fn wants_clause(&mut self, cites: &[Clause], at: &Origin) {
        if cites.is_empty() {
            self.say(problems::no_clause(at.clone()));
        }
    }
}

fn cites(clauses: &[Clause]) -> Vec<Cite> {
    clauses.iter().map(|clause| clause.cite.clone()).collect()
}

/// What a line may allow of a kind, in words.
fn words_of(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Class(_) => {
            "nothing, linking(…), issued(…), coarse, shifted, cleaned, in k, any"
        }
        FieldKind::Singular => "nothing, any",
        FieldKind::Face => "nothing, looked at, any",
        FieldKind::Genome => "nothing, fewer than N snp and N str, any",
        FieldKind::Dates => "nothing, year, month, shifted, any",
        FieldKind::Ages => "nothing, capped N years, any",
        FieldKind::Areas => "nothing, coarse, first N, any",
        FieldKind::Number(ClosedNumber::Individual) => "nothing",
        FieldKind::Number(ClosedNumber::Insured) => "nothing, linking(…), issued(…)",
    }
}

/// Whether the words say something of that kind.
fn means(kind: FieldKind, allowed: Allowance) -> bool {
    use Allowance::{
        Any, Capped, Cleaned, Coarse, Fewer, First, InK, Issued, Linking, LookedAt, Month, Nothing,
        Shifted, Year,
    };
    // What leaves by no consent leaves by no standard.
    if let FieldKind::Number(number) = kind {
        let keyed = matches!(allowed, Issued(_) | Linking(_)) && number == ClosedNumber::Insured;
        return allowed == Nothing || keyed;
    }
    matches!(
        (kind, allowed),
        (_, Nothing | Any)
            | (
                FieldKind::Class(_),
                Issued(_) | Linking(_) | Coarse | Shifted | Cleaned | InK
            )
            | (FieldKind::Face, LookedAt)
            | (FieldKind::Genome, Fewer { .. })
            | (FieldKind::Dates, Year | Month | Shifted)
            | (FieldKind::Ages, Capped(_))
            | (FieldKind::Areas, Coarse | First(_))
    )
}

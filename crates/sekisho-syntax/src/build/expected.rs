//! The `expect` lines of a test.

use super::reader::{Node, Reader};
use crate::ast::{CollectedOn, Decided, Expected, Name};
use crate::grammar::Rule;

impl<'t> Reader<'t> {
    pub(super) fn expected(&mut self, part: &Node<'t>) -> Option<Expected> {
        let path = self.first_name(part, Rule::path);
        Some(match part.rule() {
            Rule::allowed => Expected::Allowed {
                of: self.decided(part)?,
            },
            Rule::denied => Expected::Denied {
                of: self.decided(part)?,
                because: part
                    .child(Rule::because_rule)
                    .and_then(|because| self.first_name(&because, Rule::path)),
            },
            Rule::in_cohort => Expected::InCohort {
                cohort: path?,
                patients: self.names(part, 0),
            },
            Rule::not_in_cohort => Expected::NotInCohort {
                cohort: path?,
                patients: self.names(part, 0),
            },
            Rule::output => self.expected_output(part)?,
            Rule::delivery => self.expected_delivery(part, path?)?,
            _ => return None,
        })
    }

    /// `extract on clinical of P1 collected 2024-05-01 sealed require profile coded`
    fn decided(&mut self, part: &Node<'t>) -> Option<Decided> {
        let mut names = self.each(part, Rule::name).into_iter();
        let collected = part.child(Rule::collected_on).and_then(|on| {
            if on.has(Rule::k_unknown) {
                return Some(CollectedOn::Unknown);
            }
            self.moment(&on).map(CollectedOn::At)
        });
        let mut requires = Vec::new();
        for require in part.children(Rule::require) {
            requires.extend(self.require(&require));
        }
        Some(Decided {
            act: names.next()?,
            class: self.first_name(part, Rule::path),
            patient: names.next()?,
            collected,
            sealed: part.has(Rule::k_sealed),
            requires,
        })
    }

    fn expected_output(&mut self, part: &Node<'t>) -> Option<Expected> {
        let mut paths = self.each(part, Rule::path);
        let path = paths.pop()?;
        Some(Expected::Output {
            profile: paths.pop(),
            path,
            patient: self.first_name(part, Rule::name)?,
            value: part
                .child(Rule::operand)
                .map(|operand| self.operand(&operand)),
        })
    }

    fn expected_delivery(&mut self, part: &Node<'t>, delivery: Name) -> Option<Expected> {
        if let Some(rows) = part.child(Rule::rows) {
            return Some(Expected::DeliveryRows {
                delivery,
                rows: self.first_number(&rows, u64::MAX)?,
            });
        }
        let because = part
            .child(Rule::stops_because)
            .and_then(|stops| self.first_name(&stops, Rule::path))?;
        Some(Expected::DeliveryStops { delivery, because })
    }
}

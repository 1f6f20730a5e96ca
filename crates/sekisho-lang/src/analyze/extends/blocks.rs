//! The blocks of a base and of the profile that extends it, as one.

use sekisho_model::Origin;
use sekisho_model::profile::{Action, Block, FieldRule, Modality, Selector};
use sekisho_syntax::ast::{self, FieldBlock, Said};

use super::Laxer;
use crate::eval::decimal;

/// Each block of the base on top of which the profile's own lines stand.
pub fn merge_blocks(base: &[Block], own: &mut Vec<Block>, written: &ast::Profile) -> Vec<Laxer> {
    let mut laxer = Vec::new();
    let mut merged = Vec::new();
    for from in base {
        let title = from.modality.title();
        let Some(at) = own.iter().position(|b| b.modality.title() == title) else {
            merged.push(from.clone());
            continue;
        };
        let mut block = own.remove(at);
        let written = written.blocks.iter().find(|b| b.origin == block.origin);
        laxer.extend(merge_terms(from, &mut block, written));
        merge(&from.rules, &mut block.rules);
        merged.push(block);
    }
    merged.append(own);
    *own = merged;
    laxer
}

/// What a block says beside its rules: what the profile doesn't write is the base's.
fn merge_terms(base: &Block, own: &mut Block, written: Option<&FieldBlock>) -> Vec<Laxer> {
    let line = |is: fn(&Said) -> bool| {
        let terms = written.into_iter().flat_map(|block| &block.terms);
        terms
            .into_iter()
            .find(|term| is(&term.said))
            .map(|t| &t.origin)
    };
    let mut laxer = Vec::new();
    let mut say = |at: &Origin, what: &str| laxer.push(Laxer::new(at, what, Some(&base.origin)));
    match (&base.modality, &mut own.modality) {
        (Modality::Dicom(from), Modality::Dicom(terms)) => {
            // Another basis is judged tag by tag, by what leaves under it.
            if line(|said| matches!(said, Said::Basis(_))).is_none() {
                terms.basis.clone_from(&from.basis);
            }
            match line(|said| matches!(said, Said::Private(_))) {
                None => terms.private_except.clone_from(&from.private_except),
                Some(at) => {
                    let mut stay = terms.private_except.iter();
                    if stay.any(|creator| !from.private_except.contains(creator)) {
                        say(at, "private");
                    }
                }
            }
            match line(|said| matches!(said, Said::Pixels { .. })) {
                None => terms.pixels_else_quarantine = from.pixels_else_quarantine,
                Some(at) if from.pixels_else_quarantine && !terms.pixels_else_quarantine => {
                    // A picture that doesn't leave at all needs no quarantine.
                    let drops = own.rules.iter().any(|rule| {
                        rule.selectors.contains(&Selector::Pixels) && rule.actions == [Action::Drop]
                    });
                    if !drops {
                        say(at, "pixels");
                    }
                }
                Some(_) => {}
            }
        }
        (Modality::Text(from), Modality::Text(terms)) => match (&from.leftover, &terms.leftover) {
            (from, None) => terms.leftover.clone_from(from),
            (Some(old), Some(new)) => {
                let higher = decimal::compare(&new.above_percent, &old.above_percent)
                    .is_some_and(std::cmp::Ordering::is_gt);
                if higher || old.stop && !new.stop {
                    let at = line(|said| matches!(said, Said::Leftover { .. }));
                    say(at.unwrap_or(&own.origin), "leftover");
                }
            }
            (None, Some(_)) => {}
        },
        _ => {}
    }
    laxer
}

/// The base's rules, without the selectors that the profile decides itself, then its own.
pub fn merge(base: &[FieldRule], own: &mut Vec<FieldRule>) {
    let mut merged = Vec::new();
    for rule in base {
        let mut rule = rule.clone();
        rule.selectors
            .retain(|s| !own.iter().any(|o| o.selectors.contains(s)));
        if !rule.selectors.is_empty() {
            merged.push(rule);
        }
    }
    merged.append(own);
    *own = merged;
}

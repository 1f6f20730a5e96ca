//! The blocks of a profile beside FHIR: every field exists in its catalog, every action fits, nothing
//! is decided twice, plugins are called as they are declared.

mod action;
mod condition;
mod dicom;
mod plugin;
mod selector;

use sekisho_model::fields::{KnownField, text};
use sekisho_model::profile::{
    Action, Block, DicomTerms, FieldRule, Leftover, Modality, ReportTerms, Selector,
};
use sekisho_model::{Origin, ViewName};
use sekisho_syntax::ast::{BlockKind, FieldBlock, FieldLine, Profile, Said, Term};
use sekisho_syntax::nearest;

use super::{Analyzer, Kind};
use crate::eval::decimal;
use crate::problem::{fields as problems, profile as profile_problems};

impl Analyzer<'_> {
    /// The blocks of a profile, in order.
    pub fn field_blocks(&mut self, profile: &Profile) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        for block in &profile.blocks {
            let Some(found) = self.field_block(block, profile) else {
                continue;
            };
            let title = found.modality.title();
            match blocks.iter().find(|b| b.modality.title() == title) {
                Some(first) => {
                    let problem =
                        problems::block_twice(block.origin.clone(), &title, first.origin.clone());
                    self.say(problem);
                }
                None => blocks.push(found),
            }
        }
        blocks
    }

    fn field_block(&mut self, block: &FieldBlock, profile: &Profile) -> Option<Block> {
        let mut modality = self.modality(&block.kind)?;
        let mut seen = Vec::new();
        let mut rules: Vec<FieldRule> = block
            .rules
            .iter()
            .filter_map(|line| self.block_rule(line, &modality, profile, &mut seen))
            .collect();
        for term in &block.terms {
            self.term(term, &mut modality, &mut rules, profile);
        }
        self.dicom_basis(&modality, block);
        if rules.is_empty() && block.rules.is_empty() && block.terms.is_empty() {
            self.say(problems::empty_block(
                block.origin.clone(),
                &modality.title(),
            ));
        }
        Some(Block {
            modality,
            rules,
            origin: block.origin.clone(),
        })
    }

    fn modality(&mut self, kind: &BlockKind) -> Option<Modality> {
        Some(match kind {
            BlockKind::Dicom => Modality::Dicom(DicomTerms::default()),
            BlockKind::Vcf => Modality::Vcf,
            BlockKind::Claims => Modality::Claims,
            BlockKind::Ssmix2 => Modality::Ssmix2,
            BlockKind::Table(name) => {
                let model = self.model;
                let view = ViewName::from(name.text.as_str());
                if !model.views.contains_key(&view) {
                    let views = model.views.keys().map(ViewName::as_str);
                    self.unknown(Kind::View, name, views);
                    return None;
                }
                Modality::Table(view)
            }
            BlockKind::Text(name) => {
                let reports = text::reports();
                if !reports.contains(&name.text.as_str()) {
                    let near = nearest(&name.text, reports.iter().copied());
                    let at = name.origin.clone();
                    self.say(problems::unknown_report(
                        at,
                        &name.text,
                        near,
                        &reports.join(", "),
                    ));
                    return None;
                }
                Modality::Text(ReportTerms {
                    report: name.text.clone(),
                    leftover: None,
                })
            }
        })
    }

    fn term(
        &mut self,
        term: &Term,
        modality: &mut Modality,
        rules: &mut Vec<FieldRule>,
        profile: &Profile,
    ) {
        let title = modality.title();
        match (&term.said, modality) {
            (Said::Basis(names), Modality::Dicom(terms)) => {
                terms.basis = names.iter().filter_map(|n| self.basis_option(n)).collect();
            }
            (Said::Private(names), Modality::Dicom(terms)) => {
                terms.private_except = names.iter().filter_map(|n| self.creator(n)).collect();
            }
            (
                Said::Pixels {
                    rule,
                    else_quarantine,
                },
                Modality::Dicom(terms),
            ) => {
                terms.pixels_else_quarantine = *else_quarantine;
                let modality = Modality::Dicom(terms.clone());
                let pixels = sekisho_model::fields::dicom::dicom().tag("7FE0,0010");
                if let Some(pixels) = pixels {
                    let field = KnownField {
                        selector: Selector::Pixels,
                        name: "pixels".to_owned(),
                        ..pixels.known.clone()
                    };
                    rules.extend(self.checked_rule(
                        rule,
                        &modality,
                        profile,
                        &[(field, &rule.origin)],
                    ));
                }
            }
            (Said::Leftover { above, stop }, Modality::Text(terms)) => {
                let percent = above.text.strip_suffix('%').unwrap_or(&above.text);
                let order = |bound| decimal::compare(percent, bound);
                let fits = above.text.ends_with('%')
                    && order("0").is_some_and(std::cmp::Ordering::is_ge)
                    && order("100").is_some_and(std::cmp::Ordering::is_lt);
                if !fits {
                    self.say(problems::leftover_percent(
                        above.origin.clone(),
                        &above.text,
                    ));
                }
                terms.leftover = Some(Leftover {
                    above_percent: percent.to_owned(),
                    stop: *stop,
                });
            }
            (said, _) => self.say(problems::line_elsewhere(
                term.origin.clone(),
                said.word(),
                &title,
            )),
        }
    }

    fn block_rule(
        &mut self,
        line: &FieldLine,
        modality: &Modality,
        profile: &Profile,
        seen: &mut Vec<(Selector, Origin)>,
    ) -> Option<FieldRule> {
        let mut fields = Vec::new();
        for (selector, origin) in &line.selectors {
            for field in self.known_fields(selector, modality, origin) {
                match seen.iter().find(|(other, _)| *other == field.selector) {
                    Some((_, first)) => {
                        let problem = profile_problems::rule_twice(
                            origin.clone(),
                            &field.name,
                            first.clone(),
                        );
                        self.say(problem);
                    }
                    None => seen.push((field.selector.clone(), origin.clone())),
                }
                fields.push((field, origin));
            }
        }
        self.checked_rule(line, modality, profile, &fields)
    }

    /// The rule, once its actions fit every field it names.
    fn checked_rule(
        &mut self,
        line: &FieldLine,
        modality: &Modality,
        profile: &Profile,
        fields: &[(KnownField, &Origin)],
    ) -> Option<FieldRule> {
        let actions = self.actions(line)?;
        for (field, origin) in fields {
            self.actions_fit_field(line, &actions, field, modality, origin);
        }
        self.shift_has_bound(line, &actions, profile);
        let when = line
            .when
            .as_ref()
            .and_then(|when| self.field_condition(when));
        (!fields.is_empty() && !actions.is_empty()).then(|| FieldRule {
            selectors: fields
                .iter()
                .map(|(field, _)| field.selector.clone())
                .collect(),
            actions,
            when,
            origin: line.origin.clone(),
        })
    }

    pub(super) fn shift_has_bound(
        &mut self,
        line: &FieldLine,
        actions: &[Action],
        profile: &Profile,
    ) {
        let at = actions.iter().position(|action| *action == Action::Shift);
        if let Some(at) = at.filter(|_| profile.shift_days_max.is_none()) {
            let origin = line.actions[at].1.clone();
            let problem = profile_problems::shift_without_bound(origin, &profile.name.text);
            self.say(problem);
        }
    }
}

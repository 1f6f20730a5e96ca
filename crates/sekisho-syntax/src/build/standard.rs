//! Standards and presets.

use sekisho_model::standard::{Allowance, Demand, FieldKind, Reach, Regime, Step};

use super::reader::{Node, Reader};
use crate::ast::{DemandLine, Preset, ReleaseLines, RemainLine, Standard, StepLine};
use crate::context::Context;
use crate::grammar::Rule;
use crate::problem;
use crate::tree::Stretch;

const NUMBER_MAX: u64 = 1_000_000;

impl<'t> Reader<'t> {
    pub fn standard(&mut self, head: &Node<'t>, body: &[Stretch]) -> Standard {
        let mut standard = Standard {
            name: self.head_name(head),
            label: Default::default(),
            regime: None,
            lines: Vec::new(),
            steps: Vec::new(),
            demands: Vec::new(),
            cites: Vec::new(),
            law: Default::default(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Standard) {
            match line.rule() {
                Rule::l_label => standard.label = self.wordings(&line),
                Rule::l_standard_regime => {
                    let word = line.child(Rule::regime);
                    let regime = word.and_then(|word| Regime::parse(word.text()));
                    self.once(&mut standard.regime, regime, "regime", &line);
                }
                Rule::l_remain => {
                    let remain = self.remain(&line);
                    standard.lines.push(remain);
                }
                Rule::l_coarse => {
                    let line = self.step_line(&line);
                    standard.steps.push(line);
                }
                Rule::l_standard_key if line.has(Rule::destroyed) => {
                    let demand = self.demand(Demand::KeyDestroyed, &line);
                    standard.demands.push(demand);
                }
                Rule::l_standard_key => {
                    let demand = self.demand(Demand::KeyKeptApart, &line);
                    standard.demands.push(demand);
                }
                Rule::l_standard_k => {
                    let demand = self.demand(Demand::K, &line);
                    standard.demands.push(demand);
                }
                Rule::l_cites => standard.cites.extend(self.clauses(&line)),
                _ => _ = self.law_line(&mut standard.law, &line),
            }
        }
        standard
    }

    pub fn preset(&mut self, head: &Node<'t>, body: &[Stretch]) -> Preset {
        let mut preset = Preset {
            name: self.head_name(head),
            label: Default::default(),
            release: ReleaseLines::default(),
            notice: None,
            bereaved: None,
            cites: Vec::new(),
            law: Default::default(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Preset) {
            match line.rule() {
                Rule::l_label => preset.label = self.wordings(&line),
                Rule::l_preset_notice => {
                    let said = self.duration(&line);
                    self.once(&mut preset.notice, said, "notice", &line);
                }
                Rule::l_preset_bereaved => {
                    let said = Some((self.names(&line, 0), self.cites(&line)));
                    self.once(&mut preset.bereaved, said, "bereaved", &line);
                }
                Rule::l_cites => preset.cites.extend(self.clauses(&line)),
                _ if self.law_line(&mut preset.law, &line) => {}
                _ => self.release_line(&mut preset.release, &line),
            }
        }
        preset
    }

    fn remain(&mut self, line: &Node<'t>) -> RemainLine {
        let kinds = line.children(Rule::field_kind);
        let kinds = kinds
            .filter_map(|kind| Some((FieldKind::parse(kind.text())?, self.origin(&kind))))
            .collect();
        let allowed: Vec<Node<'t>> = line.children(Rule::allowance).collect();
        let mapped = allowed.iter().find_map(|words| words.child(Rule::mapped));
        RemainLine {
            kinds,
            mapped: mapped.and_then(|list| self.first_name(&list, Rule::path)),
            allowed: allowed
                .iter()
                .filter_map(|words| self.allowance(words))
                .collect(),
            cites: self.clauses(line),
            origin: self.origin(line),
        }
    }

    fn allowance(&mut self, words: &Node<'t>) -> Option<Allowance> {
        let first = words.all().next()?;
        Some(match first.rule() {
            Rule::k_nothing => Allowance::Nothing,
            Rule::linking => Allowance::Linking(reach(&first)),
            Rule::issued => Allowance::Issued(reach(&first)),
            Rule::k_coarse => Allowance::Coarse,
            Rule::k_shifted => Allowance::Shifted,
            Rule::k_cleaned => Allowance::Cleaned,
            Rule::k_year => Allowance::Year,
            Rule::k_month => Allowance::Month,
            Rule::k_first => Allowance::First(self.small_number(words)?),
            Rule::k_capped => Allowance::Capped(self.small_number(words)?),
            Rule::k_looked => Allowance::LookedAt,
            Rule::in_k => Allowance::InK,
            Rule::fewer => {
                let counts: Vec<Node<'t>> = first.children(Rule::int).collect();
                let [snp, str] = counts.as_slice() else {
                    return None;
                };
                Allowance::Fewer {
                    snp: self.number(snp, NUMBER_MAX)? as u32,
                    str: self.number(str, NUMBER_MAX)? as u32,
                }
            }
            _ => Allowance::Any,
        })
    }

    fn step_line(&mut self, line: &Node<'t>) -> StepLine {
        let steps: Vec<Node<'t>> = line.children(Rule::step).collect();
        StepLine {
            steps: steps.iter().filter_map(|step| self.step(step)).collect(),
            cites: self.clauses(line),
            origin: self.origin(line),
        }
    }

    /// `None`: the unit is not one of that concept, and it is said.
    fn step(&mut self, step: &Node<'t>) -> Option<Step> {
        let word = step.child(Rule::step_of)?;
        let number = if step.has(Rule::int) {
            self.small_number(step)
        } else {
            None
        };
        let digits = step.has(Rule::k_digits);
        let found = match (word.text(), number) {
            ("age", Some(years)) if step.has(Rule::k_years) => Some(Step::Age { years }),
            ("money", Some(n)) if digits => Some(Step::Money { digits: n }),
            ("area", Some(n)) if digits => Some(Step::Area { digits: n }),
            ("code", None) if step.has(Rule::k_category) => Some(Step::Category),
            ("date", None) if step.has(Rule::k_month) => Some(Step::Month),
            ("date", None) if step.has(Rule::k_year) => Some(Step::Year),
            _ => None,
        };
        if found.is_none() {
            let wanted = match word.text() {
                "age" => "5 years",
                "money" | "area" => "3 digits",
                "code" => "category",
                _ => "month, year",
            };
            self.say(self.origin(step), problem::wrong_unit(step.text(), wanted));
        }
        found
    }

    fn small_number(&mut self, words: &Node<'t>) -> Option<u32> {
        self.first_number(words, NUMBER_MAX).map(|n| n as u32)
    }

    fn demand(&mut self, demand: Demand, line: &Node<'t>) -> DemandLine {
        DemandLine {
            demand,
            cites: self.clauses(line),
            origin: self.origin(line),
        }
    }
}

fn reach(linking: &Node<'_>) -> Reach {
    if linking.has(Rule::k_delivery) {
        Reach::Delivery
    } else if linking.has(Rule::k_study) {
        Reach::Study
    } else {
        Reach::Bank
    }
}

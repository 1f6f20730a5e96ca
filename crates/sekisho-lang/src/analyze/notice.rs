//! What an opt-out says beyond its grants: how long people have to object, on which legal bases it
//! holds, and who may object for the dead. The law's own numbers and lists stand in presets.

use sekisho_model::BasisName;
use sekisho_model::consent::{Bereaved, Duration, Relation};
use sekisho_syntax::ast::{self, Name, Notice};
use sekisho_syntax::nearest;

use super::{Analyzer, Kind};
use crate::problem::consent as problems;

/// What a preset says of notices.
pub struct Said {
    pub period: Option<Duration>,
    pub bereaved: Option<Bereaved>,
}

impl Analyzer<'_> {
    pub fn preset_of_notices(&mut self, preset: &ast::Preset) {
        if !self.names.is_first(Kind::Preset, &preset.name) {
            return;
        }
        let bereaved = preset.bereaved.as_ref();
        let bereaved = bereaved.map(|(names, cites)| Bereaved {
            relations: names.iter().filter_map(|n| self.relation(n)).collect(),
            cites: cites.clone(),
        });
        let said = Said {
            period: preset.notice,
            bereaved,
        };
        self.notices.insert(preset.name.text.clone(), said);
    }

    /// The waiting period, its own or a preset's.
    pub fn notice_period(&mut self, optout: &ast::Optout) -> Option<Duration> {
        match optout.notice.as_ref()? {
            Notice::Of(period) => Some(*period),
            Notice::Preset(name) => {
                let found = self.resolve(Kind::Preset, name)?;
                let period = self.notices.get(&found).and_then(|said| said.period);
                if period.is_none() {
                    let at = name.origin.clone();
                    self.say(problems::preset_without(at, &name.text, "notice 30 days"));
                }
                period
            }
        }
    }

    pub fn bases_named(&mut self, names: &[Name]) -> Vec<BasisName> {
        let mut bases: Vec<BasisName> = names
            .iter()
            .filter_map(|name| self.legal_basis(name))
            .collect();
        bases.sort();
        bases.dedup();
        bases
    }

    /// Relations as written, and those of the presets that are named.
    pub fn bereaved(&mut self, names: &[Name]) -> Option<Bereaved> {
        let mut bereaved = Bereaved {
            relations: Vec::new(),
            cites: Vec::new(),
        };
        for name in names {
            if self.notices.contains_key(&name.text) {
                self.of_preset(name, &mut bereaved);
            } else {
                bereaved.relations.extend(self.relation(name));
            }
        }
        bereaved.relations.sort();
        bereaved.relations.dedup();
        (!names.is_empty()).then_some(bereaved)
    }

    fn of_preset(&mut self, name: &Name, bereaved: &mut Bereaved) {
        let Some(found) = self.resolve(Kind::Preset, name) else {
            return;
        };
        match self.notices.get(&found).and_then(|s| s.bereaved.clone()) {
            Some(of_preset) => {
                bereaved.relations.extend(of_preset.relations);
                bereaved.cites.extend(of_preset.cites);
            }
            None => {
                let at = name.origin.clone();
                let line = "bereaved spouse, child";
                self.say(problems::preset_without(at, &name.text, line));
            }
        }
    }

    fn relation(&mut self, name: &Name) -> Option<Relation> {
        let relation = Relation::parse(&name.text);
        if relation.is_none() {
            let words = Relation::ALL.map(Relation::as_str);
            let near = nearest(&name.text, words);
            let at = name.origin.clone();
            self.say(problems::unknown_relation(at, &name.text, near));
        }
        relation
    }
}

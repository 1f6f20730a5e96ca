//! `trust codes of …`: every system that is named is one, and of a system that the model knows every
//! spelling is meant.

use sekisho_model::Text;
use sekisho_model::profile::{Trust, TrustedSystem};
use sekisho_syntax::ast::{self, Name};
use sekisho_syntax::nearest;

use super::Analyzer;
use crate::problem::profile as problems;

impl Analyzer<'_> {
    pub(super) fn trusts(&mut self, profile: &ast::Profile) -> Vec<Trust> {
        let mut found = Vec::new();
        for line in &profile.trusts {
            let systems = line.systems.iter();
            let systems: Vec<TrustedSystem> =
                systems.filter_map(|name| self.trusted(name)).collect();
            if line.because == Text::default() {
                self.say(problems::trust_lacks_reason(line.origin.clone()));
            }
            found.push(Trust {
                systems,
                because: line.because.clone(),
                origin: line.origin.clone(),
            });
        }
        found
    }

    fn trusted(&mut self, name: &Name) -> Option<TrustedSystem> {
        let written = name.text.clone();
        let mut known = self.model.systems.iter();
        let known = known.find(|(own, system)| **own == written || system.names.contains(&written));
        if let Some((own, system)) = known {
            let mut names = system.names.clone();
            names.push(own.clone());
            return Some(TrustedSystem { written, names });
        }
        // A URI of the hospital's own; it is told in the report as it stands here.
        if written.contains(':') {
            let names = vec![written.clone()];
            return Some(TrustedSystem { written, names });
        }
        let all = self.model.systems.keys().map(String::as_str);
        let near = nearest(&written, all);
        self.say(problems::unknown_trusted(
            name.origin.clone(),
            &written,
            near,
        ));
        None
    }
}

//! Two codelists of one content: whoever mends one of them leaves the other as it was.

use sekisho_model::cohort::Codes;
use sekisho_syntax::Parse;
use sekisho_syntax::ast::{Item, Name};

use super::{Analyzer, Kind};
use crate::problem::cohort as problems;
use crate::shipped;

impl Analyzer<'_> {
    pub fn same_codelists(&mut self, parses: &[&Parse]) {
        let mut lists: Vec<(Name, Codes)> = Vec::new();
        self.each(parses, |a, item| {
            let Item::Codelist(list) = item else { return };
            let own = a.names.is_first(Kind::Codelist, &list.name)
                && !shipped::is_shipped(&list.name.origin);
            let Some(codes) = a.codelists.get(&list.name.text).filter(|_| own).cloned() else {
                return;
            };
            if let Some((twin, _)) = lists.iter().find(|(_, other)| same(other, &codes)) {
                a.say(problems::same_codelist(
                    list.name.origin.clone(),
                    &list.name.text,
                    twin,
                ));
            }
            lists.push((list.name.clone(), codes));
        });
    }
}

fn same(a: &Codes, b: &Codes) -> bool {
    let renamed = Codes {
        name: b.name.clone(),
        ..a.clone()
    };
    renamed == *b && !(a.codes.is_empty() && a.prefixes.is_empty())
}

//! The clauses behind a standard's name, as the sources of a bundle carry them: for reports that a
//! person reads. Nothing is decided here.

use sekisho_model::{Cite, SourceText, Text};
use sekisho_syntax::ast::Item;

/// A standard with everything that it cites, each clause once, in the order it is first cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clauses {
    pub name: String,
    pub label: Text,
    pub cites: Vec<Cite>,
}

/// The standards of these names that the sources declare, in the order of the names.
pub fn clauses(sources: &[SourceText], names: &[String]) -> Vec<Clauses> {
    let parses: Vec<_> = sources.iter().map(sekisho_syntax::parse).collect();
    let declared = || {
        let items = parses.iter().flat_map(|parse| &parse.file.items);
        items.filter_map(|item| match item {
            Item::Standard(standard) => Some(standard),
            _ => None,
        })
    };
    let of = |name: &String| {
        let standard = declared().find(|standard| standard.name.text == *name)?;
        let lines = standard.lines.iter().flat_map(|line| &line.cites);
        let demands = standard.demands.iter().flat_map(|line| &line.cites);
        let mut cites: Vec<Cite> = Vec::new();
        for cite in standard.cites.iter().chain(lines).chain(demands) {
            if !cites.contains(&cite.cite) {
                cites.push(cite.cite.clone());
            }
        }
        Some(Clauses {
            name: name.clone(),
            label: standard.label.clone(),
            cites,
        })
    };
    names.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shipped_standard_names_its_clauses_once() {
        let sources: Vec<SourceText> = crate::shipped::parses()
            .iter()
            .map(|parse| parse.source.clone())
            .collect();
        let names = ["jp_pseudonymized".to_owned(), "nobody's".to_owned()];
        let found = clauses(&sources, &names);
        assert_eq!(found.len(), 1);
        assert!(
            found[0]
                .cites
                .iter()
                .any(|c| c.clause.contains("個人情報保護法"))
        );
        let mut once = found[0].cites.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), found[0].cites.len());
    }
}

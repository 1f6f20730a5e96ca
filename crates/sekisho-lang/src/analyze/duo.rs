//! DUO codes of purposes, against the ontology's own table (`dsl/duo`).

use std::sync::LazyLock;

use sekisho_syntax::ast;
use sekisho_syntax::nearest;

use super::Analyzer;
use crate::problem::purpose as problems;

const TERMS: &str = include_str!("../../../../dsl/duo/terms.tsv");
/// Disease specific research.
const DISEASE_SPECIFIC: &str = "DUO:0000007";
/// Not for profit, non-commercial, or both: what no commercial purpose can be.
const NON_COMMERCIAL: [&str; 3] = ["DUO:0000018", "DUO:0000045", "DUO:0000046"];

struct Term {
    code: &'static str,
    kind: &'static str,
    label: &'static str,
    replaced_by: &'static str,
}

static TABLE: LazyLock<Vec<Term>> = LazyLock::new(|| {
    let rows = TERMS.lines().filter(|line| line.starts_with("DUO:"));
    rows.map(|line| {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().unwrap_or_default();
        let (code, _shorthand, kind, label) = (cell(), cell(), cell(), cell());
        Term {
            code,
            kind,
            label,
            replaced_by: cell(),
        }
    })
    .collect()
});

impl Analyzer<'_> {
    pub fn duo(&mut self, purpose: &ast::Purpose) {
        for code in &purpose.duo {
            let at = || code.origin.clone();
            let Some(term) = TABLE.iter().find(|term| term.code == code.text) else {
                let near = nearest(&code.text, TABLE.iter().map(|term| term.code));
                self.say(problems::unknown_duo(at(), &code.text, near));
                continue;
            };
            match term.kind {
                "obsolete" => self.say(problems::obsolete_duo(
                    at(),
                    term.code,
                    term.label,
                    term.replaced_by,
                )),
                "group" => self.say(problems::duo_group(at(), term.code, term.label)),
                _ => {}
            }
            if purpose.commercial && NON_COMMERCIAL.contains(&term.code) {
                self.say(problems::duo_against_commerce(
                    at(),
                    term.code,
                    term.label,
                    &purpose.name.text,
                ));
            }
            if term.code == DISEASE_SPECIFIC && purpose.disease.is_none() {
                self.say(problems::duo_without_disease(at(), &purpose.name.text));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_ontology_and_every_replacement_is_in_it() {
        assert_eq!(TABLE.len(), 39);
        for term in TABLE.iter() {
            for code in term.replaced_by.split(',').filter(|code| !code.is_empty()) {
                assert!(
                    TABLE.iter().any(|t| t.code == code && t.kind != "obsolete"),
                    "{code}"
                );
            }
        }
        for code in NON_COMMERCIAL.into_iter().chain([DISEASE_SPECIFIC]) {
            assert!(TABLE.iter().any(|term| term.code == code), "{code}");
        }
    }
}

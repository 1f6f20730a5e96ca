//! `from fhir …`: which codes of a FHIR Consent mean which item, and which form.

use std::collections::BTreeMap;

use sekisho_model::consent::{CodeMeans, CodeWord, FhirCode, FhirCodes, Form};
use sekisho_model::{ItemName, Origin};
use sekisho_syntax::ast::{self, CodeWords};

use super::super::Analyzer;
use crate::problem::consent as problems;

impl Analyzer<'_> {
    pub(super) fn fhir(&mut self, form: &ast::Consent) -> FhirCodes {
        let policies = form.fhir_policies.iter().map(|name| name.text.clone());
        let policies = policies.collect();
        let mut codes: Vec<FhirCode> = Vec::new();
        for line in &form.fhir_codes {
            let means = match &line.means {
                ast::CodeMeans::Nothing => CodeMeans::Nothing,
                ast::CodeMeans::EveryItem => CodeMeans::EveryItem,
                ast::CodeMeans::Item(item) => {
                    self.known_item(form, item);
                    CodeMeans::Item(ItemName::new(&item.text))
                }
            };
            codes.extend(written(line, &means));
        }
        self.one_meaning_each(&codes);
        self.codes_name_an_item(form, &codes);
        FhirCodes { policies, codes }
    }

    fn one_meaning_each(&mut self, codes: &[FhirCode]) {
        let mut known: BTreeMap<Vec<CodeWord>, &FhirCode> = BTreeMap::new();
        for code in codes.iter().filter(|code| !code.codes.is_empty()) {
            let mut words = code.words();
            words.sort();
            words.dedup();
            let name = words.iter().map(CodeWord::as_str).collect::<Vec<_>>();
            let name = name.join(" and ");
            let first = *known.entry(words).or_insert(code);
            if first.means != code.means {
                let (at, first) = (code.origin.clone(), first.origin.clone());
                self.say(problems::code_means_two(at, &name, first));
            }
        }
    }

    fn codes_name_an_item(&mut self, form: &ast::Consent, codes: &[FhirCode]) {
        let places = form.fhir_policies.iter().map(|name| &name.origin);
        let mut places = places.chain(form.fhir_codes.iter().map(|line| &line.origin));
        let names = |code: &FhirCode| matches!(code.means, CodeMeans::Item(_));
        if let Some(at) = places.next()
            && !codes.iter().any(names)
        {
            self.say(problems::codes_name_no_item(at.clone(), &form.name.text));
        }
    }

    /// A Consent must say of which form it is: by its policy, or by a code that one form has.
    pub fn forms_told_apart(&mut self) {
        let mut policies: BTreeMap<String, &Form> = BTreeMap::new();
        let mut words: BTreeMap<CodeWord, (&Form, &Origin)> = BTreeMap::new();
        let mut found = Vec::new();
        for form in &self.policy.forms {
            for policy in &form.fhir.policies {
                let policy = CodeWord::new("", policy).as_str().to_owned();
                let first = *policies.entry(policy.clone()).or_insert(form);
                if first.name != form.name {
                    let at = form.fhir.codes.first().map_or(&form.origin, |c| &c.origin);
                    found.push((at.clone(), policy, first));
                }
            }
            if !form.fhir.policies.is_empty() {
                continue;
            }
            let names = |code: &&FhirCode| matches!(code.means, CodeMeans::Item(_));
            for code in form.fhir.codes.iter().filter(names) {
                for word in code.words() {
                    let shown = word.as_str().to_owned();
                    let (first, _) = *words.entry(word).or_insert((form, &code.origin));
                    if first.name != form.name {
                        found.push((code.origin.clone(), shown, first));
                    }
                }
            }
        }
        let problems = found
            .into_iter()
            .map(|(at, code, first)| {
                problems::forms_share_code(at, &code, first.name.as_str(), first.origin.clone())
            })
            .collect::<Vec<_>>();
        problems.into_iter().for_each(|problem| self.say(problem));
    }
}

/// What one line says: `code "a", "b"` is two.
fn written(line: &ast::FhirCodes, means: &CodeMeans) -> Vec<FhirCode> {
    let one = |system: &str, codes: Vec<String>| FhirCode {
        system: system.to_owned(),
        codes,
        means: means.clone(),
        origin: line.origin.clone(),
    };
    let system = line.system.text.as_str();
    let texts = |names: &[ast::Name]| names.iter().map(|name| name.text.clone()).collect();
    match &line.codes {
        CodeWords::Own => vec![one("", vec![system.to_owned()])],
        CodeWords::Each(names) => {
            let each = names
                .iter()
                .map(|name| one(system, vec![name.text.clone()]));
            each.collect()
        }
        CodeWords::Together(names) => vec![one(system, texts(names))],
        CodeWords::Any => vec![one(system, Vec::new())],
    }
}

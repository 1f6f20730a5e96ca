//! Items against their parents, and against the document the patient read.

use sekisho_model::consent::Item;
use sekisho_syntax::ast::{self, ItemLine};
use unicode_normalization::UnicodeNormalization;

use super::super::Analyzer;
use crate::problem::consent as problems;

/// Between the number of an item and that of its part: `1-2`, `1.2`, `1－2`.
const JOINTS: [char; 5] = ['-', '.', '－', '−', '‐'];

impl Analyzer<'_> {
    /// A part of an item (`"1-2"` of `"1"`) narrows what the item grants and never widens it.
    /// What an item merely `requires` is no parent: it says when, not what.
    pub(super) fn parts_within_parents(&mut self, form: &ast::Consent, items: &[Item]) {
        for (line, item) in form.items.iter().zip(items) {
            let Some(parent) = parent(items, item.name.as_str()) else {
                continue;
            };
            let beyond = self.beyond(item, parent);
            if !beyond.is_empty() {
                let at = line.name.origin.clone();
                let (item, parent) = (item.name.as_str(), parent.name.as_str());
                self.say(problems::beyond_parent(at, item, parent, &beyond));
            }
        }
    }

    fn beyond(&self, item: &Item, parent: &Item) -> Vec<String> {
        let home = self.package.country.as_str();
        let purposes = item
            .purposes
            .iter()
            .filter(|p| !parent.purposes.contains(p));
        let classes = item.classes.iter().filter(|c| !parent.classes.contains(c));
        let (allowed, kinds) = (parent.kinds(), item.kinds());
        let kinds = kinds.into_iter().filter(|kind| !allowed.contains(kind));
        let at_home = |country: &str| country == home;
        let countries = item
            .countries
            .iter()
            .filter(|c| !at_home(c) && !parent.countries.contains(c));
        purposes
            .map(ToString::to_string)
            .chain(classes.map(ToString::to_string))
            .chain(kinds.map(|kind| super::kind_word(kind).to_owned()))
            .chain(countries.cloned())
            .collect()
    }

    /// The document must hold each sentence that the policy says the patient read.
    pub(super) fn sentences_in_document(&mut self, form: &ast::Consent) {
        let Some((path, _)) = &form.document else {
            return;
        };
        let Some(text) = self.package.texts.get(&path.text) else {
            return;
        };
        let text = bare(text);
        let holds = |sentence: &str| !sentence.is_empty() && text.contains(&bare(sentence));
        let missing = |item: &&ItemLine| {
            !item.says.is_empty() && !holds(&item.says.ja) && !holds(&item.says.en)
        };
        for item in form.items.iter().filter(missing) {
            let at = item.name.origin.clone();
            self.say(problems::sentence_not_in_document(
                at,
                &item.name.text,
                &path.text,
            ));
        }
    }
}

fn parent<'i>(items: &'i [Item], name: &str) -> Option<&'i Item> {
    let (above, _) = name.rsplit_once(JOINTS)?;
    items.iter().find(|item| item.name.as_str() == above)
}

/// The letters alone: line breaks, blanks, emphasis and full-width forms don't change a sentence.
fn bare(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '_' | '`' | '#' | '>'))
        .collect()
}

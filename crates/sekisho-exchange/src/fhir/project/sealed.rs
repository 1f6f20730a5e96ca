//! Whether a record says of itself that it is sealed.
//!
//! A label counts by its code, whatever system it claims; a label that says nothing that can be read
//! seals too, for what can't be known is not taken for a no.

use sekisho_model::oncology::DataModel;

use super::folded::folded;
use super::tree::Tree;
use crate::fhir::fhirpath::{At, Item, Path, PathError};

/// The flag of our own: `valueBoolean` true seals, anything else that is not a plain no does too.
const FLAG: &str = "urn:sekisho:extension:sealed";

pub(super) struct Seals {
    labels: Vec<String>,
}

impl Seals {
    pub fn new(model: &DataModel) -> Self {
        let labels = model.sealed_labels.iter();
        Self {
            labels: labels.map(|label| folded(label).into_owned()).collect(),
        }
    }

    pub fn paths(texts: &[String]) -> Result<Vec<Path>, PathError> {
        texts.iter().map(|path| Path::compile(path)).collect()
    }

    /// A whole record, or a resource inside one; `paths`: what its type says besides.
    pub fn on_record(&self, record: &Tree<'_>, paths: &[Path]) -> bool {
        let labels = record.get("meta").and_then(|meta| meta.get("security"));
        labels.is_some_and(|labels| self.labelled(labels))
            || self.on_element(record)
            || paths.iter().any(|path| {
                let mut sealed = false;
                path.each(At::root(record), &mut |item| {
                    sealed = match &item {
                        Item::Node(tree) => self.labelled(tree),
                        item => item.text().is_some_and(|label| self.is_seal(label)),
                    };
                    !sealed
                });
                sealed
            })
    }

    /// An element, by our own flag on it.
    pub fn on_element(&self, element: &Tree<'_>) -> bool {
        let Some(Tree::Array(extensions)) = element.get("extension") else {
            return false;
        };
        extensions.iter().any(|extension| {
            let url = extension.get("url").and_then(Tree::text);
            url.is_some_and(|url| folded(url) == FLAG)
                && !matches!(extension.get("valueBoolean"), Some(Tree::Bool(false)))
        })
    }

    fn labelled(&self, labels: &Tree<'_>) -> bool {
        match labels {
            Tree::Array(labels) => labels.iter().any(|label| self.labelled(label)),
            Tree::Text(label) => self.is_seal(label),
            Tree::Object(_) => match (labels.get("coding"), labels.get("code")) {
                (Some(codings), _) => self.labelled(codings),
                (None, Some(code)) => code.text().is_none_or(|code| self.is_seal(code)),
                (None, None) => true,
            },
            Tree::Null => false,
            _ => true,
        }
    }

    fn is_seal(&self, label: &str) -> bool {
        let label = folded(label);
        label.is_empty() || self.labels.iter().any(|seal| *seal == label)
    }
}

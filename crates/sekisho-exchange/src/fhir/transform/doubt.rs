//! A suspected diagnosis (疑い病名) leaves with what says so, or stays.
//!
//! What turns a record round is a modifier element in FHIR, and the walk holds back a record that
//! would lose one. In Japan a suspicion stands in an extension of the disease's name, or in the
//! name itself, neither of which FHIR counts among the modifiers. The data model knows where to look
//! (`suspected`); a record of which that is true is held unless some piece of it that leaves tells.

use sekisho_model::oncology::DataModel;

use super::batch::Op;
use crate::fhir::fhirpath::{At, Path, PathError};
use crate::fhir::project::tree::Tree;

/// The record type, and the column of its view by which the model tells a suspicion.
const CONDITION: &str = "Condition";
const VIEW: &str = "diagnosis";
const COLUMN: &str = "suspected";

/// One of these stands in every suspicion; the last as a text with escapes has it.
const SIGNS: [&str; 3] = ["\"8002\"", "疑い", "\\u7591"];
/// So does any of these say, where the verification status leaves.
const SAID: [&str; 4] = [
    "\"provisional\"",
    "\"differential\"",
    "\"unconfirmed\"",
    "\"refuted\"",
];

#[derive(Default)]
pub struct Doubts(Option<Path>);

impl Doubts {
    pub fn of(model: &DataModel) -> Result<Self, PathError> {
        let view = model.views.get(VIEW);
        let column = view.and_then(|view| view.column(COLUMN));
        let path = column.map(|column| Path::compile(&column.path));
        Ok(Self(path.transpose()?))
    }

    /// Whether a record tells a suspicion that none of these pieces of it tells.
    pub(super) fn are_lost(&self, kind: &str, bytes: &[u8], pieces: &[Op]) -> bool {
        let Some(path) = self.0.as_ref().filter(|_| kind == CONDITION) else {
            return false;
        };
        let stands =
            |bytes: &[u8], word: &&str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
        if !SIGNS.iter().any(|sign| stands(bytes, sign)) {
            return false;
        }
        let suspected = Tree::parse(bytes).is_ok_and(|record| path.holds(At::root(&record)));
        let leaves = |piece: &Op| match piece {
            Op::Copy(from, to) => {
                let left = bytes.get(*from as usize..*to as usize).unwrap_or_default();
                SIGNS.iter().chain(&SAID).any(|word| stands(left, word))
            }
            _ => false,
        };
        suspected && !pieces.iter().any(leaves)
    }
}

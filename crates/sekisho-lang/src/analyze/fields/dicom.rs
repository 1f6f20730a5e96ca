//! `basis` and `private` of a `dicom` block, against PS3.15 Annex E.

use sekisho_model::fields::dicom::{BASIC_PROFILE, dicom};
use sekisho_model::profile::Modality;
use sekisho_syntax::ast::{FieldBlock, Name};
use sekisho_syntax::nearest;

use super::super::Analyzer;
use crate::problem::fields as problems;

impl Analyzer<'_> {
    /// A profile or option of Annex E in DICOM's own spelling.
    pub(super) fn basis_option(&mut self, name: &Name) -> Option<String> {
        if let Some(option) = dicom().option(&name.text) {
            return Some(option.name.to_owned());
        }
        let near = nearest(&name.text, dicom().options().iter().map(|o| o.name));
        self.say(problems::unknown_basis(
            name.origin.clone(),
            &name.text,
            near,
        ));
        None
    }

    /// A creator whose private attributes the standard calls safe.
    pub(super) fn creator(&mut self, name: &Name) -> Option<String> {
        if dicom().safe_private(&name.text).next().is_some() {
            return Some(name.text.clone());
        }
        let creators = dicom().safe_creators();
        let near = nearest(&name.text, creators.iter().copied());
        self.say(problems::unsafe_creator(
            name.origin.clone(),
            &name.text,
            near,
            &creators.join(", "),
        ));
        None
    }

    /// Options widen or narrow the Basic Profile; alone they mean nothing.
    pub(super) fn dicom_basis(&mut self, modality: &Modality, block: &FieldBlock) {
        if let Modality::Dicom(terms) = modality
            && !terms.basis.is_empty()
            && !terms.basis.iter().any(|name| name == BASIC_PROFILE)
        {
            self.say(problems::option_without_profile(block.origin.clone()));
        }
    }
}

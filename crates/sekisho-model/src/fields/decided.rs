//! Which fields the blocks of a profile decide, one by one: what a regime is proved on.

use super::{KnownField, claims, dicom, ssmix2, table, text, vcf};
use crate::Origin;
use crate::catalog::Identifiability;
use crate::oncology::DataModel;
use crate::profile::{
    Action, Block, DicomTerms, FieldCondition, FieldRule, Modality, Profile, Selector,
};

/// One field of one block and what becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// `table patient`, `dicom`, `vcf`, …
    pub block: String,
    pub field: KnownField,
    pub actions: Vec<Action>,
    /// Governs the last action: where it is false, what the actions before left stays.
    pub when: Option<FieldCondition>,
    /// PS3.15's own code where no rule but the block's `basis` decides: `X` `Z` `D` `U` `K` `C`
    /// and their alternatives. `C` leaves what is cleaned of what identifies; its `actions` say
    /// shift for a date, keep for any other.
    pub by_basis: Option<&'static str>,
    pub origin: Origin,
}

/// Every field that some block of the profile (FHIR apart) decides, in order of the text.
pub fn decided(profile: &Profile, model: &DataModel) -> Vec<Decided> {
    let mut all = Vec::new();
    for block in &profile.blocks {
        let mut named: Vec<&str> = Vec::new();
        for rule in &block.rules {
            for selector in &rule.selectors {
                for field in fields_of(block, selector, model) {
                    all.push(by_rule(block, rule, field));
                }
                if let Selector::Tag(tag) = selector {
                    named.push(tag);
                }
            }
        }
        if let Modality::Dicom(terms) = &block.modality {
            all.extend(by_basis(block, terms, &named));
        }
    }
    all
}

/// The fields of a block's catalog that nothing decides; they don't leave. Of DICOM only what
/// Table E.1-1 or the dictionary holds for a person's data, without the technical ones.
pub fn undecided(block: &Block, profile: &Profile, model: &DataModel) -> Vec<KnownField> {
    let alone = Profile {
        blocks: vec![block.clone()],
        ..profile.clone()
    };
    let decided: std::collections::BTreeSet<Selector> = decided(&alone, model)
        .into_iter()
        .map(|d| d.field.selector)
        .collect();
    let mut all = catalog(&block.modality, model);
    all.retain(|field| {
        field.identifiability != Identifiability::Technical && !decided.contains(&field.selector)
    });
    all
}

/// Every field of a modality.
fn catalog(modality: &Modality, model: &DataModel) -> Vec<KnownField> {
    match modality {
        Modality::Table(view) => table::fields(model, view),
        Modality::Text(terms) => text::fields(&terms.report),
        Modality::Dicom(_) => dicom::dicom()
            .tags()
            .map(|(_, t)| t.known.clone())
            .collect(),
        Modality::Vcf => vcf::fields().to_vec(),
        Modality::Claims => claims::fields().iter().map(|f| f.known.clone()).collect(),
        Modality::Ssmix2 => ssmix2::fields().to_vec(),
    }
}

/// The fields a resolved selector stands for.
fn fields_of(block: &Block, selector: &Selector, model: &DataModel) -> Vec<KnownField> {
    let dicom = dicom::dicom();
    match (&block.modality, selector) {
        (Modality::Dicom(_), Selector::Pixels) => {
            let pixels = dicom.tag("7FE0,0010").map(|tag| tag.known.clone());
            pixels.into_iter().collect()
        }
        (Modality::Dicom(_), Selector::Tag(tag)) if tag.contains('x') => {
            // A longer rule of the same block speaks for its own tag.
            let exact = |tag: &Selector| {
                let named = block.rules.iter().flat_map(|rule| &rule.selectors);
                named.into_iter().any(|other| other == tag)
            };
            let all = dicom.within(tag).map(|tag| tag.known.clone());
            all.filter(|known| !exact(&known.selector)).collect()
        }
        (Modality::Dicom(_), Selector::Tag(tag)) => dicom
            .tag(tag)
            .map(|tag| tag.known.clone())
            .into_iter()
            .collect(),
        (Modality::Vcf, Selector::Vcf(field)) => {
            let name = field.to_string();
            let known = vcf::find(&name).cloned().or_else(|| vcf::own(&name));
            known.into_iter().collect()
        }
        (Modality::Claims, Selector::Claim { record, field }) => {
            claims::find(&format!("{record}.{field}"))
                .into_iter()
                .map(|found| found.known.clone())
                .collect()
        }
        (Modality::Ssmix2, Selector::Segment { .. }) => {
            ssmix2::find(&selector.to_string()).into_iter().collect()
        }
        (modality, selector) => catalog(modality, model)
            .into_iter()
            .filter(|field| field.selector == *selector)
            .collect(),
    }
}

fn by_rule(block: &Block, rule: &FieldRule, field: KnownField) -> Decided {
    Decided {
        block: block.modality.title(),
        field,
        actions: rule.actions.clone(),
        when: rule.when.clone(),
        by_basis: None,
        origin: rule.origin.clone(),
    }
}

/// What Table E.1-1 protects and no rule names goes the way of the basis.
fn by_basis(block: &Block, terms: &DicomTerms, named: &[&str]) -> Vec<Decided> {
    if terms.basis.is_empty() {
        return Vec::new();
    }
    let tags = dicom::dicom().tags();
    let free = tags.filter(|(tag, _)| !named.iter().any(|rule| dicom::covers(rule, tag)));
    free.filter_map(|(_, tag)| {
        let code = tag.protection.as_ref()?.action(&terms.basis);
        Some(Decided {
            block: block.modality.title(),
            field: tag.known.clone(),
            actions: vec![action_of(code, tag.known.concept.as_deref())],
            when: None,
            by_basis: Some(code),
            origin: block.origin.clone(),
        })
    })
    .collect()
}

fn action_of(code: &str, concept: Option<&str>) -> Action {
    match code.as_bytes().first() {
        Some(b'K') => Action::Keep,
        Some(b'C') if matches!(concept, Some("date" | "time" | "birth_date")) => Action::Shift,
        Some(b'C') => Action::Keep,
        Some(b'U') => Action::Remap,
        Some(b'Z' | b'D') => Action::Blank,
        _ => Action::Drop,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogs_hold_what_their_standards_list() {
        let dicom = dicom::dicom();
        let protected = dicom
            .tags()
            .filter(|(_, tag)| tag.protection.is_some())
            .count();
        // 653 tags and 3 repeating groups of Table E.1-1; its private row is no tag.
        assert_eq!(protected, 656);
        assert_eq!(dicom.options().len(), 13);
        assert_eq!(dicom.safe_creators().len(), 20);
        let name = dicom.tag("0010,0010").expect("the patient's name");
        assert_eq!(
            (name.known.name.as_str(), name.known.identifiability),
            ("PatientName", Identifiability::Direct)
        );
        assert_eq!(name.protection.as_ref().map(|p| p.basic), Some("Z"));
        assert!(dicom.tag("6002,3000").is_some() && dicom.tag("0010,0011").is_some());
        assert_eq!(claims::find("points").len(), 3);
        assert_eq!(vcf::find("GT").map(|f| f.name.as_str()), Some("FORMAT.GT"));
        assert_eq!(
            ssmix2::find("PID-5.1").map(|f| f.identifiability),
            Some(Identifiability::Direct)
        );
        assert!(ssmix2::find("PID-5.15").is_none() && ssmix2::find("PID-99").is_none());
    }

    #[test]
    fn an_option_of_the_basis_changes_what_becomes_of_a_date() {
        let of = |basis: &[&str]| {
            let basis: Vec<String> = basis.iter().map(|b| (*b).to_owned()).collect();
            let date = dicom::dicom().tag("0008,0020").expect("the study date");
            date.protection
                .as_ref()
                .expect("it is protected")
                .action(&basis)
        };
        assert_eq!(of(&["PS3.15 Basic Profile"]), "Z");
        let dates = "Retain Longitudinal Temporal Information Modified Dates Option";
        assert_eq!(of(&["PS3.15 Basic Profile", dates]), "C");
    }
}

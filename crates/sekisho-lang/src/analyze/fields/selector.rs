//! From what a rule names to the fields of its block's catalog.

use sekisho_model::Origin;
use sekisho_model::fields::{KnownField, claims, dicom, ssmix2, table, text, vcf};
use sekisho_model::profile::{Modality, Selector, ValueKind};
use sekisho_syntax::ast::FieldSelector;
use sekisho_syntax::nearest;

use super::super::Analyzer;
use crate::problem::fields as problems;

impl Analyzer<'_> {
    /// The fields a selector of this block names; none and a problem where it names nothing.
    pub(super) fn known_fields(
        &mut self,
        selector: &FieldSelector,
        modality: &Modality,
        at: &Origin,
    ) -> Vec<KnownField> {
        match (modality, selector) {
            (Modality::Dicom(_), FieldSelector::Tag { number, keyword }) => self
                .tag(number.as_deref(), keyword.as_deref(), at)
                .into_iter()
                .collect(),
            (Modality::Dicom(_), FieldSelector::Named(name)) => {
                self.tag(None, Some(name), at).into_iter().collect()
            }
            (Modality::Ssmix2, FieldSelector::Segment(name)) => match ssmix2::find(name) {
                Some(field) => vec![field],
                None => self.no_field(modality, name, at),
            },
            (Modality::Vcf, FieldSelector::Quoted(name)) if vcf::own(name).is_some() => {
                vcf::own(name).into_iter().collect()
            }
            (Modality::Vcf, FieldSelector::Named(name) | FieldSelector::Quoted(name)) => {
                match vcf::find(name) {
                    Some(field) => vec![field.clone()],
                    None => self.no_field(modality, name, at),
                }
            }
            (Modality::Claims, FieldSelector::Named(name)) => {
                let found = claims::find(name);
                if found.is_empty() {
                    return self.no_field(modality, name, at);
                }
                found.into_iter().map(|field| field.known.clone()).collect()
            }
            (Modality::Table(view), FieldSelector::Named(name)) => {
                self.column_field(table::fields(self.model, view), modality, name, at)
            }
            (Modality::Text(terms), FieldSelector::Named(name)) => {
                self.column_field(text::fields(&terms.report), modality, name, at)
            }
            (modality, _) => {
                let (ja, en) = written_as(modality);
                self.say(problems::selector_elsewhere(
                    at.clone(),
                    &modality.title(),
                    ja,
                    en,
                ));
                Vec::new()
            }
        }
    }

    fn column_field(
        &mut self,
        fields: Vec<KnownField>,
        modality: &Modality,
        name: &str,
        at: &Origin,
    ) -> Vec<KnownField> {
        match fields.into_iter().find(|field| field.name == name) {
            Some(field) => vec![field],
            None => self.no_field(modality, name, at),
        }
    }

    fn no_field(&mut self, modality: &Modality, name: &str, at: &Origin) -> Vec<KnownField> {
        let known: Vec<String> = match modality {
            Modality::Table(view) => names(table::fields(self.model, view)),
            Modality::Text(terms) => names(text::fields(&terms.report)),
            Modality::Vcf => names(vcf::fields().to_vec()),
            Modality::Ssmix2 => names(ssmix2::fields().to_vec()),
            Modality::Claims => claims::fields()
                .iter()
                .flat_map(|f| [f.field.to_owned(), f.known.name.clone()])
                .collect(),
            Modality::Dicom(_) => Vec::new(),
        };
        let near = nearest(name, known.iter().map(String::as_str));
        let own = matches!(modality, Modality::Vcf) && vcf::own(name).is_some();
        self.say(problems::unknown_field(
            at.clone(),
            &modality.title(),
            name,
            near,
            own,
        ));
        Vec::new()
    }

    /// A tag by number, by keyword, or by both, which must agree.
    fn tag(
        &mut self,
        number: Option<&str>,
        keyword: Option<&str>,
        at: &Origin,
    ) -> Option<KnownField> {
        let catalog = dicom::dicom();
        let by_keyword = match keyword {
            Some(keyword) => match catalog.by_keyword(keyword) {
                Some(tag) => Some(tag),
                None => {
                    let near = nearest(keyword, catalog.keywords());
                    self.say(problems::unknown_keyword(at.clone(), keyword, near));
                    return None;
                }
            },
            None => None,
        };
        let tag = number.or(by_keyword)?;
        if let (Some(number), Some(named), Some(keyword)) = (number, by_keyword, keyword)
            && number != named
            && !dicom::covers(named, number)
        {
            self.say(problems::tag_and_name(at.clone(), number, keyword, named));
            return None;
        }
        if tag.contains('x') && catalog.tag(tag).is_none() {
            return self.tag_range(tag, at);
        }
        match catalog.tag(tag) {
            Some(found) => Some(KnownField {
                selector: Selector::Tag(tag.to_owned()),
                ..found.known.clone()
            }),
            None => {
                self.say(problems::unknown_tag(at.clone(), tag));
                None
            }
        }
    }

    /// `(0040,xxxx)`: its tags are of many types, so only what any value can take fits them.
    fn tag_range(&mut self, pattern: &str, at: &Origin) -> Option<KnownField> {
        let first = dicom::dicom().within(pattern).next();
        let Some(first) = first else {
            self.say(problems::unknown_tag(at.clone(), pattern));
            return None;
        };
        Some(KnownField {
            selector: Selector::Tag(pattern.to_owned()),
            name: format!("({pattern})"),
            kind: ValueKind::Opaque,
            ..first.known.clone()
        })
    }
}

fn names(fields: Vec<KnownField>) -> Vec<String> {
    fields.into_iter().map(|field| field.name).collect()
}

/// How the fields of a block are written.
fn written_as(modality: &Modality) -> (&'static str, &'static str) {
    match modality {
        Modality::Table(_) | Modality::Text(_) => (
            "列の名前（birth_date など）",
            "a column's name, such as birth_date",
        ),
        Modality::Dicom(_) => (
            "tag (0010,0020) か tag PatientID",
            "tag (0010,0020) or tag PatientID",
        ),
        Modality::Vcf => (
            "INFO.AF, GT, sample, chrY など",
            "INFO.AF, GT, sample, chrY …",
        ),
        Modality::Claims => ("procedure_code, RE.name など", "procedure_code, RE.name …"),
        Modality::Ssmix2 => ("PID-5, PID-11.5 など", "PID-5, PID-11.5 …"),
    }
}

//! The forms of one delivery, by its formats: FHIR records, tables, or both.

use sekisho_exchange::fhir::telling::Telling;
use sekisho_exchange::fhir::transform::{Doubts, FhirTransform};
use sekisho_exchange::table::{Format, Tables};
use sekisho_lang::data_model::oncology;
use sekisho_model::lexicon::Lexicon;
use sekisho_model::policy::{Delivery, Policy};
use sekisho_model::profile::{Modality, Profile};
use sekisho_model::transform::TableTransform as _;
use sekisho_model::{Instant, Zone, catalog};

use super::odd;
use crate::error::BankError;
use crate::release::FHIR;

pub(super) struct Forms {
    pub records: Option<FhirTransform>,
    pub tables: Option<Tables>,
    /// In the order of their names.
    pub table_formats: Vec<Format>,
}

/// What may be looked up in a delivery under this profile.
pub(crate) fn lexicon(policy: &Policy, profile: &Profile) -> Lexicon {
    Lexicon::of(oncology(), &policy.codelists, &profile.trusts)
}

impl Forms {
    /// Compiles what the delivery's formats ask for; a profile that has no rules for one of them is
    /// refused by name. `at`: ages are counted to its day in the bank's zone.
    pub fn of(
        delivery: &Delivery,
        profile: &Profile,
        (at, zone): (Instant, Zone),
        lexicon: &Lexicon,
    ) -> Result<Self, BankError> {
        let records = if wants(delivery, FHIR) {
            let rules = profile
                .fhir
                .as_ref()
                .ok_or_else(|| lacks(profile, "fhir R4"))?;
            let compiled = FhirTransform::compile(rules, profile.unlisted, catalog::r4());
            let compiled = compiled.map_err(|e| odd(&e.to_string()))?;
            let compiled = compiled.reading(lexicon.clone());
            let doubts = Doubts::of(oncology()).map_err(|e| odd(&e.to_string()))?;
            Some(compiled.hiding(Telling::of(profile)).doubting(doubts))
        } else {
            None
        };
        let table_formats = Format::ALL.into_iter();
        let table_formats: Vec<Format> = table_formats
            .filter(|format| wants(delivery, format.word()))
            .collect();
        let tables = if table_formats.is_empty() {
            None
        } else {
            let when = (zone.day_of(at), zone);
            let compiled = Tables::compile(profile, oncology(), catalog::r4(), when);
            let tables = compiled.map_err(|e| odd(&e.to_string()))?;
            if tables.tables().is_empty() {
                return Err(lacks(profile, "table"));
            }
            Some(tables.reading(lexicon.clone()))
        };
        Ok(Self {
            records,
            tables,
            table_formats,
        })
    }
}

pub(super) fn wants(delivery: &Delivery, format: &str) -> bool {
    delivery.formats.iter().any(|wanted| wanted == format)
}

/// Whether some format of the delivery leaves by the rules of this block.
pub(super) fn uses(delivery: &Delivery, block: &Modality) -> bool {
    let is_table = matches!(block, Modality::Table(_));
    is_table && Format::ALL.iter().any(|f| wants(delivery, f.word()))
}

fn lacks(profile: &Profile, block: &str) -> BankError {
    let name = &profile.name;
    BankError::bundle(
        format!("プロファイル {name} に {block} の規則がありません。何も出していません"),
        format!("profile {name} has no {block} rules that let anything out; nothing left"),
    )
}

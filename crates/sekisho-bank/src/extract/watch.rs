//! What a profile's controls look at before anything is written, with engines of their own.

use sekisho_exchange::fhir::transform::FhirTransform;
use sekisho_exchange::table::Tables;
use sekisho_gate::Watch;
use sekisho_gate::disclosure::{Watched, watched};
use sekisho_lang::data_model::oncology;
use sekisho_model::lexicon::Lexicon;
use sekisho_model::policy::Delivery;
use sekisho_model::profile::Profile;
use sekisho_model::transform::RecordTransform;
use sekisho_model::{Instant, Zone, catalog};

use super::forms::Forms;
use super::odd;
use crate::error::BankError;

pub(super) struct Watching {
    watched: Watched,
    tables: Tables,
    records: Option<FhirTransform>,
}

impl Watching {
    /// `None`: the profile controls nothing that a survey must answer.
    pub fn of(
        delivery: &Delivery,
        profile: &Profile,
        when: (Instant, Zone),
        lexicon: &Lexicon,
    ) -> Result<Option<Self>, BankError> {
        let watched = watched(profile, oncology());
        if watched.is_empty() {
            return Ok(None);
        }
        let forms = Forms::of(delivery, profile, when, lexicon)?;
        let tables = match forms.tables {
            Some(tables) => tables,
            // What is counted is what a table would show, also where only FHIR leaves.
            None => {
                let (at, zone) = when;
                let when = (zone.day_of(at), zone);
                let compiled = Tables::compile(profile, oncology(), catalog::r4(), when);
                compiled
                    .map_err(|e| odd(&e.to_string()))?
                    .reading(lexicon.clone())
            }
        };
        Ok(Some(Self {
            watched,
            tables,
            records: forms.records,
        }))
    }

    pub fn watch<'a>(&'a mut self, profile: &'a Profile) -> Watch<'a> {
        let records = self.records.as_mut();
        Watch {
            release: &profile.release,
            watched: self.watched.clone(),
            tables: &mut self.tables,
            records: records.map(|r| r as &mut dyn RecordTransform),
        }
    }
}

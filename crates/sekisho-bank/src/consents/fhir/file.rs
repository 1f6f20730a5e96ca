//! The Consents of a file, each with the line or the entry it stands in.

use std::collections::BTreeMap;
use std::path::Path;

use sekisho_exchange::fhir::consent::Consent;
use sekisho_exchange::fhir::head::Reject;
use sekisho_exchange::fhir::read::{
    Asks, Bundle, Layout, Line, Lines, bundle_type, document, name_of,
};
use sekisho_model::{Digest, Text, catalog};

use super::aside;
use crate::error::BankError;

pub(super) struct Consents {
    pub name: String,
    pub digest: Digest,
    pub entries: Vec<Entry>,
    /// What could not be read, and why.
    pub unread: Vec<(u64, Text)>,
    /// Records of other types.
    pub others: u64,
}

/// By its name: `.json`, `.ndjson`, each also `.gz`; any other file is a table.
pub fn is_fhir(path: &Path) -> bool {
    Layout::of(path).is_some()
}

pub(super) struct Entry {
    pub line: u64,
    pub content: Digest,
    pub consent: Consent,
    full_url: Option<String>,
    /// The Patient that `patient.reference` names by its address in the Bundle.
    patient: Option<String>,
}

impl Entry {
    /// What its versions have in common.
    pub fn name(&self) -> String {
        let numbers = self.consent.identifiers.iter();
        let mut numbers = numbers.filter(|id| !id.value.is_empty());
        match (&self.consent.id, numbers.next(), &self.full_url) {
            (Some(id), ..) => format!("Consent/{id}"),
            (None, Some(number), _) => format!("{}|{}", number.system, number.value),
            (None, None, Some(url)) => url.clone(),
            (None, None, None) => self.content.to_string(),
        }
    }

    /// The id of the bank's Patient that a reference names, where it is no address of elsewhere.
    pub fn local(&self, reference: &str) -> Option<String> {
        if let Some(patient) = &self.patient {
            return Some(patient.clone());
        }
        let id = reference.strip_prefix("Patient/")?;
        let id = id.split_once("/_history/").map_or(id, |(id, _)| id);
        (!id.is_empty() && !id.contains('/')).then(|| id.to_owned())
    }
}

impl Consents {
    pub fn of(path: &Path) -> Result<Self, BankError> {
        let unread = |error| BankError::file(path, error);
        let mut all = Vec::new();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut found = Self {
            name: name.into_owned(),
            digest: Digest::of(b""),
            entries: Vec::new(),
            unread: Vec::new(),
            others: 0,
        };
        match Layout::of(path) {
            Some(Layout::Document) => {
                let bytes = document(path).map_err(unread)?.ok_or_else(too_long)?;
                found.document(&bytes);
                all.extend(bytes);
            }
            _ => {
                let mut lines = Lines::open(path).map_err(unread)?;
                while let Some((number, line)) = lines.next_line().map_err(unread)? {
                    match line {
                        Line::Record(bytes) => {
                            found.record(number, bytes, None, &BTreeMap::new());
                            all.extend(Digest::of(bytes).0);
                        }
                        Line::TooLong => found.unread.push((number, Reject::TooLong.text())),
                    }
                }
            }
        }
        found.digest = Digest::of(&all);
        Ok(found)
    }

    fn document(&mut self, bytes: &[u8]) {
        match bundle_type(bytes) {
            Ok(None) => self.record(1, bytes, None, &BTreeMap::new()),
            Ok(Some(_)) => match Bundle::open(bytes) {
                Ok(bundle) => self.bundle(&bundle),
                Err(reject) => self.unread.push((1, reject.text())),
            },
            Err(reject) => self.unread.push((1, reject.text())),
        }
    }

    fn bundle(&mut self, bundle: &Bundle<'_>) {
        let mut patients: BTreeMap<String, String> = BTreeMap::new();
        let mut twice = Vec::new();
        for (_, entry) in bundle.entries() {
            let name = entry.resource().and_then(name_of);
            if let (Some(url), Some((kind, id))) = (&entry.full_url, name)
                && kind == "Patient"
                && patients
                    .insert(url.to_string(), id.clone())
                    .is_some_and(|other| other != id)
            {
                twice.push(url.to_string());
            }
        }
        patients.retain(|url, _| !twice.contains(url));
        for (number, entry) in bundle.entries() {
            match &entry.asks {
                Ok(Asks::Keep(bytes)) => {
                    self.record(number, bytes, entry.full_url.as_deref(), &patients);
                }
                Ok(Asks::Delete(gone)) if gone.kind == "Consent" => {
                    self.unread.push((number, aside::deleted()));
                }
                Ok(Asks::Delete(_)) => self.others += 1,
                Err(reject) => self.unread.push((number, reject.text())),
            }
        }
    }

    fn record(
        &mut self,
        line: u64,
        bytes: &[u8],
        full_url: Option<&str>,
        patients: &BTreeMap<String, String>,
    ) {
        match Consent::read(bytes, catalog::r4()) {
            Ok(consent) => {
                let patient = consent.patient.reference.as_ref();
                self.entries.push(Entry {
                    line,
                    content: Digest::of(bytes),
                    patient: patient.and_then(|r| patients.get(r)).cloned(),
                    consent,
                    full_url: full_url.map(str::to_owned),
                });
            }
            Err(Reject::UnknownType) => self.others += 1,
            Err(reject) => self.unread.push((line, reject.text())),
        }
    }
}

fn too_long() -> BankError {
    BankError::usage(
        "同意のファイルが長すぎます（256 MiB まで）。NDJSON にするか、分けてください",
        "the file of consents is too long (256 MiB at most); write it as NDJSON, or in parts",
    )
}

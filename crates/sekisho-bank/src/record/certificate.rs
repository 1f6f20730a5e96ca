//! `record/certificate.json`: what a delivery was when it left, signed by the bank.
//!
//! It names the sealed policy, the permit and the digest of every file, so that years later a file
//! can be told from a changed copy, and a value be led back to the rule that made it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use sekisho_model::asks::Agreed;
use sekisho_model::policy::Recipient;
use sekisho_model::record::Snapshot;
use sekisho_model::standard::Regime;
use sekisho_model::{
    BasisName, CohortName, Day, DeliveryName, Digest, GroundName, Instant, ProfileName,
    PurposeName, StudyName, UserName,
};
use serde::{Deserialize, Serialize};
use sha2::Digest as _;

use super::{FOLDER, Record, open};
use crate::bank::Bank;
use crate::error::BankError;
use crate::keys::{SignKey, signature_holds};

pub const NAME: &str = "certificate.json";

/// The signed facts of one delivery. No person, no value of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    pub sekisho: String,
    pub delivery: DeliveryName,
    pub study: StudyName,
    pub cohort: CohortName,
    pub purpose: PurposeName,
    pub recipient: Recipient,
    pub basis: Option<BasisName>,
    /// On which ground the bank holds insured persons' numbers at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<GroundName>,
    /// Proposal, contract and permit.
    #[serde(default, skip_serializing_if = "is_silent")]
    pub agreed: Agreed,
    /// The last day on which the record must be kept, where the legal basis lays one down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_record_until: Option<Day>,
    pub profile: ProfileName,
    pub satisfies: Vec<String>,
    pub regime: Option<Regime>,
    /// The key scope that pseudonyms, remapped ids and shifts come from.
    pub scope: String,
    /// Digest of the sealed policy.
    pub bundle: Digest,
    /// Digest of the profile's compiled transform, where it ran as a module.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<Digest>,
    pub snapshot: Snapshot,
    /// Ledger entry of the permit.
    pub permit: i64,
    pub requested_by: UserName,
    pub requested_at: Instant,
    pub decided_for: Instant,
    pub justification: Option<String>,
    pub patients: u64,
    /// Whether the record holds where each line came from. Never for an anonymized form.
    pub traceable: bool,
    /// Every file of `release/` by its path there.
    pub release: BTreeMap<String, Digest>,
    /// Every other file of `record/`, as it is inside.
    pub record: BTreeMap<String, Digest>,
}

/// The certificate with the bank's name under it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Signed {
    certificate: Certificate,
    /// ed25519, hexadecimal.
    bank_key: String,
    signature: String,
}

/// Signs and writes it; the last file of a record.
pub fn put(record: &Record, key: &SignKey, certificate: Certificate) -> Result<(), BankError> {
    let signature = key.sign(&message(&certificate));
    let signed = Signed {
        certificate,
        bank_key: key.public(),
        signature,
    };
    record.put_json(NAME, &signed)
}

/// The certificate of a delivery folder, if this bank signed it and nobody touched it since.
pub fn read(bank: &Bank, out: &Path) -> Result<Certificate, BankError> {
    let bytes = open(bank, out, NAME)?;
    let broken = || {
        BankError::bundle(
            format!(
                "{} の証明書は、この銀行の署名ではないか、後から変えられています。渡したときのフォルダーを指定してください",
                out.display()
            ),
            format!(
                "the certificate of {} is not signed by this bank or was changed since; name the folder as it was delivered",
                out.display()
            ),
        )
    };
    let signed: Signed = serde_json::from_slice(&bytes).map_err(|_| broken())?;
    let ours = signed.bank_key == bank.keys.public();
    let holds = signature_holds(
        &signed.bank_key,
        &signed.signature,
        &message(&signed.certificate),
    );
    if ours && holds {
        Ok(signed.certificate)
    } else {
        Err(broken())
    }
}

fn is_silent(agreed: &Agreed) -> bool {
    *agreed == Agreed::default()
}

fn message(certificate: &Certificate) -> Vec<u8> {
    let bytes = serde_json::to_vec(certificate).expect("a certificate is plain data");
    [&b"sekisho certificate 1\n"[..], &bytes].concat()
}

/// How a file of a delivery stands to the certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    AsDelivered,
    Changed,
    Missing,
    /// It stands there, and the certificate has never heard of it.
    Unknown,
}

impl Certificate {
    /// How one file of `release/` stands, by its path there.
    pub fn standing(&self, out: &Path, file: &str) -> Result<Standing, BankError> {
        let path = out.join("release").join(file);
        let Some(written) = self.release.get(file) else {
            return Ok(Standing::Unknown);
        };
        if !path.is_file() {
            return Ok(Standing::Missing);
        }
        let found = digest_of(&path).map_err(|e| BankError::file(&path, e))?;
        Ok(if found == *written {
            Standing::AsDelivered
        } else {
            Standing::Changed
        })
    }

    /// Every file of `release/` and `record/`, certified or found, by its path below the delivery.
    pub fn standings(
        &self,
        bank: &Bank,
        out: &Path,
    ) -> Result<BTreeMap<String, Standing>, BankError> {
        let release = self.released(out)?.into_iter();
        let mut all: BTreeMap<String, Standing> = release
            .map(|(name, standing)| (format!("release/{name}"), standing))
            .collect();
        let mut names: BTreeSet<String> = self.record.keys().cloned().collect();
        names.extend(super::names(out)?);
        // It was read to get here, and its signature holds.
        names.remove(NAME);
        all.insert(format!("{FOLDER}/{NAME}"), Standing::AsDelivered);
        for name in names {
            let standing = self.kept(bank, out, &name);
            all.insert(format!("{FOLDER}/{name}"), standing);
        }
        Ok(all)
    }

    /// How one file of `record/` stands: opened with the bank's keys and held against its digest.
    fn kept(&self, bank: &Bank, out: &Path, name: &str) -> Standing {
        match (self.record.get(name), super::exists(out, name)) {
            (None, _) => Standing::Unknown,
            (Some(_), false) => Standing::Missing,
            (Some(written), true) => match open(bank, out, name) {
                Ok(bytes) if Digest::of(&bytes) == *written => Standing::AsDelivered,
                _ => Standing::Changed,
            },
        }
    }

    /// Every file of `release/`.
    fn released(&self, out: &Path) -> Result<BTreeMap<String, Standing>, BankError> {
        let mut names: Vec<String> = self.release.keys().cloned().collect();
        let folder = out.join("release");
        names.extend(files_below(&folder).map_err(|e| BankError::file(&folder, e))?);
        names.sort();
        names.dedup();
        names
            .into_iter()
            .map(|name| Ok((name.clone(), self.standing(out, &name)?)))
            .collect()
    }
}

/// Paths of all files below a folder, with `/`, sorted. Links are not followed.
pub(crate) fn files_below(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((folder, before)) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else {
                names.push(name);
            }
        }
    }
    names.sort();
    Ok(names)
}

pub(crate) fn digest_of(path: &Path) -> io::Result<Digest> {
    let mut file = File::open(path)?;
    let mut hasher = sha2::Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(Digest(hasher.finalize().into()));
        }
        hasher.update(&buffer[..read]);
    }
}

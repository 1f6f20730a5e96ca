//! Where a run's records come from: the source's name, and the addresses it is known by.

use sekisho_model::source::Source;
use sekisho_store::Store;

use crate::error::BankError;

/// The longest address of a server.
const BASE_MAX: usize = 500;

/// What whoever takes records in says of where they come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct From {
    /// `None`: nothing was said.
    pub source: Option<String>,
    /// `https://server/fhir`: in front of `/Type/id` it means the source's own record.
    pub bases: Vec<String>,
}

impl From {
    /// The source that is meant. Where the bank knows sources by name, silence is a guess, and a
    /// wrong one makes two hospitals' patients one.
    pub(crate) async fn source(&self, store: &Store) -> Result<Source, BankError> {
        let known = store.sources().await?;
        match &self.source {
            Some(name) => Source::parse(name).ok_or_else(|| {
                let text = Source::refused();
                BankError::usage(text.ja, text.en)
            }),
            None if known.iter().all(Source::is_default) => Ok(Source::default()),
            None => {
                let names: Vec<&str> = known.iter().map(Source::name).collect();
                let names = names.join(", ");
                Err(BankError::usage(
                    format!(
                        "この銀行には送り元の名前があります（{names}）。--source NAME で、どこからのものかを書いてください"
                    ),
                    format!(
                        "this bank knows sources by name ({names}); say with --source NAME where this comes from"
                    ),
                ))
            }
        }
    }

    /// Every address that the source is known by, those of earlier runs too.
    pub(super) async fn bases(
        &self,
        store: &Store,
        source: &Source,
    ) -> Result<Vec<String>, BankError> {
        let known = store.bases().await?;
        let mut bases: Vec<String> = known.get(source).cloned().unwrap_or_default();
        for base in &self.bases {
            let base = base.trim_end_matches('/');
            let scheme = ["http://", "https://"].iter().any(|s| base.starts_with(s));
            let plain = base.bytes().all(|b| b.is_ascii_graphic());
            if !scheme || !plain || base.len() > BASE_MAX || base.contains(['?', '#']) {
                return Err(BankError::usage(
                    "--base には、https://病院/fhir のように、参照の「/種類/id」の前に立つアドレスを書いてください",
                    "write with --base the address that stands before '/TYPE/ID' in references, for example https://hospital/fhir",
                ));
            }
            // Two sources behind one address would be one person under two ids.
            if let Some((other, _)) = known
                .iter()
                .find(|(of, bases)| *of != source && bases.iter().any(|b| b == base))
            {
                return Err(BankError::usage(
                    format!("このアドレスは送り元 {other} のものです"),
                    format!("this address is the source {other}'s"),
                ));
            }
            bases.push(base.to_owned());
        }
        bases.sort();
        bases.dedup();
        Ok(bases)
    }
}

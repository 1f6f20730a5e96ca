//! The sources of a bank: who gives ids, and under which addresses they are known.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Instant;
use sekisho_model::identity::Subject;
use sekisho_model::source::Source;

use crate::Store;
use crate::error::Result;

/// Something of each source.
pub type BySource<T> = BTreeMap<Source, T>;

impl Store {
    /// Every source that something was taken in from, sorted, the default one first.
    pub async fn sources(&self) -> Result<Vec<Source>> {
        let names: Vec<String> = sqlx::query_scalar("SELECT name FROM source ORDER BY name")
            .fetch_all(&self.bank)
            .await?;
        let mut sources: Vec<Source> = names
            .iter()
            .filter_map(|name| Source::parse(name))
            .collect();
        sources.sort();
        Ok(sources)
    }

    /// The addresses of servers whose `ADDRESS/Type/id` is the source's own `Type/id`.
    pub async fn bases(&self) -> Result<BySource<Vec<String>>> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT source, base FROM source_base ORDER BY source, base")
                .fetch_all(&self.bank)
                .await?;
        let mut bases = BySource::<Vec<String>>::new();
        for (source, base) in rows {
            if let Some(source) = Source::parse(&source) {
                bases.entry(source).or_default().push(base);
            }
        }
        Ok(bases)
    }

    /// A run of `ingest` begins for a source. What a run that was killed had taken in belongs to the
    /// one that goes on.
    pub async fn begin_run(&self, source: &Source, bases: &[String], at: Instant) -> Result<()> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(
            "INSERT INTO source (name, at, since, open)
             VALUES (?1, ?2, (SELECT coalesce(max(row), 0) + 1 FROM record), 1)
             ON CONFLICT (name) DO UPDATE SET open = 1,
                 since = CASE WHEN open = 1 THEN since ELSE excluded.since END",
        )
        .bind(source.name())
        .bind(at.0)
        .execute(&mut *tx)
        .await?;
        for base in bases {
            sqlx::query("INSERT OR IGNORE INTO source_base (source, base) VALUES (?, ?)")
                .bind(source.name())
                .bind(base)
                .execute(&mut *tx)
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// The run has taken in all it had.
    pub async fn end_run(&self, source: &Source) -> Result<()> {
        sqlx::query("UPDATE source SET open = 0 WHERE name = ?")
            .bind(source.name())
            .execute(&self.bank)
            .await?;
        Ok(())
    }
}

/// An id, in each source that may have given it: as it stands where it names its source.
pub(crate) fn meant(id: &str, sources: &[Source]) -> BTreeSet<String> {
    let mut meant: BTreeSet<String> = sources.iter().map(|source| source.id(id)).collect();
    meant.insert(id.to_owned());
    meant
}

/// What records call each other, and which record each name means.
#[derive(Clone, Debug, Default)]
pub struct Called {
    aliases: BTreeMap<String, String>,
    bases: BySource<Vec<String>>,
}

impl Called {
    /// `Type/id` with its source, of a reference that a record of this source makes: relative,
    /// behind an address of its source's server, or a name that a Bundle of its source gave; a
    /// version behind it says nothing of whose it is. `None`: it names no record of that source.
    pub fn key(&self, source: &Source, reference: &str) -> Option<String> {
        let versioned = reference.split_once("/_history/");
        let record = versioned.map_or(reference, |(record, _)| record);
        for url in [reference, record] {
            if let Some(key) = self.aliases.get(&source.alias(url)) {
                return Some(key.clone());
            }
        }
        let bases = self.bases.get(source).map(Vec::as_slice);
        let behind = |base: &String| record.strip_prefix(base.as_str())?.strip_prefix('/');
        let relative = bases.unwrap_or_default().iter().find_map(behind);
        let relative = relative.unwrap_or(record);
        let (kind, id) = relative.split_once('/')?;
        let is_kind = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphabetic());
        (is_kind && is_id(id)).then(|| source.key(relative))
    }
}

/// What a source may give as an id: a colon would name another source.
fn is_id(id: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    (1..=64).contains(&id.len()) && id.bytes().all(letter)
}

impl Store {
    /// What one subject's records, or those about nobody, are called.
    pub async fn called(&self, subject: Option<Subject>) -> Result<Called> {
        Ok(Called {
            aliases: self.aliases_of(subject).await?,
            bases: self.bases().await?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_names_a_record_of_its_own_source_and_of_no_other() {
        let of = |name: &str| Source::parse(name).expect("a name");
        let (a, b) = (Source::default(), of("b"));
        let called = Called {
            aliases: [
                ("|urn:uuid:1", "Patient/1"),
                ("b|urn:uuid:2", "Patient/b:2"),
            ]
            .map(|(url, key)| (url.to_owned(), key.to_owned()))
            .into(),
            bases: [(b.clone(), vec!["https://h.example/fhir".to_owned()])].into(),
        };
        let key = |source: &Source, reference: &str| called.key(source, reference);
        assert_eq!(key(&a, "Patient/1").as_deref(), Some("Patient/1"));
        assert_eq!(
            key(&b, "Patient/1/_history/3").as_deref(),
            Some("Patient/b:1")
        );
        assert_eq!(key(&a, "urn:uuid:1").as_deref(), Some("Patient/1"));
        assert_eq!(key(&b, "urn:uuid:2").as_deref(), Some("Patient/b:2"));
        let behind = "https://h.example/fhir/Condition/c/_history/2";
        assert_eq!(key(&b, behind).as_deref(), Some("Condition/b:c"));
        for (source, stranger) in [
            (&b, "urn:uuid:1"),
            (&a, "urn:uuid:2"),
            (&a, behind),
            (&a, "Patient/b:1"),
            (&b, "Patient/default:1"),
            (&b, "https://h.example/fhirs/Condition/c"),
            (&a, "Patient?identifier=1"),
            (&a, "Patient/1/x"),
        ] {
            assert_eq!(key(source, stranger), None, "{stranger}");
        }
    }
}

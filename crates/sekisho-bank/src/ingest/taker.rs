//! One record from its bytes to what the store keeps.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_exchange::fhir::head::{Head, Reject, head_of, is_id};
use sekisho_exchange::fhir::project::tree::Tree;
use sekisho_exchange::fhir::project::{Named, Projector, identifiers};
use sekisho_exchange::fhir::read::{Bundle, name_of};
use sekisho_model::catalog::Catalog;
use sekisho_store::{About, NewRecord, SourceIdentity};

/// Judges and projects the records of one file.
pub(super) struct Taker<'a> {
    pub projector: &'a Projector,
    pub catalog: &'a Catalog,
    pub file: &'a str,
}

/// Why a record stays out, with its type where that could be read.
pub(super) type Refused = (Option<String>, Reject);

/// `fullUrl` -> `Type/id` of a Bundle's entries; one that names two entries names none.
pub(super) fn names_of(bundle: &Bundle<'_>) -> BTreeMap<String, String> {
    let (mut names, mut twice) = (BTreeMap::new(), BTreeSet::new());
    for entry in bundle.entries() {
        let (Some(url), Ok(resource)) = (entry.full_url, entry.resource) else {
            continue;
        };
        let Some((kind, id)) = name_of(resource) else {
            continue;
        };
        let name = format!("{kind}/{id}");
        if names
            .insert(url.to_string(), name.clone())
            .is_some_and(|other| other != name)
        {
            twice.insert(url.to_string());
        }
    }
    names.retain(|url, _| !twice.contains(url));
    names
}

/// A JSON object that does not even claim to be a resource.
pub(super) fn is_foreign(bytes: &[u8]) -> bool {
    Tree::parse(bytes)
        .is_ok_and(|tree| matches!(tree, Tree::Object(_)) && tree.get("resourceType").is_none())
}

impl Taker<'_> {
    pub fn take(
        &self,
        bytes: &[u8],
        line: u64,
        full_url: Option<&str>,
        names: &BTreeMap<String, String>,
    ) -> Result<NewRecord, Refused> {
        let tree = Tree::parse(bytes).map_err(|reject| (None, reject))?;
        let Head { kind, id } =
            head_of(&tree).map_err(|reject| (self.known_kind(&tree), reject))?;
        if !self.catalog.is_resource(&kind) {
            return Err((None, Reject::UnknownType));
        }
        if kind == "Bundle" {
            return Err((Some(kind), Reject::NestedBundle));
        }
        let refuse = |reject| (Some(kind.clone()), reject);
        let projection = self.projector.project(&kind, &tree).map_err(refuse)?;
        let about = self
            .about(&projection.named, &kind, &id, names)
            .map_err(refuse)?;
        let identities = match projection.named {
            Named::Itself => identifiers(&tree),
            Named::Nobody | Named::References(_) => Vec::new(),
        };
        Ok(NewRecord {
            about,
            class: projection.class,
            collected: projection.collected,
            events: projection.events,
            identities: identities
                .into_iter()
                .map(|one| SourceIdentity {
                    system: one.system,
                    value: one.value,
                    old: one.usage == "old",
                    starts: one.start,
                    ends: one.end,
                })
                .collect(),
            alias: full_url
                .filter(|url| url.starts_with("urn:"))
                .map(str::to_owned),
            bytes: bytes.to_vec(),
            file: self.file.to_owned(),
            line,
            kind,
            source_id: id,
        })
    }

    fn about(
        &self,
        named: &Named,
        kind: &str,
        id: &str,
        names: &BTreeMap<String, String>,
    ) -> Result<About, Reject> {
        let references = match named {
            Named::Nobody => return Ok(About::Nobody),
            Named::Itself => return Ok(About::Patient(id.to_owned())),
            Named::References(references) => references,
        };
        let mut people: Vec<About> = Vec::new();
        for person in references
            .iter()
            .filter_map(|reference| person(reference, names))
        {
            if !people.contains(&person) {
                people.push(person);
            }
        }
        match people.len() {
            1 => people.pop().ok_or(Reject::SubjectNotAPerson),
            0 if !self.projector.knows(kind) => Ok(About::Nobody),
            0 => Err(Reject::SubjectNotAPerson),
            _ => Err(Reject::SeveralSubjects),
        }
    }

    /// The type of a record whose head is bad, for the report.
    fn known_kind(&self, tree: &Tree<'_>) -> Option<String> {
        let kind = tree.get("resourceType")?.text()?;
        self.catalog.is_resource(kind).then(|| kind.to_owned())
    }
}

/// The Patient that a reference names: by the Bundle's own names, relative, or by an earlier
/// Bundle's `urn:`. Absolute addresses of other servers name nobody of this bank.
fn person(reference: &str, names: &BTreeMap<String, String>) -> Option<About> {
    let name = match names.get(reference) {
        Some(name) => name,
        None if reference.starts_with("urn:") => return Some(About::Alias(reference.to_owned())),
        None => reference,
    };
    let unversioned = name.split_once("/_history/").map_or(name, |(name, _)| name);
    let id = unversioned.strip_prefix("Patient/")?;
    is_id(id).then(|| About::Patient(id.to_owned()))
}

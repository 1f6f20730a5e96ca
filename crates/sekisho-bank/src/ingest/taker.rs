//! One record from its bytes to what the store keeps.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_exchange::fhir::head::{Head, Reject, head_of, is_id};
use sekisho_exchange::fhir::parts::{Owner, inside};
use sekisho_exchange::fhir::project::points::{contained, points};
use sekisho_exchange::fhir::project::tree::Tree;
use sekisho_exchange::fhir::project::{Named, Projector, identifiers, updated};
use sekisho_exchange::fhir::read::{Bundle, name_of};
use sekisho_model::Zone;
use sekisho_model::catalog::Catalog;
use sekisho_store::{About, NewRecord, Pointer, Points, SourceIdentity};

/// Judges and projects the records of one file.
pub(super) struct Taker<'a> {
    pub projector: &'a Projector,
    pub catalog: &'a Catalog,
    pub zone: Zone,
    pub file: &'a str,
}

/// Why a record stays out, with its type and id where those could be read.
pub(super) struct Refused {
    pub kind: Option<String>,
    pub id: Option<String>,
    pub reject: Reject,
}

impl Refused {
    fn of(kind: Option<String>, reject: Reject) -> Self {
        let id = None;
        Self { kind, id, reject }
    }

    /// Whether what is wrong is whom it is about.
    pub fn of_whom(&self) -> bool {
        matches!(
            self.reject,
            Reject::NoSubject
                | Reject::SubjectNotAPerson
                | Reject::SeveralSubjects
                | Reject::AnotherPerson
                | Reject::NobodyNamesPatient
        )
    }
}

/// `fullUrl` -> `Type/id` of a Bundle's entries; one that names two entries names none.
pub(super) fn names_of(bundle: &Bundle<'_>) -> BTreeMap<String, String> {
    let (mut names, mut twice) = (BTreeMap::new(), BTreeSet::new());
    for (_, entry) in bundle.entries() {
        let resource = entry.resource();
        let (Some(url), Some(resource)) = (entry.full_url, resource) else {
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
        let mut tree = Tree::parse(bytes).map_err(|reject| Refused::of(None, reject))?;
        let Head { kind, id } =
            head_of(&tree).map_err(|reject| Refused::of(self.known_kind(&tree), reject))?;
        if !self.catalog.is_resource(&kind) {
            return Err(Refused::of(None, Reject::UnknownType));
        }
        if kind == "Bundle" {
            return Err(Refused::of(Some(kind), Reject::NestedBundle));
        }
        let refuse = |reject| Refused {
            kind: Some(kind.clone()),
            id: Some(id.clone()),
            reject,
        };
        let projection = self.projector.project(&kind, &tree).map_err(refuse)?;
        let about = self
            .about(&projection.named, &kind, &id, names)
            .map_err(refuse)?;
        let points = match self.projector.knows(&kind) {
            true => self.points(&about, &kind, &tree, names).map_err(refuse)?,
            // What the model does not know never leaves.
            false => Points::default(),
        };
        let identities = match projection.named {
            Named::Itself => identifiers(&tree),
            Named::Nobody | Named::References(_) => Vec::new(),
        };
        let name = name_of_person(&about);
        let owner = Owner {
            name: name.as_deref(),
            person: &|reference| person(reference, names).as_ref().and_then(name_of_person),
        };
        let inside = inside(
            self.projector,
            self.catalog,
            &kind,
            &mut tree,
            &projection,
            &owner,
        )
        .map_err(refuse)?;
        Ok(NewRecord {
            about,
            class: projection.class,
            collected: projection.collected,
            sealed: projection.sealed,
            parts: inside.parts,
            events: inside.events.unwrap_or(projection.events),
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
            beside: self.beside(&kind, &tree, names),
            alias: full_url
                .filter(|url| url.starts_with("urn:"))
                .map(str::to_owned),
            updated: updated(&tree, self.zone),
            points,
            bytes: bytes.to_vec(),
            file: self.file.to_owned(),
            line,
            kind,
            source_id: id,
        })
    }

    /// What the record takes codes from, by the names that the bank knows records by.
    fn beside(&self, kind: &str, tree: &Tree<'_>, names: &BTreeMap<String, String>) -> Vec<String> {
        let references = self.projector.beside(kind, tree);
        let records = references
            .iter()
            .filter_map(|one| match target(one, names) {
                Target::Record(record) => Some(record),
                Target::Patient(_) | Target::Nothing => None,
            });
        records.collect()
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
        let mut people = self.people(references, names);
        match people.len() {
            1 => people.pop().ok_or(Reject::SubjectNotAPerson),
            0 if !self.projector.knows(kind) => Ok(About::Nobody),
            0 => Err(Reject::SubjectNotAPerson),
            _ => Err(Reject::SeveralSubjects),
        }
    }

    /// What the record points to beside whom it is about. Another patient is one too many.
    fn points(
        &self,
        about: &About,
        kind: &str,
        tree: &Tree<'_>,
        names: &BTreeMap<String, String>,
    ) -> Result<Points, Reject> {
        let mut found = Points::default();
        self.gather(about, kind, tree, names, &mut found)?;
        for inside in contained(tree) {
            let kind = inside.get("resourceType").and_then(Tree::text);
            let kind = kind.unwrap_or_default();
            // Who is inside, and may leave, is judged where records leave.
            let own = match self.projector.named(kind, inside) {
                Ok(Named::Itself) => continue,
                Ok(Named::References(references)) => self.people(&references, names),
                Ok(Named::Nobody) | Err(_) => Vec::new(),
            };
            match own.as_slice() {
                [] => self.gather(about, kind, inside, names, &mut found)?,
                [owner] if owner == about => self.gather(about, kind, inside, names, &mut found)?,
                // Of somebody else: at least of nobody beside them.
                [owner] => self.gather(owner, kind, inside, names, &mut Points::default())?,
                _ => return Err(Reject::SeveralSubjects),
            }
        }
        let mut met = BTreeSet::new();
        let once = |one: &Pointer| met.insert((one.target.clone(), one.element.clone()));
        found.records.retain(once);
        Ok(found)
    }

    fn gather(
        &self,
        about: &About,
        kind: &str,
        tree: &Tree<'_>,
        names: &BTreeMap<String, String>,
        found: &mut Points,
    ) -> Result<(), Reject> {
        for pointed in points(kind, tree) {
            if let Some(number) = pointed.identifier
                && (number.of_patient || !number.system.is_empty())
            {
                found.numbers.push(SourceIdentity {
                    system: number.system,
                    value: number.value,
                    ..SourceIdentity::default()
                });
            }
            let Some(reference) = pointed.reference else {
                continue;
            };
            match target(&reference, names) {
                Target::Nothing => {}
                Target::Patient(id) => match about {
                    About::Patient(own) if *own == id => {}
                    // Which Patient that name means is known to the bank alone.
                    About::Alias(_) => {}
                    About::Nobody => return Err(Reject::NobodyNamesPatient),
                    About::Patient(_) => return Err(Reject::AnotherPerson),
                },
                Target::Record(target) => {
                    let kind = target.split_once('/').map_or("", |(kind, _)| kind);
                    let of_nobody = self.projector.is_about_nobody(kind);
                    let pointer = Pointer {
                        target,
                        element: pointed.element,
                    };
                    if !of_nobody {
                        found.records.push(pointer);
                    }
                }
            }
        }
        Ok(())
    }

    fn people(&self, references: &[String], names: &BTreeMap<String, String>) -> Vec<About> {
        let mut people: Vec<About> = Vec::new();
        let named = references
            .iter()
            .filter_map(|reference| person(reference, names));
        for person in named {
            if !people.contains(&person) {
                people.push(person);
            }
        }
        people
    }

    /// The type of a record whose head is bad, for the report.
    fn known_kind(&self, tree: &Tree<'_>) -> Option<String> {
        let kind = tree.get("resourceType")?.text()?;
        self.catalog.is_resource(kind).then(|| kind.to_owned())
    }
}

/// One name for one person, as far as the source's words tell.
fn name_of_person(about: &About) -> Option<String> {
    match about {
        About::Nobody => None,
        About::Patient(id) => Some(format!("Patient/{id}")),
        About::Alias(urn) => Some(urn.clone()),
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

/// What a reference names, as far as its words say.
enum Target {
    Nothing,
    Patient(String),
    /// `Type/id`, or `urn:…` of an earlier Bundle.
    Record(String),
}

/// A Patient behind the address of another server is somebody too: this record's own patient only
/// where the id is the same.
fn target(reference: &str, names: &BTreeMap<String, String>) -> Target {
    let name = match names.get(reference) {
        Some(name) => name,
        None if reference.starts_with('#') => return Target::Nothing,
        None if reference.starts_with("urn:") => return Target::Record(reference.to_owned()),
        None => reference,
    };
    let name = name.split_once("/_history/").map_or(name, |(name, _)| name);
    let mut parts = name.rsplit('/');
    let (Some(id), Some(kind)) = (parts.next(), parts.next()) else {
        return Target::Nothing;
    };
    match kind {
        _ if !is_id(id) => Target::Nothing,
        "Patient" => Target::Patient(id.to_owned()),
        _ if name.len() == kind.len() + 1 + id.len() => Target::Record(name.to_owned()),
        _ => Target::Nothing,
    }
}

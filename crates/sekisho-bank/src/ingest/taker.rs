//! One record from its bytes to what the store keeps.

use std::collections::BTreeSet;

use sekisho_exchange::fhir::head::{Head, Reject, head_of};
use sekisho_exchange::fhir::parts::{Owner, inside};
use sekisho_exchange::fhir::project::points::{contained, points};
use sekisho_exchange::fhir::project::tree::Tree;
use sekisho_exchange::fhir::project::{Named, Projector, identifiers, updated};
use sekisho_model::Zone;
use sekisho_model::catalog::Catalog;
use sekisho_model::source::Source;
use sekisho_store::{About, NewRecord, Pointer, Points, SourceIdentity};

use super::names::{Meant, Names, name_of_person};

/// Judges and projects the records of one file.
pub(super) struct Taker<'a> {
    pub projector: &'a Projector,
    pub catalog: &'a Catalog,
    pub zone: Zone,
    pub source: &'a Source,
    pub bases: &'a [String],
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
        names: &Names<'_>,
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
            id: Some(names.source.id(&id)),
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
            person: &|reference| names.person(reference).as_ref().and_then(name_of_person),
        };
        let (sex, birth) = match projection.named {
            Named::Itself => described(&tree),
            Named::Nobody | Named::References(_) => (None, None),
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
            alias: full_url.map(|url| names.source.alias(url)),
            updated: updated(&tree, self.zone),
            points,
            bytes: bytes.to_vec(),
            file: self.file.to_owned(),
            line,
            kind,
            source_id: names.source.id(&id),
            sex,
            birth,
        })
    }

    /// What the record takes codes from, by the names that the bank knows records by.
    fn beside(&self, kind: &str, tree: &Tree<'_>, names: &Names<'_>) -> Vec<String> {
        let references = self.projector.beside(kind, tree);
        let records = references.iter().filter_map(|one| match names.meant(one) {
            Meant::Record(key) => Some(names.source.key(&key)),
            Meant::Alias(url) => Some(names.source.alias(&url)),
            _ => None,
        });
        records.collect()
    }

    fn about(
        &self,
        named: &Named,
        kind: &str,
        id: &str,
        names: &Names<'_>,
    ) -> Result<About, Reject> {
        let references = match named {
            Named::Nobody => return Ok(About::Nobody),
            Named::Itself => return Ok(About::Patient(names.source.id(id))),
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
        names: &Names<'_>,
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
        names: &Names<'_>,
        found: &mut Points,
    ) -> Result<(), Reject> {
        let mut met: BTreeSet<(String, String)> = BTreeSet::new();
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
            let record = match names.meant(&reference) {
                Meant::Nothing => continue,
                Meant::Number(number) => {
                    found.numbers.push(number);
                    continue;
                }
                Meant::Patient(id) => {
                    let id = names.source.id(&id);
                    match about {
                        About::Patient(own) if *own == id => continue,
                        About::Nobody => return Err(Reject::NobodyNamesPatient),
                        About::Patient(_) => return Err(Reject::AnotherPerson),
                        // Whom the record means is known to the bank alone.
                        About::Alias(_) | About::Number(..) => format!("Patient/{id}"),
                    }
                }
                // Behind another address is somebody else, but for the same id.
                Meant::Elsewhere(url, id) => match about {
                    About::Patient(own) if *own == names.source.id(&id) => continue,
                    About::Nobody => return Err(Reject::NobodyNamesPatient),
                    About::Patient(_) => return Err(Reject::AnotherPerson),
                    About::Alias(_) | About::Number(..) => names.source.alias(&url),
                },
                Meant::Alias(url) => names.source.alias(&url),
                Meant::Record(key) => {
                    let kind = key.split_once('/').map_or("", |(kind, _)| kind);
                    if self.projector.is_about_nobody(kind) {
                        continue;
                    }
                    names.source.key(&key)
                }
            };
            let element = pointed.element;
            if met.insert((record.clone(), element.clone())) {
                found.records.push(Pointer {
                    target: record,
                    element,
                });
            }
        }
        Ok(())
    }

    fn people(&self, references: &[String], names: &Names<'_>) -> Vec<About> {
        let people = references.iter().filter_map(|one| names.person(one));
        let mut met = BTreeSet::new();
        let each = people.filter(|person| met.insert(name_of_person(person)));
        each.collect()
    }

    /// The type of a record whose head is bad, for the report.
    fn known_kind(&self, tree: &Tree<'_>) -> Option<String> {
        let kind = tree.get("resourceType")?.text()?;
        self.catalog.is_resource(kind).then(|| kind.to_owned())
    }
}

/// A Patient's sex and birth date as it says them, in one way of writing; `unknown` says nothing.
fn described(patient: &Tree<'_>) -> (Option<String>, Option<String>) {
    let text = |key: &str| {
        let text = patient.get(key)?.text()?.trim().to_lowercase();
        (!text.is_empty()).then_some(text)
    };
    (
        text("gender").filter(|sex| sex != "unknown"),
        text("birthDate"),
    )
}

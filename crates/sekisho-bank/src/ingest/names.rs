//! What the references in a file mean: by the names that a Bundle gives its own entries, behind the
//! addresses of the source's servers, or by what stands there.
//!
//! Everything that comes out carries the source; a reference never leaves it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_exchange::fhir::head::{Reject, is_id};
use sekisho_exchange::fhir::read::{Bundle, name_of, with_id, without_id};
use sekisho_model::source::Source;
use sekisho_store::{About, SourceIdentity};

use super::ids;

/// What a file's references mean.
pub(super) struct Names<'n> {
    pub source: &'n Source,
    /// `https://server/fhir`: in front of `/Type/id` it means the source's own record.
    bases: &'n [String],
    /// `fullUrl` without a version -> `Type/id`, as the source says it.
    entries: BTreeMap<String, String>,
    /// The ids of entries that came without, by the entry's number.
    given: BTreeMap<u64, String>,
    /// `Type/id` that the Bundle has of two servers.
    twofold: BTreeSet<String>,
}

/// What one reference means, in the source's own words.
pub(super) enum Meant {
    /// Something inside the record, or nothing that can be told.
    Nothing,
    Patient(String),
    /// `Type/id`
    Record(String),
    /// `urn:…` of an earlier Bundle.
    Alias(String),
    /// A Patient by a number.
    Number(SourceIdentity),
    /// A Patient behind the address of a server that the source is not known by: the address, the id.
    Elsewhere(String, String),
}

impl<'n> Names<'n> {
    pub fn new(source: &'n Source, bases: &'n [String]) -> Self {
        Self {
            source,
            bases,
            entries: BTreeMap::new(),
            given: BTreeMap::new(),
            twofold: BTreeSet::new(),
        }
    }

    /// With the names that a Bundle gives its entries; one that names two entries names none.
    pub fn of(&self, bundle: &Bundle<'_>) -> Self {
        let (mut entries, mut twice) = (BTreeMap::new(), BTreeSet::new());
        let mut servers: BTreeMap<String, String> = BTreeMap::new();
        let mut twofold = BTreeSet::new();
        let given = ids::given(self.source, bundle);
        for (number, entry) in bundle.entries() {
            let resource = entry.resource();
            let (Some(url), Some(resource)) = (entry.full_url, resource) else {
                continue;
            };
            let id = given.get(&number);
            let named = name_of(resource).or_else(|| Some((without_id(resource)?, id?.clone())));
            let Some((kind, id)) = named else {
                continue;
            };
            let (url, name) = (unversioned(&url).to_owned(), format!("{kind}/{id}"));
            if let Some(server) = server(&url, &name) {
                let other = servers.insert(name.clone(), server.to_owned());
                if other.is_some_and(|other| other != server) {
                    twofold.insert(name.clone());
                }
            }
            let other = entries.insert(url.clone(), name.clone());
            if other.is_some_and(|other| other != name) {
                twice.insert(url);
            }
        }
        entries.retain(|url, _| !twice.contains(url));
        Self {
            entries,
            given,
            twofold,
            ..*self
        }
    }

    /// The resource of an entry, with the id that it is known by.
    pub fn resource<'r>(&self, number: u64, resource: &'r [u8]) -> Cow<'r, [u8]> {
        match self.given.get(&number) {
            Some(id) => Cow::Owned(with_id(resource, id)),
            None => Cow::Borrowed(resource),
        }
    }

    /// Why an entry is of no server that the source is.
    pub fn stranger(&self, full_url: Option<&str>, resource: &[u8]) -> Option<Reject> {
        let (kind, id) = name_of(resource)?;
        let name = format!("{kind}/{id}");
        if self.twofold.contains(&name) {
            return Some(Reject::TwoServers);
        }
        let server = server(unversioned(full_url?), &name)?;
        let known = self.bases.is_empty() || self.bases.iter().any(|base| base == server);
        (!known).then_some(Reject::OtherServer)
    }

    pub fn meant(&self, reference: &str) -> Meant {
        if reference.starts_with('#') {
            return Meant::Nothing;
        }
        if let Some((kind, query)) = reference.split_once('?') {
            return match kind.rsplit('/').next() {
                Some("Patient") => number(query).map_or(Meant::Nothing, Meant::Number),
                _ => Meant::Nothing,
            };
        }
        let url = unversioned(reference);
        let known = self.entries.get(url).map(String::as_str);
        if known.is_none() && url.starts_with("urn:") {
            return Meant::Alias(url.to_owned());
        }
        let name = known.or_else(|| self.behind_base(url)).unwrap_or(url);
        let mut parts = name.rsplit('/');
        let (Some(id), Some(kind)) = (parts.next(), parts.next()) else {
            return Meant::Nothing;
        };
        let whole = name.len() == kind.len() + 1 + id.len();
        match kind {
            _ if !is_id(id) || !kind.bytes().all(|b| b.is_ascii_alphanumeric()) => Meant::Nothing,
            "Patient" if whole => Meant::Patient(id.to_owned()),
            "Patient" => Meant::Elsewhere(url.to_owned(), id.to_owned()),
            _ if whole => Meant::Record(name.to_owned()),
            _ => Meant::Nothing,
        }
    }

    fn behind_base<'u>(&self, url: &'u str) -> Option<&'u str> {
        let behind = |base: &String| url.strip_prefix(base.as_str())?.strip_prefix('/');
        self.bases.iter().find_map(behind)
    }

    /// The person that a reference names. An address may be the name that an earlier Bundle gave.
    pub fn person(&self, reference: &str) -> Option<About> {
        match self.meant(reference) {
            Meant::Patient(id) => Some(About::Patient(self.source.id(&id))),
            Meant::Alias(url) | Meant::Elsewhere(url, _) => {
                Some(About::Alias(self.source.alias(&url)))
            }
            Meant::Number(number) => Some(About::Number(self.source.clone(), number)),
            Meant::Record(_) | Meant::Nothing => None,
        }
    }
}

/// One name for one person, as far as the source's words tell.
pub(super) fn name_of_person(about: &About) -> Option<String> {
    match about {
        About::Nobody => None,
        About::Patient(id) => Some(format!("Patient/{id}")),
        About::Alias(url) => Some(url.clone()),
        About::Number(source, number) => Some(format!(
            "{source} Patient?identifier={}|{}",
            number.system, number.value
        )),
    }
}

/// The server in front of `/Type/id`.
fn server<'u>(url: &'u str, name: &str) -> Option<&'u str> {
    let behind = url.strip_suffix(name)?.strip_suffix('/')?;
    behind.contains("://").then_some(behind)
}

fn unversioned(url: &str) -> &str {
    url.split_once("/_history/").map_or(url, |(url, _)| url)
}

/// `identifier=SYSTEM|VALUE`, and nothing beside it: another condition would narrow whom it means.
fn number(query: &str) -> Option<SourceIdentity> {
    let token = query.strip_prefix("identifier=")?;
    let token = decoded(
        token
            .split('&')
            .next()
            .filter(|one| one.len() == token.len())?,
    )?;
    let (system, value) = token.split_once('|').unwrap_or(("", &token));
    (!value.trim().is_empty()).then(|| SourceIdentity {
        system: system.to_owned(),
        value: value.to_owned(),
        ..SourceIdentity::default()
    })
}

/// `%7C` and its likes as what they stand for.
fn decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        if *byte == b'%' {
            let hex = std::str::from_utf8(bytes.get(at + 1..at + 3)?).ok()?;
            out.push(u8::from_str_radix(hex, 16).ok()?);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_means_a_record_of_its_own_source() {
        let source = Source::parse("b").expect("a name");
        let bases = ["https://h.example/fhir".to_owned()];
        let text = r#"{"resourceType":"Bundle","type":"document","entry":[
            {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"p"}},
            {"fullUrl":"urn:uuid:2","resource":{"resourceType":"Patient","id":"q"}},
            {"fullUrl":"urn:uuid:2","resource":{"resourceType":"Patient","id":"r"}},
            {"fullUrl":"https://e.example/Encounter/9/_history/2","resource":{"resourceType":"Encounter","id":"e"}}]}"#;
        let bundle = Bundle::open(text.as_bytes()).expect("a Bundle");
        let names = Names::new(&source, &bases).of(&bundle);
        let said = |reference: &str| match names.meant(reference) {
            Meant::Nothing => "nothing".to_owned(),
            Meant::Patient(id) => format!("patient {id}"),
            Meant::Record(key) => key,
            Meant::Alias(url) => format!("alias {url}"),
            Meant::Number(number) => format!("number {}|{}", number.system, number.value),
            Meant::Elsewhere(url, id) => format!("elsewhere {url} {id}"),
        };
        for (reference, meant) in [
            ("Patient/1", "patient 1"),
            ("Patient/1/_history/2", "patient 1"),
            ("urn:uuid:1", "patient p"),
            ("urn:uuid:2", "alias urn:uuid:2"),
            ("https://e.example/Encounter/9/_history/3", "Encounter/e"),
            ("https://h.example/fhir/Patient/7/_history/1", "patient 7"),
            (
                "https://h.example/fhirs/Patient/7",
                "elsewhere https://h.example/fhirs/Patient/7 7",
            ),
            ("https://h.example/fhir/Encounter/7", "Encounter/7"),
            ("https://x.example/Encounter/7", "nothing"),
            ("Patient?identifier=urn:n%7C7", "number urn:n|7"),
            ("https://h.example/fhir/Patient?identifier=7", "number |7"),
            ("Patient?identifier=7&gender=male", "nothing"),
            ("Patient?name=7", "nothing"),
            ("Patient/a:1", "nothing"),
            ("a:Patient/1", "nothing"),
            ("Patient/b:1", "nothing"),
            ("#p", "nothing"),
            ("", "nothing"),
        ] {
            assert_eq!(said(reference), meant, "{reference}");
        }
    }
}

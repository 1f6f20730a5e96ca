//! A Bundle scanned without building it: each entry's resource as the bytes that stand there.
//!
//! The scan checks brackets, strings and depth; what is inside a resource is checked by `head`.

use std::borrow::Cow;
use std::ops::Range;

use crate::fhir::head::{Reject, is_id, is_type_name};
use crate::fhir::project::tree::{DEPTH_MAX, Tree, any_twice};

/// A Bundle whose entries can be taken one by one.
#[derive(Debug)]
pub struct Bundle<'a> {
    bytes: &'a [u8],
    kind: String,
    /// `meta.lastUpdated`
    updated: Option<String>,
    entries: Vec<Range<usize>>,
}

/// One entry.
#[derive(Debug)]
pub struct Entry<'a> {
    pub full_url: Option<Cow<'a, str>>,
    /// What it asks for, or why that can't be done.
    pub asks: Result<Asks<'a>, Reject>,
}

/// What an entry asks the bank to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks<'a> {
    /// Take this resource in.
    Keep(&'a [u8]),
    /// The source has this record no more.
    Delete(Deleted),
}

/// A record that its source deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    pub kind: String,
    pub id: String,
    /// When, as the source says it: of the entry (`response.lastModified`), else of the Bundle
    /// (`meta.lastUpdated`, as Bulk Data's `deleted` files have it).
    pub at: Option<String>,
}

impl<'a> Entry<'a> {
    /// The resource that it brings.
    pub fn resource(&self) -> Option<&'a [u8]> {
        match self.asks {
            Ok(Asks::Keep(resource)) => Some(resource),
            _ => None,
        }
    }
}

/// What a Bundle may be that holds records to take in.
const TYPES: [&str; 6] = [
    "transaction",
    "collection",
    "batch",
    "searchset",
    "history",
    "document",
];
/// In these an entry says what it asks for.
const ASKING: [&str; 3] = ["transaction", "batch", "history"];

/// `Some(type)` if the document calls itself a Bundle.
pub fn bundle_type(bytes: &[u8]) -> Result<Option<String>, Reject> {
    let members = members(bytes, 0, 0)?.0;
    let text = |name: &str| -> Result<Option<String>, Reject> {
        match members.iter().find(|(key, _)| key == name) {
            Some((_, range)) => Ok(Tree::parse(&bytes[range.clone()])?
                .text()
                .map(str::to_owned)),
            None => Ok(None),
        }
    };
    Ok(match text("resourceType")?.as_deref() {
        Some("Bundle") => Some(text("type")?.unwrap_or_default()),
        _ => None,
    })
}

/// `(type, id)` of a resource, without looking into it.
pub fn name_of(resource: &[u8]) -> Option<(String, String)> {
    let members = members(resource, 0, 0).ok()?.0;
    let text = |name: &str| {
        let (_, range) = members.iter().find(|(key, _)| key == name)?;
        Tree::parse(&resource[range.clone()])
            .ok()?
            .text()
            .map(str::to_owned)
    };
    Some((text("resourceType")?, text("id")?))
}

/// The type of a resource that has no id: its source left that to whoever takes it in.
pub fn without_id(resource: &[u8]) -> Option<String> {
    let members = members(resource, 0, 0).ok()?.0;
    let (_, kind) = members.iter().find(|(key, _)| key == "resourceType")?;
    if members.iter().any(|(key, _)| key == "id") {
        return None;
    }
    let kind = Tree::parse(&resource[kind.clone()])
        .ok()?
        .text()?
        .to_owned();
    is_type_name(&kind).then_some(kind)
}

/// The same resource with this id as its first member; every other byte as it came.
pub fn with_id(resource: &[u8], id: &str) -> Vec<u8> {
    let open = blanks(resource, 0) + 1;
    let (before, behind) = resource.split_at(open.min(resource.len()));
    [before, br#""id":""#, id.as_bytes(), br#"","#, behind].concat()
}

impl<'a> Bundle<'a> {
    /// Its bytes as they came.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub fn open(bytes: &'a [u8]) -> Result<Self, Reject> {
        let kind = match bundle_type(bytes)? {
            Some(kind) if TYPES.contains(&kind.as_str()) => kind,
            _ => return Err(Reject::BundleType),
        };
        let (members, end) = members(bytes, 0, 0)?;
        if bytes[end..].iter().any(|b| !is_blank(*b)) {
            return Err(Reject::NotJson);
        }
        let entries = match members.iter().find(|(key, _)| key == "entry") {
            Some((_, range)) => items(bytes, range.start)?,
            None => Vec::new(),
        };
        let updated = match members.iter().find(|(key, _)| key == "meta") {
            Some((_, range)) => Tree::parse(&bytes[range.clone()])?
                .get("lastUpdated")
                .and_then(Tree::text)
                .map(str::to_owned),
            None => None,
        };
        Ok(Self {
            bytes,
            kind,
            updated,
            entries,
        })
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// With their numbers, from 1, in the order in which they are to be carried out: a history tells
    /// the newest first, and a transaction deletes before it writes.
    pub fn entries(&self) -> impl Iterator<Item = (u64, Entry<'a>)> + '_ {
        let mut order: Vec<(u64, Entry<'a>)> = (1..)
            .zip(self.entries.iter().map(|range| self.entry(range)))
            .collect();
        match self.kind.as_str() {
            "history" => order.reverse(),
            "transaction" => {
                order.sort_by_key(|(_, entry)| !matches!(entry.asks, Ok(Asks::Delete(_))));
            }
            _ => {}
        }
        order.into_iter()
    }

    fn entry(&self, range: &Range<usize>) -> Entry<'a> {
        self.read(range).unwrap_or_else(|reason| Entry {
            full_url: None,
            asks: Err(reason),
        })
    }

    fn read(&self, range: &Range<usize>) -> Result<Entry<'a>, Reject> {
        let bytes = self.bytes;
        let members = members(bytes, range.start, 2)?.0;
        let slice = |name: &str| {
            members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, range)| &bytes[range.clone()])
        };
        let full_url = match slice("fullUrl").map(Tree::parse).transpose()? {
            Some(Tree::Text(text)) => Some(text),
            _ => None,
        };
        let request = slice("request").map(Tree::parse).transpose()?;
        let said = |key: &str| {
            request
                .as_ref()
                .and_then(|r| r.get(key))
                .and_then(Tree::text)
        };
        let asks = match (said("method"), slice("resource")) {
            (Some("DELETE"), _) if ASKING.contains(&self.kind.as_str()) => {
                let response = slice("response").map(Tree::parse).transpose()?;
                let at = response
                    .as_ref()
                    .and_then(|r| r.get("lastModified"))
                    .and_then(Tree::text);
                let at = at.or(self.updated.as_deref());
                deleted(said("url").unwrap_or_default(), at).map(Asks::Delete)
            }
            (Some(method), _) if method != "POST" && method != "PUT" => Err(Reject::NotCreated),
            (_, None) => Err(Reject::NoResource),
            (_, Some(resource)) if resource.len() > super::LINE_MAX => Err(Reject::TooLong),
            (_, Some(resource)) => Ok(Asks::Keep(resource)),
        };
        Ok(Entry { full_url, asks })
    }
}

/// `Condition/c1`, also behind the address of the source's own server. A condition or a version
/// names no record for certain.
fn deleted(url: &str, at: Option<&str>) -> Result<Deleted, Reject> {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => url,
    };
    let mut parts = path.trim_matches('/').rsplit('/');
    match (parts.next(), parts.next()) {
        (Some(id), Some(kind)) if is_id(id) && is_type_name(kind) => Ok(Deleted {
            kind: kind.to_owned(),
            id: id.to_owned(),
            at: at.map(str::to_owned),
        }),
        _ => Err(Reject::DeletesWhat),
    }
}

type Members<'a> = Vec<(Cow<'a, str>, Range<usize>)>;

/// The members of the object that begins at (or after blanks at) `at`, and where it ends.
fn members(bytes: &[u8], at: usize, depth: usize) -> Result<(Members<'_>, usize), Reject> {
    let mut at = blanks(bytes, at);
    if bytes.get(at) != Some(&b'{') {
        return Err(if at < bytes.len() {
            Reject::NotAnObject
        } else {
            Reject::NotJson
        });
    }
    let mut found: Members<'_> = Vec::new();
    at = blanks(bytes, at + 1);
    if bytes.get(at) == Some(&b'}') {
        return Ok((found, at + 1));
    }
    loop {
        let key_end = string_end(bytes, at)?;
        let Tree::Text(key) = Tree::parse(&bytes[at..key_end])? else {
            return Err(Reject::NotJson);
        };
        at = blanks(bytes, key_end);
        if bytes.get(at) != Some(&b':') {
            return Err(Reject::NotJson);
        }
        let start = blanks(bytes, at + 1);
        let end = value_end(bytes, start, depth + 1)?;
        found.push((key, start..end));
        at = blanks(bytes, end);
        match bytes.get(at) {
            Some(b',') => at = blanks(bytes, at + 1),
            Some(b'}') => break,
            _ => return Err(Reject::NotJson),
        }
    }
    match any_twice(&found) {
        true => Err(Reject::DuplicateKey),
        false => Ok((found, at + 1)),
    }
}

/// The items of the array that begins at `at`.
fn items(bytes: &[u8], at: usize) -> Result<Vec<Range<usize>>, Reject> {
    if bytes.get(at) != Some(&b'[') {
        return Err(Reject::NotJson);
    }
    let mut found = Vec::new();
    let mut at = blanks(bytes, at + 1);
    if bytes.get(at) == Some(&b']') {
        return Ok(found);
    }
    loop {
        let end = value_end(bytes, at, 2)?;
        found.push(at..end);
        at = blanks(bytes, end);
        match bytes.get(at) {
            Some(b',') => at = blanks(bytes, at + 1),
            Some(b']') => return Ok(found),
            _ => return Err(Reject::NotJson),
        }
    }
}

/// Where the value that begins at `at` ends: brackets matched, strings stepped over.
fn value_end(bytes: &[u8], mut at: usize, depth: usize) -> Result<usize, Reject> {
    let mut open: Vec<u8> = Vec::new();
    loop {
        match bytes.get(at).ok_or(Reject::NotJson)? {
            b'"' => at = string_end(bytes, at)?,
            bracket @ (b'{' | b'[') => {
                open.push(bracket + 2);
                at += 1;
                if depth + open.len() > DEPTH_MAX {
                    return Err(Reject::TooDeep);
                }
            }
            bracket @ (b'}' | b']') => {
                if open.pop() != Some(*bracket) {
                    return Err(Reject::NotJson);
                }
                at += 1;
            }
            byte if open.is_empty() && (is_blank(*byte) || *byte == b',' || *byte == b':') => {
                return Err(Reject::NotJson);
            }
            _ if open.is_empty() => {
                let rest = &bytes[at..];
                let plain = |b: &u8| !matches!(b, b',' | b'}' | b']') && !is_blank(*b);
                return Ok(at + rest.iter().take_while(|b| plain(b)).count());
            }
            _ => at += 1,
        }
        if open.is_empty() {
            return Ok(at);
        }
    }
}

/// Behind the closing quote of the string that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> Result<usize, Reject> {
    if bytes.get(at) != Some(&b'"') {
        return Err(Reject::NotJson);
    }
    let mut at = at + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default())
            .ok_or(Reject::NotJson)?;
        if bytes[at] == b'"' {
            return Ok(at + 1);
        }
        at += 2;
    }
}

fn blanks(bytes: &[u8], at: usize) -> usize {
    at + bytes[at.min(bytes.len())..]
        .iter()
        .take_while(|b| is_blank(**b))
        .count()
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUNDLE: &str = r#"{ "entry" : [
        {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"p","x":"}]\"{"},"request":{"method":"POST"}},
        {"resource": {"resourceType":"Group","id":"g","n":1.10} },
        {"fullUrl":"urn:uuid:3","request":{"method":"DELETE","url":"Patient/q"}},
        {"search":{"mode":"match"}}
    ], "meta":{"lastUpdated":"2026-01-02T03:04:05Z"}, "type":"transaction", "resourceType":"Bundle" }
    "#;

    #[test]
    fn entries_are_the_bytes_that_stand_there() {
        let bundle = Bundle::open(BUNDLE.as_bytes()).unwrap();
        let entries: Vec<_> = bundle.entries().collect();
        // A transaction deletes first; the numbers are those of the file.
        let numbers: Vec<u64> = entries.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [3, 1, 2, 4]);
        let entries: Vec<_> = entries.into_iter().map(|(_, entry)| entry).collect();
        let deleted = Deleted {
            kind: "Patient".into(),
            id: "q".into(),
            at: Some("2026-01-02T03:04:05Z".into()),
        };
        assert_eq!(entries[0].asks, Ok(Asks::Delete(deleted)));
        let entries = &entries[1..];
        assert_eq!(entries[0].full_url.as_deref(), Some("urn:uuid:1"));
        assert_eq!(
            entries[0].resource(),
            Some(&br#"{"resourceType":"Patient","id":"p","x":"}]\"{"}"#[..])
        );
        assert_eq!(
            entries[1].resource(),
            Some(&br#"{"resourceType":"Group","id":"g","n":1.10}"#[..])
        );
        assert_eq!(entries[2].asks, Err(Reject::NoResource));
    }

    #[test]
    fn a_history_is_told_backwards_and_what_deletes_must_name_one_record() {
        let bundle = r#"{"resourceType":"Bundle","type":"history","entry":[
            {"request":{"method":"DELETE","url":"https://h.example/fhir/Group/g"},"response":{"lastModified":"2026-01-03"}},
            {"request":{"method":"DELETE","url":"Group?identifier=1"}},
            {"request":{"method":"DELETE","url":"Group/g/_history/2"}},
            {"request":{"method":"PUT"},"resource":{"resourceType":"Group","id":"g"}}]}"#;
        let bundle = Bundle::open(bundle.as_bytes()).unwrap();
        let mut entries = bundle.entries();
        let (number, first) = entries.next().unwrap();
        assert!(number == 4 && first.resource().is_some());
        let asks: Vec<_> = entries.map(|(_, entry)| entry.asks).collect();
        let deleted = Deleted {
            kind: "Group".into(),
            id: "g".into(),
            at: Some("2026-01-03".into()),
        };
        let what = Err(Reject::DeletesWhat);
        assert_eq!(asks, [what.clone(), what, Ok(Asks::Delete(deleted))]);
    }

    /// Each key against every other would be twenty thousand million comparisons.
    #[test]
    fn two_hundred_thousand_keys_are_looked_through_once() {
        let keys: Vec<String> = (0..200_000).map(|n| format!("\"x{n}\":0")).collect();
        let line = format!("{{\"resourceType\":\"Basic\",{}}}", keys.join(","));
        assert_eq!(bundle_type(line.as_bytes()), Ok(None));
        let twice = line.replace("\"x199999\"", "\"x0\"");
        assert_eq!(bundle_type(twice.as_bytes()), Err(Reject::DuplicateKey));
    }

    #[test]
    fn a_broken_or_foreign_bundle_is_refused_as_a_whole() {
        for (text, reason) in [
            (
                r#"{"resourceType":"Bundle","type":"message","entry":[]}"#,
                Reject::BundleType,
            ),
            (
                r#"{"resourceType":"Bundle","entry":[]}"#,
                Reject::BundleType,
            ),
            (r#"{"resourceType":"Patient","id":"x"}"#, Reject::BundleType),
            (
                r#"{"resourceType":"Bundle","type":"batch","entry":[{]}"#,
                Reject::NotJson,
            ),
            (
                r#"{"resourceType":"Bundle","type":"batch","entry":[],"entry":[]}"#,
                Reject::DuplicateKey,
            ),
            (
                r#"{"resourceType":"Bundle","type":"batch"} x"#,
                Reject::NotJson,
            ),
            (
                r#"{"resourceType":"Bundle","type":"batch","entry":[{"resource":{}"#,
                Reject::NotJson,
            ),
            ("[1]", Reject::NotAnObject),
            ("", Reject::NotJson),
        ] {
            assert_eq!(
                Bundle::open(text.as_bytes()).map(|b| b.len()),
                Err(reason),
                "{text}"
            );
        }
        let deep = format!(
            r#"{{"resourceType":"Bundle","type":"batch","entry":[{}]}}"#,
            "[".repeat(1000)
        );
        assert_eq!(
            Bundle::open(deep.as_bytes()).map(|b| b.len()),
            Err(Reject::TooDeep)
        );
    }
}

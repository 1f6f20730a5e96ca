//! Ids for resources that came without one, as a server gives them: the same again for the same.
//!
//! What names such an entry for good is a true UUID (RFC 9562) as its `fullUrl`: a later sending of it
//! is a version of the same record. Anything else (`urn:uuid:1`, `#patient`, nothing) is a name
//! inside this Bundle only, and every Bundle of that sender may have it; then the id comes from the
//! Bundle's own bytes, so that the same file again makes nothing new, and another file never makes
//! its patient out of this one's. A document that was changed is another document then: to double a
//! record can be mended, to merge two people can not.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_exchange::fhir::read::{Bundle, without_id};
use sekisho_model::Digest;
use sekisho_model::source::Source;

/// By the entry's number.
pub(super) fn given(source: &Source, bundle: &Bundle<'_>) -> BTreeMap<u64, String> {
    let mut lacking = Vec::new();
    let (mut met, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for (number, entry) in bundle.entries() {
        let url = entry.full_url.as_deref().and_then(uuid);
        if let Some(uuid) = &url
            && !met.insert(uuid.clone())
        {
            twice.insert(uuid.clone());
        }
        if let Some(kind) = entry.resource().and_then(without_id) {
            lacking.push((number, kind, url));
        }
    }
    if lacking.is_empty() {
        return BTreeMap::new();
    }
    let whole = Digest::of(bundle.bytes());
    let id = |(number, kind, uuid): (u64, String, Option<String>)| {
        let digest = match uuid.filter(|uuid| !twice.contains(uuid)) {
            Some(uuid) => Digest::of_parts([
                &b"uuid"[..],
                source.name().as_bytes(),
                kind.as_bytes(),
                uuid.as_bytes(),
            ]),
            None => Digest::of_parts([
                &b"bundle"[..],
                source.name().as_bytes(),
                &whole.0,
                &number.to_be_bytes(),
            ]),
        };
        (number, format!("x-{}", &digest.hex()[..40]))
    };
    lacking.into_iter().map(id).collect()
}

/// The UUID that a `urn:uuid:` names, in one way of writing; `None`: it is none.
fn uuid(url: &str) -> Option<String> {
    let text = url.strip_prefix("urn:uuid:")?.to_ascii_lowercase();
    let mut parts = text.split('-');
    let lengths = [8, 4, 4, 4, 12];
    let whole = lengths.iter().all(|length| {
        let part = parts.next();
        part.is_some_and(|part| {
            part.len() == *length && part.bytes().all(|b| b.is_ascii_hexdigit())
        })
    });
    let version = text.as_bytes().get(14);
    let variant = text.as_bytes().get(19);
    let made =
        matches!(version, Some(b'1'..=b'8')) && matches!(variant, Some(b'8' | b'9' | b'a' | b'b'));
    (whole && parts.next().is_none() && made).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(source: &str, bundle: &str) -> Vec<String> {
        let source = Source::parse(source).expect("a name");
        let bundle = Bundle::open(bundle.as_bytes()).expect("a Bundle");
        given(&source, &bundle).into_values().collect()
    }

    #[test]
    fn a_true_uuid_names_a_record_for_good_and_anything_else_inside_its_bundle_only() {
        let bundle = |url: &str, more: &str| {
            format!(
                r#"{{"resourceType":"Bundle","type":"document"{more},"entry":[{{"fullUrl":"{url}","resource":{{"resourceType":"Patient"}}}}]}}"#
            )
        };
        let real = "urn:uuid:6b3c1d4e-0000-4000-8000-000000000001";
        let (one, other) = (bundle(real, ""), bundle(real, r#","language":"ja""#));
        assert_eq!(ids("a", &one), ids("a", &other));
        assert_eq!(ids("a", &one), ids("a", &one.replace("6b3c", "6B3C")));
        assert_ne!(ids("a", &one), ids("b", &one));
        for placeholder in [
            "urn:uuid:1",
            "urn:uuid:00000000-0000-0000-0000-000000000001",
            "#p",
            "Patient/1",
        ] {
            let (one, other) = (
                bundle(placeholder, ""),
                bundle(placeholder, r#","language":"ja""#),
            );
            assert_eq!(ids("a", &one), ids("a", &one));
            assert_ne!(ids("a", &one), ids("a", &other), "{placeholder}");
        }
        // One name for two entries is no name.
        let entry = format!(r#"{{"fullUrl":"{real}","resource":{{"resourceType":"Patient"}}}}"#);
        let two =
            format!(r#"{{"resourceType":"Bundle","type":"document","entry":[{entry},{entry}]}}"#);
        let two = ids("a", &two);
        assert!(two[0] != two[1] && !two.contains(&ids("a", &one)[0]));
    }
}

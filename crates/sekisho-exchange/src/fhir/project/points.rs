//! Whom and what a record names beside saying whom it is about: each must be of the same person.
//!
//! Every reference counts, wherever it stands (`encounter`, `specimen`, `partOf`, `hasMember`,
//! `focus`, a participant, an extension). Left out are the links of a Patient, which say that two
//! records may be one person, and resources inside the record, which the caller looks at one by one.

use super::tree::Tree;

/// The type of a person's own record.
const PATIENT: &str = "Patient";

/// One thing that a record points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// The member at the top of the record in which it stands: `encounter`.
    pub element: String,
    pub reference: Option<String>,
    /// `Reference.identifier`, and whether it stands where a patient is meant.
    pub identifier: Option<Identified>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Identified {
    pub system: String,
    pub value: String,
    pub of_patient: bool,
}

impl std::fmt::Debug for Identified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identified")
    }
}

/// Everything a resource points to, but not what the resources inside it do.
pub fn points(kind: &str, resource: &Tree<'_>) -> Vec<Pointed> {
    let mut found = Vec::new();
    let Tree::Object(members) = resource else {
        return found;
    };
    for (key, value) in members {
        let links = kind == PATIENT && key == "link";
        if key != "contained" && !links {
            gather(key, value, &mut found);
        }
    }
    found
}

/// The resources inside a record.
pub fn contained<'t, 'a>(record: &'t Tree<'a>) -> &'t [Tree<'a>] {
    match record.get("contained") {
        Some(Tree::Array(inside)) => inside,
        _ => &[],
    }
}

fn gather(element: &str, tree: &Tree<'_>, found: &mut Vec<Pointed>) {
    match tree {
        Tree::Array(items) => items.iter().for_each(|item| gather(element, item, found)),
        Tree::Object(members) => {
            found.extend(pointed(
                element,
                tree,
                members.iter().map(|(key, _)| &**key),
            ));
            members
                .iter()
                .for_each(|(_, value)| gather(element, value, found));
        }
        Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {}
    }
}

/// Members that a Reference may have, beside siblings with an underscore.
const OF_A_REFERENCE: [&str; 6] = [
    "reference",
    "type",
    "identifier",
    "display",
    "id",
    "extension",
];

fn pointed<'k>(
    element: &str,
    tree: &Tree<'_>,
    mut keys: impl Iterator<Item = &'k str>,
) -> Option<Pointed> {
    let text = |key: &str| tree.get(key).and_then(Tree::text).map(str::to_owned);
    let reference = text("reference");
    let is_reference = keys.all(|key| key.starts_with('_') || OF_A_REFERENCE.contains(&key));
    let identifier = tree.get("identifier").filter(|_| is_reference);
    let identifier = identifier.and_then(|identifier| {
        let text = |key: &str| identifier.get(key).and_then(Tree::text);
        let of_patient =
            text_is_patient(tree.get("type")) || reference.as_deref().is_some_and(names_a_patient);
        Some(Identified {
            system: text("system").unwrap_or_default().to_owned(),
            value: text("value")
                .filter(|value| !value.trim().is_empty())?
                .to_owned(),
            of_patient,
        })
    });
    (reference.is_some() || identifier.is_some()).then(|| Pointed {
        element: element.to_owned(),
        reference,
        identifier,
    })
}

fn text_is_patient(tree: Option<&Tree<'_>>) -> bool {
    tree.and_then(Tree::text)
        .is_some_and(|kind| kind == PATIENT)
}

/// `Patient/x`, also behind an address.
fn names_a_patient(reference: &str) -> bool {
    let mut parts = reference.rsplit('/');
    matches!((parts.next(), parts.next()), (Some(_), Some(kind)) if kind == PATIENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The element, the reference, and the number with whether it is a patient's.
    type Told<'t> = (&'t str, Option<&'t str>, Option<(&'t str, bool)>);

    fn check(kind: &str, text: &str, expect: &[Told<'_>]) {
        let tree = Tree::parse(text.as_bytes()).unwrap();
        let found = points(kind, &tree);
        let found: Vec<_> = found
            .iter()
            .map(|p| {
                let identifier = p.identifier.as_ref();
                (
                    p.element.as_str(),
                    p.reference.as_deref(),
                    identifier.map(|i| (i.value.as_str(), i.of_patient)),
                )
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn every_reference_counts_and_a_bare_identifier_only_where_a_reference_stands() {
        check(
            "Observation",
            r#"{"identifier":[{"system":"s","value":"own"}],
                "subject":{"reference":"Patient/p","identifier":{"system":"s","value":"77"}},
                "focus":[{"type":"Patient","identifier":{"value":"78"}}],
                "component":[{"extension":[{"url":"u","valueReference":{"reference":"Encounter/e"}}]}],
                "performer":[{"identifier":{"system":"s","value":"9"},"display":"x"}],
                "contained":[{"resourceType":"Patient","link":[{"other":{"reference":"Patient/z"}}]}]}"#,
            &[
                ("subject", Some("Patient/p"), Some(("77", true))),
                ("focus", None, Some(("78", true))),
                ("component", Some("Encounter/e"), None),
                ("performer", None, Some(("9", false))),
            ],
        );
        check(
            "Composition",
            r#"{"identifier":{"system":"s","value":"own"},"status":"final"}"#,
            &[],
        );
    }

    #[test]
    fn a_patients_links_are_no_other_person() {
        let text = r#"{"link":[{"other":{"reference":"Patient/q"}}],"managingOrganization":{"reference":"Organization/o"}}"#;
        let organization = ("managingOrganization", Some("Organization/o"), None);
        check("Patient", text, &[organization]);
        check(
            "Person",
            text,
            &[("link", Some("Patient/q"), None), organization],
        );
    }
}

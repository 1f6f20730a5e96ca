//! A FHIR `Consent` as it was written: who, since when, and its tree of provisions laid out in a
//! row. What it means for a form is not decided here.
//!
//! Whatever can change its meaning and is not understood is said (`unclear`), so that nobody takes
//! it for what it would be without that.

use std::fmt;

use sekisho_model::catalog::Catalog;

use super::check;
use super::head::Reject;
use super::project::tree::Tree;

/// More provisions than any paper has boxes to tick.
pub const PROVISIONS_MAX: usize = 1000;
/// Of the faults of one resource these many are told.
const FAULTS_TOLD: usize = 3;

/// One version of one Consent.
#[derive(Clone, Default)]
pub struct Consent {
    pub id: Option<String>,
    pub identifiers: Vec<Identifier>,
    /// `meta.versionId`
    pub version: Option<String>,
    /// `meta.lastUpdated`
    pub updated: Option<String>,
    pub status: Option<String>,
    /// The codes of `scope`.
    pub scope: Vec<Code>,
    pub patient: Whose,
    /// `dateTime`
    pub said: Option<String>,
    pub performers: Vec<Whose>,
    /// `policy.uri`, and the codes of `policyRule`.
    pub policies: Vec<Code>,
    /// In the order of the text, each after the one it stands in; the first is the root.
    pub provisions: Vec<Provision>,
    /// Why nobody can say what it means.
    pub unclear: Option<Unclear>,
    /// Where it is no valid FHIR R4.
    pub faults: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// `modifierExtension` somewhere.
    Modified,
    /// `implicitRules`
    Implicit,
    TooManyProvisions,
}

/// A reference to somebody, and the numbers beside it.
#[derive(Clone, Default)]
pub struct Whose {
    pub reference: Option<String>,
    pub identifiers: Vec<Identifier>,
    /// `type`, where it is said.
    pub kind: Option<String>,
}

#[derive(Clone, Default, PartialEq, Eq)]
pub struct Identifier {
    pub system: String,
    pub value: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// Empty where none is given.
    pub system: String,
    pub code: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Permit,
    Deny,
}

/// One rule of the tree.
#[derive(Clone, Default)]
pub struct Provision {
    /// Where it stands: `provision.provision[2]`.
    pub place: String,
    /// The one it stands in, by its place in the row.
    pub parent: Option<usize>,
    pub effect: Option<Effect>,
    pub start: Option<String>,
    pub end: Option<String>,
    /// By element (`code`, `purpose`, …): the codes of each thing named there. The rule is about
    /// whatever one of the things of every element names.
    pub about: Vec<(&'static str, Vec<Vec<Code>>)>,
    /// Elements that narrow it in a way that no code says: `actor`, `data`.
    pub besides: Vec<&'static str>,
    /// `dataPeriod`
    pub collected: Option<(Option<String>, Option<String>)>,
    /// `SAID_BY`, which this bank writes itself.
    pub said_by: Option<String>,
}

/// What this bank adds to a provision that it writes: who said it, where not the person.
pub const SAID_BY: &str = "urn:sekisho:fhir:consent-said-by";

const CONCEPTS: [&str; 2] = ["code", "action"];
const CODINGS: [&str; 3] = ["purpose", "class", "securityLabel"];
const BESIDES: [&str; 2] = ["actor", "data"];

impl fmt::Debug for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Consent({} provisions)", self.provisions.len())
    }
}

impl Consent {
    /// `Err` where the bytes can't be read at all, or are no Consent.
    pub fn read(bytes: &[u8], catalog: &'static Catalog) -> Result<Self, Reject> {
        let tree = Tree::parse(bytes)?;
        if !matches!(tree, Tree::Object(_)) {
            return Err(Reject::NotAnObject);
        }
        if text(&tree, "resourceType").as_deref() != Some("Consent") {
            return Err(Reject::UnknownType);
        }
        let mut faults = check(bytes, catalog);
        faults.truncate(FAULTS_TOLD);
        let mut consent = Self {
            id: text(&tree, "id"),
            identifiers: list(tree.get("identifier")).map(identifier).collect(),
            version: tree.get("meta").and_then(|meta| text(meta, "versionId")),
            updated: tree.get("meta").and_then(|meta| text(meta, "lastUpdated")),
            status: text(&tree, "status"),
            scope: tree.get("scope").map(concept).unwrap_or_default(),
            patient: tree.get("patient").map(whose).unwrap_or_default(),
            said: text(&tree, "dateTime"),
            performers: list(tree.get("performer")).map(whose).collect(),
            policies: policies(&tree),
            provisions: Vec::new(),
            unclear: None,
            faults: faults.iter().map(ToString::to_string).collect(),
        };
        if tree.get("implicitRules").is_some() || tree.get("_implicitRules").is_some() {
            consent.unclear = Some(Unclear::Implicit);
        }
        if is_modified(&tree) {
            consent.unclear = Some(Unclear::Modified);
        }
        if let Some(root) = tree.get("provision")
            && !lay_out(root, None, "provision".to_owned(), &mut consent.provisions)
        {
            consent.unclear = Some(Unclear::TooManyProvisions);
        }
        Ok(consent)
    }
}

/// What a contained resource says of itself modifies no consent.
fn is_modified(tree: &Tree<'_>) -> bool {
    match tree {
        Tree::Array(items) => items.iter().any(is_modified),
        Tree::Object(members) => members.iter().any(|(name, value)| {
            name == "modifierExtension" || (name != "contained" && is_modified(value))
        }),
        _ => false,
    }
}

/// The provision and all within it; false when there are too many.
fn lay_out(
    tree: &Tree<'_>,
    parent: Option<usize>,
    place: String,
    row: &mut Vec<Provision>,
) -> bool {
    if row.len() == PROVISIONS_MAX {
        return false;
    }
    let own = row.len();
    let inner = list(tree.get("provision")).enumerate();
    let inner: Vec<(String, &Tree<'_>)> = inner
        .map(|(n, inner)| (format!("{place}.provision[{n}]"), inner))
        .take(PROVISIONS_MAX)
        .collect();
    row.push(provision(tree, parent, place));
    inner
        .into_iter()
        .all(|(place, inner)| lay_out(inner, Some(own), place, row))
}

fn provision(tree: &Tree<'_>, parent: Option<usize>, place: String) -> Provision {
    let concepts = CONCEPTS.into_iter().map(|element| {
        let named = list(tree.get(element)).map(concept).collect::<Vec<_>>();
        (element, named)
    });
    let codings = CODINGS.into_iter().map(|element| {
        let named = list(tree.get(element)).map(|one| vec![coding(one)]);
        (element, named.collect::<Vec<_>>())
    });
    let period = |element: &str| {
        let period = tree.get(element)?;
        Some((text(period, "start"), text(period, "end")))
    };
    let (start, end) = period("period").unwrap_or_default();
    let said_by = list(tree.get("extension"))
        .find(|extension| text(extension, "url").as_deref() == Some(SAID_BY))
        .and_then(|extension| text(extension, "valueCode"));
    Provision {
        place,
        parent,
        effect: match text(tree, "type").as_deref() {
            Some("permit") => Some(Effect::Permit),
            Some("deny") => Some(Effect::Deny),
            _ => None,
        },
        start,
        end,
        about: concepts
            .chain(codings)
            .filter(|(_, named)| !named.is_empty())
            .collect(),
        besides: BESIDES
            .into_iter()
            .filter(|element| tree.get(element).is_some())
            .collect(),
        collected: period("dataPeriod"),
        said_by,
    }
}

fn policies(tree: &Tree<'_>) -> Vec<Code> {
    let uris = list(tree.get("policy")).filter_map(|policy| {
        Some(Code {
            system: String::new(),
            code: text(policy, "uri")?,
        })
    });
    let rule = tree.get("policyRule").map(concept).unwrap_or_default();
    uris.chain(rule).collect()
}

fn whose(tree: &Tree<'_>) -> Whose {
    Whose {
        reference: text(tree, "reference"),
        identifiers: tree.get("identifier").map(identifier).into_iter().collect(),
        kind: text(tree, "type"),
    }
}

fn identifier(tree: &Tree<'_>) -> Identifier {
    Identifier {
        system: text(tree, "system").unwrap_or_default(),
        value: text(tree, "value").unwrap_or_default(),
    }
}

fn concept(tree: &Tree<'_>) -> Vec<Code> {
    list(tree.get("coding")).map(coding).collect()
}

fn coding(tree: &Tree<'_>) -> Code {
    Code {
        system: text(tree, "system").unwrap_or_default(),
        code: text(tree, "code").unwrap_or_default(),
    }
}

fn text(tree: &Tree<'_>, key: &str) -> Option<String> {
    tree.get(key)?.text().map(str::to_owned)
}

/// The items of an array; one thing where an array should stand is that one.
fn list<'t, 'a>(tree: Option<&'t Tree<'a>>) -> impl Iterator<Item = &'t Tree<'a>> {
    let items: &[Tree<'a>] = match tree {
        Some(Tree::Array(items)) => items,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    items.iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sekisho_model::catalog;

    fn read(text: &str) -> Consent {
        Consent::read(text.as_bytes(), catalog::r4()).unwrap()
    }

    #[test]
    fn the_tree_is_laid_out_each_rule_after_the_one_it_stands_in() {
        let consent = read(
            r#"{"resourceType":"Consent","id":"c","status":"active","patient":{"reference":"Patient/p"},
            "provision":{"type":"deny","provision":[
              {"type":"permit","code":[{"coding":[{"system":"s","code":"a"},{"code":"b"}]}],
               "provision":[{"type":"deny","actor":[{}],"purpose":[{"system":"s","code":"x"}]}]},
              {"type":"permit","period":{"start":"2024"}}]}}"#,
        );
        let parents: Vec<Option<usize>> = consent.provisions.iter().map(|p| p.parent).collect();
        assert_eq!(parents, [None, Some(0), Some(1), Some(0)]);
        assert_eq!(consent.provisions[1].about[0].1[0].len(), 2);
        assert_eq!(consent.provisions[2].besides, ["actor"]);
        assert_eq!(consent.provisions[3].start.as_deref(), Some("2024"));
        assert!(consent.unclear.is_none());
    }

    #[test]
    fn what_may_change_its_meaning_is_said() {
        let modified = r#"{"resourceType":"Consent","provision":{"provision":[{"code":[{"text":"x"}],"modifierExtension":[]}]}}"#;
        assert_eq!(read(modified).unclear, Some(Unclear::Modified));
        let ruled = r#"{"resourceType":"Consent","implicitRules":"http://x"}"#;
        assert_eq!(read(ruled).unclear, Some(Unclear::Implicit));
        let many = format!(
            r#"{{"resourceType":"Consent","provision":{{"provision":[{}]}}}}"#,
            vec!["{}"; 10_000].join(",")
        );
        assert_eq!(read(&many).unclear, Some(Unclear::TooManyProvisions));
        assert_eq!(read(&many).provisions.len(), PROVISIONS_MAX);
        let twice = r#"{"resourceType":"Consent","status":"active","status":"inactive"}"#;
        let read = Consent::read(twice.as_bytes(), catalog::r4());
        assert_eq!(read.unwrap_err(), Reject::DuplicateKey);
    }
}

//! Standards: what a legal regime lets remain of each kind of field, and where a profile keeps more.
//!
//! A rule on a whole keeps only what is coded, numbered or boolean and names nobody. What can break
//! a standard is a rule that names a value (by its path or its primitive type), a keyed name that
//! reaches too far or stands for an identification code, and a changed extension of unknown content.

use std::collections::BTreeMap;

use sekisho_model::catalog::{Catalog, Field, Identifiability, Inside, ShapeKind};
use sekisho_model::identity::Scope;
use sekisho_model::profile::{Action, FieldRule, Profile, Selector};
use sekisho_model::{Origin, Text};
use sekisho_syntax::ast::Name;
use sekisho_syntax::nearest;

use super::Analyzer;
use crate::problem::{package as package_problems, profile as problems};

/// More fields than this for one selector tell nothing new.
const FIELDS_SHOWN_MAX: usize = 20;
const LATER: [&str; 3] = ["jp_coded_consent", "jp_anonymized", "hipaa_safe_harbor"];

struct Standard {
    name: &'static str,
    clauses: &'static [Clause],
}

/// One line of a standard: of fields of this class, only this may remain.
struct Clause {
    class: Identifiability,
    /// May a keyed name remain, joining a person's records inside a study?
    linking: bool,
    cites: &'static str,
    would_do: &'static str,
}

/// 仮名加工情報・仮名加工医療情報: descriptions that identify and personal identification codes are
/// gone; singular values may stay. Our reading of the clauses cited.
static JP_PSEUDONYMIZED: Standard = Standard {
    name: "jp_pseudonymized",
    clauses: &[
        Clause {
            class: Identifiability::Direct,
            linking: true,
            cites: "個人情報保護法41条1項・施行規則31条1号、次世代医療基盤法35条1項",
            would_do: "drop, remap, pseudonym",
        },
        Clause {
            class: Identifiability::Code,
            linking: false,
            cites: "個人情報保護法41条1項・施行規則31条2号、次世代医療基盤法35条1項",
            would_do: "drop, remap",
        },
        Clause {
            class: Identifiability::Linking,
            linking: true,
            cites: "個人情報保護法41条1項・2項・施行規則31条1号",
            would_do: "pseudonym, remap, drop",
        },
        Clause {
            class: Identifiability::Free,
            linking: false,
            cites: "個人情報保護法41条1項・施行規則31条1号",
            would_do: "drop",
        },
        Clause {
            class: Identifiability::Pixel,
            linking: false,
            cites: "個人情報保護法41条1項・施行規則31条1号・2号",
            would_do: "drop",
        },
    ],
};

/// (path, type, how far it points at a person)
type Value = (String, &'static str, Identifiability);

/// What a chain of actions leaves of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Remains {
    Nothing,
    Linking,
    Coarse,
    Itself,
}

impl Analyzer<'_> {
    pub fn satisfies(&mut self, profile: &mut Profile, standard: &Name) {
        if standard.text == JP_PSEUDONYMIZED.name {
            self.prove(profile, &JP_PSEUDONYMIZED);
            profile.satisfies.push(standard.text.clone());
        } else if LATER.contains(&standard.text.as_str()) {
            self.say(package_problems::not_available(
                standard.origin.clone(),
                &format!("satisfies {}", standard.text),
            ));
        } else {
            let known = LATER.into_iter().chain([JP_PSEUDONYMIZED.name]);
            self.say(problems::unknown_standard(
                standard.origin.clone(),
                &standard.text,
                nearest(&standard.text, known),
            ));
        }
    }

    fn prove(&mut self, profile: &Profile, standard: &Standard) {
        let Some(fhir) = &profile.fhir else { return };
        let decided = Decided::of(self.catalog, &fhir.rules);
        let shifts = profile.shift_days_max.is_some();
        let linking_ok = profile.scope != Scope::Bank;
        let links = standard
            .clauses
            .iter()
            .find(|c| c.class == Identifiability::Linking);
        if let Some(clause) = links.filter(|c| !c.allows(Remains::Linking, linking_ok)) {
            // Ids and references always leave by a keyed name.
            let (left, allowed) = (remains_words(Remains::Linking, linking_ok), clause.words());
            let would_do = "key scope study, key scope delivery";
            self.say(problems::not_satisfied(
                profile.origin.clone(),
                "id, Reference",
                &left,
                &allowed,
                clause.cites,
                would_do,
                standard.name,
            ));
        }
        for rule in &fhir.rules {
            let remains = remains(&rule.actions);
            for selector in &rule.selectors {
                let fields = decided.fields(self.catalog, selector, &rule.actions, &|resource| {
                    self.model.records.contains_key(resource)
                });
                let mut found = Vec::new();
                for (path, type_name, class) in fields {
                    if let Some(clause) = standard
                        .clauses
                        .iter()
                        .find(|c| c.class == class && !c.allows(remains, linking_ok))
                    {
                        let (left, allowed) = (remains_words(remains, linking_ok), clause.words());
                        found.push(problems::not_satisfied(
                            rule_place(rule),
                            &path,
                            &left,
                            &allowed,
                            clause.cites,
                            clause.would_do,
                            standard.name,
                        ));
                    } else if shifts
                        && remains == Remains::Itself
                        && matches!(type_name, "date" | "dateTime" | "instant")
                    {
                        found.push(problems::raw_date(rule_place(rule), &path));
                    }
                }
                found.truncate(FIELDS_SHOWN_MAX);
                self.problems.extend(found);
            }
        }
    }
}

impl Clause {
    fn allows(&self, remains: Remains, linking_ok: bool) -> bool {
        match remains {
            Remains::Nothing => true,
            Remains::Linking => self.linking && linking_ok,
            Remains::Coarse | Remains::Itself => false,
        }
    }

    fn words(&self) -> Text {
        if self.linking {
            Text::new(
                "何も残さないか、研究の中だけで使う仮名",
                "nothing, or a pseudonym that reaches no further than a study",
            )
        } else {
            Text::new("何も残さないこと", "nothing")
        }
    }
}

fn remains(actions: &[Action]) -> Remains {
    let of = |action: &Action| match action {
        Action::Drop | Action::Blank | Action::Replace(_) | Action::Remap => Remains::Nothing,
        Action::Pseudonym => Remains::Linking,
        Action::Shift
        | Action::Year
        | Action::Month
        | Action::First(_)
        | Action::Cap(_)
        | Action::Round(_)
        | Action::Band(_)
        | Action::Map(_) => Remains::Coarse,
        Action::Keep | Action::MaskBurnedIn { .. } | Action::Call(_) => Remains::Itself,
    };
    // Along a chain, the least that any step lets through.
    [Remains::Nothing, Remains::Linking, Remains::Coarse]
        .into_iter()
        .find(|least| actions.iter().any(|a| of(a) == *least))
        .unwrap_or(Remains::Itself)
}

fn remains_words(remains: Remains, linking_ok: bool) -> Text {
    match remains {
        Remains::Nothing => Text::new("何も", "nothing"),
        Remains::Linking if linking_ok => Text::new("仮名", "a pseudonym"),
        Remains::Linking => Text::new(
            "バンク全体で通じる仮名",
            "a pseudonym that reaches over the whole bank",
        ),
        Remains::Coarse => Text::new("値の一部", "a part of the value"),
        Remains::Itself => Text::new("値そのもの", "the value itself"),
    }
}

fn rule_place(rule: &FieldRule) -> Origin {
    rule.origin.clone()
}

/// Records about nobody leave only by path rules; type rules are silent there.
const NOBODY: [&str; 8] = [
    "Practitioner",
    "PractitionerRole",
    "Organization",
    "OrganizationAffiliation",
    "Location",
    "HealthcareService",
    "Endpoint",
    "Person",
];

/// What more special rules say, so that a type rule is not blamed for fields it doesn't decide.
struct Decided {
    /// `HumanName.family`, `Patient.contact.name` -> dropped as a whole or decided exactly.
    paths: BTreeMap<String, bool>,
    dropped_types: Vec<String>,
}

impl Decided {
    fn of(catalog: &Catalog, rules: &[FieldRule]) -> Self {
        let mut decided = Self {
            paths: BTreeMap::new(),
            dropped_types: Vec::new(),
        };
        for rule in rules {
            let drops = rule.actions.contains(&Action::Drop);
            for selector in &rule.selectors {
                match selector {
                    Selector::Path(path) => {
                        if let Ok(found) = catalog.lookup(path) {
                            let steps: Vec<&str> = found
                                .segments
                                .steps
                                .iter()
                                .map(|s| s.key.unwrap_or(&s.name))
                                .collect();
                            decided.paths.insert(
                                format!("{}.{}", found.segments.root, steps.join(".")),
                                drops,
                            );
                        }
                    }
                    Selector::Type(name) if drops => decided.dropped_types.push(name.clone()),
                    _ => {}
                }
            }
        }
        decided
    }

    /// The values a selector itself decides.
    /// Resources the model doesn't know can't be granted, so they are not asked about.
    fn fields(
        &self,
        catalog: &Catalog,
        selector: &Selector,
        actions: &[Action],
        is_known: &dyn Fn(&str) -> bool,
    ) -> Vec<Value> {
        match selector {
            // What an extension holds is not known here: where its text is changed, it is free text.
            Selector::Extension(url)
                if actions
                    .iter()
                    .any(|a| matches!(a, Action::First(_) | Action::Pseudonym)) =>
            {
                vec![(
                    format!("extension \"{url}\""),
                    "string",
                    Identifiability::Free,
                )]
            }
            Selector::Path(path) => {
                let mut values = named_by_path(catalog, path);
                values.extend(codes_inside(catalog, path, actions));
                values
            }
            Selector::Type(name) if catalog.primitive(name).is_none() => {
                codes_inside(catalog, name, actions)
            }
            Selector::Type(name) => {
                let mut fields = Vec::new();
                let leaves = |path: &str, kind| {
                    let root = path.split('.').next().unwrap_or(path);
                    (is_known(root) || catalog.is_type(root)) && !self.cuts(path, kind)
                };
                for (_, shape) in catalog
                    .shapes()
                    .filter(|(_, shape)| leaves(shape.path, shape.kind))
                {
                    for field in shape.fields.iter().filter(|f| f.type_name == name) {
                        let path = format!("{}.{}", shape.path, field.key);
                        let fixed = shape.kind == ShapeKind::Resource && field.key == "id"
                            || shape.path == "Extension" && field.key == "url";
                        if !fixed && !self.paths.contains_key(&path) {
                            fields.push((path, field.type_name, field.identifiability));
                        }
                    }
                }
                fields.sort();
                fields
            }
            // Other extensions, and what is no FHIR.
            _ => Vec::new(),
        }
    }

    /// True where the shape is about nobody, or a more special rule drops the whole it stands for.
    fn cuts(&self, path: &str, kind: ShapeKind) -> bool {
        if NOBODY.contains(&path.split('.').next().unwrap_or(path)) {
            return true;
        }
        if kind == ShapeKind::DataType && self.dropped_types.iter().any(|t| t == path) {
            return true;
        }
        self.paths.iter().any(|(whole, drops)| {
            *drops
                && (path == whole
                    || path
                        .strip_prefix(whole.as_str())
                        .is_some_and(|rest| rest.starts_with('.')))
        })
    }
}

/// A keyed name on a whole reaches the identification codes inside it.
fn codes_inside(catalog: &Catalog, whole: &str, actions: &[Action]) -> Vec<Value> {
    if actions.first() != Some(&Action::Pseudonym) {
        return Vec::new();
    }
    let root = whole.split('.').next().unwrap_or(whole);
    let inside = |path: &str| {
        path.strip_prefix(whole)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    let codes = catalog
        .leaves(root)
        .into_iter()
        .filter(|leaf| leaf.identifiability == Identifiability::Code && inside(&leaf.path));
    let keyed = codes.filter(|leaf| {
        matches!(
            leaf.type_name,
            "id" | "string" | "uri" | "oid" | "uuid" | "code"
        )
    });
    keyed
        .map(|leaf| (leaf.path, leaf.type_name, leaf.identifiability))
        .collect()
}

/// The value or values a path names; a path to a whole names none.
fn named_by_path(catalog: &Catalog, path: &str) -> Vec<Value> {
    let Ok(found) = catalog.lookup(path) else {
        return Vec::new();
    };
    let whole = strongest_around(catalog, path);
    let values = found
        .fields
        .iter()
        .filter(|field| matches!(field.inside, Inside::Value(_)));
    values
        .map(|field| (path.to_owned(), field.type_name, lifted(field, whole)))
        .collect()
}

/// The strongest class of the wholes a path leads through.
fn strongest_around(catalog: &Catalog, path: &str) -> Identifiability {
    let ends = path.match_indices('.').map(|(i, _)| i);
    let wholes = ends.filter_map(|end| {
        catalog
            .lookup(&path[..end])
            .ok()?
            .field
            .map(|f| f.identifiability)
    });
    wholes.min().unwrap_or(Identifiability::Open)
}

/// A whole's class reaches what is not coded inside it.
fn lifted(field: &Field, whole: Identifiability) -> Identifiability {
    match field.type_name {
        "code" | "boolean" | "decimal" | "integer" | "positiveInt" | "unsignedInt"
            if whole != Identifiability::Code =>
        {
            field.identifiability
        }
        _ => whole.min(field.identifiability),
    }
}

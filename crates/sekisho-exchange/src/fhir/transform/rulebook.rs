//! The profile's rules made ready: selectors resolved against the catalog, actions judged.
//!
//! Refuses what could never be obeyed: unknown names, two rules for one thing, an action that does
//! not fit, ids without a keyed name.

use std::collections::BTreeMap;

use sekisho_model::Text;
use sekisho_model::catalog::{Catalog, Field, Identifiability, LookupError, Segment};
use sekisho_model::profile::{Action, FhirRules, Selector};

/// How many selectors a profile may hold; the table's size follows from it.
const SELECTORS_MAX: usize = 4096;

pub(super) use crate::columns::Rule;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    Keep,
    Drop,
    /// The values go through the rule's stages.
    Change,
}

/// A path selector and where it begins to be watched.
#[derive(Debug)]
pub(super) struct PathRule {
    pub root: &'static str,
    pub steps: Vec<Segment>,
    pub rule: Rule,
}

#[derive(Debug)]
pub(super) struct Rulebook {
    pub paths: Vec<PathRule>,
    pub types: BTreeMap<&'static str, Rule>,
    pub extensions: BTreeMap<String, Rule>,
    pub actions: Vec<Vec<Action>>,
    /// Rules whose last action hangs on a condition, which the transforms judge value by value.
    pub conditional: Vec<bool>,
    /// The rule that names records: its stages make every id and every reference.
    pub link: Rule,
    /// Rules whose result can spell out what came.
    shows: Vec<bool>,
}

/// Why a profile can't be compiled for FHIR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// Index into `FhirRules::rules`; `None` when the profile as a whole is at fault.
    pub rule: Option<u16>,
    pub message: Text,
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for CompileError {}

impl Rulebook {
    pub fn new(rules: &FhirRules, catalog: &'static Catalog) -> Result<Self, CompileError> {
        let count: usize = rules.rules.iter().map(|rule| rule.selectors.len()).sum();
        if count > SELECTORS_MAX || rules.rules.len() > SELECTORS_MAX {
            return Err(fault(
                None,
                "プロファイルの規則が多すぎます",
                "the profile has too many rules",
            ));
        }
        let mut book = Self {
            paths: Vec::new(),
            types: BTreeMap::new(),
            extensions: BTreeMap::new(),
            actions: rules
                .rules
                .iter()
                .map(|rule| rule.actions.clone())
                .collect(),
            conditional: rules.rules.iter().map(|rule| rule.when.is_some()).collect(),
            link: 0,
            shows: rules.rules.iter().map(|rule| rule.shows()).collect(),
        };
        for (n, rule) in rules.rules.iter().enumerate() {
            for selector in &rule.selectors {
                book.add(n as Rule, selector, catalog)?;
            }
        }
        book.link = book.link_rule()?;
        Ok(book)
    }

    pub fn shows(&self, rule: Rule) -> bool {
        self.shows[usize::from(rule)]
    }

    pub fn deed(&self, rule: Rule) -> Deed {
        let actions = &self.actions[usize::from(rule)];
        match () {
            () if self.conditional[usize::from(rule)] => Deed::Change,
            // An empty value is no value in FHIR.
            () if actions.contains(&Action::Drop) || actions.contains(&Action::Blank) => Deed::Drop,
            () if actions.iter().all(|action| *action == Action::Keep) => Deed::Keep,
            () => Deed::Change,
        }
    }

    /// Whether a date that its stages give nothing for is one that could not be moved: no stage of
    /// them drops.
    pub fn only_moves(&self, rule: Rule) -> bool {
        let moves = |action: &Action| {
            matches!(
                action,
                Action::Keep | Action::Shift | Action::Year | Action::Month
            )
        };
        self.actions[usize::from(rule)].iter().all(moves)
    }

    /// Whether every stage of the rule can work on a value of this type.
    pub fn fits(&self, rule: Rule, field: &Field) -> bool {
        Action::fit_fhir(&self.actions[usize::from(rule)], field.type_name)
    }

    /// Whether a rule on a whole means this value inside it: dates for date actions, what names or
    /// joins for keyed ones. What works on content (`first N`, `round N`, …) never spreads.
    pub fn reaches(&self, rule: Rule, field: &Field) -> bool {
        let reaches = |action: &Action| match action {
            Action::Pseudonym | Action::Remap => matches!(
                field.identifiability,
                Identifiability::Direct | Identifiability::Code | Identifiability::Linking
            ),
            // What changes a text or a number by its content means the element that the author named.
            Action::First(_)
            | Action::Blank
            | Action::Cap(_)
            | Action::Round(_)
            | Action::Band(_)
            | Action::Map(_)
            | Action::Replace(_)
            | Action::MaskBurnedIn { .. }
            | Action::Call(_) => false,
            Action::Keep | Action::Drop | Action::Shift | Action::Year | Action::Month => true,
        };
        self.fits(rule, field) && self.actions[usize::from(rule)].first().is_some_and(reaches)
    }

    /// Whether a rule on a whole can mean anything: what works on one value's content, or hangs on
    /// a condition, can't.
    fn spreads(&self, rule: Rule) -> bool {
        !self.conditional[usize::from(rule)]
            && !self.actions[usize::from(rule)]
                .iter()
                .any(Action::works_on_one_value)
    }

    fn add(
        &mut self,
        rule: Rule,
        selector: &Selector,
        catalog: &'static Catalog,
    ) -> Result<(), CompileError> {
        match selector {
            Selector::Type(name) => self.add_type(rule, name, catalog),
            Selector::Extension(url) => match self.extensions.insert(url.clone(), rule) {
                Some(_) => Err(tie(rule, url)),
                None => Ok(()),
            },
            Selector::Path(path) => self.add_path(rule, path, catalog),
            Selector::Column(_)
            | Selector::Tag(_)
            | Selector::Pixels
            | Selector::Vcf(_)
            | Selector::Claim { .. }
            | Selector::Segment { .. } => Err(unknown(rule, &selector.to_string(), None)),
        }
    }

    fn add_type(
        &mut self,
        rule: Rule,
        name: &str,
        catalog: &'static Catalog,
    ) -> Result<(), CompileError> {
        let known = catalog
            .types()
            .into_iter()
            .chain(catalog.resources())
            .find(|known| *known == name);
        let whole = catalog.shape(name);
        let Some(known) = known.filter(|_| !whole.is_some_and(|(_, shape)| shape.is_abstract))
        else {
            return Err(unknown(
                rule,
                name,
                sekisho_model::catalog::nearest(name, catalog.types().into_iter()),
            ));
        };
        let bare = whole.is_none().then(|| bare_field(known));
        if bare.is_none() && !self.spreads(rule) {
            return Err(unfit(rule, name));
        }
        if bare.is_some_and(|field| self.deed(rule) == Deed::Change && !self.fits(rule, &field)) {
            return Err(unfit(rule, name));
        }
        match self.types.insert(known, rule) {
            Some(_) => Err(tie(rule, name)),
            None => Ok(()),
        }
    }

    fn add_path(
        &mut self,
        rule: Rule,
        path: &str,
        catalog: &'static Catalog,
    ) -> Result<(), CompileError> {
        let found = catalog.lookup(path).map_err(|error| match error {
            LookupError::Root { nearest, .. } | LookupError::Element { nearest, .. } => {
                unknown(rule, path, nearest)
            }
            LookupError::Type { .. } | LookupError::Below { .. } | LookupError::Malformed => {
                unknown(rule, path, None)
            }
        })?;
        if found.segments.steps.is_empty() {
            return self.add_type(rule, path, catalog);
        }
        let changes = self.deed(rule) == Deed::Change;
        let values = found
            .fields
            .iter()
            .filter(|field| catalog.primitive(field.type_name).is_some());
        if changes && found.fields.len() == 1 && values.clone().any(|field| !self.fits(rule, field))
        {
            return Err(unfit(rule, path));
        }
        if values.clone().next().is_none() && !self.spreads(rule) {
            return Err(unfit(rule, path));
        }
        let (_, shape) = catalog
            .shape(&found.segments.root)
            .ok_or_else(|| unknown(rule, path, None))?;
        if self
            .paths
            .iter()
            .any(|other| other.root == shape.path && other.steps == found.segments.steps)
        {
            return Err(tie(rule, path));
        }
        self.paths.push(PathRule {
            root: shape.path,
            steps: found.segments.steps,
            rule,
        });
        Ok(())
    }

    /// Ids and references share one rule, or a record and what points to it would part.
    fn link_rule(&self) -> Result<Rule, CompileError> {
        let keyed = |rule: &Rule| {
            !self.conditional[usize::from(*rule)]
                && self.actions[usize::from(*rule)].first() == Some(&Action::Pseudonym)
        };
        let ids = self
            .paths
            .iter()
            .filter(|p| p.steps.len() == 1 && p.steps[0].name == "id" || p.root == "Reference")
            .map(|p| p.rule);
        let named = ["id", "Reference"]
            .iter()
            .filter_map(|name| self.types.get(*name).copied())
            .chain(ids);
        let mut named = named.filter(keyed);
        let any = (0..self.actions.len() as Rule)
            .find(|rule| keyed(rule) && self.actions[usize::from(*rule)].len() == 1);
        let Some(link) = named.next().or(any) else {
            return Err(fault(
                None,
                "id と参照を仮名にする規則がありません。`type id, type Reference: pseudonym` を加えてください",
                "no rule turns ids and references into pseudonyms: add `type id, type Reference: pseudonym`",
            ));
        };
        match named.find(|rule| self.actions[usize::from(*rule)] != self.actions[usize::from(link)])
        {
            Some(other) => Err(fault(
                Some(other),
                "id と参照には同じ規則を使ってください。違うと、記録とそれを指す参照が食い違います",
                "ids and references need one and the same action, or a record and what points to it would part",
            )),
            None => Ok(link),
        }
    }
}

/// The types a rule for `name` also speaks for: itself and what it specialises (`Age` is a
/// `Quantity`); the common roots are no types of their own.
pub(super) fn lineage(
    catalog: &'static Catalog,
    name: &'static str,
) -> impl Iterator<Item = &'static str> {
    std::iter::successors(Some(name), |name| catalog.shape(name)?.1.base)
        .take_while(|name| !matches!(*name, "Element" | "BackboneElement"))
}

/// An element of a primitive type, for asking whether an action fits it.
fn bare_field(type_name: &'static str) -> Field {
    Field {
        key: type_name,
        name: type_name,
        is_choice: false,
        min: 0,
        is_many: false,
        type_name,
        inside: sekisho_model::catalog::Inside::Resource,
        is_modifier: false,
        harmless: Vec::new(),
        value_set: None,
        targets: Vec::new(),
        identifiability: Identifiability::Open,
        concept: None,
    }
}

fn fault(rule: Option<Rule>, ja: &str, en: &str) -> CompileError {
    CompileError {
        rule,
        message: Text::new(ja, en),
    }
}

fn unknown(rule: Rule, name: &str, nearest: Option<&str>) -> CompileError {
    let (ja, en) = match nearest {
        Some(near) => (
            format!("。`{near}` のことですか"),
            format!("; did you mean `{near}`?"),
        ),
        None => (String::new(), String::new()),
    };
    fault(
        Some(rule),
        &format!("FHIR R4 に `{name}` はありません{ja}"),
        &format!("FHIR R4 has no `{name}`{en}"),
    )
}

fn tie(rule: Rule, name: &str) -> CompileError {
    fault(
        Some(rule),
        &format!("`{name}` を決める規則が二つあります"),
        &format!("two rules decide `{name}`"),
    )
}

fn unfit(rule: Rule, name: &str) -> CompileError {
    fault(
        Some(rule),
        &format!("この変換は `{name}` には使えません"),
        &format!("this action does not fit `{name}`"),
    )
}

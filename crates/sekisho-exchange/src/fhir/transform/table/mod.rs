//! The state machine: for every place a record can have, what becomes of each key there.
//!
//! A state is a shape of the catalog seen under the rules still in play: path rules that have
//! matched so far, the whole it stands in, the data type around it. Path rules are finite, so the
//! shapes that hold themselves close again. States are built when a record type is first met.

mod listed;
mod plan;
mod settle;
mod state;

use std::cell::Cell;
use std::collections::BTreeMap;

use sekisho_model::catalog::{Catalog, Field, Inside, Shape, ShapeId, ShapeKind};
use sekisho_model::lexicon::Lexicon;
use sekisho_model::numbers::ClosedNumber;
use sekisho_model::profile::Unlisted;

use super::keys::Keys;
use super::rulebook::{Deed, Rule, Rulebook, lineage};
use crate::words::Words;

pub(super) use state::{Absence, FieldPlan, Kind, Modifier, Plan, State};

pub(super) type StateId = u32;

/// More states than any sane profile makes; a guard against hostile ones.
const STATES_MAX: usize = 60_000;

/// Records about nobody wherever they stand: of these only what a path names may leave.
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

/// What an enclosing data type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Whole {
    Nothing,
    /// A `drop` on an enclosing type: its whole subtree is cut for type rules.
    Cut,
    Rule(Rule),
}

/// A path rule that has matched up to the given step.
type Active = (u16, u8);

/// Where a shape stands: the key of the memo.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    shape: ShapeId,
    /// Path rules from the resource, still matching.
    paths: Vec<Active>,
    /// The longest path rule that covers this place as a whole.
    path: Option<Rule>,
    /// Path rules from enclosing data types, still matching.
    type_paths: Vec<Active>,
    whole: Whole,
    around: Around,
}

/// What surrounds a place and holds for everything below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Around {
    /// About nobody: type rules and extension rules are silent.
    stub: bool,
    /// The rule of the extension it stands in.
    extension: Option<Rule>,
}

/// The rules that reach into extensions and contained resources from where they hang.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hang {
    path: Option<Rule>,
    whole: Whole,
    around: Around,
}

pub(super) struct Table {
    catalog: &'static Catalog,
    patient: ShapeId,
    /// Concrete resource types by name.
    kinds: Keys,
    kind_shapes: Vec<ShapeId>,
    pub book: Rulebook,
    pub words: Words,
    stop: bool,
    pub states: Vec<State>,
    memo: BTreeMap<Place, StateId>,
    hangs: Vec<Hang>,
    /// Resources by hang and shape, built when met.
    roots: Vec<Vec<Option<StateId>>>,
    /// Extensions: rule -> state.
    extensions: BTreeMap<Rule, StateId>,
    /// Members that say an element was masked.
    pub literals: Vec<Box<str>>,
}

/// Places of the literals that every table has.
pub(super) const MASKED_AT: u32 = 0;
pub(super) const NULL_AT: u32 = 1;
pub(super) const COMMA_AT: u32 = 2;
pub(super) const OPEN_AT: u32 = 3;
pub(super) const CLOSE_AT: u32 = 4;
const NULL: &str = "null";
const COMMA: &str = ",";
const OPEN: &str = "[";
const CLOSE: &str = "]";

/// Too many states.
#[derive(Debug)]
pub(super) struct TooLarge;

pub(super) const MASKED: &str = r#"{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}"#;

impl Table {
    pub fn new(book: Rulebook, unlisted: Unlisted, catalog: &'static Catalog) -> Self {
        let kind_shapes: Vec<_> = catalog
            .resources()
            .filter_map(|name| catalog.shape(name).map(|(id, _)| id))
            .collect();
        let kinds = Keys::new(kind_shapes.iter().map(|id| catalog.at(*id).path));
        let literals = [MASKED, NULL, COMMA, OPEN, CLOSE].map(Box::from).to_vec();
        Self {
            catalog,
            patient: catalog.shape("Patient").map_or(ShapeId(0), |(id, _)| id),
            kinds,
            kind_shapes,
            book,
            words: Words::new(Lexicon::shipped()),
            stop: unlisted == Unlisted::Stop,
            states: Vec::new(),
            memo: BTreeMap::new(),
            hangs: Vec::new(),
            roots: Vec::new(),
            extensions: BTreeMap::new(),
            literals,
        }
    }

    pub fn catalog(&self) -> &'static Catalog {
        self.catalog
    }

    /// The shape of a person's own record.
    pub fn patient(&self) -> u16 {
        self.patient.0
    }

    /// The hang of a record of its own.
    pub fn top(&mut self, stub: bool) -> u16 {
        self.hang(Hang {
            path: None,
            whole: Whole::Nothing,
            around: Around {
                stub,
                extension: None,
            },
        })
    }

    /// The state of a resource already built.
    pub fn find_root(&self, hang: u16, shape: ShapeId) -> Option<StateId> {
        *self
            .roots
            .get(usize::from(hang))?
            .get(usize::from(shape.0))?
    }

    /// A concrete resource type by its name.
    #[inline]
    pub fn kind(&self, name: &[u8]) -> Option<ShapeId> {
        self.kinds.find(name).map(|at| self.kind_shapes[at])
    }

    pub fn root(&mut self, hang: u16, shape: ShapeId) -> Result<StateId, TooLarge> {
        if let Some(state) = self.find_root(hang, shape) {
            return Ok(state);
        }
        let from = self.hangs[usize::from(hang)];
        let name = self.catalog.at(shape).path;
        let stub = from.around.stub || NOBODY.contains(&name);
        let around = Around {
            stub,
            extension: None,
        };
        let roots =
            |p: &super::rulebook::PathRule| lineage(self.catalog, name).any(|base| base == p.root);
        let paths = self.starts(roots);
        let whole = match (from.whole, self.type_rule(name)) {
            (Whole::Cut, _) => Whole::Cut,
            (_, Some(rule)) if !stub => self.whole(rule),
            // A record inside a record is a record: what keeps its whole says nothing of it.
            _ => Whole::Nothing,
        };
        let place = Place {
            shape,
            paths,
            path: from.path,
            type_paths: Vec::new(),
            whole,
            around,
        };
        let first = self.states.len();
        let state = self.state(place)?;
        self.settle(first);
        let row = usize::from(hang);
        self.roots
            .resize_with(self.roots.len().max(row + 1), Vec::new);
        let shapes = self.catalog.shapes().count();
        self.roots[row].resize(shapes, None);
        self.roots[row][usize::from(shape.0)] = Some(state);
        Ok(state)
    }

    /// The state of an extension that hangs there and has that URL; `None`: it does not leave.
    pub fn extension(&self, hang: u16, url: &str) -> Option<StateId> {
        let from = &self.hangs[usize::from(hang)];
        let rule = match self.book.extensions.get(url) {
            Some(rule) => *rule,
            None => from.around.extension.filter(|_| !url.contains(':'))?,
        };
        self.extensions.get(&rule).copied()
    }

    /// An insured person's number by its URL, which a rule would show.
    pub fn closes(&self, hang: u16, url: &str) -> bool {
        let around = self.hangs[usize::from(hang)].around.extension;
        let rule = self.book.extensions.get(url).copied().or(around);
        ClosedNumber::of_extension(url).is_some() && rule.is_some_and(|rule| self.book.shows(rule))
    }

    pub fn stops_unlisted(&self) -> bool {
        self.stop
    }

    /// A path rule names this type, so it may leave although it is about nobody.
    pub fn names(&self, kind: &str) -> bool {
        self.book
            .paths
            .iter()
            .any(|p| p.root == kind && self.book.deed(p.rule) != Deed::Drop)
    }

    fn starts(&self, begins: impl Fn(&super::rulebook::PathRule) -> bool) -> Vec<Active> {
        let paths = self.book.paths.iter().enumerate();
        paths
            .filter(|(_, p)| begins(p))
            .map(|(n, _)| (n as u16, 0))
            .collect()
    }

    fn type_rule(&self, name: &'static str) -> Option<Rule> {
        lineage(self.catalog, name).find_map(|name| self.book.types.get(name).copied())
    }

    fn whole(&self, rule: Rule) -> Whole {
        if self.book.deed(rule) == Deed::Drop {
            Whole::Cut
        } else {
            Whole::Rule(rule)
        }
    }

    fn hang(&mut self, hang: Hang) -> u16 {
        let at = self
            .hangs
            .iter()
            .position(|h| *h == hang)
            .unwrap_or_else(|| {
                self.hangs.push(hang);
                self.hangs.len() - 1
            });
        at as u16
    }

    fn state(&mut self, place: Place) -> Result<StateId, TooLarge> {
        if let Some(state) = self.memo.get(&place) {
            return Ok(*state);
        }
        let id = self.states.len() as StateId;
        if self.states.len() >= STATES_MAX {
            return Err(TooLarge);
        }
        let shape = self.catalog.at(place.shape);
        self.memo.insert(place.clone(), id);
        self.states.push(State {
            kind: kind_of(shape),
            path: shape.path,
            fields: Vec::new(),
            keys: Keys::default(),
            next: Vec::new(),
            is_live: false,
            is_listed: false,
            below_values: None,
            beside: (usize::MAX, usize::MAX),
            string: usize::MAX,
        });
        let mut fields = Vec::with_capacity(shape.fields.len() + 1);
        if shape.kind == ShapeKind::Resource {
            fields.push(FieldPlan {
                key: "resourceType",
                plan: Plan::Kind,
                by: None,
                is_many: false,
                is_value: true,
                absence: Absence::Parent,
                is_modifier_extension: false,
                modifier: None,
            });
        }
        for field in &shape.fields {
            let (plan, by) = self.plan(&place, shape, field)?;
            let plan = self.looked_up(shape, field, plan);
            fields.push(FieldPlan {
                key: field.key,
                plan,
                by,
                is_many: field.is_many,
                is_value: matches!(field.inside, Inside::Value(_)),
                absence: self.absence(field),
                is_modifier_extension: field.key == "modifierExtension",
                modifier: field.modifies().then(|| Modifier {
                    harmless: &field.harmless,
                    is_changed: self.changes(plan, field.type_name),
                }),
            });
        }
        let below_values = self.below_values(&place)?;
        let state = &mut self.states[id as usize];
        state.keys = Keys::new(fields.iter().map(|f| f.key));
        state.next = (0..=fields.len()).map(|n| Cell::new(n as u16)).collect();
        let position = |key| {
            fields
                .iter()
                .position(|f| f.key == key)
                .unwrap_or(usize::MAX)
        };
        state.beside = (position("system"), position("code"));
        state.string = match state.kind {
            Kind::Coding => position("display"),
            Kind::Quantity => position("unit"),
            _ => usize::MAX,
        };
        state.fields = fields;
        state.below_values = below_values;
        Ok(id)
    }

    /// Whether a modifier that is written under this plan says something else than it said. A
    /// date still says that it happened; of a concept the code must stay.
    fn changes(&self, plan: Plan, type_name: &str) -> bool {
        match plan {
            Plan::Text(_) | Plan::Checked(..) | Plan::Bare(_) | Plan::Name(_) => true,
            Plan::Walk(concept) if type_name == "CodeableConcept" => {
                let inner = |state: StateId, key: &str| {
                    let fields = &self.states[state as usize].fields;
                    fields.iter().find(|f| f.key == key).map(|f| f.plan)
                };
                let coding = match inner(concept, "coding") {
                    Some(Plan::Walk(coding)) => coding,
                    _ => return true,
                };
                !matches!(inner(coding, "code"), Some(Plan::Keep(_)))
            }
            _ => false,
        }
    }

    /// Where extensions by URL may hang from this place; builds their states once.
    fn extensions_at(&mut self, place: &Place) -> Result<Option<u16>, TooLarge> {
        let dropped = place
            .path
            .is_some_and(|rule| self.book.deed(rule) == Deed::Drop);
        if self.book.extensions.is_empty()
            || place.around.stub
            || place.whole == Whole::Cut
            || dropped
        {
            return Ok(None);
        }
        let rules: Vec<Rule> = self.book.extensions.values().copied().collect();
        let Some((shape, _)) = self.catalog.shape("Extension") else {
            return Ok(None);
        };
        for rule in rules {
            if self.book.deed(rule) != Deed::Drop && !self.extensions.contains_key(&rule) {
                // Entered before it is built: extensions hold extensions.
                self.extensions.insert(rule, self.states.len() as StateId);
                let around = Around {
                    stub: false,
                    extension: Some(rule),
                };
                let type_paths = self.starts(|p| p.root == "Extension");
                let whole = Whole::Rule(rule);
                self.state(Place {
                    shape,
                    paths: Vec::new(),
                    path: None,
                    type_paths,
                    whole,
                    around,
                })?;
            }
        }
        let hang = Hang {
            path: None,
            whole: Whole::Nothing,
            around: Around {
                stub: false,
                extension: place.around.extension,
            },
        };
        Ok(Some(self.hang(hang)))
    }

    fn below_values(&mut self, place: &Place) -> Result<Option<StateId>, TooLarge> {
        let (Some(_), Some((shape, _))) =
            (self.extensions_at(place)?, self.catalog.shape("Element"))
        else {
            return Ok(None);
        };
        let element = Place {
            shape,
            paths: Vec::new(),
            path: None,
            type_paths: Vec::new(),
            whole: Whole::Nothing,
            around: place.around,
        };
        self.state(element).map(Some)
    }

    fn absence(&mut self, field: &Field) -> Absence {
        let (open, close) = if field.is_many { ("[", "]") } else { ("", "") };
        let member = match field.inside {
            _ if field.min == 0 => return Absence::Free,
            Inside::Resource => return Absence::Parent,
            Inside::Value(_) if field.type_name == "xhtml" || field.key == "url" => {
                return Absence::Parent;
            }
            Inside::Value(_) if field.is_many => {
                format!(",\"{0}\":[null],\"_{0}\":[{MASKED}]", field.key)
            }
            Inside::Value(_) => format!(",\"_{}\":{MASKED}", field.key),
            Inside::Shape(_) => format!(",\"{}\":{open}{MASKED}{close}", field.key),
        };
        Absence::Member(self.literal(&member))
    }

    /// A member that says that its value was masked: `"_end":{…}`.
    pub fn write_masked(&self, state: StateId, field: u16, line: &mut Vec<u8>) {
        let field = &self.states[state as usize].fields[usize::from(field)];
        let key = field.key;
        let member = match field.is_many {
            true => format!("\"{key}\":[null],\"_{key}\":[{MASKED}]"),
            false => format!("\"_{key}\":{MASKED}"),
        };
        line.extend_from_slice(member.as_bytes());
    }

    /// Whether a literal says that something was masked.
    pub fn is_masked(&self, literal: u32) -> bool {
        literal == MASKED_AT || literal > CLOSE_AT
    }

    pub fn literal(&mut self, text: &str) -> u32 {
        let at = self
            .literals
            .iter()
            .position(|l| **l == *text)
            .unwrap_or_else(|| {
                self.literals.push(text.into());
                self.literals.len() - 1
            });
        at as u32
    }
}

fn kind_of(shape: &Shape) -> Kind {
    match shape.path {
        _ if shape.kind == ShapeKind::Resource => Kind::Resource,
        "Coding" => Kind::Coding,
        "Reference" => Kind::Reference,
        "Extension" => Kind::Extension,
        "Identifier" => Kind::Identifier,
        "Quantity" | "Age" | "Count" | "Distance" | "Duration" => Kind::Quantity,
        _ => Kind::Plain,
    }
}

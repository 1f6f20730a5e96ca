//! The state machine: for every place a record can have, what becomes of each key there.
//!
//! A state is a shape of the catalog seen under the rules still in play: path rules that have
//! matched so far, the whole it stands in, the data type around it. Path rules are finite, so the
//! shapes that hold themselves close again. States are built when a record type is first met.

use std::cell::Cell;
use std::collections::BTreeMap;

use sekisho_model::catalog::{Catalog, Field, Identifiability, Inside, Json, Shape, ShapeId, ShapeKind};
use sekisho_model::profile::Unlisted;

use super::keys::Keys;
use super::rulebook::{Deed, Rule, Rulebook, lineage};

pub(super) type StateId = u32;

/// More states than any sane profile makes; a guard against hostile ones.
const STATES_MAX: usize = 60_000;

/// Records about nobody wherever they stand: of these only what a path names may leave.
const NOBODY: [&str; 8] =
    ["Practitioner", "PractitionerRole", "Organization", "OrganizationAffiliation", "Location", "HealthcareService", "Endpoint", "Person"];

/// What becomes of one key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    Drop,
    /// No rule decides it, and the profile says `unlisted stop`.
    Stop,
    /// `implicitRules`: the record can't be read without it.
    Hold,
    Keep(Json),
    /// `resourceType`: kept, but says nothing.
    Kind,
    /// An extension's `url`: kept, but says nothing alone.
    Url,
    /// A code system's own words: kept where system and code stand beside them.
    Display,
    /// A unit: kept where it repeats the code or is a known symbol.
    Unit,
    Date(Rule),
    Text(Rule),
    /// A keyed name made from the value.
    Name(Rule),
    /// The resource's own id.
    Id,
    Walk(StateId),
    /// Extensions by URL, under the given context.
    Extensions(u16),
    Resource(u16),
}

/// How a required element that lost its content says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absence {
    /// It need not stand there.
    Free,
    /// Index of a member to write: `,"_status":{"extension":[…]}`.
    Member(u32),
    /// It has no way to say so: its parent goes.
    Parent,
}

#[derive(Debug)]
pub(super) struct FieldPlan {
    pub key: &'static str,
    pub plan: Plan,
    /// The JSON value is an array.
    pub is_many: bool,
    /// A primitive: may have a sibling `_key`.
    pub is_value: bool,
    pub absence: Absence,
    /// A modifier extension: an item that does not leave holds the record.
    pub is_modifier_extension: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    Resource,
    Coding,
    Quantity,
    Reference,
    Extension,
}

#[derive(Debug)]
pub(super) struct State {
    pub kind: Kind,
    pub path: &'static str,
    pub fields: Vec<FieldPlan>,
    pub keys: Keys,
    /// The key that followed each key last time (`fields.len()` = none yet); index 0 = the first key.
    pub next: Vec<Cell<u16>>,
    /// Something can leave from here besides ids and urls.
    pub is_live: bool,
    /// The same, extensions apart: they may stand anywhere.
    pub is_listed: bool,
    /// What may stand beside a value here (`_x`); `None` where no extension URL is listed.
    pub below_values: Option<StateId>,
    /// The keys that open a guarded string: (system, code).
    pub beside: (usize, usize),
}

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
pub(super) const NOTHING_AT: u32 = 5;
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
        let kind_shapes: Vec<_> = catalog.resources().filter_map(|name| catalog.shape(name).map(|(id, _)| id)).collect();
        let kinds = Keys::new(kind_shapes.iter().map(|id| catalog.at(*id).path));
        let literals = [MASKED, NULL, COMMA, OPEN, CLOSE, ""].map(Box::from).to_vec();
        Self {
            catalog,
            patient: catalog.shape("Patient").map_or(ShapeId(0), |(id, _)| id),
            kinds,
            kind_shapes,
            book,
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
        self.hang(Hang { path: None, whole: Whole::Nothing, around: Around { stub, extension: None } })
    }

    /// The state of a resource already built.
    pub fn find_root(&self, hang: u16, shape: ShapeId) -> Option<StateId> {
        *self.roots.get(usize::from(hang))?.get(usize::from(shape.0))?
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
        let around = Around { stub, extension: None };
        let roots = |p: &super::rulebook::PathRule| lineage(self.catalog, name).any(|base| base == p.root);
        let paths = self.starts(roots);
        let whole = match (from.whole, self.type_rule(name)) {
            (Whole::Cut, _) => Whole::Cut,
            (whole, _) if stub => whole,
            (_, Some(rule)) => self.whole(rule),
            (whole, None) => whole,
        };
        let place = Place { shape, paths, path: from.path, type_paths: Vec::new(), whole, around };
        let first = self.states.len();
        let state = self.state(place)?;
        self.settle(first);
        let row = usize::from(hang);
        self.roots.resize_with(self.roots.len().max(row + 1), Vec::new);
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

    pub fn stops_unlisted(&self) -> bool {
        self.stop
    }

    /// A path rule names this type, so it may leave although it is about nobody.
    pub fn names(&self, kind: &str) -> bool {
        self.book.paths.iter().any(|p| p.root == kind && self.book.deed(p.rule) != Deed::Drop)
    }

    fn starts(&self, begins: impl Fn(&super::rulebook::PathRule) -> bool) -> Vec<Active> {
        let paths = self.book.paths.iter().enumerate();
        paths.filter(|(_, p)| begins(p)).map(|(n, _)| (n as u16, 0)).collect()
    }

    fn type_rule(&self, name: &'static str) -> Option<Rule> {
        lineage(self.catalog, name).find_map(|name| self.book.types.get(name).copied())
    }

    fn whole(&self, rule: Rule) -> Whole {
        if self.book.deed(rule) == Deed::Drop { Whole::Cut } else { Whole::Rule(rule) }
    }

    fn hang(&mut self, hang: Hang) -> u16 {
        let at = self.hangs.iter().position(|h| *h == hang).unwrap_or_else(|| {
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
        });
        let mut fields = Vec::with_capacity(shape.fields.len() + 1);
        if shape.kind == ShapeKind::Resource {
            fields.push(FieldPlan {
                key: "resourceType",
                plan: Plan::Kind,
                is_many: false,
                is_value: true,
                absence: Absence::Parent,
                is_modifier_extension: false,
            });
        }
        for field in &shape.fields {
            let plan = self.plan(&place, shape, field)?;
            fields.push(FieldPlan {
                key: field.key,
                plan,
                is_many: field.is_many,
                is_value: matches!(field.inside, Inside::Value(_)),
                absence: self.absence(field),
                is_modifier_extension: field.key == "modifierExtension",
            });
        }
        let below_values = self.below_values(&place)?;
        let state = &mut self.states[id as usize];
        state.keys = Keys::new(fields.iter().map(|f| f.key));
        state.next = (0..=fields.len()).map(|n| Cell::new(n as u16)).collect();
        let position = |key| fields.iter().position(|f| f.key == key).unwrap_or(usize::MAX);
        state.beside = (position("system"), position("code"));
        state.fields = fields;
        state.below_values = below_values;
        Ok(id)
    }

    fn plan(&mut self, place: &Place, shape: &Shape, field: &Field) -> Result<Plan, TooLarge> {
        let (paths, exact_path) = self.advance(&place.paths, field);
        let (mut type_paths, exact_type) = self.advance(&place.type_paths, field);
        let path = exact_path.or(place.path);
        match field.inside {
            Inside::Value(json) => Ok(self.value_plan(place, shape, field, json, exact_path, exact_type)),
            Inside::Resource => {
                let whole = exact_type.map_or(place.whole, |rule| self.whole(rule));
                let dropped = path.is_some_and(|rule| self.book.deed(rule) == Deed::Drop);
                let hang = Hang { path, whole, around: Around { extension: None, ..place.around } };
                Ok(if dropped { Plan::Drop } else { Plan::Resource(self.hang(hang)) })
            }
            Inside::Shape(_) if field.type_name == "Extension" => {
                let drops = |rule| self.book.deed(rule) == Deed::Drop;
                let dropped = path.or(exact_type).is_some_and(drops) || place.whole == Whole::Cut;
                let hang = if dropped { None } else { self.extensions_at(place)? };
                Ok(match hang {
                    Some(hang) => Plan::Extensions(hang),
                    None if self.stop && !dropped => Plan::Stop,
                    None => Plan::Drop,
                })
            }
            // Of a reference only `reference` may leave.
            Inside::Shape(_) if shape.path == "Reference" => Ok(Plan::Drop),
            Inside::Shape(inner) => {
                let around = place.around;
                let own = if around.stub { None } else { self.type_rule(field.type_name).filter(|_| field.type_name != "BackboneElement") };
                let whole = match (place.whole, exact_type.or(own)) {
                    (Whole::Cut, _) => Whole::Cut,
                    (_, Some(rule)) if !around.stub => self.whole(rule),
                    (whole, _) => whole,
                };
                if !around.stub && self.catalog.at(inner).kind == ShapeKind::DataType {
                    type_paths.extend(self.starts(|p| lineage(self.catalog, field.type_name).any(|base| base == p.root)));
                    type_paths.sort_unstable();
                }
                Ok(Plan::Walk(self.state(Place { shape: inner, paths, path, type_paths, whole, around })?))
            }
        }
    }

    /// Moves path rules over one key; gives those that go on and the one that ends exactly here.
    fn advance(&self, active: &[Active], field: &Field) -> (Vec<Active>, Option<Rule>) {
        let mut on = Vec::new();
        let mut ends: Option<(u8, bool, bool, Rule)> = None;
        for &(at, step) in active {
            let path = &self.book.paths[usize::from(at)];
            let segment = &path.steps[usize::from(step)];
            if !segment.covers(field) {
                continue;
            }
            if usize::from(step) + 1 < path.steps.len() {
                on.push((at, step + 1));
            } else {
                // A longer path beats a shorter one, a named type of a choice the choice, a
                // resource or type of its own what it specialises.
                let own = !self.catalog.shape(path.root).is_some_and(|(_, root)| root.is_abstract);
                ends = ends.max(Some((step, segment.key.is_some(), own, path.rule)));
            }
        }
        (on, ends.map(|(_, _, _, rule)| rule))
    }

    /// Path beats type; a rule that names the value beats one on a whole around it.
    fn value_plan(&self, place: &Place, shape: &Shape, field: &Field, json: Json, path: Option<Rule>, type_path: Option<Rule>) -> Plan {
        if let Some(plan) = fixed(shape, field) {
            let keeps_links = |rule| self.book.deed(rule) != Deed::Drop;
            let named = path.or(place.path).or(type_path);
            return if plan == Plan::Id && !named.is_none_or(keeps_links) { Plan::Drop } else { plan };
        }
        let unlisted = if self.stop { Plan::Stop } else { Plan::Drop };
        if shape.path == "Reference" {
            return self.reference_plan(place, field, path, type_path).unwrap_or(unlisted);
        }
        if field.key == "id" {
            return path.map_or(Plan::Drop, |rule| self.named(rule, shape, field, json));
        }
        if let Some(rule) = path {
            return self.named(rule, shape, field, json);
        }
        if let Some(plan) = place.path.and_then(|rule| self.on_whole(rule, shape, field, json)) {
            return plan;
        }
        if place.around.stub {
            return unlisted;
        }
        let own = self.book.types.get(field.type_name).copied();
        match (place.whole, type_path.or(own)) {
            (Whole::Cut, _) => Plan::Drop,
            // An extension named by its URL says more of its value than the value's type does.
            (Whole::Rule(rule), _) if shape.path == "Extension" && self.book.deed(rule) == Deed::Change => {
                if self.book.fits(rule, field) { self.change(rule, field) } else { unlisted }
            }
            (_, Some(rule)) => self.named(rule, shape, field, json),
            (Whole::Rule(rule), None) => self.on_whole(rule, shape, field, json).unwrap_or(unlisted),
            (Whole::Nothing, None) => unlisted,
        }
    }

    /// Of a reference only `reference` may leave, as the keyed name of its target.
    fn reference_plan(&self, place: &Place, field: &Field, path: Option<Rule>, type_path: Option<Rule>) -> Option<Plan> {
        if field.key != "reference" {
            return Some(Plan::Drop);
        }
        let by_type = if place.around.stub {
            None
        } else {
            match place.whole {
                Whole::Cut => return self.link(path.or(place.path)).or(Some(Plan::Drop)),
                Whole::Rule(rule) => type_path.or(Some(rule)),
                Whole::Nothing => type_path,
            }
        };
        self.link(path.or(place.path).or(by_type))
    }

    fn link(&self, rule: Option<Rule>) -> Option<Plan> {
        rule.map(|rule| if self.book.deed(rule) == Deed::Drop { Plan::Drop } else { Plan::Name(self.book.link) })
    }

    fn named(&self, rule: Rule, shape: &Shape, field: &Field, json: Json) -> Plan {
        match self.book.deed(rule) {
            Deed::Keep => guarded(shape, field).unwrap_or(Plan::Keep(json)),
            Deed::Drop => Plan::Drop,
            Deed::Change if self.book.fits(rule, field) => self.change(rule, field),
            Deed::Change => Plan::Drop,
        }
    }

    /// A rule on a whole covers what is coded, numbered or boolean inside it; `None`: not this value.
    fn on_whole(&self, rule: Rule, shape: &Shape, field: &Field, json: Json) -> Option<Plan> {
        match self.book.deed(rule) {
            Deed::Drop => Some(Plan::Drop),
            Deed::Change if self.book.reaches(rule, field) => Some(self.change(rule, field)),
            Deed::Keep | Deed::Change => covered(shape, field, json),
        }
    }

    fn change(&self, rule: Rule, field: &Field) -> Plan {
        use sekisho_model::profile::Action;
        match (field.type_name, self.book.actions[usize::from(rule)].first()) {
            ("date" | "dateTime" | "instant", _) => Plan::Date(rule),
            (_, Some(Action::Pseudonym)) => Plan::Name(rule),
            _ => Plan::Text(rule),
        }
    }

    /// Where extensions by URL may hang from this place; builds their states once.
    fn extensions_at(&mut self, place: &Place) -> Result<Option<u16>, TooLarge> {
        let dropped = place.path.is_some_and(|rule| self.book.deed(rule) == Deed::Drop);
        if self.book.extensions.is_empty() || place.around.stub || place.whole == Whole::Cut || dropped {
            return Ok(None);
        }
        let rules: Vec<Rule> = self.book.extensions.values().copied().collect();
        let Some((shape, _)) = self.catalog.shape("Extension") else { return Ok(None) };
        for rule in rules {
            if self.book.deed(rule) != Deed::Drop && !self.extensions.contains_key(&rule) {
                // Entered before it is built: extensions hold extensions.
                self.extensions.insert(rule, self.states.len() as StateId);
                let around = Around { stub: false, extension: Some(rule) };
                let type_paths = self.starts(|p| p.root == "Extension");
                let whole = Whole::Rule(rule);
                self.state(Place { shape, paths: Vec::new(), path: None, type_paths, whole, around })?;
            }
        }
        let hang = Hang { path: None, whole: Whole::Nothing, around: Around { stub: false, extension: place.around.extension } };
        Ok(Some(self.hang(hang)))
    }

    fn below_values(&mut self, place: &Place) -> Result<Option<StateId>, TooLarge> {
        let (Some(_), Some((shape, _))) = (self.extensions_at(place)?, self.catalog.shape("Element")) else { return Ok(None) };
        let element = Place { shape, paths: Vec::new(), path: None, type_paths: Vec::new(), whole: Whole::Nothing, around: place.around };
        self.state(element).map(Some)
    }

    fn absence(&mut self, field: &Field) -> Absence {
        let (open, close) = if field.is_many { ("[", "]") } else { ("", "") };
        let member = match field.inside {
            _ if field.min == 0 => return Absence::Free,
            Inside::Resource => return Absence::Parent,
            Inside::Value(_) if field.type_name == "xhtml" || field.key == "url" => return Absence::Parent,
            Inside::Value(_) if field.is_many => format!(",\"{0}\":[null],\"_{0}\":[{MASKED}]", field.key),
            Inside::Value(_) => format!(",\"_{}\":{MASKED}", field.key),
            Inside::Shape(_) => format!(",\"{}\":{open}{MASKED}{close}", field.key),
        };
        Absence::Member(self.literal(&member))
    }

    pub fn literal(&mut self, text: &str) -> u32 {
        let at = self.literals.iter().position(|l| **l == *text).unwrap_or_else(|| {
            self.literals.push(text.into());
            self.literals.len() - 1
        });
        at as u32
    }

    /// Finds which of the new states can let anything leave, and cuts the ways to those that can't.
    fn settle(&mut self, first: usize) {
        loop {
            let mut changed = false;
            for at in (first..self.states.len()).rev() {
                let listed = self.states[at].fields.iter().any(|f| self.lets_out(f.plan, |state| state.is_listed));
                let extended = |f: &FieldPlan| matches!(f.plan, Plan::Extensions(_) | Plan::Resource(_)) || self.lets_out(f.plan, |state| state.is_live);
                let live = listed || self.states[at].fields.iter().any(extended);
                let state = &mut self.states[at];
                changed |= (live, listed) != (state.is_live, state.is_listed);
                (state.is_live, state.is_listed) = (live, listed);
            }
            if !changed {
                break;
            }
        }
        let dead: Vec<bool> = self.states.iter().map(|s| !s.is_live).collect();
        let stops = self.stopping(&dead);
        for field in self.states[first..].iter_mut().flat_map(|s| &mut s.fields) {
            if let Plan::Walk(to) = field.plan
                && dead[to as usize]
            {
                field.plan = if stops[to as usize] { Plan::Stop } else { Plan::Drop };
            }
        }
    }

    fn lets_out(&self, plan: Plan, inner: impl Fn(&State) -> bool) -> bool {
        match plan {
            Plan::Drop | Plan::Stop | Plan::Hold | Plan::Kind | Plan::Url | Plan::Id | Plan::Extensions(_) | Plan::Resource(_) => false,
            Plan::Walk(to) => inner(&self.states[to as usize]),
            Plan::Keep(_) | Plan::Display | Plan::Unit | Plan::Date(_) | Plan::Text(_) | Plan::Name(_) => true,
        }
    }

    /// Dead states that hold something no rule decides (only asked under `unlisted stop`).
    fn stopping(&self, dead: &[bool]) -> Vec<bool> {
        let mut stops = vec![false; self.states.len()];
        let mut changed = self.stop;
        while changed {
            changed = false;
            for (at, state) in self.states.iter().enumerate().filter(|(at, _)| dead[*at]) {
                let holds = state.fields.iter().any(|f| match f.plan {
                    Plan::Stop => true,
                    Plan::Walk(to) => stops[to as usize],
                    _ => false,
                });
                changed |= holds && !std::mem::replace(&mut stops[at], holds);
            }
        }
        stops
    }
}

fn kind_of(shape: &Shape) -> Kind {
    match shape.path {
        _ if shape.kind == ShapeKind::Resource => Kind::Resource,
        "Coding" => Kind::Coding,
        "Reference" => Kind::Reference,
        "Extension" => Kind::Extension,
        "Quantity" | "Age" | "Count" | "Distance" | "Duration" => Kind::Quantity,
        _ => Kind::Plain,
    }
}

/// Keys whose fate no rule changes.
fn fixed(shape: &Shape, field: &Field) -> Option<Plan> {
    match (shape.kind, field.key) {
        (ShapeKind::Resource, "id") => Some(Plan::Id),
        (ShapeKind::Resource, "implicitRules") => Some(Plan::Hold),
        (_, "url") if shape.path == "Extension" => Some(Plan::Url),
        _ => None,
    }
}

fn covered(shape: &Shape, field: &Field, json: Json) -> Option<Plan> {
    let names = matches!(field.identifiability, Identifiability::Direct | Identifiability::Code | Identifiability::Linking);
    match (field.type_name, field.key) {
        _ if names => None,
        ("string", _) => guarded(shape, field),
        ("code" | "boolean" | "decimal" | "integer" | "positiveInt" | "unsignedInt" | "uri" | "canonical", _) => Some(Plan::Keep(json)),
        _ => None,
    }
}

/// Strings that are open only beside the code they repeat, however their rule is written.
fn guarded(shape: &Shape, field: &Field) -> Option<Plan> {
    match field.key {
        "display" if shape.path == "Coding" => Some(Plan::Display),
        "unit" if kind_of(shape) == Kind::Quantity => Some(Plan::Unit),
        _ => None,
    }
}

//! What a profile's FHIR rules decide of every value the model's records can hold.
//!
//! The precedence is the transform's (`sekisho-exchange`, `fhir::transform::table`), told of a value
//! alone: path beats type, a longer path a shorter, a `drop` on a type cuts its whole subtree, then
//! the innermost type with a rule, then the `keep` it stands in. `tests/cases/decided.rs` holds the
//! two against each other.

use std::cell::RefCell;
use std::collections::BTreeMap;

use sekisho_model::catalog::{
    Catalog, Field, Identifiability, Inside, Segment, Shape, ShapeId, ShapeKind,
};
use sekisho_model::plugin::Plugin;
use sekisho_model::profile::{Action, FieldRule, Selector};
use sekisho_model::remains::Remains;

/// Records about nobody: of these only what a path names may leave.
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

pub fn is_stub(record: &str) -> bool {
    NOBODY.contains(&record)
}

/// A selector by its place: rule, then selector of the rule.
pub type Place = (usize, usize);

/// A value a record can hold, and what becomes of it.
pub struct Value<'a> {
    /// The keys on the way, the record's type first.
    pub steps: &'a [&'static str],
    pub field: &'a Field,
    pub class: Identifiability,
    /// Its own, or that of the whole whose class it takes.
    pub concept: Option<&'static str>,
    pub by: Option<Place>,
    pub remains: Remains,
}

/// `None` rule: decided by the format itself, such as a record's id.
#[derive(Clone, Debug, PartialEq)]
struct Decision {
    by: Option<Place>,
    remains: Remains,
}

impl Value<'_> {
    pub fn path(&self) -> String {
        self.steps.join(".")
    }
}

struct PathRule<'a> {
    root: &'a str,
    steps: Vec<Segment>,
    place: Place,
}

pub struct FhirRulebook<'a> {
    catalog: &'a Catalog,
    rules: &'a [FieldRule],
    /// What each rule leaves.
    remains: Vec<Remains>,
    paths: Vec<PathRule<'a>>,
    types: Vec<(&'a str, Place)>,
    /// Asked of every element, answered once per type.
    type_rules: RefCell<BTreeMap<&'static str, Option<Place>>>,
    type_starts: RefCell<BTreeMap<&'static str, Vec<Active>>>,
    /// What reaches into records inside the records that were walked.
    hangs: RefCell<Vec<Hang>>,
}

/// A path that names where records stand inside a record speaks for all of them.
#[derive(Clone, Copy, PartialEq)]
struct Hang {
    path: Place,
    cut: bool,
    stub: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Whole {
    Nothing,
    Cut,
    Rule(Place),
}

/// (path rule, steps matched)
type Active = (usize, usize);

struct Around {
    paths: Vec<Active>,
    path: Option<Place>,
    type_paths: Vec<Active>,
    whole: Whole,
    stub: bool,
    class: Identifiability,
    concept: Option<&'static str>,
}

impl<'a> FhirRulebook<'a> {
    pub fn new(catalog: &'a Catalog, rules: &'a [FieldRule], plugins: &[Plugin]) -> Self {
        let mut book = Self {
            catalog,
            rules,
            remains: rules
                .iter()
                .map(|rule| Remains::after(rule, plugins))
                .collect(),
            paths: Vec::new(),
            types: Vec::new(),
            type_rules: RefCell::default(),
            type_starts: RefCell::default(),
            hangs: RefCell::default(),
        };
        for (r, rule) in rules.iter().enumerate() {
            for (s, selector) in rule.selectors.iter().enumerate() {
                book.add(selector, (r, s));
            }
        }
        book
    }

    fn add(&mut self, selector: &'a Selector, place: Place) {
        match selector {
            Selector::Type(name) => self.types.push((name, place)),
            Selector::Path(path) => {
                let Ok(found) = self.catalog.lookup(path) else {
                    return;
                };
                if found.segments.steps.is_empty() {
                    self.types.push((path, place));
                } else {
                    let root = path.split('.').next().unwrap_or(path);
                    self.paths.push(PathRule {
                        root,
                        steps: found.segments.steps,
                        place,
                    });
                }
            }
            // Extensions are decided by their URL; the others are no FHIR.
            _ => {}
        }
    }

    fn actions(&self, place: Place) -> &'a [Action] {
        &self.rules[place.0].actions
    }

    /// Where the condition of a rule is false the value goes on: such a rule drops nothing for sure.
    fn conditional(&self, place: Place) -> bool {
        self.rules[place.0].when.is_some()
    }

    fn drops(&self, place: Place) -> bool {
        !self.conditional(place) && self.actions(place).contains(&Action::Drop)
    }

    fn keeps(&self, place: Place) -> bool {
        self.actions(place).iter().all(|a| *a == Action::Keep)
    }

    /// Every value of a record type, in the catalog's order.
    pub fn each_value(&self, record: &'static str, visit: &mut dyn FnMut(Value<'_>)) {
        let Some((id, shape)) = self.catalog.shape(record) else {
            return;
        };
        let stub = is_stub(record);
        let paths = self.starts(record);
        let whole = match self.type_rule(record) {
            Some(rule) if !stub => self.whole(rule),
            _ => Whole::Nothing,
        };
        let around = Around {
            paths,
            path: None,
            type_paths: Vec::new(),
            whole,
            stub,
            class: Identifiability::Open,
            concept: None,
        };
        let mut steps = vec![shape.path];
        self.walk(id, &around, &mut vec![id], &mut steps, visit);
    }

    /// Every value of a record inside one of those walked that it would not have by itself.
    pub fn each_contained(&self, visit: &mut dyn FnMut(&'static str, Value<'_>)) {
        let mut done = 0;
        loop {
            let Some(hang) = self.hangs.borrow().get(done).copied() else {
                return;
            };
            done += 1;
            for record in self.catalog.resources() {
                let Some((id, shape)) = self.catalog.shape(record) else {
                    continue;
                };
                let stub = hang.stub || is_stub(record);
                let whole = match self.type_rule(record) {
                    _ if hang.cut => Whole::Cut,
                    Some(rule) if !stub => self.whole(rule),
                    _ => Whole::Nothing,
                };
                let around = Around {
                    paths: self.starts(record),
                    path: Some(hang.path),
                    type_paths: Vec::new(),
                    whole,
                    stub,
                    class: Identifiability::Open,
                    concept: None,
                };
                let mut steps = vec![shape.path];
                self.walk(id, &around, &mut vec![id], &mut steps, &mut |value| {
                    visit(record, value);
                });
            }
        }
    }

    /// Every value of an extension that some rule names by its URL.
    pub fn each_extension(&self, visit: &mut dyn FnMut(&str, Value<'_>)) {
        let Some((id, shape)) = self.catalog.shape("Extension") else {
            return;
        };
        for (r, rule) in self.rules.iter().enumerate() {
            for (s, selector) in rule.selectors.iter().enumerate() {
                let Selector::Extension(url) = selector else {
                    continue;
                };
                if self.drops((r, s)) {
                    continue;
                }
                let around = Around {
                    paths: Vec::new(),
                    path: None,
                    type_paths: self.starts("Extension"),
                    whole: Whole::Rule((r, s)),
                    stub: false,
                    class: Identifiability::Open,
                    concept: None,
                };
                let mut steps = vec![shape.path];
                self.walk(id, &around, &mut vec![id], &mut steps, &mut |value| {
                    visit(url, value);
                });
            }
        }
    }

    fn hang(&self, around: &Around, exact: Option<Place>, exact_type: Option<Place>) {
        let Some(path) = exact.or(around.path).filter(|place| !self.drops(*place)) else {
            return;
        };
        let whole = exact_type.map_or(around.whole, |place| self.whole(place));
        let hang = Hang {
            path,
            cut: whole == Whole::Cut,
            stub: around.stub,
        };
        let mut hangs = self.hangs.borrow_mut();
        // Selectors of one rule do the same.
        let is_known = hangs.iter().any(|known| {
            Hang {
                path: known.path,
                ..hang
            } == *known
                && known.path.0 == path.0
        });
        if !is_known {
            hangs.push(hang);
        }
    }

    fn walk(
        &self,
        id: ShapeId,
        around: &Around,
        open: &mut Vec<ShapeId>,
        steps: &mut Vec<&'static str>,
        visit: &mut dyn FnMut(Value<'_>),
    ) {
        let shape = self.catalog.at(id);
        for field in &shape.fields {
            steps.push(field.key);
            let (paths, exact) = self.advance(&around.paths, field);
            let (mut type_paths, exact_type) = self.advance(&around.type_paths, field);
            match field.inside {
                Inside::Value(_) => {
                    let decision = self.value(around, shape, field, exact, exact_type);
                    // A reference and a code say what they say, wherever they stand.
                    let own = shape.path == "Reference"
                        || shape.path == "Coding" && around.class != Identifiability::Code;
                    let class = if own {
                        field.identifiability
                    } else {
                        lifted(field, around.class)
                    };
                    let taken = around.concept.filter(|_| class == around.class);
                    visit(Value {
                        steps,
                        field,
                        class,
                        concept: field.concept.or(taken),
                        by: decision.by,
                        remains: decision.remains,
                    });
                }
                Inside::Shape(inner)
                    if field.type_name != "Extension"
                        // Of a reference only `reference` may leave.
                        && shape.path != "Reference"
                        && !open.contains(&inner) =>
                {
                    let own = self
                        .type_rule(field.type_name)
                        .filter(|_| !around.stub && field.type_name != "BackboneElement");
                    let whole = match (around.whole, exact_type.or(own)) {
                        (Whole::Cut, _) => Whole::Cut,
                        (_, Some(rule)) if !around.stub => self.whole(rule),
                        (whole, _) => whole,
                    };
                    if !around.stub && self.catalog.at(inner).kind == ShapeKind::DataType {
                        type_paths.extend(self.starts(field.type_name));
                    }
                    let inside = Around {
                        paths,
                        path: exact.or(around.path),
                        type_paths,
                        whole,
                        stub: around.stub,
                        class: around.class.min(field.identifiability),
                        concept: field.concept.or(around.concept),
                    };
                    open.push(inner);
                    self.walk(inner, &inside, open, steps, visit);
                    open.pop();
                }
                Inside::Resource => self.hang(around, exact, exact_type),
                Inside::Shape(_) => {}
            }
            steps.pop();
        }
    }

    fn value(
        &self,
        around: &Around,
        shape: &Shape,
        field: &Field,
        exact: Option<Place>,
        exact_type: Option<Place>,
    ) -> Decision {
        if shape.kind == ShapeKind::Resource && field.key == "id" {
            let named = exact.or(around.path).or(exact_type);
            return match named.filter(|place| self.drops(*place)) {
                Some(place) => by(place, Remains::Nothing),
                None => Decision {
                    by: None,
                    remains: Remains::Linking,
                },
            };
        }
        if shape.path == "Extension" && field.key == "url" {
            return UNLISTED;
        }
        if shape.path == "Reference" {
            return self.reference(around, field, exact, exact_type);
        }
        if field.key == "id" {
            return exact.map_or(UNLISTED, |place| self.named(place, field));
        }
        if let Some(place) = exact {
            return self.named(place, field);
        }
        if let Some(decision) = around.path.and_then(|p| self.on_whole(p, shape, field)) {
            return decision;
        }
        if around.stub {
            return UNLISTED;
        }
        let own = self.types.iter().find(|(name, _)| *name == field.type_name);
        match (around.whole, exact_type.or(own.map(|(_, place)| *place))) {
            (Whole::Cut, place) => Decision {
                by: place.or(Some(CUT)),
                remains: Remains::Nothing,
            },
            // An extension named by its URL says more of its value than the value's type does.
            (Whole::Rule(place), _) if shape.path == "Extension" && !self.keeps(place) => {
                if fits(self.actions(place), field) {
                    self.named(place, field)
                } else {
                    UNLISTED
                }
            }
            (_, Some(place)) => self.named(place, field),
            (Whole::Rule(place), None) => self.on_whole(place, shape, field).unwrap_or(UNLISTED),
            (Whole::Nothing, None) => UNLISTED,
        }
    }

    /// Of a reference only `reference` may leave, as the keyed name of its target.
    fn reference(
        &self,
        around: &Around,
        field: &Field,
        exact: Option<Place>,
        exact_type: Option<Place>,
    ) -> Decision {
        let type_rule = match around.whole {
            _ if around.stub => None,
            Whole::Rule(place) => exact_type.or(Some(place)),
            Whole::Nothing => exact_type,
            // A dropped type cuts what paths from a type say inside it.
            Whole::Cut if exact.or(around.path).is_none() => {
                return by(exact_type.unwrap_or(CUT), Remains::Nothing);
            }
            Whole::Cut => None,
        };
        let rule = exact.or(around.path).or(type_rule);
        match rule {
            Some(place) if field.key != "reference" || self.drops(place) => {
                by(place, Remains::Nothing)
            }
            Some(place) => by(place, Remains::Linking),
            None if around.whole == Whole::Cut => by(CUT, Remains::Nothing),
            None => UNLISTED,
        }
    }

    fn named(&self, place: Place, field: &Field) -> Decision {
        let actions = self.actions(place);
        let stands = self.keeps(place) || self.conditional(place) || fits(actions, field);
        if self.drops(place) || !stands {
            by(place, Remains::Nothing)
        } else {
            by(place, self.remains[place.0].clone())
        }
    }

    /// A rule on a whole covers what is coded, numbered or boolean inside it.
    fn on_whole(&self, place: Place, shape: &Shape, field: &Field) -> Option<Decision> {
        if self.drops(place) {
            return Some(by(place, Remains::Nothing));
        }
        if !self.keeps(place) && reaches(self.actions(place), field) {
            return Some(by(place, self.remains[place.0].clone()));
        }
        covered(shape, field).then(|| by(place, Remains::Itself))
    }

    fn advance(&self, active: &[Active], field: &Field) -> (Vec<Active>, Option<Place>) {
        let mut on = Vec::new();
        let mut ends: Option<(usize, bool, bool, Place)> = None;
        for &(at, step) in active {
            let path = &self.paths[at];
            if !path.steps[step].covers(field) {
                continue;
            }
            if step + 1 < path.steps.len() {
                on.push((at, step + 1));
            } else {
                let root = self.catalog.shape(path.root);
                let own = !root.is_some_and(|(_, root)| root.is_abstract);
                ends = ends.max(Some((
                    step,
                    path.steps[step].key.is_some(),
                    own,
                    path.place,
                )));
            }
        }
        (on, ends.map(|(_, _, _, place)| place))
    }

    fn starts(&self, name: &'static str) -> Vec<Active> {
        if let Some(known) = self.type_starts.borrow().get(name) {
            return known.clone();
        }
        let begins =
            |path: &PathRule<'_>| lineage(self.catalog, name).any(|base| base == path.root);
        let paths = self.paths.iter().enumerate();
        let found: Vec<Active> = paths
            .filter(|(_, path)| begins(path))
            .map(|(n, _)| (n, 0))
            .collect();
        self.type_starts.borrow_mut().insert(name, found.clone());
        found
    }

    fn type_rule(&self, name: &'static str) -> Option<Place> {
        if let Some(known) = self.type_rules.borrow().get(name) {
            return *known;
        }
        let found = lineage(self.catalog, name).find_map(|name| {
            let rule = self.types.iter().find(|(known, _)| *known == name);
            rule.map(|(_, place)| *place)
        });
        self.type_rules.borrow_mut().insert(name, found);
        found
    }

    fn whole(&self, place: Place) -> Whole {
        if self.drops(place) {
            Whole::Cut
        } else {
            Whole::Rule(place)
        }
    }
}

const UNLISTED: Decision = Decision {
    by: None,
    remains: Remains::Nothing,
};
/// A drop on a type around it; which one is told by the type.
const CUT: Place = (usize::MAX, 0);

fn by(place: Place, remains: Remains) -> Decision {
    Decision {
        by: Some(place),
        remains,
    }
}

fn lineage(catalog: &Catalog, name: &'static str) -> impl Iterator<Item = &'static str> {
    std::iter::successors(Some(name), |name| catalog.shape(name)?.1.base)
        .take_while(|name| !matches!(*name, "Element" | "BackboneElement"))
}

fn fits(actions: &[Action], field: &Field) -> bool {
    Action::fit_fhir(actions, field.type_name)
}

/// Whether a change on a whole means this value inside it: dates for date actions, what names or
/// joins for keyed ones.
fn reaches(actions: &[Action], field: &Field) -> bool {
    let names = matches!(
        field.identifiability,
        Identifiability::Direct | Identifiability::Code | Identifiability::Linking
    );
    let first = match actions.first() {
        Some(Action::Pseudonym | Action::Remap) => names,
        Some(Action::First(_)) | None => false,
        Some(_) => true,
    };
    first && fits(actions, field)
}

fn covered(shape: &Shape, field: &Field) -> bool {
    let names = matches!(
        field.identifiability,
        Identifiability::Direct | Identifiability::Code | Identifiability::Linking
    );
    let guarded = match field.key {
        "display" => shape.path == "Coding",
        "unit" => matches!(
            shape.path,
            "Quantity" | "Age" | "Count" | "Distance" | "Duration"
        ),
        _ => false,
    };
    match field.type_name {
        _ if names => false,
        "string" => guarded,
        "code" | "boolean" | "decimal" | "integer" | "positiveInt" | "unsignedInt" | "uri"
        | "canonical" => true,
        _ => false,
    }
}

/// A whole's class reaches what is neither coded nor a date inside it; a sequence's reaches all.
fn lifted(field: &Field, whole: Identifiability) -> Identifiability {
    match field.type_name {
        "code" | "boolean" | "decimal" | "integer" | "positiveInt" | "unsignedInt" | "date"
        | "dateTime" | "instant"
            if whole != Identifiability::Code =>
        {
            field.identifiability
        }
        _ => whole.min(field.identifiability),
    }
}

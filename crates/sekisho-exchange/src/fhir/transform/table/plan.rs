//! Which rule decides a key: path beats type, the longer path the shorter, a rule that names the
//! value one on a whole around it.

use sekisho_model::catalog::{Field, Identifiability, Inside, Json, Shape, ShapeKind};
use sekisho_model::profile::Action;

use super::super::rulebook::{Deed, Rule, lineage};
use super::{Active, Around, Hang, Kind, Place, Plan, Table, TooLarge, Whole, kind_of};

impl Table {
    pub(super) fn plan(
        &mut self,
        place: &Place,
        shape: &Shape,
        field: &Field,
    ) -> Result<(Plan, Option<Rule>), TooLarge> {
        let (paths, exact_path) = self.advance(&place.paths, field);
        let (mut type_paths, exact_type) = self.advance(&place.type_paths, field);
        let path = exact_path.or(place.path);
        match field.inside {
            Inside::Value(json) => {
                Ok(self.value_plan(place, shape, field, json, exact_path, exact_type))
            }
            Inside::Resource => {
                let whole = exact_type.map_or(place.whole, |rule| self.whole(rule));
                let dropped = path.is_some_and(|rule| self.book.deed(rule) == Deed::Drop);
                let hang = Hang {
                    path,
                    whole,
                    around: Around {
                        extension: None,
                        ..place.around
                    },
                };
                let plan = if dropped {
                    Plan::Drop
                } else {
                    Plan::Resource(self.hang(hang))
                };
                Ok((plan, path))
            }
            Inside::Shape(_) if field.type_name == "Extension" => {
                let drops = |rule| self.book.deed(rule) == Deed::Drop;
                let dropped = path.or(exact_type).is_some_and(drops) || place.whole == Whole::Cut;
                let hang = if dropped {
                    None
                } else {
                    self.extensions_at(place)?
                };
                let plan = match hang {
                    Some(hang) => Plan::Extensions(hang),
                    None if self.stop && !dropped => Plan::Stop,
                    None => Plan::Drop,
                };
                Ok((plan, path.or(exact_type)))
            }
            // Of a reference only `reference` may leave.
            Inside::Shape(_) if shape.path == "Reference" => Ok((Plan::Drop, None)),
            Inside::Shape(inner) => {
                let around = place.around;
                let own = if around.stub {
                    None
                } else {
                    self.type_rule(field.type_name)
                        .filter(|_| field.type_name != "BackboneElement")
                };
                let whole = match (place.whole, exact_type.or(own)) {
                    (Whole::Cut, _) => Whole::Cut,
                    (_, Some(rule)) if !around.stub => self.whole(rule),
                    (whole, _) => whole,
                };
                if !around.stub && self.catalog.at(inner).kind == ShapeKind::DataType {
                    type_paths.extend(self.starts(|p| {
                        lineage(self.catalog, field.type_name).any(|base| base == p.root)
                    }));
                    type_paths.sort_unstable();
                }
                let inner = self.state(Place {
                    shape: inner,
                    paths,
                    path,
                    type_paths,
                    whole,
                    around,
                })?;
                let by = match whole {
                    Whole::Rule(rule) => Some(rule),
                    Whole::Nothing | Whole::Cut => exact_type.or(own),
                };
                Ok((Plan::Walk(inner), path.or(by)))
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
                let own = !self
                    .catalog
                    .shape(path.root)
                    .is_some_and(|(_, root)| root.is_abstract);
                ends = ends.max(Some((step, segment.key.is_some(), own, path.rule)));
            }
        }
        (on, ends.map(|(_, _, _, rule)| rule))
    }

    /// Path beats type; a rule that names the value beats one on a whole around it. With the plan
    /// comes the rule that made it; `None`: no rule speaks of the value.
    fn value_plan(
        &self,
        place: &Place,
        shape: &Shape,
        field: &Field,
        json: Json,
        path: Option<Rule>,
        type_path: Option<Rule>,
    ) -> (Plan, Option<Rule>) {
        if let Some(plan) = fixed(shape, field) {
            let drops = |rule: &Rule| self.book.deed(*rule) == Deed::Drop;
            let named = path.or(place.path).or(type_path).filter(drops);
            return match (plan, named) {
                (Plan::Id, Some(rule)) => (Plan::Drop, Some(rule)),
                (Plan::Id, None) => (plan, Some(self.book.link)),
                _ => (plan, None),
            };
        }
        let unlisted = (if self.stop { Plan::Stop } else { Plan::Drop }, None);
        let by = |plan: Plan, rule: Rule| (plan, Some(rule));
        if shape.path == "Reference" {
            return match self.reference_plan(place, field, path, type_path) {
                Some(plan @ Plan::Name(rule)) => by(plan, rule),
                Some(plan) => (plan, path.or(place.path).or(type_path)),
                None => unlisted,
            };
        }
        if field.key == "id" {
            let named = |rule| by(self.named(rule, shape, field, json), rule);
            return path.map_or((Plan::Drop, None), named);
        }
        if let Some(rule) = path {
            return by(self.named(rule, shape, field, json), rule);
        }
        if let Some((plan, rule)) = place
            .path
            .and_then(|rule| Some((self.on_whole(rule, shape, field, json)?, rule)))
        {
            return by(plan, rule);
        }
        if place.around.stub {
            return unlisted;
        }
        let own = self.book.types.get(field.type_name).copied();
        match (place.whole, type_path.or(own)) {
            (Whole::Cut, _) => (Plan::Drop, None),
            // An extension named by its URL says more of its value than the value's type does.
            (Whole::Rule(rule), _)
                if shape.path == "Extension" && self.book.deed(rule) == Deed::Change =>
            {
                if self.book.fits(rule, field) {
                    by(self.change(rule, field), rule)
                } else {
                    unlisted
                }
            }
            (_, Some(rule)) => by(self.named(rule, shape, field, json), rule),
            (Whole::Rule(rule), None) => self
                .on_whole(rule, shape, field, json)
                .map_or(unlisted, |plan| by(plan, rule)),
            (Whole::Nothing, None) => unlisted,
        }
    }

    /// Of a reference only `reference` may leave, as the keyed name of its target.
    fn reference_plan(
        &self,
        place: &Place,
        field: &Field,
        path: Option<Rule>,
        type_path: Option<Rule>,
    ) -> Option<Plan> {
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
        rule.map(|rule| {
            if self.book.deed(rule) == Deed::Drop {
                Plan::Drop
            } else {
                Plan::Name(self.book.link)
            }
        })
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
        match (
            field.type_name,
            self.book.actions[usize::from(rule)].first(),
        ) {
            ("date" | "dateTime" | "instant" | "time", _) => Plan::Date(rule),
            (_, Some(Action::Pseudonym)) => Plan::Name(rule),
            ("decimal" | "integer" | "positiveInt" | "unsignedInt" | "boolean", _) => {
                Plan::Bare(rule)
            }
            _ => Plan::Text(rule),
        }
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
    let names = matches!(
        field.identifiability,
        Identifiability::Direct | Identifiability::Code | Identifiability::Linking
    );
    match (field.type_name, field.key) {
        _ if names => None,
        ("string", _) => guarded(shape, field),
        (
            "code" | "boolean" | "decimal" | "integer" | "positiveInt" | "unsignedInt" | "uri"
            | "canonical",
            _,
        ) => Some(Plan::Keep(json)),
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

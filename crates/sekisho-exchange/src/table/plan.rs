//! A profile's `table` blocks against the data model: which columns leave, under which rule, and
//! where their values come from.

use std::collections::BTreeMap;

use sekisho_model::catalog::Catalog;
use sekisho_model::event::EventRow;
use sekisho_model::fields::table::field;
use sekisho_model::oncology::{Column, ColumnType, DataModel, Lies, View, WasNot};
use sekisho_model::profile::{Action, FieldRule, Modality, Profile, Selector, ValueKind};
use sekisho_model::transform::{Holds, SiteKind, TableColumn, TableHead};
use sekisho_model::{ColumnName, ViewName};

use super::checks::{Check, check};
use crate::columns::Rule;
use crate::words::Words;

/// The view whose records say who a person is and how old.
pub(super) const PATIENT: &str = "patient";
const PATIENT_ID: &str = "patient_id";
const BIRTH_DATE: &str = "birth_date";
const DEATH: &str = "death";

/// Everything the profile says of tables.
pub(super) struct Plans {
    pub heads: Vec<TableHead>,
    pub tables: Vec<Plan>,
    /// The wanted columns of each view, in its order: an event's cells.
    pub wanted: BTreeMap<ViewName, Vec<ColumnName>>,
    /// Where among the patient view's cells the dates stand that an age is counted from.
    pub dates: Option<(usize, Option<usize>)>,
    /// The rules' actions by number.
    pub actions: Vec<Vec<Action>>,
}

/// One table: what each column of its head takes from an event.
pub(super) struct Plan {
    pub takes: Vec<Take>,
    /// What the values of its columns must be looked up in; the first is nothing.
    pub checks: Vec<Check>,
    /// The cell that is spread, one row per coding.
    pub spread: Option<usize>,
    /// Cells of columns that no rule decides; `unlisted stop` asks for them.
    pub undecided: Vec<usize>,
    /// What tells that an event was not, and leaves in no column as it came.
    untold: Vec<WasNot>,
    /// The columns of an event's cells.
    names: Vec<ColumnName>,
}

impl Plan {
    /// As a row of this table it would read as something that was.
    pub fn reads_as_one(&self, event: &EventRow) -> bool {
        let mut untold = self.untold.iter();
        untold.any(|mark| mark.is_met(&self.names, &event.cells))
    }
}

#[derive(Clone, Copy)]
pub(super) struct Take {
    pub from: From,
    pub rule: Rule,
    pub kind: SiteKind,
    /// A place among the plan's checks.
    pub check: usize,
}

#[derive(Clone, Copy)]
pub(super) enum From {
    Person,
    Cell(usize),
    Age,
    Coding,
    /// The system of the code in this cell.
    System(usize),
}

impl Plans {
    /// A profile without `table` blocks gives no table. `stops`: undecided columns are looked at.
    pub fn of(
        profile: &Profile,
        model: &DataModel,
        (catalog, words): (&'static Catalog, &mut Words),
        stops: bool,
    ) -> Self {
        let rules = Rules::of(profile);
        let mut plans = Self {
            heads: Vec::new(),
            tables: Vec::new(),
            wanted: BTreeMap::new(),
            dates: None,
            actions: profile.rules().map(|(_, r)| r.actions.clone()).collect(),
        };
        let leaving = |name: &ViewName, view: &View| -> Vec<ColumnName> {
            let columns = view.columns.iter();
            let leaving = columns.filter(|c| rules.letting_out(name, c).is_some());
            leaving.map(|c| c.name.clone()).collect()
        };
        for (name, view) in model.views.iter().filter(|(name, _)| rules.speak_of(name)) {
            let leave = leaving(name, view);
            if leave.is_empty() {
                continue;
            }
            let wanted = view.columns.iter().filter(|c| {
                let undecided = stops && rules.of_column(name, c).is_none();
                c.lies != Lies::Age && (undecided || leave.contains(&c.name) || view.marks(&c.name))
            });
            plans
                .wanted
                .insert(name.clone(), wanted.map(|c| c.name.clone()).collect());
        }
        plans.want_dates(&rules, model);
        for (name, view) in model.views.iter() {
            if rules.speak_of(name) && !leaving(name, view).is_empty() {
                plans.table(name, view, &rules, (catalog, words));
            }
        }
        plans
    }

    /// The dates that an age is counted from, where some age leaves.
    fn want_dates(&mut self, rules: &Rules<'_>, model: &DataModel) {
        let ages = model.views.iter().any(|(name, view)| {
            let mut columns = view.columns.iter();
            columns.any(|c| c.lies == Lies::Age && rules.letting_out(name, c).is_some())
        });
        let Some((name, view)) = model.views.get_key_value(&ViewName::new(PATIENT)) else {
            return;
        };
        if !ages {
            return;
        }
        let had = self.wanted.get(name).cloned().unwrap_or_default();
        let is_date = |c: &Column| [BIRTH_DATE, DEATH].contains(&c.name.as_str());
        let columns = view.columns.iter();
        let wanted: Vec<ColumnName> = columns
            .filter(|c| is_date(c) || had.contains(&c.name))
            .map(|c| c.name.clone())
            .collect();
        let at = |name: &str| wanted.iter().position(|c| c.as_str() == name);
        self.dates = at(BIRTH_DATE).map(|born| (born, at(DEATH)));
        self.wanted.insert(name.clone(), wanted);
    }

    fn table(
        &mut self,
        name: &ViewName,
        view: &View,
        rules: &Rules<'_>,
        (catalog, words): (&'static Catalog, &mut Words),
    ) {
        let wanted = &self.wanted[name];
        let cell = |column: &Column| wanted.iter().position(|c| *c == column.name);
        let (mut columns, mut takes) = (Vec::new(), Vec::new());
        let mut push = |name: ColumnName, kind, holds, rule: Option<Rule>, take: Take| {
            columns.push(TableColumn {
                name,
                kind,
                holds,
                rule,
            });
            takes.push(take);
        };
        if let Some(rule) = rules.person {
            let take = Take {
                from: From::Person,
                rule,
                kind: SiteKind::SubjectId,
                check: 0,
            };
            push(
                ColumnName::new(PATIENT_ID),
                ColumnType::Text,
                Holds::Person,
                Some(rule),
                take,
            );
        }
        let mut spread = None;
        let mut checks = vec![Check::None];
        for column in &view.columns {
            let Some((number, rule)) = rules.letting_out(name, column) else {
                continue;
            };
            if rules.person.is_some() && is_person(name, column) {
                continue;
            }
            let check = check(view, column, rule, catalog, words);
            let place = checks.iter().position(|known| *known == check);
            let place = place.unwrap_or_else(|| {
                checks.push(check);
                checks.len() - 1
            });
            let take = |from| Take {
                from,
                rule: number,
                kind: column.site_kind(),
                check: place,
            };
            let from = match column.lies {
                Lies::Age => From::Age,
                Lies::Table | Lies::Vault => match cell(column) {
                    Some(cell) => From::Cell(cell),
                    None => continue,
                },
            };
            let is_first = view.first_code().is_some_and(|c| c.name == column.name);
            if let (true, From::Cell(cell)) = (is_first, from) {
                spread = Some(cell);
                push(
                    ColumnName::new("coding"),
                    ColumnType::Integer,
                    Holds::Coding,
                    None,
                    take(From::Coding),
                );
            }
            let kind = kind_left(column, rule);
            push(
                column.name.clone(),
                kind,
                Holds::Value,
                Some(number),
                take(from),
            );
            if let (ColumnType::Code, From::Cell(cell)) = (column.kind, from)
                && stays_a_code(rule)
            {
                let system = ColumnName::new(format!("{}_system", column.name));
                push(
                    system,
                    ColumnType::Text,
                    Holds::System,
                    Some(number),
                    take(From::System(cell)),
                );
            }
        }
        let undecided = view.columns.iter();
        let undecided = undecided.filter(|c| rules.of_column(name, c).is_none());
        let told = |column: &ColumnName| {
            let rule = view.column(column.as_str());
            let rule = rule.and_then(|column| rules.letting_out(name, column));
            rule.is_some_and(|(_, rule)| rule.keeps() && rule.when.is_none())
        };
        let untold = view.was_not.iter().filter(|w| !told(&w.mark.column));
        self.tables.push(Plan {
            untold: untold.cloned().collect(),
            names: wanted.clone(),
            takes,
            checks,
            spread,
            undecided: undecided.filter_map(cell).collect(),
        });
        self.heads.push(TableHead {
            view: name.clone(),
            columns,
        });
    }
}

/// The profile's rules for columns, by number.
struct Rules<'p> {
    blocks: Vec<(&'p ViewName, Rule, &'p [FieldRule])>,
    /// The rule by which the person's number leaves as a pseudonym: it stands in every table.
    person: Option<Rule>,
}

impl<'p> Rules<'p> {
    fn of(profile: &'p Profile) -> Self {
        let blocks = profile.blocks.iter().enumerate();
        let blocks = blocks.filter_map(|(at, block)| match &block.modality {
            Modality::Table(view) => {
                Some((view, profile.first_rule_of_block(at), &block.rules[..]))
            }
            _ => None,
        });
        let mut rules = Self {
            blocks: blocks.collect(),
            person: None,
        };
        let own = Selector::Column(ColumnName::new(PATIENT_ID));
        // A pseudonym of the person hangs on nothing that stands in a record.
        rules.person = rules
            .find(&ViewName::new(PATIENT), &own)
            .filter(|(_, rule)| {
                rule.actions.first() == Some(&Action::Pseudonym)
                    && rule.when.is_none()
                    && rule.lets_out()
            })
            .map(|(number, _)| number);
        rules
    }

    fn speak_of(&self, view: &ViewName) -> bool {
        self.blocks.iter().any(|(name, _, _)| *name == view)
    }

    fn find(&self, view: &ViewName, selector: &Selector) -> Option<(Rule, &'p FieldRule)> {
        let blocks = self.blocks.iter().filter(|(name, _, _)| *name == view);
        let mut rules = blocks.flat_map(|(_, first, rules)| {
            let numbered = rules.iter().enumerate();
            numbered.map(move |(n, rule)| (first + n as Rule, rule))
        });
        rules.find(|(_, rule)| rule.selectors.contains(selector))
    }

    fn of_column(&self, view: &ViewName, column: &Column) -> Option<(Rule, &'p FieldRule)> {
        self.find(view, &field(column).selector)
    }

    fn letting_out(&self, view: &ViewName, column: &Column) -> Option<(Rule, &'p FieldRule)> {
        self.of_column(view, column)
            .filter(|(_, rule)| rule.lets_out())
    }
}

fn is_person(view: &ViewName, column: &Column) -> bool {
    view.as_str() == PATIENT && column.name.as_str() == PATIENT_ID
}

/// A code cut to its first characters is still a code of its system; one that was replaced, mapped
/// or named anew is none.
fn stays_a_code(rule: &FieldRule) -> bool {
    let stays = |action: &Action| matches!(action, Action::Keep | Action::First(_));
    rule.actions.iter().all(stays)
}

/// The type of what a chain leaves. An integer that is rounded or capped to a fraction is a decimal.
fn kind_left(column: &Column, rule: &FieldRule) -> ColumnType {
    let kind = field(column).kind;
    let fraction = rule.actions.iter().any(|action| match action {
        Action::Round(step) => step.contains('.'),
        Action::Cap(cap) => cap.bound.contains('.'),
        _ => false,
    });
    match Action::chain(&rule.actions, kind).unwrap_or(ValueKind::Text) {
        ValueKind::Code if column.kind == ColumnType::Code => ColumnType::Code,
        ValueKind::Decimal => ColumnType::Decimal,
        ValueKind::Integer if fraction => ColumnType::Decimal,
        ValueKind::Integer => ColumnType::Integer,
        ValueKind::Bool => ColumnType::Boolean,
        ValueKind::Date | ValueKind::Instant => ColumnType::Date,
        ValueKind::Id
        | ValueKind::Text
        | ValueKind::Prose
        | ValueKind::Code
        | ValueKind::Picture
        | ValueKind::Time
        | ValueKind::Opaque => ColumnType::Text,
    }
}

//! The code that a profile adds to the runtime, as WAT: data, functions, and their places in the
//! table that the runtime calls them by.

use std::fmt::Write;

use sekisho_model::ColumnName;
use sekisho_model::dates::Placeholders;
use sekisho_model::oncology::{ColumnType, DataModel};
use sekisho_model::profile::{Action, FieldRule};

use super::action;
use super::condition::Conditions;
use super::data::{Data, START};

/// The first place in the table behind the runtime's own (`runtime/interface.wat`).
const FIRST_PLACE: u32 = 8;

/// Whether the profile moves dates, and those that are nobody's.
pub(super) type Dates<'d> = (bool, &'d Placeholders);

pub(super) struct Code<'m> {
    model: &'m DataModel,
    pub data: Data,
    functions: String,
    /// Names of the functions in the table, from [`FIRST_PLACE`] on.
    places: Vec<String>,
    /// Per rule the place of its first stage.
    stages: Vec<u32>,
    /// Per rule the place of its condition, 0 = none.
    conditions: Vec<u32>,
}

impl<'m> Code<'m> {
    pub fn of(model: &'m DataModel) -> Self {
        Self {
            model,
            data: Data::default(),
            functions: String::new(),
            places: Vec::new(),
            stages: Vec::new(),
            conditions: Vec::new(),
        }
    }

    /// The functions of one rule.
    pub fn rule(&mut self, number: u16, rule: &FieldRule, dates: Dates<'_>) {
        let condition = rule.when.as_ref().map(|when| {
            let columns = when.columns();
            let judge = Conditions::of(self, number, &columns).function(when);
            let name = format!("$condition_{number}");
            let body = format!(
                "(call $judge (i32.const {judge}) (i32.const {}))",
                columns.len() + 1
            );
            self.stage(&name, &body);
            (self.place(&name), name)
        });
        self.conditions
            .push(condition.as_ref().map_or(0, |(place, _)| *place));
        self.stages.push(self.next_place());
        for (stage, action) in rule.actions.iter().enumerate() {
            let is_last = stage + 1 == rule.actions.len();
            let governed = condition.as_ref().filter(|_| is_last);
            let name = format!("$rule_{number}_{stage}");
            let before = &rule.actions[..stage];
            match self.body(before, action, dates, governed.map(|(_, name)| name)) {
                Some(body) => {
                    self.stage(&name, &body);
                    self.place(&name);
                }
                None => _ = self.place("$no_code"),
            }
        }
    }

    fn body(
        &mut self,
        before: &[Action],
        action: &Action,
        dates: Dates<'_>,
        condition: Option<&String>,
    ) -> Option<String> {
        let call = action::call(&mut self.data, before, action, dates)?;
        Some(match condition {
            None => call,
            Some(condition) => format!(
                "(local $status i32)\n  \
                 (local.set $status (call {condition} (i32.const 0)))\n  \
                 (if (local.get $status) (then (return (local.get $status))))\n  \
                 (local.set $status {call})\n  \
                 (if (local.get $status) (then (return (local.get $status))))\n  \
                 (call $only_where (global.get $meant))\n  \
                 (global.get $ok)"
            ),
        })
    }

    fn stage(&mut self, name: &str, body: &str) {
        self.function(name, "(type $stage) (param $kind i32) (result i32)", body);
    }

    pub fn function(&mut self, name: &str, shape: &str, body: &str) {
        write!(self.functions, "(func {name} {shape}\n  {body})\n").expect("memory");
    }

    /// Enters a function into the table.
    pub fn place(&mut self, name: &str) -> u32 {
        let place = self.next_place();
        self.places.push(name.to_owned());
        place
    }

    fn next_place(&self) -> u32 {
        FIRST_PLACE + self.places.len() as u32
    }

    /// The type of a column of the `patient` view, where the bank holds one.
    pub fn column_type(&self, name: &ColumnName) -> Option<ColumnType> {
        let patient = self.model.views.get("patient")?;
        let column = patient.projected().find(|column| column.name == *name)?;
        Some(column.kind)
    }

    /// Everything beside the runtime.
    pub fn finish(mut self) -> String {
        let rules = self.stages.len();
        self.stages.push(self.next_place());
        let stages = self.data.words(&self.stages);
        let conditions = self.data.words(&self.conditions);
        let heap = self.data.end().next_multiple_of(8);
        format!(
            "{functions}(memory (export \"memory\") {pages})\n\
             (global $heap_base i32 (i32.const {heap}))\n\
             (global $heap (mut i32) (i32.const {heap}))\n\
             (global $rules_n i32 (i32.const {rules}))\n\
             (global $stages i32 (i32.const {stages}))\n\
             (global $conditions i32 (i32.const {conditions}))\n\
             (table {places} funcref)\n\
             (elem (i32.const {FIRST_PLACE}) {names})\n\
             (data (i32.const {START}) \"{data}\")\n",
            functions = self.functions,
            pages = heap.div_ceil(1 << 16) + 1,
            places = self.next_place(),
            names = self.places.join(" "),
            data = self.data.escaped(),
        )
    }
}

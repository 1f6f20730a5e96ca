//! Actions: their numbers, their order, and whether they fit what they are given.

use sekisho_model::Origin;
use sekisho_model::codelist::CodeMap;
use sekisho_model::fields::KnownField;
use sekisho_model::profile::{Action, Cap, Modality, ValueKind};
use sekisho_syntax::ast::{FieldAction, FieldLine};

use super::super::Analyzer;
use crate::eval::decimal;
use crate::problem::{fields as problems, profile as profile_problems};

impl Analyzer<'_> {
    /// The actions of a rule with their names resolved, each sound in itself and in its place.
    pub(in super::super) fn actions(&mut self, line: &FieldLine) -> Option<Vec<Action>> {
        let mut actions = Vec::new();
        for (action, origin) in &line.actions {
            let found = match action {
                FieldAction::Ready(action) => {
                    self.is_sound(action, origin);
                    Some(action.clone())
                }
                FieldAction::Map { list, keeps_rest } => self.code_map(list).map(|map| {
                    Action::Map(CodeMap {
                        keeps_rest: *keeps_rest,
                        ..map
                    })
                }),
            };
            actions.push(found);
        }
        for odd in &line.odd_arguments {
            self.say(crate::problem::plugin::argument_is_a_value(odd.clone()));
        }
        let actions: Vec<Action> = actions.into_iter().collect::<Option<_>>()?;
        self.order(line, &actions);
        Some(actions)
    }

    fn is_sound(&mut self, action: &Action, at: &Origin) {
        match action {
            Action::Cap(cap) => self.is_number(&cap.bound, "cap", at),
            Action::Round(step) => {
                let positive = decimal::compare(step, "0").is_some_and(std::cmp::Ordering::is_gt);
                if !positive {
                    self.say(problems::not_a_number(at.clone(), step, "round"));
                }
            }
            Action::Band(bounds) => self.band_bounds(bounds, at),
            Action::Call(call) => self.call(call, at),
            _ => {}
        }
    }

    fn is_number(&mut self, written: &str, word: &str, at: &Origin) {
        if decimal::compare(written, "0").is_none() {
            self.say(problems::not_a_number(at.clone(), written, word));
        }
    }

    fn band_bounds(&mut self, bounds: &[String], at: &Origin) {
        if bounds.is_empty() {
            self.say(problems::not_a_number(at.clone(), "[]", "band"));
        }
        let mut last: Option<&String> = None;
        for bound in bounds {
            let order = last.map(|last| decimal::compare(last, bound));
            match order {
                _ if decimal::compare(bound, "0").is_none() => {
                    self.say(problems::not_a_number(at.clone(), bound, "band"));
                    return;
                }
                Some(Some(std::cmp::Ordering::Less)) | None => {}
                Some(_) => {
                    self.say(problems::bounds_ascend(at.clone()));
                    return;
                }
            }
            last = Some(bound);
        }
    }

    /// keep and drop stand alone, nothing follows what leaves nothing, a date is cut after its shift.
    fn order(&mut self, line: &FieldLine, actions: &[Action]) {
        let origin = |at: usize| line.actions[at].1.clone();
        if actions.len() > 1 {
            let alone = |action: &Action| matches!(action, Action::Keep | Action::Drop);
            // `… then drop when …` is how a value that is too telling goes.
            let last_drops = |at: usize| {
                line.when.is_some() && at + 1 == actions.len() && actions[at] == Action::Drop
            };
            let found = (0..actions.len()).find(|at| alone(&actions[*at]) && !last_drops(*at));
            if let Some(at) = found {
                self.say(profile_problems::chain(origin(at), actions[at].word()));
            }
        }
        let cut = actions
            .iter()
            .position(|a| matches!(a, Action::Year | Action::Month));
        let shift = actions.iter().rposition(|a| *a == Action::Shift);
        if let (Some(cut), Some(shift)) = (cut, shift)
            && cut < shift
        {
            self.say(problems::cut_before_shift(origin(cut), actions[cut].word()));
        }
        let ends = actions
            .iter()
            .position(|a| matches!(a, Action::Blank | Action::Replace(_)));
        if let Some(at) = ends.filter(|at| at + 1 < actions.len()) {
            self.say(problems::after_the_end(origin(at + 1), actions[at].word()));
        }
        if line.when.is_some()
            && let [Action::Keep] = actions
        {
            self.say(problems::keep_when(origin(0)));
        }
    }

    /// Whether a field of a block can go through the actions.
    pub(super) fn actions_fit_field(
        &mut self,
        line: &FieldLine,
        actions: &[Action],
        field: &KnownField,
        modality: &Modality,
        at: &Origin,
    ) {
        let mut kind = field.kind;
        for (n, action) in actions.iter().enumerate() {
            let origin = &line.actions[n].1;
            let result = match action {
                Action::Call(call) => self.call_fits(call, kind, origin),
                action => action.result(kind),
            };
            let Some(result) = result else {
                // The plugin has said its own problem.
                if !matches!(action, Action::Call(_)) {
                    let name = format!("{} {}", modality.title(), field.name);
                    self.say(problems::action_kind(origin.clone(), action, &name, kind));
                }
                return;
            };
            if let Action::Cap(cap) = action {
                self.cap_unit(cap, field, modality, origin);
            }
            if kind == ValueKind::Integer
                && let Action::Cap(Cap { bound: step, .. }) | Action::Round(step) = action
                && step.contains('.')
            {
                self.say(problems::whole_numbers_only(
                    origin.clone(),
                    action.word(),
                    step,
                ));
            }
            kind = result;
        }
        if matches!(modality, Modality::Vcf)
            && matches!(field.name.get(..3), Some("chr"))
            && !matches!(actions, [Action::Keep | Action::Drop])
        {
            self.say(problems::records_keep_or_drop(at.clone(), &field.name));
        }
    }

    /// A cap on a field with a unit says that unit; on another it says none.
    fn cap_unit(&mut self, cap: &Cap, field: &KnownField, modality: &Modality, at: &Origin) {
        let model = self.model;
        let unit = match modality {
            Modality::Table(view) => model
                .views
                .get(view)
                .and_then(|view| view.column(&field.name))
                .and_then(|column| column.unit.as_deref()),
            Modality::Dicom(_) if field.type_name == "AS" => Some("years"),
            _ => None,
        };
        let said = cap.unit.as_deref();
        if said != unit && (said.is_some() || unit == Some("years")) {
            self.say(problems::cap_unit(at.clone(), &field.name, unit));
        }
    }
}

//! What bounds every agreement of a person from outside: newer forms not signed in time, death,
//! the items that other items require.

use super::ages::Ages;
use super::agreement::{Agreement, agreements};
use super::history::History;
use super::{Duration, Earlier, Form, Item};
use crate::{Day, FormName, Instant, ItemName};

/// Everything the bounds are read from.
pub(super) struct World<'h, 'a> {
    pub history: &'h History<'a>,
    pub ages: Ages,
    pub forms: Vec<&'a Form>,
    /// One form read as it was before: its old text stands in `forms`, what was to replace it here.
    pub reading: Option<&'a Earlier<Form>>,
}

impl<'a> World<'_, 'a> {
    pub fn dead_by(&self, moment: Instant) -> bool {
        let day = |instant| self.ages.zone.day_of(instant);
        self.ages
            .death
            .is_some_and(|death| day(death) <= day(moment))
    }

    /// The earliest day by which a newer form, replacing this one directly or through others, had
    /// to be signed and was not. Someone who died before it was not asked.
    pub fn reconsent_deadline(&self, form: &Form) -> Instant {
        let zone = self.ages.zone;
        let missed = |(newer, effective, within): (&FormName, Day, Duration)| {
            let deadline = within.after(zone.midnight(effective), zone);
            let signed = self
                .history
                .signatures
                .iter()
                .any(|s| s.form == newer && s.at <= deadline);
            (!signed && !self.ages.died_before(deadline)).then_some(deadline)
        };
        let then = self
            .reading
            .filter(|earlier| earlier.text.name == form.name);
        let deadline = match then {
            Some(earlier) => {
                let then = earlier.successors.iter();
                let then = then.map(|newer| (&newer.form, newer.effective, newer.within));
                then.filter_map(missed).min()
            }
            None => successors(&self.forms, form).filter_map(missed).min(),
        };
        deadline.unwrap_or(Instant::MAX)
    }

    /// When an item stood, as disjoint spans: what another item may require.
    fn standing(&self, form: &'a Form, item: &'a Item, depth: usize) -> Vec<(Instant, Instant)> {
        let mut spans = Vec::new();
        for agreement in agreements(form, item, self) {
            let bound = self.required_until(&agreement, depth);
            spans.extend(
                self.spans_of(&agreement)
                    .into_iter()
                    .map(|(from, until)| (from, until.min(bound))),
            );
        }
        joined(spans)
    }

    fn spans_of(&self, agreement: &Agreement) -> Vec<(Instant, Instant)> {
        let item = agreement.item;
        if item.purposes.is_empty() || item.classes.is_empty() {
            let named = self
                .history
                .narrowings
                .iter()
                .filter(|no| no.names(agreement.form, item));
            return vec![(
                agreement.from,
                agreement.until.min(agreement.first_unanswered(named)),
            )];
        }
        let pairs = item
            .purposes
            .iter()
            .flat_map(|p| item.classes.iter().map(move |c| (p, c)));
        pairs
            .map(|(purpose, class)| agreement.window(self.history, purpose, class))
            .collect()
    }

    /// Where the item this one `requires` is first lost after the agreement began; at once where
    /// it did not stand then, is unknown, or the chain of requirements closes on itself.
    pub fn required_until(&self, agreement: &Agreement<'a>, depth: usize) -> Instant {
        let Some(name) = &agreement.item.requires else {
            return Instant::MAX;
        };
        let Some(required) = find_item(agreement.form, name).filter(|_| depth > 0) else {
            return Instant::MIN;
        };
        let spans = self.standing(agreement.form, required, depth - 1);
        let holding = spans
            .iter()
            .find(|(from, until)| *from <= agreement.from && agreement.from < *until);
        holding.map_or(Instant::MIN, |(_, until)| *until)
    }
}

/// The forms that ask for re-consent in place of this one, directly or through others: each with
/// its first day and the time it leaves.
pub(super) fn successors<'f>(
    forms: &'f [&'f Form],
    form: &'f Form,
) -> impl Iterator<Item = (&'f FormName, Day, Duration)> {
    let previous = move |form: &&'f Form| {
        let name = &form.replaces.as_ref()?.form;
        forms.iter().copied().find(|f| f.name == *name)
    };
    let replaces = move |newer: &'f Form| {
        let chain = std::iter::successors(Some(newer), previous);
        let mut older = chain.skip(1).take(forms.len());
        older.any(|older| older.name == form.name)
    };
    let asks = move |newer: &&'f Form| {
        let within = newer.replaces.as_ref()?.within?;
        replaces(newer).then_some((&newer.name, newer.effective, within))
    };
    forms.iter().filter_map(asks)
}

fn find_item<'a>(form: &'a Form, name: &ItemName) -> Option<&'a Item> {
    form.items.iter().find(|item| item.name == *name)
}

/// The union of half-open spans; spans that touch become one.
pub(super) fn joined(mut spans: Vec<(Instant, Instant)>) -> Vec<(Instant, Instant)> {
    spans.retain(|(from, until)| from < until);
    spans.sort();
    let mut union: Vec<(Instant, Instant)> = Vec::new();
    for (from, until) in spans {
        match union.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => union.push((from, until)),
        }
    }
    union
}

//! Form versions side by side: numbers, gaps and overlaps, deadlines that can't be kept.

use sekisho_model::consent::Form;
use sekisho_model::{Day, FormName};
use sekisho_syntax::Parse;
use sekisho_syntax::ast::{self, Item};

use super::super::{Analyzer, Kind};
use crate::problem::consent as problems;

impl Analyzer<'_> {
    /// After every form is known.
    pub fn succession(&mut self, parses: &[&Parse]) {
        let mut earlier: Vec<ast::Consent> = Vec::new();
        let forms = self.policy.forms.clone();
        self.each(parses, |a, item| {
            if let Item::Consent(form) = item
                && a.names.is_first(Kind::Form, &form.name)
            {
                a.beside_others(form, &earlier, &forms);
                earlier.push(form.clone());
            }
        });
    }

    fn beside_others(&mut self, written: &ast::Consent, earlier: &[ast::Consent], forms: &[Form]) {
        let find = |name: &str| forms.iter().find(|form| form.name.as_str() == name);
        let Some(form) = find(&written.name.text) else {
            return;
        };
        for other in earlier {
            self.same_number(written, other);
            if let Some(before) = find(&other.name.text) {
                self.overlap(written, form, other, before, forms);
            }
        }
        let Some((name, _)) = &written.replaces else {
            return;
        };
        if in_circle(forms, form) {
            let (at, form) = (name.origin.clone(), form.name.as_str());
            return self.say(problems::replaces_circle(at, form));
        }
        let Some(old) = find(&name.text) else { return };
        self.after_the_old(name, form, old);
        self.deadline(name, form, old);
    }

    fn same_number(&mut self, written: &ast::Consent, other: &ast::Consent) {
        if let (Some(line), Some(first)) = (&written.form, &other.form)
            && line.number.text == first.number.text
        {
            let at = line.number.origin.clone();
            let first = first.number.origin.clone();
            self.say(problems::same_number(at, &line.number.text, first));
        }
    }

    /// Two papers for the same thing at the same time, neither of which takes over from the other.
    fn overlap(
        &mut self,
        written: &ast::Consent,
        form: &Form,
        other: &ast::Consent,
        before: &Form,
        forms: &[Form],
    ) {
        let related = succeeds(forms, form, &before.name) || succeeds(forms, before, &form.name);
        let last = |form: &Form| form.until.unwrap_or(Day(i32::MAX));
        let at_once = form.effective <= last(before) && before.effective <= last(form);
        if related || !at_once || !share(form, before) {
            return;
        }
        let (at, first) = (written.name.origin.clone(), other.name.origin.clone());
        self.say(problems::forms_overlap(
            at,
            form.name.as_str(),
            before.name.as_str(),
            first,
        ));
    }

    fn after_the_old(&mut self, name: &ast::Name, form: &Form, old: &Form) {
        let at = || name.origin.clone();
        if form.effective <= old.effective {
            return self.say(problems::replaces_newer(
                at(),
                form.name.as_str(),
                old.name.as_str(),
            ));
        }
        if let Some(until) = old.until
            && form.effective.0 > until.0.saturating_add(1)
        {
            let days = form.effective.0 - until.0 - 1;
            self.say(problems::forms_gap(
                at(),
                form.name.as_str(),
                old.name.as_str(),
                days,
            ));
        }
    }

    /// `re-consent within Q` against how long either form holds at all.
    fn deadline(&mut self, name: &ast::Name, form: &Form, old: &Form) {
        let Some(within) = form.replaces.as_ref().and_then(|replaces| replaces.within) else {
            return;
        };
        let zone = self.package.zone;
        let at = || name.origin.clone();
        let deadline = within.after(zone.midnight(form.effective), zone);
        // The last day on which somebody could have signed the old form.
        let last_signed = old.until.unwrap_or(Day(form.effective.0 - 1));
        let ended = old
            .expires
            .map(|length| length.after(zone.midnight(last_signed), zone));
        if ended.is_some_and(|end| end <= deadline) {
            self.say(problems::reconsent_after_expiry(
                at(),
                form.name.as_str(),
                old.name.as_str(),
            ));
        }
        let expired = form
            .expires
            .map(|length| length.after(zone.midnight(form.effective), zone));
        if expired.is_some_and(|end| end < deadline) {
            self.say(problems::expires_within_reconsent(at(), form.name.as_str()));
        }
    }
}

/// Does this form take over from that one, directly or through others?
fn succeeds(forms: &[Form], form: &Form, old: &FormName) -> bool {
    let previous = |form: &&Form| {
        let name = &form.replaces.as_ref()?.form;
        forms.iter().find(|form| form.name == *name)
    };
    let chain = std::iter::successors(Some(form), |form| previous(form));
    chain
        .skip(1)
        .take(forms.len())
        .any(|form| form.name == *old)
}

fn in_circle(forms: &[Form], form: &Form) -> bool {
    succeeds(forms, form, &form.name)
}

fn share(one: &Form, other: &Form) -> bool {
    one.items.iter().any(|a| {
        other.items.iter().any(|b| {
            a.purposes.iter().any(|p| b.purposes.contains(p))
                && a.classes.iter().any(|c| b.classes.contains(c))
        })
    })
}

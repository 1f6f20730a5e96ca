//! Old signatures stay narrow: what was agreed to under an earlier text is what that text and the
//! present one both grant, rectangle by rectangle.
//!
//! Each earlier text is drawn as if it were the form of today, with everything else as it is; then
//! the two drawings of the same agreement are laid over each other. So whatever a text can say,
//! now or later, narrows by itself.

use super::agreement::Agreement;
use super::rectangles::Drawing;
use super::world::World;
use super::{Earlier, Form, Grant, Optout};
use crate::Instant;
use crate::standard::Regime;

/// A rectangle and the earlier texts of its form that its agreement was given under.
pub(super) struct Drawn {
    pub grant: Grant,
    pub texts: Vec<usize>,
}

/// Which earlier texts the parts of an agreement were given under: the one in force at each.
pub(super) fn texts_of(agreement: &Agreement<'_>, earlier: &[Earlier<Form>]) -> Vec<usize> {
    if earlier.is_empty() {
        return Vec::new();
    }
    let mut texts: Vec<usize> = agreement
        .moments()
        .filter_map(|at| in_force(earlier, at))
        .collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// The text in force at that moment; `None` = the present one.
fn in_force<T>(earlier: &[Earlier<T>], at: Instant) -> Option<usize> {
    earlier.iter().position(|earlier| at < earlier.until)
}

/// The rectangles of every form, each within every text it was agreed to under.
pub(super) fn forms<'a>(present: &Drawing<'_, '_, 'a>, forms: &'a [Form]) -> Vec<Grant> {
    let (old, mut grants): (Vec<Drawn>, Vec<Grant>) = {
        let mut old = Vec::new();
        let mut grants = Vec::new();
        for drawn in present.forms() {
            match drawn.texts.is_empty() {
                true => grants.push(drawn.grant),
                false => old.push(drawn),
            }
        }
        (old, grants)
    };
    for form in forms {
        let mine: Vec<&Drawn> = old.iter().filter(|d| d.grant.form == form.name).collect();
        if mine.is_empty() {
            continue;
        }
        let readings: Vec<Vec<Drawn>> = form
            .earlier
            .iter()
            .map(|earlier| reading(present, form, earlier))
            .collect();
        for drawn in mine {
            let mut pieces = vec![drawn.grant.clone()];
            for text in &drawn.texts {
                let same = readings[*text].iter().filter(|then| {
                    then.texts == drawn.texts && same_tag(&then.grant, &drawn.grant)
                });
                let then: Vec<&Grant> = same.map(|then| &then.grant).collect();
                pieces = over(&pieces, &then);
            }
            grants.extend(pieces);
        }
    }
    grants
}

/// The form's rectangles as if an earlier text were in force.
fn reading<'a>(
    present: &Drawing<'_, '_, 'a>,
    form: &'a Form,
    earlier: &'a Earlier<Form>,
) -> Vec<Drawn> {
    let world = present.world;
    let read = |other: &&'a Form| match other.name == form.name {
        true => &earlier.text,
        false => *other,
    };
    let world = World {
        history: world.history,
        ages: world.ages,
        forms: world.forms.iter().map(read).collect(),
        reading: Some(earlier),
    };
    let drawing = Drawing {
        world: &world,
        home_country: present.home_country,
    };
    let mut drawn = drawing.drawn(|name| {
        // The parts of an agreement fall under the texts of the form as it is known today.
        if *name == form.name {
            &form.earlier
        } else {
            &[]
        }
    });
    drawn.retain(|drawn| {
        drawn.grant.form == form.name && !earlier.withheld.contains(&drawn.grant.purpose)
    });
    drawn
}

/// A notice covers what the text that reached the person and the present one both cover.
pub(super) fn optout<'a>(present: &Drawing<'_, '_, 'a>, optout: &'a Optout) -> Vec<Grant> {
    let notices = present.world.history.notices.iter();
    let mut told: Vec<(Option<usize>, Instant)> = notices
        .filter(|(name, _)| **name == optout.name)
        .map(|(_, at)| (in_force(&optout.earlier, *at), *at))
        .collect();
    // Of the notices under one text the first speaks.
    told.sort();
    told.dedup_by_key(|(text, _)| *text);
    let mut grants = Vec::new();
    for (text, at) in told {
        let now = present.optout(optout, at);
        match text.and_then(|text| optout.earlier.get(text)) {
            None => grants.extend(now),
            Some(earlier) => {
                let mut then = present.optout(&earlier.text, at);
                then.retain(|grant| !earlier.withheld.contains(&grant.purpose));
                let then: Vec<&Grant> = then.iter().collect();
                grants.extend(over(&now, &then));
            }
        }
    }
    grants
}

/// What lies in one of these and in one of those, by purpose, class, form and item.
fn over(these: &[Grant], those: &[&Grant]) -> Vec<Grant> {
    let pairs = these
        .iter()
        .flat_map(|a| those.iter().map(move |b| (a, *b)));
    pairs.filter_map(|(a, b)| both(a, b)).collect()
}

fn both(a: &Grant, b: &Grant) -> Option<Grant> {
    let common = |a: &[String], b: &[String]| -> Vec<String> {
        a.iter().filter(|x| b.contains(x)).cloned().collect()
    };
    // What meets the stricter of two forms meets both.
    let regime = |wanted: &str| Regime::parse(wanted);
    let only_as = match (&a.only_as, &b.only_as) {
        (Some(a), Some(b)) if a != b => Some(regime(a)?.max(regime(b)?).word().to_owned()),
        (Some(regime), _) | (None, Some(regime)) => Some(regime.clone()),
        (None, None) => None,
    };
    let only_under = match (&a.only_under[..], &b.only_under[..]) {
        (all, []) | ([], all) => all.to_vec(),
        (these, those) => {
            let common = these.iter().filter(|basis| those.contains(basis));
            let common: Vec<_> = common.cloned().collect();
            if common.is_empty() {
                return None;
            }
            common
        }
    };
    let permits_before = [a.permits_before, b.permits_before];
    let met = Grant {
        from: a.from.max(b.from),
        until: a.until.min(b.until),
        since: a.since.max(b.since),
        to: a.to.min(b.to),
        acts: common(&a.acts, &b.acts),
        recipients: a
            .recipients
            .iter()
            .filter(|kind| b.recipients.contains(kind))
            .copied()
            .collect(),
        countries: common(&a.countries, &b.countries),
        only_as,
        only_under,
        permits_before: permits_before.into_iter().flatten().min(),
        ..a.clone()
    };
    let stands = same_tag(a, b)
        && met.from < met.until
        && met.since < met.to
        && !met.recipients.is_empty()
        && !met.countries.is_empty();
    stands.then_some(met)
}

fn same_tag(a: &Grant, b: &Grant) -> bool {
    (&a.purpose, &a.class, &a.form, &a.item) == (&b.purpose, &b.class, &b.form, &b.item)
}

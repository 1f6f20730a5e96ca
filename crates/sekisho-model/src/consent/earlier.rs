//! What a paper said before: the texts that older signatures were given under.
//!
//! A later bundle may say a form anew. Whoever signed before agreed to what stood there then, so a
//! signature grants what its own text and the present one both grant, and a no reaches what any
//! text since then named. The bank keeps the old texts; only a board's `corrects form F item N`
//! changes one, because then it was never what the paper said.

use serde::{Deserialize, Serialize};

use super::{Duration, FhirCodes, Form, Item, Optout};
use crate::policy::{Policy, Purpose};
use crate::{Day, FormName, Instant, PurposeName};

/// A text that was in force until another took its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier<T> {
    pub until: Instant,
    pub text: T,
    /// Commercial now, and not when this was signed: nobody agreed to that.
    pub withheld: Vec<PurposeName>,
    /// What was to replace the form, as it stood then.
    pub successors: Vec<Successor>,
}

/// A newer form that asks for re-consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Successor {
    pub form: FormName,
    pub effective: Day,
    pub within: Duration,
}

/// A text as the bank keeps it, with what it meant in the program of its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub paper: KeptPaper,
    /// Which of its purposes were commercial.
    pub commercial: Vec<PurposeName>,
    /// Every purpose there was.
    pub purposes: Vec<PurposeName>,
    pub successors: Vec<Successor>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptPaper {
    Form(Form),
    Optout(Optout),
}

impl Kept {
    /// The paper of this name as this program says it.
    pub fn of(policy: &Policy, name: &FormName) -> Option<Self> {
        let commercial = |purposes: &mut dyn Iterator<Item = &PurposeName>| {
            let mut found: Vec<PurposeName> = purposes
                .filter(|name| is_commercial(&policy.purposes, name))
                .cloned()
                .collect();
            found.sort();
            found.dedup();
            found
        };
        let purposes = policy.purposes.iter().map(|p| p.name.clone()).collect();
        if let Some(form) = policy.forms.iter().find(|form| form.name == *name) {
            let forms: Vec<&Form> = policy.forms.iter().collect();
            let mut named = form
                .items
                .iter()
                .flat_map(|item| item.purposes.iter().chain(&item.later));
            return Some(Self {
                commercial: commercial(&mut named),
                purposes,
                successors: super::world::successors(&forms, form)
                    .map(|(form, effective, within)| Successor {
                        form: form.clone(),
                        effective,
                        within,
                    })
                    .collect(),
                paper: KeptPaper::Form(form.clone()),
            });
        }
        let optout = policy.optouts.iter().find(|optout| optout.name == *name)?;
        Some(Self {
            commercial: commercial(&mut optout.purposes.iter()),
            purposes,
            successors: Vec::new(),
            paper: KeptPaper::Optout(optout.clone()),
        })
    }

    pub fn name(&self) -> &FormName {
        match &self.paper {
            KeptPaper::Form(form) => &form.name,
            KeptPaper::Optout(optout) => &optout.name,
        }
    }

    /// Both let the same be used by the same people; their words and places may differ.
    pub fn means_the_same(&self, other: &Self) -> bool {
        let paper = match (&self.paper, &other.paper) {
            (KeptPaper::Form(a), KeptPaper::Form(b)) => bare_form(a) == bare_form(b),
            (KeptPaper::Optout(a), KeptPaper::Optout(b)) => bare_optout(a) == bare_optout(b),
            _ => false,
        };
        paper && self.commercial == other.commercial && self.successors == other.successors
    }

    /// The item was never what this text says: what stands in `right` was on the paper all along.
    pub fn correct(&mut self, right: &Item) {
        let KeptPaper::Form(form) = &mut self.paper else {
            return;
        };
        match form.items.iter_mut().find(|item| item.name == right.name) {
            Some(item) => *item = right.clone(),
            None => form.items.push(right.clone()),
        }
        self.commercial
            .retain(|name| !right.purposes.contains(name));
    }
}

impl Policy {
    /// Puts what the bank kept beside the papers of today, so that every reader of them sees it.
    pub fn remember(&mut self, kept: &[(Instant, Kept)]) {
        let purposes = std::mem::take(&mut self.purposes);
        for form in &mut self.forms {
            let texts = kept.iter().filter_map(|(until, kept)| match &kept.paper {
                KeptPaper::Form(text) if text.name == form.name => Some((until, kept, text)),
                _ => None,
            });
            form.earlier = texts
                .map(|(until, kept, text)| Earlier {
                    until: *until,
                    text: with_later(text, form, kept, &purposes),
                    withheld: withheld(kept, &purposes),
                    successors: kept.successors.clone(),
                })
                .collect();
            form.earlier.sort_by_key(|earlier| earlier.until);
        }
        for optout in &mut self.optouts {
            let texts = kept.iter().filter_map(|(until, kept)| match &kept.paper {
                KeptPaper::Optout(text) if text.name == optout.name => Some((until, kept, text)),
                _ => None,
            });
            optout.earlier = texts
                .map(|(until, kept, text)| Earlier {
                    until: *until,
                    text: text.clone(),
                    withheld: withheld(kept, &purposes),
                    successors: Vec::new(),
                })
                .collect();
            optout.earlier.sort_by_key(|earlier| earlier.until);
        }
        self.purposes = purposes;
    }
}

/// The old text with the purposes that were set up since and that it lets in by its own words,
/// `includes later purposes under X`. One that had a place of its own then is none of them.
fn with_later(text: &Form, present: &Form, kept: &Kept, purposes: &[Purpose]) -> Form {
    let mut text = text.clone();
    for item in &mut text.items {
        let Some(now) = present.items.iter().find(|i| i.name == item.name) else {
            continue;
        };
        let lets_in = |name: &&PurposeName| {
            let is_new = !kept.purposes.contains(name);
            let mut under = text.includes_later.iter();
            is_new && !item.later.contains(name) && under.any(|top| is_below(purposes, name, top))
        };
        let new: Vec<PurposeName> = now.later.iter().filter(lets_in).cloned().collect();
        item.later.extend(new);
    }
    text
}

fn withheld(kept: &Kept, purposes: &[Purpose]) -> Vec<PurposeName> {
    let now_commercial = purposes.iter().map(|p| &p.name).filter(|name| {
        is_commercial(purposes, name)
            && kept.purposes.contains(name)
            && !kept.commercial.contains(name)
    });
    now_commercial.cloned().collect()
}

/// A purpose is commercial where it or one above it says so.
fn is_commercial(purposes: &[Purpose], name: &PurposeName) -> bool {
    above(purposes, name).any(|purpose| purpose.commercial)
}

fn is_below(purposes: &[Purpose], name: &PurposeName, top: &PurposeName) -> bool {
    above(purposes, name).any(|purpose| purpose.name == *top)
}

/// The purpose and those above it; a ring, which the checker refuses, ends.
fn above<'p>(purposes: &'p [Purpose], name: &PurposeName) -> impl Iterator<Item = &'p Purpose> {
    let find = |name: &PurposeName| purposes.iter().find(|purpose| purpose.name == *name);
    std::iter::successors(find(name), move |purpose| find(purpose.under.as_ref()?))
        .take(purposes.len())
}

fn bare_form(form: &Form) -> Form {
    let mut bare = form.clone();
    let origin = crate::Origin::built_in;
    (bare.label, bare.number, bare.document) = (Default::default(), String::new(), None);
    (bare.origin, bare.earlier) = (origin(), Vec::new());
    bare.fhir = FhirCodes::default();
    for item in &mut bare.items {
        (item.says, item.origin) = (Default::default(), origin());
    }
    for withdrawal in &mut bare.withdrawals {
        withdrawal.origin = origin();
    }
    bare
}

fn bare_optout(optout: &Optout) -> Optout {
    Optout {
        label: Default::default(),
        origin: crate::Origin::built_in(),
        earlier: Vec::new(),
        ..optout.clone()
    }
}

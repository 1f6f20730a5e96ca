//! Numbers that leave by no consent: a rule of every profile that lets rows out, beside whatever its
//! standards say or if it satisfies none.

use std::collections::BTreeMap;

use sekisho_model::Origin;
use sekisho_model::numbers::ClosedNumber;
use sekisho_model::profile::Profile;
use sekisho_model::remains::Remains;
use sekisho_model::standard::Reach;

use super::Analyzer;
use super::leaving::Leaving;
use super::regime::{named, remains_words};
use crate::problem::numbers as problems;

impl Analyzer<'_> {
    /// 個人番号 leaves as nothing, for a code in its place is the number itself; an insured person's
    /// number as nothing or as a keyed name that reaches no further than the study.
    pub fn closed_numbers(&mut self, profile: &Profile, leaving: &[Leaving]) {
        let reach = Reach::of(&profile.scope);
        let may = |number: ClosedNumber, remains: &Remains| match number {
            ClosedNumber::Individual => false,
            ClosedNumber::Insured => *remains == Remains::Linking && reach <= Reach::Study,
        };
        let mut groups: BTreeMap<(Origin, String, ClosedNumber, Remains), Vec<String>> =
            BTreeMap::new();
        for field in leaving {
            let Some(number) = field.concept.as_deref().and_then(ClosedNumber::parse) else {
                continue;
            };
            if !may(number, &field.remains) {
                let (origin, selector) = (field.origin.clone(), field.selector.clone());
                let key = (origin, selector, number, field.remains.clone());
                groups.entry(key).or_default().push(field.field.clone());
            }
        }
        for ((origin, selector, number, remains), fields) in groups {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let left = remains_words(&remains, reach);
            let says = match number {
                ClosedNumber::Individual => problems::individual_number_leaves,
                ClosedNumber::Insured => problems::insured_number_leaves,
            };
            self.say(says(origin, &named(&selector, &fields), &left));
        }
    }
}

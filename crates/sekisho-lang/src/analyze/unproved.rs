//! A profile that is proved to be nothing and lets names or notes out: that may be meant, and nobody
//! should learn it from the delivery.

use std::collections::BTreeMap;

use sekisho_model::Origin;
use sekisho_model::catalog::Identifiability;
use sekisho_model::profile::Profile;
use sekisho_model::remains::Remains;

use super::Analyzer;
use super::leaving::Leaving;
use super::regime::named;
use crate::problem::profile as problems;

impl Analyzer<'_> {
    pub(super) fn names_leave(&mut self, profile: &Profile, leaving: &[Leaving]) {
        if !profile.satisfies.is_empty() {
            return;
        }
        let mut lines: BTreeMap<(Origin, String), Vec<&str>> = BTreeMap::new();
        for field in leaving.iter().filter(|field| names_somebody(field)) {
            let key = (field.origin.clone(), field.selector.clone());
            lines.entry(key).or_default().push(&field.field);
        }
        for ((origin, selector), fields) in lines {
            let what = named(&selector, &fields);
            self.say(problems::names_leave(origin, &what, profile.name.as_str()));
        }
    }
}

/// What names a person, and what may hold anything: texts, pictures, extensions.
fn names_somebody(field: &Leaving) -> bool {
    let class = matches!(
        field.class,
        Identifiability::Direct
            | Identifiability::Code
            | Identifiability::Free
            | Identifiability::Pixel
    );
    class && field.remains > Remains::Linking && field.remains != Remains::Cleaned
}

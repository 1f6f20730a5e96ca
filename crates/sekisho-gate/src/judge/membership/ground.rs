//! On what a cohort may be chosen: for each class the request under which its records are looked at.
//!
//! A count looks at them as a count. A delivery looks at them as what it may extract, and else as
//! what whoever asks may at least count in this study; what they may do neither with chooses nobody.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::consent::Grant;
use sekisho_model::consent_guard::SLOTS;
use sekisho_model::covered::Covered;
use sekisho_model::identity::Subject;
use sekisho_model::policy::Act;
use sekisho_model::{DataClass, Day, Instant};
use sekisho_store::Coverage;

use super::{Needs, class_of};
use crate::GateError;
use crate::act::count;
use crate::judge::Judge;
use crate::judge::case::Case;
use crate::judge::check;
use crate::refusal::Why;

pub(crate) struct Ground<'j, 'g>(BTreeMap<&'g DataClass, &'j Judge<'g>>);

/// What people cover, laid out for the store.
pub(crate) struct Laid {
    pub coverage: Coverage,
    /// The first rule that keeps something of theirs out.
    pub kept_out: Option<usize>,
    /// People whose consent has more rectangles than policies can read.
    pub overflowing: BTreeSet<Subject>,
}

/// The same asking as a count, under each profile by which the study's rules let somebody count.
pub(crate) fn counting<'g>(judge: &Judge<'g>) -> Result<Vec<Judge<'g>>, GateError> {
    let profiles = count::profiles(judge.gate, judge.case.study);
    let judges = profiles.into_iter().map(|profile| {
        let case = Case {
            act: Act::Count,
            profile,
            delivery: None,
            ground: Default::default(),
            ..judge.case.clone()
        };
        Judge::new(judge.gate, case)
    });
    judges.collect()
}

impl<'j, 'g: 'j> Ground<'j, 'g> {
    /// Each class under the first of these requests that stands for it. Of every record type one
    /// class must stand, and where nothing is taken for an answer, all of them.
    pub fn stand(
        needs: &Needs,
        judges: impl Iterator<Item = &'j Judge<'g>>,
    ) -> Result<Result<Self, Why>, GateError> {
        let judges: Vec<&'j Judge<'g>> = judges.collect();
        let (mut ground, mut refused) = (Self(BTreeMap::new()), BTreeMap::new());
        for class in needs.classes() {
            let Some(class) = judges.first().and_then(|j| class_of(j.gate, class)) else {
                continue;
            };
            match first(&judges, class)? {
                Ok(judge) => _ = ground.0.insert(class, judge),
                Err(why) => _ = refused.insert(class, why),
            }
        }
        for classes in &needs.types {
            if !classes.iter().any(|class| ground.0.contains_key(class)) {
                let of = classes.iter().filter_map(|class| refused.remove(class));
                if let Some(why) = of.reduce(nearer) {
                    return Ok(Err(why));
                }
            }
        }
        let lacks: Vec<&DataClass> = refused.keys().copied().collect();
        let lacks: Vec<&DataClass> = lacks
            .into_iter()
            .filter(|c| needs.whole.contains(*c))
            .collect();
        if let (Some(judge), false) = (judges.first(), lacks.is_empty())
            && let Some(why) = check::request(judge, lacks)?
        {
            return Ok(Err(why));
        }
        Ok(Ok(ground))
    }

    pub fn classes(&self) -> impl Iterator<Item = (&'g DataClass, &'j Judge<'g>)> {
        self.0.iter().map(|(class, judge)| (*class, *judge))
    }

    /// What each of these people covers. Who covers nothing is left out.
    pub fn coverage<'p>(
        &self,
        people: impl Iterator<Item = (Subject, &'p [Grant])>,
        today: Day,
    ) -> Result<Laid, GateError> {
        let mut known: BTreeMap<Vec<Grant>, usize> = BTreeMap::new();
        let mut overflowing = BTreeSet::new();
        let mut coverage = Coverage {
            people: Vec::new(),
            groups: Vec::new(),
            today,
        };
        let mut kept_out = None;
        for (subject, grants) in people {
            if self
                .classes()
                .any(|(class, judge)| overflows(judge, class, grants))
            {
                overflowing.insert(subject);
            }
            let alike = self.alike(grants);
            let group = match known.get(&alike) {
                Some(group) => *group,
                None => {
                    let (covered, rule) = self.covered(grants)?;
                    kept_out = [kept_out, rule].into_iter().flatten().min();
                    coverage.groups.push(covered);
                    known.insert(alike, coverage.groups.len() - 1);
                    coverage.groups.len() - 1
                }
            };
            if !coverage.groups[group].is_empty() {
                coverage.people.push((subject, group));
            }
        }
        Ok(Laid {
            coverage,
            kept_out,
            overflowing,
        })
    }

    /// What decides about a person, and nothing else: of what policies compare with the time of the
    /// request (and with the bank's, where that is asked too), only whether it stands then. People who are alike here get one answer. No grant at all and
    /// more than the slots hold are alike too: both are covered by nothing.
    fn alike(&self, grants: &[Grant]) -> Vec<Grant> {
        let mut alike: Vec<Grant> = Vec::new();
        for (class, judge) in self.classes() {
            if overflows(judge, class, grants) {
                continue;
            }
            let case = &judge.case;
            let stands = |grant: &Grant, at: Option<Instant>| {
                Instant(at.map_or(0, |at| i64::from(grant.from <= at && at < grant.until)))
            };
            let of = grants_on(judge, class, grants).into_iter();
            let of = of.map(|grant| Grant {
                from: stands(grant, Some(case.now)),
                until: stands(grant, case.still),
                form: "".into(),
                item: None,
                ..grant.clone()
            });
            let never = |grant: &Grant| grant.from.0 + grant.until.0 == 0;
            alike.extend(of.filter(|grant| !never(grant)));
        }
        alike.sort();
        alike.dedup();
        alike
    }

    fn covered(&self, grants: &[Grant]) -> Result<(Covered, Option<usize>), GateError> {
        let (mut covered, mut kept_out) = (Covered::default(), BTreeSet::new());
        for (class, judge) in self.classes() {
            let (of_class, rules) = judge.covered(class, grants)?;
            covered.0.insert(class.clone(), of_class);
            kept_out.extend(rules);
        }
        Ok((covered, kept_out.first().copied()))
    }
}

fn grants_on<'p>(judge: &Judge<'_>, class: &DataClass, grants: &'p [Grant]) -> Vec<&'p Grant> {
    let of = |grant: &&Grant| grant.purpose == judge.case.purpose && &grant.class == class;
    grants.iter().filter(of).collect()
}

/// More rectangles than policies can read: denied until a steward has looked.
fn overflows(judge: &Judge<'_>, class: &DataClass, grants: &[Grant]) -> bool {
    grants_on(judge, class, grants).len() > SLOTS
}

/// The first request that stands for a class, or the refusal that comes nearest.
fn first<'j, 'g>(
    judges: &[&'j Judge<'g>],
    class: &'g DataClass,
) -> Result<Result<&'j Judge<'g>, Why>, GateError> {
    let mut refused = None;
    for judge in judges {
        match check::request(judge, [class])? {
            None => return Ok(Ok(judge)),
            Some(why) => refused = Some(refused.map_or(why.clone(), |r| nearer(r, why))),
        }
    }
    Ok(Err(refused.unwrap_or(Why::NoPermit {
        classes: Vec::new(),
        nearest: None,
    })))
}

fn nearer(one: Why, other: Why) -> Why {
    if other.nearer_than(&one) { other } else { one }
}

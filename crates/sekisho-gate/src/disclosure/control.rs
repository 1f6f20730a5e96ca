//! The controls in their order, and their outcome.
//!
//! Singular values first: a cell that is suppressed is absent when groups are counted, so that a
//! person may still hide among others, and no group rests on a value that nobody will see. Then k,
//! then l over the groups of k that are left. Leaving people out may make a value singular that was
//! not, so where values are looked at too, it begins anew until nobody more leaves. l takes whole
//! groups of k away and never makes one smaller, so between k and l one pass is enough.

use std::collections::BTreeSet;

use sekisho_model::identity::Subject;
use sekisho_model::release::{GroupFate, KAnonymity, LDiversity, Release, ReleasedField, Singular};

use super::groups::{Groups, NONE};
use super::mondrian::{self, Axis, Partition, Sensitive};
use super::report::{
    ControlReport, FieldLoss, Generalization, KReport, LReport, SingularField, SingularReport,
};
use super::singular::{people_with, singular};
use super::stopped::Stopped;
use super::survey::{Survey, Surveyed};

/// Who stays of the surveyed people, and what their cells become.
pub struct Control {
    people: Vec<Subject>,
    stay: Vec<bool>,
    fields: Vec<Fate>,
    partition: Option<Partition>,
    pub report: ControlReport,
}

struct Fate {
    name: ReleasedField,
    /// Values that become absent wherever they stand.
    gone: BTreeSet<Box<str>>,
    /// Its place among the generalized fields.
    generalized: Option<usize>,
}

/// Shown by fewer people than this, a value is singular: as many as must share a whole group, or
/// two where the profile counts no groups.
pub fn singular_below(release: &Release) -> u32 {
    release.k.as_ref().map_or(2, |k| k.k.max(2))
}

/// `singular_on`: the fields among which singular values are looked for. A field that k or l names
/// and the survey lacks is a fault of the caller's, and nobody stays.
pub fn control(
    survey: &Survey,
    release: &Release,
    singular_on: &[ReleasedField],
) -> Result<Control, Stopped> {
    let mut run = Run::of(survey, release, singular_on);
    loop {
        run.singular()?;
        let before = run.staying();
        run.k()?;
        run.l()?;
        if run.staying() == before || !run.looks_at_values() {
            return Ok(run.finish());
        }
    }
}

struct Run<'a> {
    survey: &'a Survey,
    release: &'a Release,
    /// As they stand now: without the singular values.
    fields: Vec<Surveyed>,
    singular_on: Vec<usize>,
    gone: Vec<Vec<bool>>,
    stay: Vec<bool>,
    /// On the fields of k, or everybody.
    groups: Groups,
    partition: Option<Partition>,
    report: ControlReport,
}

impl<'a> Run<'a> {
    fn of(survey: &'a Survey, release: &'a Release, singular_on: &[ReleasedField]) -> Self {
        let fields = survey.fields().to_vec();
        let stay = vec![true; survey.len()];
        let named = |on: &ReleasedField| survey.field(on);
        let report = ControlReport {
            people_before: survey.len() as u64,
            ..ControlReport::default()
        };
        Self {
            survey,
            release,
            singular_on: singular_on.iter().filter_map(named).collect(),
            gone: fields.iter().map(|f| vec![false; f.values.len()]).collect(),
            groups: Groups::by(&[], &stay),
            partition: None,
            fields,
            stay,
            report,
        }
    }

    fn staying(&self) -> u64 {
        self.stay.iter().filter(|stay| **stay).count() as u64
    }

    fn fate(&self) -> Singular {
        self.release.singular.unwrap_or(Singular::Keep)
    }

    fn looks_at_values(&self) -> bool {
        self.fate() != Singular::Keep
    }

    fn singular(&mut self) -> Result<(), Stopped> {
        if self.fate() == Singular::Keep {
            return Ok(());
        }
        let below = singular_below(self.release);
        let mut people = 0;
        for &at in &self.singular_on {
            let whole = &self.survey.fields()[at];
            let found = singular(whole, &self.stay, below);
            people += people_with(whole, &self.stay, &found);
            if found != self.gone[at] {
                self.fields[at] = whole.without(&found);
                self.gone[at] = found;
            }
        }
        if people > 0 && self.fate() == Singular::Stop {
            return Err(Stopped {
                rule: "singular",
                line: "singular stop".to_owned(),
                people,
                origin: None,
            });
        }
        Ok(())
    }

    fn k(&mut self) -> Result<(), Stopped> {
        let Some(k) = &self.release.k else {
            self.groups = Groups::by(&[], &self.stay);
            return Ok(());
        };
        let Some(on) = self.named(&k.on) else {
            self.stay.fill(false);
            return Ok(());
        };
        let fields: Vec<&Surveyed> = on.iter().map(|at| &self.fields[*at]).collect();
        let plain = Groups::by(&fields, &self.stay);
        let (smallest, groups) = (plain.smallest(), plain.len());
        let grouped = match k.fate {
            GroupFate::Suppress | GroupFate::Stop => plain,
            GroupFate::Generalize => self.generalize(k, &on),
        };
        let before = self.staying();
        leave_out(&mut self.stay, &grouped, |group| grouped.sizes[group] < k.k);
        let left_out = before - self.staying();
        if left_out > 0 && k.fate == GroupFate::Stop {
            return Err(Stopped {
                rule: "k",
                line: format!("k {} on {} stop", k.k, names(&k.on).join(", ")),
                people: left_out,
                origin: Some(k.origin.clone()),
            });
        }
        let report = self.report.k.get_or_insert_with(|| KReport {
            k: k.k,
            fields: names(&k.on),
            fate: k.fate,
            groups_before: groups,
            smallest_before: smallest,
            groups_after: 0,
            smallest_after: 0,
            people_left_out: 0,
            origin: k.origin.clone(),
        });
        report.people_left_out += left_out;
        self.groups = grouped.among(&self.stay);
        Ok(())
    }

    /// Everybody is put into groups of k; nobody has left before, since nothing else leaves people
    /// out before k and generalizing happens once.
    fn generalize(&mut self, k: &KAnonymity, on: &[usize]) -> Groups {
        if self.stay.contains(&false) {
            // Too few for one group, or l: there is nothing to cut any more.
            return self.groups.among(&self.stay);
        }
        let axes: Vec<Axis<'_>> = on.iter().map(|at| Axis::of(&self.fields[*at])).collect();
        let sensitive: Vec<Sensitive<'_>> = self
            .release
            .l
            .iter()
            .filter_map(|l| Some((self.survey.field(&l.on)?, l.l)))
            .filter(|(at, _)| !self.fields[*at].is_silent())
            .map(|(at, least)| Sensitive {
                field: &self.fields[at],
                least,
            })
            .collect();
        let people = self.survey.len();
        let partition = mondrian::partition(&axes, people, k.k, &sensitive);
        let groups = Groups::given(partition.of.clone(), partition.len());
        self.partition = Some(partition);
        groups
    }

    fn l(&mut self) -> Result<(), Stopped> {
        let release = self.release;
        for (at, l) in release.l.iter().enumerate() {
            self.one_l(at, l)?;
        }
        Ok(())
    }

    fn one_l(&mut self, at: usize, l: &LDiversity) -> Result<(), Stopped> {
        let Some(field) = self.survey.field(&l.on) else {
            self.stay.fill(false);
            return Ok(());
        };
        let field = &self.fields[field];
        let shown = self.groups.shown(field);
        let least = |shown: &[u32]| u64::from(shown.iter().copied().min().unwrap_or(0));
        let before = self.staying();
        // A field that leaves for nobody tells nothing of anybody.
        if !field.is_silent() {
            let groups = &self.groups;
            leave_out(&mut self.stay, groups, |group| shown[group] < l.l);
        }
        let left_out = before - self.staying();
        if left_out > 0 && l.stop {
            return Err(Stopped {
                rule: "l",
                line: format!("l {} on {} stop", l.l, l.on),
                people: left_out,
                origin: Some(l.origin.clone()),
            });
        }
        if self.report.l.len() == at {
            self.report.l.push(LReport {
                l: l.l,
                field: l.on.to_string(),
                stop: l.stop,
                least_before: least(&shown),
                least_after: 0,
                people_left_out: 0,
                origin: l.origin.clone(),
            });
        }
        self.report.l[at].people_left_out += left_out;
        self.groups = self.groups.among(&self.stay);
        Ok(())
    }

    fn named(&self, on: &[ReleasedField]) -> Option<Vec<usize>> {
        on.iter().map(|name| self.survey.field(name)).collect()
    }

    fn finish(mut self) -> Control {
        self.report.people_after = self.staying();
        let groups = self.groups.among(&self.stay);
        if let Some(k) = &mut self.report.k {
            (k.groups_after, k.smallest_after) = (groups.len(), groups.smallest());
        }
        for (report, l) in self.report.l.iter_mut().zip(&self.release.l) {
            let field = self.survey.field(&l.on).map(|at| &self.fields[at]);
            let shown = field.map_or(Vec::new(), |field| groups.shown(field));
            report.least_after = u64::from(shown.into_iter().min().unwrap_or(0));
        }
        self.report.singular = self.singular_report();
        let on = self.release.k.as_ref().map_or(&[][..], |k| &k.on);
        self.report.generalized = self.partition.as_ref().map(|partition| {
            let pairs = on.iter().zip(&partition.loss);
            Generalization {
                fields: pairs
                    .map(|(field, loss)| FieldLoss {
                        field: field.to_string(),
                        loss: *loss,
                    })
                    .collect(),
                loss: partition.loss.iter().sum::<f64>() / on.len().max(1) as f64,
            }
        });
        let generalizes = self.partition.is_some();
        let fates = self.survey.fields().iter().zip(&self.gone);
        let fields = fates.map(|(field, gone)| Fate {
            name: field.name.clone(),
            gone: values_of(field, gone),
            generalized: on
                .iter()
                .position(|name| generalizes && *name == field.name),
        });
        let fields = fields.collect();
        Control {
            people: self.survey.people().to_vec(),
            stay: self.stay,
            fields,
            partition: self.partition,
            report: self.report,
        }
    }

    fn singular_report(&self) -> Option<SingularReport> {
        let on = |at: &usize| {
            let (field, gone) = (&self.survey.fields()[*at], &self.gone[*at]);
            SingularField {
                field: field.name.to_string(),
                values: gone.iter().filter(|gone| **gone).count() as u64,
                people: people_with(field, &self.stay, gone),
            }
        };
        self.looks_at_values().then(|| SingularReport {
            fate: self.fate(),
            below: singular_below(self.release),
            fields: self.singular_on.iter().map(on).collect(),
        })
    }
}

/// Everybody in such a group stays out.
fn leave_out(stay: &mut [bool], groups: &Groups, which: impl Fn(usize) -> bool) {
    for (stay, group) in stay.iter_mut().zip(&groups.of) {
        *stay &= *group != NONE && !which(*group as usize);
    }
}

fn names(on: &[ReleasedField]) -> Vec<String> {
    on.iter().map(ToString::to_string).collect()
}

fn values_of(field: &Surveyed, gone: &[bool]) -> BTreeSet<Box<str>> {
    let values = field.values.iter().zip(gone);
    let gone = values.filter(|(_, gone)| **gone);
    gone.map(|(value, _)| value.clone()).collect()
}

impl Control {
    /// Whether anything of this person may leave. Who was not surveyed does not.
    pub fn stays(&self, subject: Subject) -> bool {
        self.place(subject).is_some_and(|place| self.stay[place])
    }

    /// Who stays, sorted.
    pub fn people(&self) -> impl Iterator<Item = Subject> {
        let people = self.people.iter().zip(&self.stay);
        people
            .filter(|(_, stay)| **stay)
            .map(|(subject, _)| *subject)
    }

    /// Where a field's cells are governed; others leave as they are.
    pub fn field(&self, name: &ReleasedField) -> Option<usize> {
        let governs = |fate: &Fate| !fate.gone.is_empty() || fate.generalized.is_some();
        let mut fields = self.fields.iter();
        fields.position(|fate| fate.name == *name && governs(fate))
    }

    /// Its cells are ranges and sets of values: texts, whatever the column was.
    pub fn generalizes(&self, field: usize) -> bool {
        self.fields[field].generalized.is_some()
    }

    /// What leaves of a cell of somebody who stays. A generalized field says the same in every row
    /// of everybody in the group, also where the row had nothing.
    pub fn cell<'c>(
        &'c self,
        field: usize,
        subject: Subject,
        value: Option<&'c str>,
    ) -> Option<&'c str> {
        let fate = &self.fields[field];
        match (fate.generalized, &self.partition) {
            (Some(at), Some(partition)) => partition.text(self.place(subject)?, at),
            _ => value.filter(|value| !fate.gone.contains(*value)),
        }
    }

    fn place(&self, subject: Subject) -> Option<usize> {
        self.people.binary_search(&subject).ok()
    }
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Control({} people)", self.people.len())
    }
}

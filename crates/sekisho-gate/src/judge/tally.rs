//! Every record of a cohort, decided and counted: what may leave, what stays and why, and what each
//! person's release rests on.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::consent::{Grant, Request};
use sekisho_model::identity::Subject;
use sekisho_model::record::{Collected, Stamp};
use sekisho_model::{DataClass, Origin, RuleName};
use sekisho_store::{HeadTuple, Store};

use crate::GateError;
use crate::act::permit::{KeptOut, Relied};
use crate::explain::quote::{Candidate, Quote};
use crate::hearing::Hearing;
use crate::judge::check;
use crate::judge::{Answers, Judge, Ruling};
use crate::refusal::Why;

#[derive(Default)]
pub(crate) struct Tally {
    pub subjects: Vec<Subject>,
    pub answers: BTreeMap<Subject, Answers>,
    pub counts: BTreeMap<DataClass, u64>,
    pub kept_out: BTreeMap<KeptOut, u64>,
    /// The same of parts inside records.
    pub parts_kept_out: BTreeMap<KeptOut, u64>,
    /// What was answered about records that are about nobody.
    pub nobody: Answers,
    /// Records that each forbid kept in.
    forbidden: BTreeMap<usize, u64>,
    pub overflowing: BTreeSet<Subject>,
    pub relied: BTreeMap<Subject, BTreeSet<Relied>>,
    pub permits: BTreeSet<usize>,
    pub decisions: u64,
}

impl Tally {
    pub async fn of(
        hearing: &Hearing<'_>,
        judge: &Judge<'_>,
        subjects: &[Subject],
        classes: &BTreeSet<&DataClass>,
    ) -> Result<Self, GateError> {
        let mut heads = heads(hearing.store, hearing, subjects, classes).await?;
        let grants = hearing.grants(subjects).await?;
        let mut tally = Self::default();
        for (subject, grants) in subjects.iter().zip(grants) {
            tally.person(
                judge,
                *subject,
                &grants,
                &heads.remove(subject).unwrap_or_default(),
            )?;
        }
        tally.nobody = nobody(hearing, judge, classes).await?;
        tally.decisions += tally.nobody.decisions() as u64;
        Ok(tally)
    }

    fn person(
        &mut self,
        judge: &Judge<'_>,
        subject: Subject,
        grants: &[Grant],
        heads: &[HeadTuple],
    ) -> Result<(), GateError> {
        let answers = judge.person(subject, grants, heads.iter().map(HeadTuple::stamp))?;
        let mut any = false;
        for head in heads {
            let Some(ruling) = answers.ruling(head.stamp()) else {
                continue;
            };
            if ruling.allowed {
                // A part leaves only in its record: it makes nobody one of the delivered.
                any |= head.records > 0;
                if head.records > 0 {
                    *self.counts.entry(head.class.clone()).or_default() += head.records;
                }
                self.permits.extend(&ruling.because);
                self.relied
                    .entry(subject)
                    .or_default()
                    .extend(relied(judge, grants, head.stamp()));
            } else {
                self.keep_out(judge, subject, grants, head, ruling, &answers);
            }
        }
        self.decisions += answers.decisions() as u64;
        if any {
            self.subjects.push(subject);
            self.answers.insert(subject, answers);
        }
        Ok(())
    }

    fn keep_out(
        &mut self,
        judge: &Judge<'_>,
        subject: Subject,
        grants: &[Grant],
        head: &HeadTuple,
        ruling: &Ruling,
        answers: &Answers,
    ) {
        let rule = ruling
            .because
            .first()
            .map(|i| (*i, &judge.gate.book.rules[*i]));
        let why = match rule {
            _ if ruling.erred => KeptOut::Erred,
            None => KeptOut::NoPermit,
            Some((_, rule)) if !rule.is_consent() => KeptOut::Forbidden(rule.name.clone()),
            Some(_) if answers.overflow(&head.class) => {
                self.overflowing.insert(subject);
                KeptOut::TooManyGrants
            }
            Some(_)
                if head.collected == Collected::Undated
                    && dated_consent(judge, grants, &head.class) =>
            {
                KeptOut::Undated
            }
            Some(_) => KeptOut::Consent,
        };
        if head.records == 0 {
            *self.parts_kept_out.entry(why).or_default() += head.parts;
            return;
        }
        *self.kept_out.entry(why).or_default() += head.records;
        if let Some((index, _)) = rule {
            *self.forbidden.entry(index).or_default() += head.records;
        }
    }

    /// Nobody is left: the forbid that kept most records in, else the permit no record satisfied,
    /// else the cohort itself.
    pub fn nobody(&self, judge: &Judge<'_>, cohort: Box<Quote>) -> Result<Why, GateError> {
        let bundle = judge.gate.bundle();
        let rule_of = |i: &usize| &judge.gate.book.rules[*i];
        let mut by_rule: BTreeMap<(&RuleName, &Origin), (usize, u64)> = BTreeMap::new();
        for (index, records) in &self.forbidden {
            let rule = rule_of(index);
            let sum = by_rule
                .entry((&rule.name, &rule.origin))
                .or_insert((*index, 0));
            *sum = (sum.0.min(*index), sum.1 + records);
        }
        let most = by_rule
            .values()
            .max_by_key(|(index, records)| (*records, std::cmp::Reverse(*index)));
        if let Some((index, _)) = most {
            let rule = rule_of(index);
            let same =
                |i: &&usize| rule_of(i).name == rule.name && rule_of(i).origin == rule.origin;
            let classes: BTreeSet<&DataClass> = self
                .forbidden
                .keys()
                .filter(same)
                .map(|i| &rule_of(i).class)
                .collect();
            let classes = classes
                .into_iter()
                .map(|c| check::label(judge, c))
                .collect();
            return Ok(Why::Forbidden {
                quote: Box::new(Quote::of(bundle, rule)),
                classes,
                permitted: true,
            });
        }
        if self.kept_out.is_empty() {
            return Ok(Why::Nobody { quote: cohort });
        }
        no_record_permitted(judge)
    }
}

/// The permits' conditions on the record held for none.
fn no_record_permitted(judge: &Judge<'_>) -> Result<Why, GateError> {
    let mut candidates = Vec::new();
    let classes: Vec<&DataClass> = judge.gate.model.classes.keys().collect();
    for class in classes {
        let check = check::ClassCheck::of(judge, class)?;
        if let (Some((failing, rule)), Some(stage)) = (check.nearest(), check.stage.as_ref()) {
            candidates.push((
                failing,
                Candidate::of(judge.gate.bundle(), judge.gate.zone, rule, stage),
                class,
            ));
        }
    }
    let nearest = candidates.into_iter().min_by_key(|(failing, ..)| *failing);
    let classes = nearest
        .iter()
        .map(|(.., class)| check::label(judge, class))
        .collect();
    Ok(Why::NoPermit {
        classes,
        nearest: nearest.map(|(_, candidate, _)| Box::new(candidate)),
    })
}

async fn heads(
    store: &Store,
    hearing: &Hearing<'_>,
    subjects: &[Subject],
    classes: &BTreeSet<&DataClass>,
) -> Result<BTreeMap<Subject, Vec<HeadTuple>>, GateError> {
    let mut heads: BTreeMap<Subject, Vec<HeadTuple>> = BTreeMap::new();
    for head in store.head_summary(hearing.snapshot, Some(subjects)).await? {
        if classes.contains(&head.class) {
            heads.entry(head.subject).or_default().push(head);
        }
    }
    Ok(heads)
}

/// Records about nobody are judged by class, seal, guards and rules. There is nobody whose consent
/// could be asked, so a consent without bounds stands in its place; whatever names a person among
/// them is no such record (see `Part::foreign`).
async fn nobody(
    hearing: &Hearing<'_>,
    judge: &Judge<'_>,
    classes: &BTreeSet<&DataClass>,
) -> Result<Answers, GateError> {
    let heads = hearing.store.summary_about_nobody(hearing.snapshot).await?;
    let heads: Vec<&HeadTuple> = heads
        .iter()
        .filter(|head| classes.contains(&head.class))
        .collect();
    judge.nobody(heads.iter().map(|head| head.stamp()))
}

/// The person has a consent for this class that holds now but asks for a date.
fn dated_consent(judge: &Judge<'_>, grants: &[Grant], class: &DataClass) -> bool {
    containing(judge, grants, (class, Collected::Timeless).into())
        .next()
        .is_some()
}

fn relied<'a>(
    judge: &'a Judge<'_>,
    grants: &'a [Grant],
    stamp: Stamp<'a>,
) -> impl Iterator<Item = Relied> + 'a {
    containing(judge, grants, stamp).map(|g| Relied {
        form: g.form.clone(),
        item: g.item.clone(),
    })
}

fn containing<'a>(
    judge: &'a Judge<'_>,
    grants: &'a [Grant],
    stamp: Stamp<'a>,
) -> impl Iterator<Item = &'a Grant> {
    let case = &judge.case;
    let regimes = case
        .profile
        .map(sekisho_model::profile::Profile::regimes)
        .unwrap_or_default();
    grants.iter().filter(move |grant| {
        let request = Request {
            purpose: &case.purpose,
            class: stamp.class,
            act: case.act.as_str(),
            recipient: case.recipient,
            country: &case.country,
            collected: stamp.collected,
            at: case.now,
        };
        grant.contains(&request) && grant.allows(|regime| regimes.contains(regime), case.ground)
    })
}

//! Deciding an extract: the request, the cohort, then every record of its members.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::consent::{Grant, Request};
use sekisho_model::identity::Subject;
use sekisho_model::ledger::EntryKind;
use sekisho_model::policy::{Act, Delivery, Requirement, Study};
use sekisho_model::record::Collected;
use sekisho_model::{DataClass, DeliveryName, RuleName, Text};
use sekisho_store::{CohortAnswer, HeadTuple, Person, Store};

use crate::case::{Case, regimes};
use crate::check;
use crate::decide::{Decision, Hearing, unknown};
use crate::judge::{Answers, Judge, Ruling};
use crate::permit::{Finding, KeptOut, Permit, Preview, Relied};
use crate::quote::{Candidate, Quote};
use crate::refusal::Why;
use crate::{Gate, GateError};

pub(crate) async fn decide(hearing: &Hearing<'_>, person: &Person, name: &DeliveryName) -> Result<Decision, GateError> {
    match find(hearing, person, name).await? {
        Err(why) => hearing.refuse(why).await,
        Ok(finding) => admit(hearing, finding).await,
    }
}

/// The entry first; the permit exists only after it.
async fn admit(hearing: &Hearing<'_>, finding: Finding) -> Result<Decision, GateError> {
    let mut facts = finding.facts();
    let subjects = finding.subjects.iter().copied().collect();
    if hearing.papers.dry_run {
        facts["dry_run"] = true.into();
        let seq = hearing.note(EntryKind::Explained, facts, BTreeSet::new()).await?;
        return Ok(Decision::Preview(Box::new(Preview { seq, finding })));
    }
    let seq = hearing.note(EntryKind::Permit, facts, subjects).await?;
    Ok(Decision::Permit(Box::new(Permit { seq, finding })))
}

async fn find(hearing: &Hearing<'_>, person: &Person, name: &DeliveryName) -> Result<Result<Finding, Why>, GateError> {
    let policy = &hearing.gate.bundle().policy;
    let Some(delivery) = policy.delivery(name.as_str()) else {
        return Ok(Err(unknown("引き渡し", "delivery", name.as_str())));
    };
    let Some(study) = policy.study(delivery.study.as_str()) else {
        return Ok(Err(unknown("研究", "study", delivery.study.as_str())));
    };
    let Some(cohort) = policy.cohort(delivery.cohort.as_str()) else {
        return Ok(Err(unknown("コホート", "cohort", delivery.cohort.as_str())));
    };
    let case = match case(hearing, person, delivery, study) {
        Ok(case) => case,
        Err(why) => return Ok(Err(why)),
    };
    let judge = Judge::new(hearing.gate, case)?;
    let classes: BTreeSet<&DataClass> = delivery.classes.iter().collect();
    if let Some(why) = check::request(&judge, classes.iter().copied())? {
        return Ok(Err(why));
    }
    let quote = |at| {
        Box::new(Quote::at(hearing.gate.bundle(), RuleName::new(cohort.name.as_str()), at, cohort.because.clone()))
    };
    let members = match hearing.store.cohort(cohort, &hearing.gate.model, hearing.snapshot).await? {
        CohortAnswer::Members(members) => members,
        CohortAnswer::Stopped { unknown, origin } => {
            return Ok(Err(Why::CohortStopped { unknown, quote: quote(&origin) }));
        }
    };
    let subjects: BTreeSet<Subject> = members.iter().map(|m| m.subject).collect();
    let subjects: Vec<Subject> = subjects.into_iter().collect();
    let tally = Tally::of(hearing, &judge, &subjects, &classes).await?;
    if tally.subjects.is_empty() {
        return Ok(Err(tally.nobody(&judge, quote(&cohort.origin))?));
    }
    if let Some(why) = limits(hearing.gate, delivery, tally.subjects.len() as u64) {
        return Ok(Err(why));
    }
    Ok(Ok(finding(hearing, &judge, delivery, subjects.len() as u64, tally)))
}

fn case<'a>(
    hearing: &Hearing<'a>,
    person: &'a Person,
    delivery: &'a Delivery,
    study: &'a Study,
) -> Result<Case<'a>, Why> {
    let Some(profile) = hearing.gate.bundle().policy.profile(delivery.profile.as_str()) else {
        return Err(unknown("形", "profile", delivery.profile.as_str()));
    };
    Ok(Case {
        person,
        study,
        purpose: hearing.purpose(study)?,
        act: Act::Extract,
        profile: Some(profile),
        delivery: Some(&delivery.name),
        recipient: delivery.recipient.kind,
        country: delivery.recipient.country.clone(),
        network: hearing.papers.network.clone().unwrap_or_default(),
        justified: hearing.papers.justified(),
        approvals: hearing.papers.approvals.clone(),
        now: hearing.at,
    })
}

/// The delivery's own limits and its profile's; none of them ever chooses whom to leave out.
fn limits(gate: &Gate, delivery: &Delivery, patients: u64) -> Option<Why> {
    let quote =
        || Box::new(Quote::at(gate.bundle(), RuleName::new(delivery.name.as_str()), &delivery.origin, Text::default()));
    if let Some(limit) = delivery.limit_patients.filter(|limit| patients > *limit) {
        return Some(Why::TooManyPatients { patients, limit, quote: quote() });
    }
    let cells = gate.bundle().policy.profile(delivery.profile.as_str())?.release.small_cells?;
    let stops = cells.stop && patients < u64::from(cells.below);
    stops.then(|| Why::TooFewPatients { below: cells.below, quote: quote() })
}

/// Every record of the cohort, decided and counted.
#[derive(Default)]
struct Tally {
    subjects: Vec<Subject>,
    answers: BTreeMap<Subject, Answers>,
    counts: BTreeMap<DataClass, u64>,
    kept_out: BTreeMap<KeptOut, u64>,
    /// Records that each forbid kept in.
    forbidden: BTreeMap<usize, u64>,
    overflowing: BTreeSet<Subject>,
    relied: BTreeMap<Subject, BTreeSet<Relied>>,
    permits: BTreeSet<usize>,
    decisions: u64,
}

impl Tally {
    async fn of(
        hearing: &Hearing<'_>,
        judge: &Judge<'_>,
        subjects: &[Subject],
        classes: &BTreeSet<&DataClass>,
    ) -> Result<Self, GateError> {
        let mut heads = heads(hearing.store, hearing, subjects, classes).await?;
        let grants = hearing.grants(subjects).await?;
        let mut tally = Self::default();
        for (subject, grants) in subjects.iter().zip(grants) {
            tally.person(judge, *subject, &grants, &heads.remove(subject).unwrap_or_default())?;
        }
        Ok(tally)
    }

    fn person(
        &mut self,
        judge: &Judge<'_>,
        subject: Subject,
        grants: &[Grant],
        heads: &[HeadTuple],
    ) -> Result<(), GateError> {
        let answers = judge.person(subject, grants, heads.iter().map(|h| (&h.class, h.collected)))?;
        let mut any = false;
        for head in heads {
            let Some(ruling) = answers.ruling(&head.class, head.collected) else { continue };
            if ruling.allowed {
                any = true;
                *self.counts.entry(head.class.clone()).or_default() += head.records;
                self.permits.extend(&ruling.because);
                self.relied.entry(subject).or_default().extend(relied(judge, grants, &head.class, head.collected));
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
        let rule = ruling.because.first().map(|i| (*i, &judge.gate.book.rules[*i]));
        let why = match rule {
            _ if ruling.erred => KeptOut::Erred,
            None => KeptOut::NoPermit,
            Some((_, rule)) if !rule.is_consent() => KeptOut::Forbidden(rule.name.clone()),
            Some(_) if answers.overflow(&head.class) => {
                self.overflowing.insert(subject);
                KeptOut::TooManyGrants
            }
            Some(_) if head.collected == Collected::Undated && dated_consent(judge, grants, &head.class) => {
                KeptOut::Undated
            }
            Some(_) => KeptOut::Consent,
        };
        *self.kept_out.entry(why).or_default() += head.records;
        if let Some((index, _)) = rule {
            *self.forbidden.entry(index).or_default() += head.records;
        }
    }

    /// Nobody is left: the forbid that kept most records in, else the permit no record satisfied,
    /// else the cohort itself.
    fn nobody(&self, judge: &Judge<'_>, cohort: Box<Quote>) -> Result<Why, GateError> {
        let bundle = judge.gate.bundle();
        let rule_of = |i: &usize| &judge.gate.book.rules[*i];
        let mut by_rule: BTreeMap<(&RuleName, &sekisho_model::Origin), (usize, u64)> = BTreeMap::new();
        for (index, records) in &self.forbidden {
            let rule = rule_of(index);
            let sum = by_rule.entry((&rule.name, &rule.origin)).or_insert((*index, 0));
            *sum = (sum.0.min(*index), sum.1 + records);
        }
        let most = by_rule.values().max_by_key(|(index, records)| (*records, std::cmp::Reverse(*index)));
        if let Some((index, _)) = most {
            let rule = rule_of(index);
            let same = |i: &&usize| rule_of(i).name == rule.name && rule_of(i).origin == rule.origin;
            let classes: BTreeSet<&DataClass> = self.forbidden.keys().filter(same).map(|i| &rule_of(i).class).collect();
            let classes = classes.into_iter().map(|c| check::label(judge, c)).collect();
            return Ok(Why::Forbidden { quote: Box::new(Quote::of(bundle, rule)), classes, permitted: true });
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
            candidates.push((failing, Candidate::of(judge.gate.bundle(), judge.gate.zone, rule, stage), class));
        }
    }
    let nearest = candidates.into_iter().min_by_key(|(failing, ..)| *failing);
    let classes = nearest.iter().map(|(.., class)| check::label(judge, class)).collect();
    Ok(Why::NoPermit { classes, nearest: nearest.map(|(_, candidate, _)| Box::new(candidate)) })
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

/// The person has a consent for this class that holds now but asks for a date.
fn dated_consent(judge: &Judge<'_>, grants: &[Grant], class: &DataClass) -> bool {
    containing(judge, grants, class, Collected::Timeless).next().is_some()
}

fn relied<'a>(
    judge: &'a Judge<'_>,
    grants: &'a [Grant],
    class: &'a DataClass,
    collected: Collected,
) -> impl Iterator<Item = Relied> + 'a {
    containing(judge, grants, class, collected).map(|g| Relied { form: g.form.clone(), item: g.item.clone() })
}

fn containing<'a>(
    judge: &'a Judge<'_>,
    grants: &'a [Grant],
    class: &'a DataClass,
    collected: Collected,
) -> impl Iterator<Item = &'a Grant> {
    let case = &judge.case;
    let regimes = case.profile.map(|p| regimes(&p.satisfies)).unwrap_or_default();
    grants.iter().filter(move |grant| {
        let request = Request {
            purpose: &case.purpose,
            class,
            act: case.act.as_str(),
            recipient: case.recipient,
            country: &case.country,
            collected,
            at: case.now,
        };
        grant.contains(&request) && grant.only_as.as_deref().is_none_or(|regime| regimes.contains(regime))
    })
}

fn finding(hearing: &Hearing<'_>, judge: &Judge<'_>, delivery: &Delivery, cohort: u64, tally: Tally) -> Finding {
    let rules = tally.permits.iter().map(|i| &judge.gate.book.rules[*i]);
    let mut duties: BTreeSet<String> = rules.clone().flat_map(|r| r.duties.iter().cloned()).collect();
    duties.extend(delivery.requires.iter().filter_map(|r| match r {
        Requirement::Duty(duty) => Some(duty.clone()),
        Requirement::Approval { .. } | Requirement::Justification => None,
    }));
    Finding {
        delivery: delivery.name.clone(),
        study: delivery.study.clone(),
        purpose: judge.case.purpose.clone(),
        profile: delivery.profile.clone(),
        bundle: hearing.gate.sealed.digest,
        snapshot: hearing.snapshot,
        at: hearing.at,
        justification: hearing.papers.justification.clone(),
        permits: rules.map(|r| r.name.clone()).collect(),
        duties,
        cohort,
        subjects: tally.subjects,
        answers: tally.answers,
        counts: tally.counts,
        kept_out: tally.kept_out,
        overflowing: tally.overflowing,
        relied: tally.relied,
        decisions: tally.decisions,
    }
}

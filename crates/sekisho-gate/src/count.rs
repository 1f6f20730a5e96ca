//! Deciding a count: how many of a cohort may be counted, and what of that number may be shown.
//!
//! A count is derived from the records that chose the cohort, so each person must allow `count` on
//! every class they have there, and on the administrative one. The exact number stays inside.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::DataClass;
use sekisho_model::cohort::Cohort;
use sekisho_model::consent::RecipientKind;
use sekisho_model::identity::Subject;
use sekisho_model::ledger::EntryKind;
use sekisho_model::oncology::{DataModel, RecordType};
use sekisho_model::policy::{Act, Study};
use sekisho_model::profile::{Profile, Release};
use sekisho_model::record::Collected;
use sekisho_model::{CohortName, Instant, RuleName, StudyName, Text};
use sekisho_store::{CohortAnswer, Member, Person};

use crate::case::Case;
use crate::check;
use crate::decide::{Decision, Hearing, unknown};
use crate::judge::Judge;
use crate::quote::Quote;
use crate::refusal::Why;
use crate::{Gate, GateError};

/// A guarded count. The number itself is not in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub(crate) seq: i64,
    pub(crate) shown: Shown,
    pub(crate) expected: Option<(u64, u64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Number(u64),
    /// Fewer than this, perhaps none.
    Below(u32),
}

impl Counted {
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// The rounded number, unless it is suppressed.
    pub fn guarded(&self) -> Option<u64> {
        match self.shown {
            Shown::Number(n) => Some(n),
            Shown::Below(_) => None,
        }
    }

    /// `expect count between a and b` of the cohort, where what is shown lies outside. It is
    /// compared with the number as shown, never with the exact one, so that it tells nothing more.
    pub fn unexpected(&self) -> Option<(u64, u64)> {
        self.expected.filter(|(low, high)| match self.shown {
            Shown::Number(n) => n < *low || n > *high,
            Shown::Below(bound) => u64::from(bound) <= *low,
        })
    }

    pub fn suppressed(&self) -> bool {
        matches!(self.shown, Shown::Below(_))
    }
}

/// `40` or `<10`
impl std::fmt::Display for Counted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.shown {
            Shown::Number(n) => write!(f, "{n}"),
            Shown::Below(n) => write!(f, "<{n}"),
        }
    }
}

pub(crate) async fn decide(
    hearing: &Hearing<'_>,
    person: &Person,
    study: &StudyName,
    cohort: Option<&CohortName>,
) -> Result<Decision, GateError> {
    let policy = &hearing.gate.bundle().policy;
    let Some(study) = policy.study(study.as_str()) else {
        return hearing
            .refuse(unknown("研究", "study", study.as_str()))
            .await;
    };
    let cohort = match cohort_of(hearing, study, cohort) {
        Ok(cohort) => cohort,
        Err(why) => return hearing.refuse(why).await,
    };
    let needs = Needs::of(&hearing.gate.model, cohort);
    let judge = match judge(hearing, person, study, &needs)? {
        Ok(judge) => judge,
        Err(why) => return hearing.refuse(why).await,
    };
    let members = match hearing
        .store
        .cohort(cohort, &hearing.gate.model, hearing.snapshot)
        .await?
    {
        CohortAnswer::Members(members) => members,
        CohortAnswer::Stopped { unknown, origin } => {
            let quote = Quote::at(
                hearing.gate.bundle(),
                RuleName::new(cohort.name.as_str()),
                &origin,
                cohort.because.clone(),
            );
            return hearing
                .refuse(Why::CohortStopped {
                    unknown,
                    quote: Box::new(quote),
                })
                .await;
        }
    };
    let counted = countable(hearing, &judge, &needs, &members).await?;
    let release = judge.case.profile.map(|p| &p.release);
    let n = counted.len() as u64;
    if let Some(cells) = release
        .and_then(|r| r.small_cells)
        .filter(|c| c.stop && n < u64::from(c.below))
    {
        let quote = Quote::at(
            hearing.gate.bundle(),
            RuleName::new(cohort.name.as_str()),
            &cohort.origin,
            Text::default(),
        );
        return hearing
            .refuse(Why::TooFewPatients {
                below: cells.below,
                quote: Box::new(quote),
            })
            .await;
    }
    let shown = guard(n, release);
    let classes = needs.person.iter().chain(needs.types.iter().flatten());
    let model = &judge.gate.model;
    let known = classes.filter_map(|class| Some(model.classes.get_key_value(class)?.0));
    let duties = check::duties(&judge, known)?;
    let facts = serde_json::json!({
        "act": "count", "study": study.name, "cohort": cohort.name, "purpose": judge.case.purpose,
        "profile": judge.case.profile.map(|p| &p.name), "bundle": hearing.gate.sealed.digest,
        "snapshot": hearing.snapshot, "decided_for": hearing.at.0, "justification": hearing.papers.justification,
        "suppressed": matches!(shown, Shown::Below(_)), "duties": duties, "dry_run": hearing.papers.dry_run,
    });
    let kind = if hearing.papers.dry_run {
        EntryKind::Explained
    } else {
        EntryKind::Permit
    };
    let seq = hearing.note(kind, facts, counted).await?;
    Ok(Decision::Counted(Box::new(Counted {
        seq,
        shown,
        expected: cohort.expect,
    })))
}

fn cohort_of<'a>(
    hearing: &Hearing<'a>,
    study: &Study,
    asked: Option<&CohortName>,
) -> Result<&'a Cohort, Why> {
    let name = match (asked, study.cohorts.as_slice()) {
        (Some(name), cohorts) if cohorts.contains(name) => name,
        (Some(name), _) => {
            return Err(unknown(
                "この研究のコホート",
                "cohort in this study",
                name.as_str(),
            ));
        }
        (None, [only]) => only,
        (None, many) => {
            let list = many.iter().map(CohortName::as_str).collect::<Vec<_>>();
            return Err(Why::Papers {
                says: Text::new(
                    format!(
                        "研究 {} のコホートを --cohort で一つ示してください: {}",
                        study.name,
                        list.join("、")
                    ),
                    format!(
                        "Name one cohort of study {} with --cohort: {}",
                        study.name,
                        list.join(", ")
                    ),
                ),
            });
        }
    };
    hearing
        .gate
        .bundle()
        .policy
        .cohort(name.as_str())
        .ok_or_else(|| unknown("コホート", "cohort", name.as_str()))
}

/// The classes a cohort is derived from.
struct Needs {
    /// The Patient record's class: every count is about people.
    person: Option<DataClass>,
    /// Of each record type the cohort reads: the classes its records may have.
    types: Vec<BTreeSet<DataClass>>,
}

impl Needs {
    fn of(model: &DataModel, cohort: &Cohort) -> Self {
        let resources: BTreeSet<&str> = cohort
            .views()
            .iter()
            .filter_map(|v| model.views.get(v))
            .flat_map(|v| v.from.iter().map(|from| from.resource.as_str()))
            .collect();
        let types = resources
            .into_iter()
            .filter(|r| *r != "Patient")
            .filter_map(|r| model.records.get(r));
        Self {
            person: model.records.get("Patient").map(|r| r.class.clone()),
            types: types.map(classes_of).collect(),
        }
    }

    fn classes(&self) -> BTreeSet<&DataClass> {
        self.types.iter().flatten().collect()
    }
}

fn classes_of(record: &RecordType) -> BTreeSet<DataClass> {
    record
        .class_rules
        .iter()
        .map(|r| &r.class)
        .chain([&record.class])
        .cloned()
        .collect()
}

/// Counts name no profile: the first one of the study's own count rules under which the request
/// stands, else the refusal that comes nearest.
fn judge<'a>(
    hearing: &Hearing<'a>,
    person: &'a Person,
    study: &'a Study,
    needs: &Needs,
) -> Result<Result<Judge<'a>, Why>, GateError> {
    let mut refused: Option<Why> = None;
    for profile in profiles(hearing, study) {
        let case = match case(hearing, person, study, profile) {
            Ok(case) => case,
            Err(why) => return Ok(Err(why)),
        };
        let judge = Judge::new(hearing.gate, case)?;
        match request(&judge, needs)? {
            None => return Ok(Ok(judge)),
            Some(why) if refused.as_ref().is_none_or(|r| why.nearer_than(r)) => refused = Some(why),
            Some(_) => {}
        }
    }
    Ok(Err(refused.unwrap_or_else(|| Why::NoPermit {
        classes: vec![all_classes()],
        nearest: None,
    })))
}

/// Every type the cohort reads must be countable in at least one of its classes; which of them each
/// person needs is decided person by person.
fn request(judge: &Judge<'_>, needs: &Needs) -> Result<Option<Why>, GateError> {
    let model = &judge.gate.model;
    let known = |class: &DataClass| model.classes.get_key_value(class).map(|(class, _)| class);
    if let Some(why) = check::request(judge, needs.person.as_ref().and_then(known))? {
        return Ok(Some(why));
    }
    for classes in &needs.types {
        if let Some(why) = all_refused(judge, classes.iter().filter_map(known))? {
            return Ok(Some(why));
        }
    }
    Ok(None)
}

/// The nearest refusal, if not one of the classes can be counted.
fn all_refused<'g>(
    judge: &Judge<'g>,
    classes: impl Iterator<Item = &'g DataClass>,
) -> Result<Option<Why>, GateError> {
    let mut refused: Option<Why> = None;
    for class in classes {
        match check::request(judge, [class])? {
            None => return Ok(None),
            Some(why) if refused.as_ref().is_none_or(|r| why.nearer_than(r)) => refused = Some(why),
            Some(_) => {}
        }
    }
    Ok(refused)
}

fn all_classes() -> Text {
    Text::new("どの種類のデータ", "any kind of data")
}

fn profiles<'a>(hearing: &Hearing<'a>, study: &Study) -> Vec<Option<&'a Profile>> {
    let policy = &hearing.gate.bundle().policy;
    let rules = policy
        .access
        .iter()
        .filter(|r| r.allow && r.study == study.name && r.acts.contains(&Act::Count));
    let mut profiles: Vec<Option<&Profile>> = Vec::new();
    for rule in rules {
        let profile = rule
            .profile
            .as_ref()
            .and_then(|p| policy.profile(p.as_str()));
        if !profiles
            .iter()
            .any(|p| p.map(|p| &p.name) == profile.map(|p| &p.name))
        {
            profiles.push(profile);
        }
    }
    profiles
}

fn case<'a>(
    hearing: &Hearing<'a>,
    person: &'a Person,
    study: &'a Study,
    profile: Option<&'a Profile>,
) -> Result<Case<'a>, Why> {
    let (recipient, country) = recipient(hearing.gate, person, study);
    Ok(Case {
        person,
        study,
        purpose: hearing.purpose(study)?,
        act: Act::Count,
        profile,
        delivery: None,
        recipient,
        country,
        network: hearing.papers.network.clone().unwrap_or_default(),
        justified: hearing.papers.justified(),
        approvals: hearing.papers.approvals.clone(),
        now: hearing.at,
    })
}

/// Who learns the number: the organisation of the person, as the study's deliveries know it, else
/// the bank's own house.
pub(crate) fn recipient(gate: &Gate, person: &Person, study: &Study) -> (RecipientKind, String) {
    let deliveries = gate
        .bundle()
        .policy
        .deliveries
        .iter()
        .filter(|d| d.study == study.name);
    let own = deliveries.filter(|d| !person.org.is_empty() && d.recipient.org == person.org);
    match own.map(|d| &d.recipient).max_by_key(|r| r.kind) {
        Some(recipient) => (recipient.kind, recipient.country.clone()),
        None => (RecipientKind::Hospital, gate.home_country.clone()),
    }
}

async fn countable(
    hearing: &Hearing<'_>,
    judge: &Judge<'_>,
    needs: &Needs,
    members: &[Member],
) -> Result<BTreeSet<Subject>, GateError> {
    let subjects: Vec<Subject> = members.iter().map(|m| m.subject).collect();
    let read = needs.classes();
    let mut present: BTreeMap<Subject, BTreeSet<DataClass>> = BTreeMap::new();
    for head in hearing
        .store
        .head_summary(hearing.snapshot, Some(&subjects))
        .await?
    {
        if read.contains(&head.class) {
            present.entry(head.subject).or_default().insert(head.class);
        }
    }
    let grants = hearing.grants(&subjects).await?;
    let mut counted = BTreeSet::new();
    for (member, grants) in members.iter().zip(grants) {
        let collected = member.index.map_or(Collected::Undated, |at| {
            Collected::Between(at, Instant(at.0 + 1))
        });
        let classes = present.remove(&member.subject).unwrap_or_default();
        let of_events = classes.iter().map(|c| (c, collected));
        let asked: Vec<(&DataClass, Collected)> = needs
            .person
            .iter()
            .map(|c| (c, Collected::Timeless))
            .chain(of_events)
            .collect();
        let answers = judge.person(member.subject, &grants, asked.iter().copied())?;
        if asked
            .iter()
            .all(|(class, at)| answers.ruling(class, *at).is_some_and(|r| r.allowed))
        {
            counted.insert(member.subject);
        }
    }
    Ok(counted)
}

/// Small cells first, rounding last. None at all is a small cell too.
fn guard(n: u64, release: Option<&Release>) -> Shown {
    let Some(release) = release else {
        return Shown::Number(n);
    };
    match (release.small_cells, release.round_to) {
        (Some(cells), _) if n < u64::from(cells.below) => Shown::Below(cells.below),
        (_, Some(to)) if to > 1 => {
            Shown::Number((n + u64::from(to) / 2) / u64::from(to) * u64::from(to))
        }
        _ => Shown::Number(n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sekisho_model::profile::SmallCells;

    #[test]
    fn small_numbers_and_none_look_alike_and_the_rest_is_rounded() {
        let release = Release {
            small_cells: Some(SmallCells {
                below: 10,
                stop: false,
            }),
            round_to: Some(5),
            ..Release::default()
        };
        let show = |n| {
            Counted {
                seq: 1,
                shown: guard(n, Some(&release)),
                expected: None,
            }
            .to_string()
        };
        assert_eq!(
            [0, 9, 10, 12, 13, 266].map(show),
            ["<10", "<10", "10", "10", "15", "265"]
        );
        assert_eq!(guard(3, None), Shown::Number(3));
    }
}

//! Whether a count may be asked at all: the cohort, the classes it is derived from, the rule and
//! profile it stands under.

use sekisho_model::cohort::Cohort;
use sekisho_model::consent::{LegalGround, RecipientKind};
use sekisho_model::policy::{Act, Study};
use sekisho_model::profile::Profile;
use sekisho_model::release::ReleasedField;
use sekisho_model::{CohortName, Text};
use sekisho_store::Person;

use super::by;
use crate::hearing::{Hearing, unknown};
use crate::judge::Judge;
use crate::judge::case::Case;
use crate::judge::membership::{Ground, Needs};
use crate::refusal::Why;
use crate::{Gate, GateError};

pub(super) fn cohort_of<'a>(
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

/// Counts name no profile: the first one of the study's own count rules under which the request
/// stands and which lets out every field it is broken down by, else the refusal that comes nearest.
pub(super) fn judge<'a>(
    hearing: &Hearing<'a>,
    person: &'a Person,
    study: &'a Study,
    needs: &Needs,
    by: &[ReleasedField],
) -> Result<Result<Judge<'a>, Why>, GateError> {
    let mut refused: Option<Why> = None;
    for profile in profiles(hearing.gate, study) {
        let case = match case(hearing, person, study, profile) {
            Ok(case) => case,
            Err(why) => return Ok(Err(why)),
        };
        let judge = Judge::new(hearing.gate, case)?;
        match Ground::stand(needs, std::iter::once(&judge))?.map(|_| ()) {
            Ok(()) => match guarded(profile).and_then(|()| by::rules(profile, by)) {
                Ok(_) => return Ok(Ok(judge)),
                Err(why) => refused = Some(why),
            },
            Err(why) if refused.as_ref().is_none_or(|r| why.nearer_than(r)) => refused = Some(why),
            Err(_) => {}
        }
    }
    Ok(Err(refused.unwrap_or_else(|| Why::NoPermit {
        classes: vec![all_classes()],
        nearest: None,
    })))
}

/// A count whose profile does not say from how many people on a number is told would tell of one. The
/// checker says so too; a bundle may be older than it.
fn guarded(profile: Option<&Profile>) -> Result<(), Why> {
    if profile.is_some_and(|p| p.release.small_cells.is_some()) {
        return Ok(());
    }
    let name = profile.map_or("", |p| p.name.as_str());
    Err(Why::Papers {
        says: Text::new(
            format!(
                "人数の形「{name}」に small cells がないので、数えません。方針を書く人に、release に「small cells below 10 suppress」を足してもらってください"
            ),
            format!(
                "profile '{name}', in which numbers of people leave, has no small cells, so nothing is counted; have 'small cells below 10 suppress' added to its release"
            ),
        ),
    })
}

fn all_classes() -> Text {
    Text::new("どの種類のデータ", "any kind of data")
}

/// Every profile under which a rule of the study lets somebody count.
pub(crate) fn profiles<'a>(gate: &'a Gate, study: &Study) -> Vec<Option<&'a Profile>> {
    let policy = &gate.bundle().policy;
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
        ground: LegalGround::default(),
        recipient,
        country,
        network: hearing.papers.network.clone().unwrap_or_default(),
        justified: hearing.papers.justified(),
        approvals: hearing.papers.approvals.clone(),
        now: hearing.at,
        still: hearing.still,
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

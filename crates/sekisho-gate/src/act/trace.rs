//! Tracing: one delivered value led back to its source, under a permit of its own.
//!
//! The rules of the study decide as for any act (`allow trace to …`), the consent guard included.
//! Beside them stands what holds for every trace: a written reason, and for a coded or
//! pseudonymized form a second person. The ledger knows before anything is shown.

use std::collections::BTreeSet;

use sekisho_model::book::{Permit, TracePermit};
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Act, Recipient, Requirement, Study};
use sekisho_model::profile::Profile;
use sekisho_model::record::{Part, Record, RecordHead, Stamp};
use sekisho_model::standard::Regime;
use sekisho_model::transform::{Links, RecordTransform};
use sekisho_model::{DataClass, DeliveryName, Digest, ProfileName, StudyName, Text, UserName};
use sekisho_store::{Person, Store};

use crate::extract::links;
use crate::hearing::{Hearing, unknown};
use crate::judge::Judge;
use crate::judge::case::Case;
use crate::judge::check;
use crate::refusal::{Refusal, Why};
use crate::{Ask, Gate, GateError, Papers};

/// What is to be traced: one record of one delivery.
#[derive(Clone, Debug)]
pub struct Traceable<'a> {
    pub delivery: &'a DeliveryName,
    pub study: &'a StudyName,
    pub profile: &'a ProfileName,
    pub recipient: &'a Recipient,
    /// Ledger entry of the delivery's permit.
    pub permit: i64,
    /// The sealed policy it left under.
    pub bundle: Digest,
    /// `Observation.ndjson#12/valueQuantity/value`
    pub place: &'a str,
    pub source: &'a RecordHead,
    /// Places of the parts that did not leave in it.
    pub withheld: &'a BTreeSet<String>,
    /// People who approve beside the one who asks.
    pub seconds: &'a [UserName],
}

impl Traceable<'_> {
    /// What left is judged: the record, and the parts that are judged apart and were not withheld.
    fn stamps(&self) -> impl Iterator<Item = Stamp<'_>> {
        let parts = self.source.parts().iter();
        let left = parts.filter(|part| !self.withheld.contains(&part.place));
        [self.source.stamp()]
            .into_iter()
            .chain(left.map(Part::stamp))
    }

    fn classes(&self) -> BTreeSet<&DataClass> {
        self.stamps().map(|stamp| stamp.class).collect()
    }
}

/// The right to look at one source record and to make it again. Only the gate makes one, and only
/// after its ledger entry stands.
#[derive(Debug)]
pub struct Traced {
    seq: i64,
    row: i64,
    shows_source: bool,
}

impl Traced {
    /// The ledger entry of this trace.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Whether this is the record that may be looked at.
    pub fn allows(&self, head: &RecordHead) -> bool {
        head.row == self.row
    }

    /// Whether the source's own value may be shown: the person may `read` such records as they are.
    pub fn shows_source(&self) -> bool {
        self.shows_source
    }
}

impl Gate {
    /// The refusal of a trace to somebody whom the bank does not know, before anything is looked at.
    pub async fn turn_away(
        &self,
        store: &Store,
        papers: &Papers,
    ) -> Result<Box<Refusal>, GateError> {
        let ask = Ask::Act {
            study: "".into(),
            act: Act::Trace,
            profile: None,
        };
        let hearing = Hearing::open(self, store, papers, ask).await?;
        hearing.refuse(Why::Stranger).await
    }

    /// Decides on a trace, and writes it down first.
    pub async fn trace(
        &self,
        store: &Store,
        papers: &Papers,
        what: &Traceable<'_>,
    ) -> Result<Result<Traced, Box<Refusal>>, GateError> {
        let ask = of(what.study, what.profile);
        let hearing = Hearing::open(self, store, papers, ask).await?;
        let Some(person) = store.person(papers.who.as_str()).await? else {
            return hearing.refuse(Why::Stranger).await.map(Err);
        };
        match find(&hearing, &person, what).await? {
            Err(why) => hearing.refuse(why).await.map(Err),
            Ok(shows_source) => {
                let subjects: BTreeSet<Subject> = what.source.subject.into_iter().collect();
                let seq = hearing
                    .note(told(&hearing, what, shows_source), subjects)
                    .await?;
                Ok(Ok(Traced {
                    seq,
                    row: what.source.row,
                    shows_source,
                }))
            }
        }
    }
}

/// A trace in this study, of what left in this form.
pub(crate) fn of(study: &StudyName, profile: &ProfileName) -> Ask {
    Ask::Act {
        study: study.clone(),
        act: Act::Trace,
        profile: Some(profile.clone()),
    }
}

/// `Ok`: whether the source's value may be shown too.
async fn find(
    hearing: &Hearing<'_>,
    person: &Person,
    what: &Traceable<'_>,
) -> Result<Result<bool, Why>, GateError> {
    let policy = &hearing.gate.bundle().policy;
    let Some(study) = policy.study(what.study.as_str()) else {
        return Ok(Err(unknown("研究", "study", what.study.as_str())));
    };
    let Some(profile) = policy.profile(what.profile.as_str()) else {
        return Ok(Err(unknown("形", "profile", what.profile.as_str())));
    };
    let seconds = match seconds(hearing, what.seconds).await? {
        Ok(seconds) => seconds,
        Err(why) => return Ok(Err(why)),
    };
    let to = (what.delivery, what.recipient);
    let case = match case(hearing, person, study, profile, to, &seconds) {
        Ok(case) => case,
        Err(why) => return Ok(Err(why)),
    };
    let judge = Judge::new(hearing.gate, case.clone())?;
    if let Some(why) = check::request(&judge, what.classes())? {
        return Ok(Err(why));
    }
    let classes: Vec<&DataClass> = what.classes().into_iter().collect();
    if let Some(says) = beside(hearing, profile, &classes, &seconds, &case)? {
        return Ok(Err(Why::Papers { says }));
    }
    if !allowed(hearing, &judge, what).await? {
        return Ok(Err(Why::Papers {
            says: Text::new(
                "この記録は、いまは使えません（同意の状態は伝えられません）",
                "This record is not available now (a person's consent is not told)",
            ),
        }));
    }
    shows_source(hearing, case, what).await.map(Ok)
}

/// The record itself and every part that left in it: consent where it is about somebody, and rules
/// on class, date and seal.
async fn allowed(
    hearing: &Hearing<'_>,
    judge: &Judge<'_>,
    what: &Traceable<'_>,
) -> Result<bool, GateError> {
    let stamps: Vec<Stamp<'_>> = what.stamps().collect();
    let answers = match what.source.subject {
        None => judge.nobody(stamps.iter().copied())?,
        Some(subject) => {
            let grants = hearing.grants(&[subject]).await?.pop().unwrap_or_default();
            judge.person(subject, &grants, stamps.iter().copied())?
        }
    };
    Ok(stamps.iter().all(|stamp| answers.allow(*stamp)))
}

/// Whoever may read such records as they are may see the value that stands behind; nobody else.
async fn shows_source(
    hearing: &Hearing<'_>,
    mut case: Case<'_>,
    what: &Traceable<'_>,
) -> Result<bool, GateError> {
    (case.act, case.profile) = (Act::Read, None);
    let judge = Judge::new(hearing.gate, case)?;
    if check::request(&judge, what.classes())?.is_some() {
        return Ok(false);
    }
    allowed(hearing, &judge, what).await
}

pub(crate) fn case<'a>(
    hearing: &Hearing<'a>,
    person: &'a Person,
    study: &'a Study,
    profile: &'a Profile,
    (delivery, recipient): (&DeliveryName, &Recipient),
    seconds: &[Person],
) -> Result<Case<'a>, Why> {
    let mut approvals = hearing.papers.approvals.clone();
    approvals.extend(seconds.iter().flat_map(|second| standing(study, second)));
    Ok(Case {
        person,
        study,
        purpose: hearing.purpose(study)?,
        act: Act::Trace,
        profile: Some(profile),
        delivery: None,
        // It looks at what left on the basis of that delivery.
        ground: hearing.gate.ground_of(delivery),
        // The consent that the delivery rested on names its recipient.
        recipient: recipient.kind,
        country: recipient.country.clone(),
        network: hearing.papers.network.clone().unwrap_or_default(),
        justified: hearing.papers.justified(),
        approvals,
        now: hearing.at,
        still: hearing.still,
    })
}

/// The names under which somebody may approve: their groups, and the study's roles of these.
fn standing(study: &Study, person: &Person) -> BTreeSet<String> {
    let roles = study
        .roles
        .iter()
        .filter(|role| person.groups.contains(&role.group))
        .filter(|role| role.org.as_ref().is_none_or(|org| *org == person.org));
    let roles = roles.map(|role| role.name.to_string());
    person.groups.iter().cloned().chain(roles).collect()
}

/// The people named as seconds: known here, and not the one who asks.
pub(crate) async fn seconds(
    hearing: &Hearing<'_>,
    names: &[UserName],
) -> Result<Result<Vec<Person>, Why>, GateError> {
    let mut people = Vec::new();
    for name in names {
        let says = match hearing.store.person(name.as_str()).await? {
            Some(person) if person.user != hearing.papers.who.as_str() => {
                people.push(person);
                continue;
            }
            Some(_) => Text::new(
                "承認するのは、申請した人とは別の人です",
                "Somebody else than the one who asks must approve",
            ),
            None => Text::new(
                format!("承認者「{name}」は利用者の表にいません"),
                format!("The approver '{name}' is not in the people file"),
            ),
        };
        return Ok(Err(Why::Papers { says }));
    }
    Ok(Ok(people))
}

/// What holds for every trace, whatever the rules ask: a reason, and for a form without names
/// somebody beside: one whose approval a trace rule of the study names, or who may trace too. The
/// way back to the person is the same from coded and from pseudonymized data.
pub(crate) fn beside(
    hearing: &Hearing<'_>,
    profile: &Profile,
    classes: &[&DataClass],
    seconds: &[Person],
    case: &Case<'_>,
) -> Result<Option<Text>, GateError> {
    if !hearing.papers.justified() {
        return Ok(Some(Text::new(
            "追跡には理由が要ります。--justify で書いてください",
            "A trace needs a reason: write it with --justify",
        )));
    }
    match profile.is() {
        Regime::Coded | Regime::Pseudonymized => {}
        // The person is named, or nothing leads back.
        Regime::Identified | Regime::Anonymized => return Ok(None),
    }
    let study = case.study;
    let rules = hearing.gate.bundle().policy.access.iter();
    let rules = rules.filter(|r| r.allow && r.study == study.name && r.acts.contains(&Act::Trace));
    let named: BTreeSet<&String> = rules
        .flat_map(|rule| &rule.requires)
        .filter_map(|requirement| match requirement {
            Requirement::Approval { by, .. } => Some(by),
            _ => None,
        })
        .flatten()
        .collect();
    for second in seconds {
        let own = Case {
            person: second,
            ..case.clone()
        };
        let stands = standing(study, second).iter().any(|n| named.contains(n));
        let judge = Judge::new(hearing.gate, own)?;
        if stands || check::request(&judge, classes.iter().copied())?.is_none() {
            return Ok(None);
        }
    }
    let list: Vec<&str> = named.iter().map(|name| name.as_str()).collect();
    let (ja, en) = match list.is_empty() {
        true => (
            "追跡を許された人".to_owned(),
            "somebody who may trace".to_owned(),
        ),
        false => (list.join("、"), list.join(" or ")),
    };
    Ok(Some(Text::new(
        format!(
            "名前を除いた提供の追跡には、二人目（{ja}）の承認が要ります。--approved-by で示してください"
        ),
        format!(
            "Tracing a delivery without names needs a second person ({en}): name them with --approved-by"
        ),
    )))
}

fn told(hearing: &Hearing<'_>, what: &Traceable<'_>, shows_source: bool) -> Permit {
    Permit::Trace(Box::new(TracePermit {
        delivery: what.delivery.clone(),
        study: what.study.clone(),
        profile: what.profile.clone(),
        bundle: hearing.gate.sealed.digest,
        decided_for: hearing.at,
        justification: hearing.papers.justification.clone(),
        approved_by: what.seconds.to_vec(),
        of_permit: what.permit,
        of_bundle: what.bundle,
        place: Some(what.place.to_owned()),
        class: Some(what.source.class.clone()),
        source_shown: Some(shows_source),
        evidence: None,
    }))
}

/// What a record was delivered among.
#[derive(Clone, Copy, Debug)]
pub struct Among<'a> {
    /// `Type/id` of the person's delivered records.
    pub delivered: &'a BTreeSet<String>,
    /// The same of delivered records about nobody.
    pub stubs: &'a BTreeSet<String>,
}

/// Hands the permitted source record to `make` with references leading where they led in the
/// delivery. `None`: another record than the permitted one.
pub async fn again<R: RecordTransform, T>(
    store: &Store,
    traced: &Traced,
    record: &Record,
    among: Among<'_>,
    records: &mut R,
    make: impl FnOnce(&mut R, &dyn Links) -> T,
) -> Result<Option<T>, GateError> {
    if !traced.allows(&record.head) {
        return Ok(None);
    }
    let stubs = links::Stubs::known(store, among.stubs.clone()).await?;
    let Some(subject) = record.head.subject else {
        return Ok(Some(make(records, &stubs)));
    };
    let links = links::PersonLinks::among(store, subject, among.delivered.clone(), &stubs).await?;
    Ok(Some(make(records, &links)))
}

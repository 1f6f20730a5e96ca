//! Why, and why not: every permit that could have let a request through, condition by condition,
//! and everything that forbids it.
//!
//! Another person's consent is nobody's to read off an explanation: to all but stewards it is "not
//! available", and so is what follows from it.

use std::collections::BTreeMap;

use sekisho_model::identity::Subject;
use sekisho_model::ledger::EntryKind;
use sekisho_model::policy::{Act, Study};
use sekisho_model::profile::Profile;
use sekisho_model::text::Lang;
use sekisho_model::{DataClass, DeliveryName, Effect, ProfileName, StudyName, Text};
use sekisho_store::{HeadTuple, Person, Store};
use serde::Serialize;

use crate::case::Case;
use crate::check::{ClassCheck, label};
use crate::count;
use crate::decide::{Hearing, unknown};
use crate::judge::Judge;
use crate::quote::{Candidate, Quote};
use crate::refusal::Why;
use crate::{Ask, Gate, GateError, Papers};

/// Who looks after consent: a group of the people file, or a role of the study, by this name.
const STEWARDS: [&str; 2] = ["steward", "データ管理者"];

#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    pub seq: i64,
    pub asked: Text,
    pub class: Text,
    pub permits: Vec<Candidate>,
    pub forbids: Vec<Forbid>,
    pub verdict: Verdict,
}

/// Something that could forbid the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Forbid {
    pub quote: Quote,
    pub applies: Applies,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Applies {
    Yes,
    No,
    /// Decided for each record by itself.
    ByRecord,
    /// Another person's consent, and the reader is no steward.
    NotAvailable,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The request itself does not pass; the records are not asked.
    Refused(Why),
    /// The request passes; consent and dates decide record by record.
    ByRecord,
    /// The request passes; the rest would reveal another person's consent.
    NotAvailable,
    /// Of one person's records of this class.
    Records { allowed: u64, of: u64 },
}

/// What is explained: an act under a profile, in a study or as one of its deliveries.
struct Matter<'a> {
    study: &'a Study,
    act: Act,
    profile: Option<&'a Profile>,
    delivery: Option<&'a DeliveryName>,
}

impl Gate {
    /// Explains a request on one class, for one person's records or for records at large. Writes an
    /// entry of the kind `explained`; nothing can leave by it.
    pub async fn explain(
        &self,
        store: &Store,
        papers: &Papers,
        class: &DataClass,
        subject: Option<Subject>,
    ) -> Result<Explanation, GateError> {
        let hearing = Hearing::open(self, store, papers).await?;
        let found = match store.person(papers.who.as_str()).await? {
            None => Err(Why::Stranger),
            Some(person) => find(&hearing, &person, class, subject).await?,
        };
        let (permits, forbids, verdict, class) = found.unwrap_or_else(|why| {
            (
                Vec::new(),
                Vec::new(),
                Verdict::Refused(why),
                Text::new(class.as_str(), class.as_str()),
            )
        });
        let facts = serde_json::json!({
            "act": papers.ask.act(), "asked": papers.ask.text().en, "class": class.en, "bundle": self.sealed.digest,
        });
        let about = subject.into_iter().collect();
        let seq = hearing.note(EntryKind::Explained, facts, about).await?;
        Ok(Explanation {
            seq,
            asked: papers.ask.text(),
            class,
            permits,
            forbids,
            verdict,
        })
    }
}

type Found = (Vec<Candidate>, Vec<Forbid>, Verdict, Text);

async fn find(
    hearing: &Hearing<'_>,
    person: &Person,
    class: &DataClass,
    subject: Option<Subject>,
) -> Result<Result<Found, Why>, GateError> {
    let Some((class, _)) = hearing.gate.model.classes.get_key_value(class) else {
        return Ok(Err(unknown("データの種類", "data class", class.as_str())));
    };
    let case = match matter(hearing).and_then(|matter| case(hearing, person, matter)) {
        Ok(case) => case,
        Err(why) => return Ok(Err(why)),
    };
    let steward = is_steward(person, case.study);
    let judge = Judge::new(hearing.gate, case)?;
    let check = ClassCheck::of(&judge, class)?;
    let refused = crate::check::request(&judge, [class])?;
    let bundle = hearing.gate.bundle();
    let candidate = |rule| {
        check
            .stage
            .as_ref()
            .map(|stage| Candidate::of(bundle, hearing.gate.zone, rule, stage))
    };
    let permits = check.permits().filter_map(candidate).collect();
    let seen = match (subject, steward) {
        (Some(subject), true) => Some(records(hearing, &judge, class, subject).await?),
        _ => None,
    };
    let forbids = check
        .rules
        .iter()
        .filter(|r| r.effect == Effect::Forbid)
        .map(|rule| {
            let applies = match (&seen, check.stage.as_ref()) {
                (_, Some(stage)) if rule.of_request() => yes(stage.forbids_all(rule)),
                (Some(seen), _) => yes(seen
                    .forbids
                    .contains_key(&(rule.name.to_string(), rule.origin.to_string()))),
                (None, _) if subject.is_some() && rule.is_consent() => Applies::NotAvailable,
                (None, _) => Applies::ByRecord,
            };
            Forbid {
                quote: Quote::of(bundle, rule),
                applies,
            }
        });
    let forbids = forbids.collect();
    let verdict = match (refused, seen, subject) {
        (Some(why), ..) => Verdict::Refused(why),
        (None, Some(seen), _) => Verdict::Records {
            allowed: seen.allowed,
            of: seen.of,
        },
        (None, None, Some(_)) => Verdict::NotAvailable,
        (None, None, None) => Verdict::ByRecord,
    };
    Ok(Ok((permits, forbids, verdict, label(&judge, class))))
}

fn yes(applies: bool) -> Applies {
    if applies { Applies::Yes } else { Applies::No }
}

fn matter<'a>(hearing: &Hearing<'a>) -> Result<Matter<'a>, Why> {
    let policy = &hearing.gate.bundle().policy;
    let study = |name: &StudyName| {
        policy
            .study(name.as_str())
            .ok_or_else(|| unknown("研究", "study", name.as_str()))
    };
    let profile = |name: &ProfileName| policy.profile(name.as_str());
    match &hearing.papers.ask {
        Ask::Extract { delivery } => {
            let delivery = policy
                .delivery(delivery.as_str())
                .ok_or_else(|| unknown("引き渡し", "delivery", delivery.as_str()))?;
            Ok(Matter {
                study: study(&delivery.study)?,
                act: Act::Extract,
                profile: profile(&delivery.profile),
                delivery: Some(&delivery.name),
            })
        }
        Ask::Count { study: name, .. } => {
            let rule = policy
                .access
                .iter()
                .find(|r| r.allow && &r.study == name && r.acts.contains(&Act::Count));
            let profile = rule.and_then(|r| r.profile.as_ref()).and_then(profile);
            Ok(Matter {
                study: study(name)?,
                act: Act::Count,
                profile,
                delivery: None,
            })
        }
        Ask::Explain {
            study: name,
            act,
            profile: asked,
        } => {
            let rule = policy
                .access
                .iter()
                .find(|r| r.allow && &r.study == name && r.acts.contains(act));
            let named = asked
                .as_ref()
                .or_else(|| rule.and_then(|r| r.profile.as_ref()));
            Ok(Matter {
                study: study(name)?,
                act: *act,
                profile: named.and_then(profile),
                delivery: None,
            })
        }
    }
}

fn case<'a>(
    hearing: &Hearing<'a>,
    person: &'a Person,
    matter: Matter<'a>,
) -> Result<Case<'a>, Why> {
    let delivery = matter
        .delivery
        .and_then(|d| hearing.gate.bundle().policy.delivery(d.as_str()));
    let (recipient, country) = match delivery {
        Some(delivery) => (delivery.recipient.kind, delivery.recipient.country.clone()),
        None => count::recipient(hearing, person, matter.study),
    };
    Ok(Case {
        person,
        study: matter.study,
        purpose: hearing.purpose(matter.study)?,
        act: matter.act,
        profile: matter.profile,
        delivery: matter.delivery,
        recipient,
        country,
        network: hearing.papers.network.clone().unwrap_or_default(),
        justified: hearing.papers.justified(),
        approvals: hearing.papers.approvals.clone(),
        now: hearing.at,
    })
}

pub(crate) fn is_steward(person: &Person, study: &Study) -> bool {
    let by_role = study
        .roles
        .iter()
        .any(|r| STEWARDS.contains(&r.name.as_str()) && person.groups.contains(&r.group));
    by_role || person.groups.iter().any(|g| STEWARDS.contains(&g.as_str()))
}

/// One person's records of the class, decided; for a steward.
struct Seen {
    allowed: u64,
    of: u64,
    /// Rule and place -> records it keeps in.
    forbids: BTreeMap<(String, String), u64>,
}

async fn records(
    hearing: &Hearing<'_>,
    judge: &Judge<'_>,
    class: &DataClass,
    subject: Subject,
) -> Result<Seen, GateError> {
    let heads: Vec<HeadTuple> = hearing
        .store
        .head_summary(hearing.snapshot, Some(&[subject]))
        .await?;
    let heads: Vec<&HeadTuple> = heads.iter().filter(|h| &h.class == class).collect();
    let grants = hearing.grants(&[subject]).await?.pop().unwrap_or_default();
    let answers = judge.person(
        subject,
        &grants,
        heads.iter().map(|h| (&h.class, h.collected)),
    )?;
    let mut seen = Seen {
        allowed: 0,
        of: 0,
        forbids: BTreeMap::new(),
    };
    for head in heads {
        let Some(ruling) = answers.ruling(class, head.collected) else {
            continue;
        };
        seen.of += head.records;
        if ruling.allowed {
            seen.allowed += head.records;
            continue;
        }
        for rule in ruling.because.iter().map(|i| &judge.gate.book.rules[*i]) {
            *seen
                .forbids
                .entry((rule.name.to_string(), rule.origin.to_string()))
                .or_default() += head.records;
        }
    }
    Ok(seen)
}

impl Explanation {
    /// What a person reads; several lines.
    pub fn say(&self, lang: Lang) -> String {
        let ja = lang == Lang::Ja;
        if self.verdict == Verdict::Refused(Why::Stranger) {
            return if ja {
                "お答えできません。".into()
            } else {
                "No.".into()
            };
        }
        let (asked, class) = (self.asked.get(lang), self.class.get(lang));
        let mut lines = vec![if ja {
            format!("{asked}、{class}")
        } else {
            format!("{asked}, on {class}")
        }];
        for permit in &self.permits {
            let passes = permit.conditions.iter().all(|c| c.holds != Some(false));
            let mark = if passes { "✔" } else { "✘" };
            let word = if ja { "許可" } else { "permit" };
            lines.push(format!(
                "{mark} {word} {}（{}）",
                permit.quote.rule,
                permit.quote.place(lang)
            ));
            lines.extend(permit.lines(lang));
        }
        if self.permits.is_empty() {
            lines.push(if ja {
                "これを許す規則はありません".into()
            } else {
                "No rule allows it".into()
            });
        }
        for forbid in &self.forbids {
            let state = forbid.applies.text();
            let word = if ja { "禁止" } else { "forbid" };
            lines.push(format!(
                "- {word} {}（{}）: {}",
                forbid.quote.rule,
                forbid.quote.place(lang),
                state.get(lang)
            ));
        }
        lines.push(self.verdict.text().get(lang).to_owned());
        lines.join("\n")
    }
}

impl Applies {
    fn text(self) -> Text {
        match self {
            Self::Yes => Text::new("当てはまる", "applies"),
            Self::No => Text::new("当てはまらない", "does not apply"),
            Self::ByRecord => Text::new("記録ごとに決まる", "decided record by record"),
            Self::NotAvailable => Text::new("お答えできません", "not available"),
        }
    }
}

impl Verdict {
    fn text(&self) -> Text {
        match self {
            Self::Refused(Why::Forbidden { quote, .. }) => Text::new(
                format!("結論: 不可（{}）", quote.rule),
                format!("Verdict: refused, by {}", quote.rule),
            ),
            Self::Refused(Why::Papers { says }) => Text::new(
                format!("結論: {}", says.ja),
                format!("Verdict: {}", says.en),
            ),
            Self::Refused(_) => Text::new(
                "結論: 不可（満たされた許可がない）",
                "Verdict: refused, no permit is satisfied",
            ),
            Self::ByRecord => Text::new(
                "結論: 申請は通る。同意と日付は記録ごとに見る",
                "Verdict: the request passes; consent and dates decide record by record",
            ),
            Self::NotAvailable => Text::new(
                "結論: 申請は通る。この人の同意についてはお答えできません",
                "Verdict: the request passes; this person's consent is not available",
            ),
            Self::Records { allowed, of } => Text::new(
                format!("結論: この人の記録 {of} 件のうち {allowed} 件が通る"),
                format!("Verdict: {allowed} of this person's {of} records pass"),
            ),
        }
    }
}

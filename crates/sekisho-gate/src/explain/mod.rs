//! Why, and why not: every permit that could have let a request through, condition by condition,
//! and everything that forbids it.
//!
//! Another person's consent is nobody's to read off an explanation: to all but stewards it is "not
//! available", and so is what follows from it, and whether the bank has such a person at all.

pub(crate) mod matrix;
pub(crate) mod quote;
pub(crate) mod trial;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::{Explained, Question};
use sekisho_model::consent::LegalGround;
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Act, Emergency, Study};
use sekisho_model::profile::Profile;
use sekisho_model::text::Lang;
use sekisho_model::{DataClass, DeliveryName, Effect, ProfileName, StudyName, Text};
use sekisho_store::{HeadTuple, Person, Store};
use serde::Serialize;

use crate::act::count;
use crate::act::deliver;
use crate::act::glass;
use crate::explain::quote::{Candidate, Condition, Quote, kind_word};
use crate::hearing::{Desk, Hearing, unknown};
use crate::judge::case::Case;
use crate::judge::check::{ClassCheck, label};
use crate::judge::{Judge, Stage};
use crate::refusal::Why;
use crate::rulebook::Rule;
use crate::{Ask, Gate, GateError, Papers};

/// Who looks after consent: a group of the people file, or a role of the study, by this name.
const STEWARDS: [&str; 2] = ["steward", "データ管理者"];

#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The ledger's entry of the asking, for stewards; none without a bank.
    pub seq: Option<i64>,
    pub asked: Text,
    pub class: Text,
    pub permits: Vec<Candidate>,
    pub forbids: Vec<Forbid>,
    /// What the delivery itself asks: its basis, its days, its approvals.
    pub needs: Vec<Condition>,
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
    /// Nobody has the id that was named; for stewards.
    NobodyNamed,
}

/// Whose records are explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    AtLarge,
    Person(Subject),
    /// An id was named that no one person of the bank has. Only a steward is told so.
    NobodyNamed,
}

/// What is explained: an act under a profile, in a study or as one of its deliveries.
struct Matter<'a> {
    study: &'a Study,
    act: Act,
    profile: Option<&'a Profile>,
    delivery: Option<&'a DeliveryName>,
    emergency: Option<&'a Emergency>,
}

impl Gate {
    /// Explains a request on one class, for one person's records or for records at large. Writes an
    /// entry of the kind `explained`; nothing can leave by it.
    pub async fn explain(
        &self,
        store: &Store,
        papers: &Papers,
        ask: &Ask,
        class: &DataClass,
        whose: Whose,
    ) -> Result<Explanation, GateError> {
        let hearing = Hearing::open(self, store, papers, ask.clone()).await?;
        let subjects = match whose {
            Whose::Person(subject) => BTreeSet::from([subject]),
            Whose::AtLarge | Whose::NobodyNamed => BTreeSet::new(),
        };
        let asked = Explained::Asked(Question {
            act: ask.act(),
            asked: ask.text().en,
            class: class.to_string(),
            bundle: self.sealed.digest,
        });
        let Some(person) = store.person(papers.who.as_str()).await? else {
            hearing.note(asked, BTreeSet::new()).await?;
            return Ok(Explanation::of_stranger());
        };
        let found = find(&hearing, &person, class, whose).await?;
        let mut explanation = Explanation::of(ask, class, found);
        let seq = hearing.note(asked, subjects).await?;
        explanation.seq = is_steward(&person, None).then_some(seq);
        Ok(explanation)
    }

    /// The same of the rules alone: somebody with these papers, and records at large. For whoever
    /// writes the policy; no bank, no entry, nobody's consent.
    pub fn explain_rules(
        &self,
        person: &Person,
        papers: &Papers,
        ask: &Ask,
        class: &DataClass,
    ) -> Result<Explanation, GateError> {
        let desk = Desk {
            gate: self,
            papers,
            at: papers.at.unwrap_or(papers.now),
            still: None,
        };
        let found = match laid_out(&desk, ask, person, class)? {
            Err(why) => Err(why),
            Ok(laid) => Ok(laid.found(&desk, Whose::AtLarge, None)),
        };
        Ok(Explanation::of(ask, class, found))
    }
}

struct Found {
    permits: Vec<Candidate>,
    forbids: Vec<Forbid>,
    needs: Vec<Condition>,
    verdict: Verdict,
    class: Text,
}

async fn find(
    hearing: &Hearing<'_>,
    person: &Person,
    class: &DataClass,
    whose: Whose,
) -> Result<Result<Found, Why>, GateError> {
    let laid = match laid_out(&hearing.desk(), &hearing.ask, person, class)? {
        Ok(laid) => laid,
        Err(why) => return Ok(Err(why)),
    };
    let steward = is_steward(person, laid.judge.case.study);
    let seen = match (whose, steward) {
        (Whose::Person(subject), true) => {
            Some(records(hearing, &laid.judge, class, subject).await?)
        }
        _ => None,
    };
    let mut found = laid.found(&hearing.desk(), whose, seen);
    if steward && whose == Whose::NobodyNamed && found.verdict == Verdict::NotAvailable {
        found.verdict = Verdict::NobodyNamed;
    }
    Ok(Ok(found))
}

/// Everything the rules answer to a request on one class.
struct LaidOut<'a> {
    judge: Judge<'a>,
    check: ClassCheck<'a>,
    refused: Option<Why>,
}

fn laid_out<'a>(
    desk: &Desk<'a>,
    ask: &Ask,
    person: &'a Person,
    class: &DataClass,
) -> Result<Result<LaidOut<'a>, Why>, GateError> {
    let Some((class, _)) = desk.gate.model.classes.get_key_value(class) else {
        return Ok(Err(unknown("データの種類", "data class", class.as_str())));
    };
    let case = match matter(desk, ask).and_then(|matter| case(desk, person, matter)) {
        Ok(case) => case,
        Err(why) => return Ok(Err(why)),
    };
    let judge = Judge::new(desk.gate, case)?;
    let check = ClassCheck::of(&judge, class)?;
    let refused = crate::judge::check::request(&judge, [class])?.or_else(|| {
        let name = judge.case.delivery?;
        let delivery = desk.gate.bundle().policy.delivery(name.as_str())?;
        deliver::unwritten(desk.gate, delivery)
    });
    Ok(Ok(LaidOut {
        judge,
        check,
        refused,
    }))
}

impl LaidOut<'_> {
    fn found(self, desk: &Desk<'_>, whose: Whose, seen: Option<Seen>) -> Found {
        let named = whose != Whose::AtLarge;
        let (bundle, check) = (desk.gate.bundle(), &self.check);
        let candidate = |rule| {
            let stage = check.stage.as_ref()?;
            Some(Candidate::of(bundle, desk.gate.zone, rule, stage))
        };
        let forbid = |rule: &&Rule| {
            let applies = match (&seen, check.stage.as_ref()) {
                (_, Some(stage)) if rule.of_request() => yes(stage.forbids_all(rule)),
                (Some(seen), _) => yes(seen
                    .forbids
                    .contains_key(&(rule.name.to_string(), rule.origin.to_string()))),
                (None, _) if named && rule.is_consent() => Applies::NotAvailable,
                (None, _) => Applies::ByRecord,
            };
            Forbid {
                quote: Quote::of(bundle, rule),
                applies,
            }
        };
        let forbids = check.rules.iter().filter(|r| r.effect == Effect::Forbid);
        let (demands, forbids): (Vec<&Rule>, Vec<&Rule>) =
            forbids.partition(|rule| rule.clauses.iter().any(|c| c.kind == "delivery"));
        let forbids = forbids.iter().map(forbid).collect();
        let needs = check
            .stage
            .iter()
            .flat_map(|stage| needs(desk, &demands, stage));
        let needs = needs.collect();
        let verdict = match (self.refused, seen) {
            (Some(why), _) => Verdict::Refused(why),
            (None, Some(seen)) => Verdict::Records {
                allowed: seen.allowed,
                of: seen.of,
            },
            (None, None) if named => Verdict::NotAvailable,
            (None, None) => Verdict::ByRecord,
        };
        Found {
            permits: check.permits().filter_map(candidate).collect(),
            forbids,
            needs,
            verdict,
            class: label(&self.judge, check.class),
        }
    }
}

/// What this delivery asks beside the rules, each true or false; another delivery's are no matter.
fn needs(desk: &Desk<'_>, demands: &[&Rule], stage: &Stage) -> Vec<Condition> {
    let here = |rule: &Rule| {
        let of = rule.clauses.iter().find(|c| c.kind == "delivery");
        of.is_some_and(|clause| stage.holds(clause) == Some(true))
    };
    let asked = demands.iter().filter(|rule| here(rule)).flat_map(|rule| {
        let clauses = rule.clauses.iter().filter(|c| c.kind != "delivery");
        clauses.map(|clause| {
            let policy = &desk.gate.bundle().policy;
            let (says, origin) = words::condition(policy, desk.gate.zone, rule, clause);
            // The clause says what lets through: a forbid `unless` it.
            let holds = stage.holds(clause).map(|forbids| !forbids);
            Condition {
                holds,
                kind: kind_word(clause),
                says,
                origin,
            }
        })
    });
    asked.collect()
}

fn yes(applies: bool) -> Applies {
    if applies { Applies::Yes } else { Applies::No }
}

fn matter<'a>(desk: &Desk<'a>, ask: &Ask) -> Result<Matter<'a>, Why> {
    let policy = &desk.gate.bundle().policy;
    let study = |name: &StudyName| {
        policy
            .study(name.as_str())
            .ok_or_else(|| unknown("研究", "study", name.as_str()))
    };
    let profile = |name: &ProfileName| policy.profile(name.as_str());
    match ask {
        Ask::Extract { delivery } => {
            let delivery = policy
                .delivery(delivery.as_str())
                .ok_or_else(|| unknown("引き渡し", "delivery", delivery.as_str()))?;
            Ok(Matter {
                study: study(&delivery.study)?,
                act: Act::Extract,
                profile: profile(&delivery.profile),
                delivery: Some(&delivery.name),
                emergency: None,
            })
        }
        Ask::Emergency { emergency, act } => {
            let found = policy
                .emergency(emergency.as_str())
                .ok_or_else(|| unknown("緊急閲覧", "emergency", emergency.as_str()))?;
            Ok(Matter {
                study: desk
                    .gate
                    .study(found.study().as_str())
                    .ok_or_else(|| unknown("緊急閲覧", "emergency", emergency.as_str()))?,
                act: *act,
                profile: None,
                delivery: None,
                emergency: Some(found),
            })
        }
        Ask::Count { study: name } => {
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
                emergency: None,
            })
        }
        Ask::Act {
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
                emergency: None,
            })
        }
    }
}

fn case<'a>(desk: &Desk<'a>, person: &'a Person, matter: Matter<'a>) -> Result<Case<'a>, Why> {
    if let Some(emergency) = matter.emergency {
        return glass::case(desk, person, emergency, matter.act);
    }
    let delivery = matter
        .delivery
        .and_then(|d| desk.gate.bundle().policy.delivery(d.as_str()));
    let (recipient, country) = match delivery {
        Some(delivery) => (delivery.recipient.kind, delivery.recipient.country.clone()),
        None => count::recipient(desk.gate, person, matter.study),
    };
    Ok(Case {
        person,
        study: matter.study,
        purpose: desk.purpose(matter.study)?,
        act: matter.act,
        profile: matter.profile,
        delivery: matter.delivery,
        ground: delivery.map_or_else(LegalGround::default, |delivery| {
            delivery.ground(desk.gate.zone)
        }),
        recipient,
        country,
        network: desk.papers.network.clone().unwrap_or_default(),
        justified: desk.papers.justified(),
        approvals: desk.papers.approvals.clone(),
        now: desk.at,
        still: desk.still,
    })
}

/// A data steward: by their group, or by a role of the study.
pub fn is_steward<'a>(person: &Person, study: impl Into<Option<&'a Study>>) -> bool {
    let roles = study.into().map_or(&[][..], |study| &study.roles);
    let by_role = roles
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
    let heads = heads.iter();
    let heads: Vec<&HeadTuple> = heads
        .filter(|h| &h.class == class && h.records > 0)
        .collect();
    let grants = hearing.grants(&[subject]).await?.pop().unwrap_or_default();
    let answers = judge.person(subject, &grants, heads.iter().map(|head| head.stamp()))?;
    let mut seen = Seen {
        allowed: 0,
        of: 0,
        forbids: BTreeMap::new(),
    };
    for head in heads {
        let Some(ruling) = answers.ruling(head.stamp()) else {
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
    /// For nobody the bank knows: the same whatever was asked, without a name and without the number
    /// of the entry.
    fn of_stranger() -> Self {
        Self {
            seq: None,
            asked: Text::default(),
            class: Text::default(),
            permits: Vec::new(),
            forbids: Vec::new(),
            needs: Vec::new(),
            verdict: Verdict::Refused(Why::Stranger),
        }
    }

    /// For somebody to whom nothing is explained.
    pub fn refused(ask: &Ask, class: &DataClass, why: Why) -> Self {
        Self::of(ask, class, Err(why))
    }

    fn of(ask: &Ask, class: &DataClass, found: Result<Found, Why>) -> Self {
        let found = found.unwrap_or_else(|why| Found {
            permits: Vec::new(),
            forbids: Vec::new(),
            needs: Vec::new(),
            verdict: Verdict::Refused(why),
            class: Text::new(class.as_str(), class.as_str()),
        });
        Self {
            seq: None,
            asked: ask.text(),
            class: found.class,
            permits: found.permits,
            forbids: found.forbids,
            needs: found.needs,
            verdict: found.verdict,
        }
    }

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
        if !self.needs.is_empty() {
            lines.push(if ja {
                "この引き渡し自身が求めること".into()
            } else {
                "What the delivery itself asks".into()
            });
        }
        for need in &self.needs {
            let mark = if need.holds == Some(true) {
                "✔"
            } else {
                "✘"
            };
            lines.push(format!("  {mark} {}", need.says.get(lang)));
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
            Self::Refused(Why::NotYet { what, .. }) => Text::new(
                format!("結論: 不可（{}はまだ実行できない）", what.ja),
                format!("Verdict: refused, {} can't be carried out yet", what.en),
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
            Self::NobodyNamed => Text::new(
                "結論: 申請は通る。この番号の患者はいません",
                "Verdict: the request passes; no one patient has this id",
            ),
            Self::Records { allowed, of } => Text::new(
                format!("結論: この人の記録 {of} 件のうち {allowed} 件が通る"),
                format!("Verdict: {allowed} of this person's {of} records pass"),
            ),
        }
    }
}

//! Copies that left, numbers given out and emergencies, each as its entry and the policy of its day
//! tell it.

use std::collections::BTreeSet;

use sekisho_lang::data_model::oncology;
use sekisho_model::book::{CountPermit, EmergencyOpened, Entry, EntryKind, Left};
use sekisho_model::consent::RecipientKind;
use sekisho_model::policy::{Act, Policy, Recipient};
use sekisho_model::{DataClass, Instant, ProfileName, PurposeName, RuleName, StudyName, Text};
use serde::Serialize;

use super::{Book, Opening, paper};
use crate::error::BankError;
use crate::recall::{Moment, Rest, Terms, permit_of, rests};

/// Data of this person in somebody's hands, or in a number.
#[derive(Clone, Debug, Serialize)]
pub struct Use {
    /// The ledger's entry.
    pub entry: i64,
    pub at: Instant,
    /// Making the copy was broken off; whether one is in somebody's hands is not certain.
    pub uncertain: bool,
    pub who: Who,
    /// Nobody outside for a count.
    pub recipient: Option<Recipient>,
    pub delivery: String,
    pub study: Text,
    /// `R-2025-114 研究倫理審査委員会`
    pub approvals: Vec<String>,
    pub purpose: Text,
    pub kinds: Vec<Text>,
    /// The profile's label, and what it was proved to be.
    pub form: Text,
    pub regimes: Vec<String>,
    pub items: Vec<Item>,
    pub rules: Vec<Rule>,
    /// What the recipient still owes: `destroy` → `by 2029-03-31`.
    pub duties: std::collections::BTreeMap<String, String>,
}

/// Who asked, by house and role. A login name is nobody the reader knows, and the one it belongs to
/// did not agree to stand on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Who {
    pub org: String,
    pub roles: Vec<String>,
}

/// An item of a paper with the sentence the person read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    pub paper: Text,
    pub number: Option<String>,
    pub says: Text,
}

/// The rule that let it, and where it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    pub because: Text,
    pub place: String,
}

/// What a permit tells of the request.
struct Asked<'a> {
    who: &'a str,
    act: Act,
    /// Empty for a count.
    delivery: &'a str,
    study: &'a StudyName,
    purpose: Option<&'a PurposeName>,
    profile: Option<&'a ProfileName>,
    permits: &'a BTreeSet<RuleName>,
}

impl Item {
    pub(super) fn of(policy: &Policy, form: &str, item: Option<&str>) -> Self {
        let found = policy
            .forms
            .iter()
            .find(|f| f.name.as_str() == form)
            .and_then(|f| f.items.iter().find(|i| Some(i.name.as_str()) == item));
        Self {
            paper: paper(policy, form),
            number: item.map(str::to_owned),
            says: found.map(|i| i.says.clone()).unwrap_or_default(),
        }
    }
}

impl Book<'_> {
    /// `None` for an entry whose delivery nobody can tell any more.
    pub(super) async fn delivered(
        &mut self,
        entry: &Entry,
        copy: Left<'_>,
    ) -> Result<Option<Use>, BankError> {
        let policy = self.policy.clone();
        let Some(terms) = Terms::read(&copy, &policy) else {
            return Ok(None);
        };
        let Some(permit) = permit_of(&self.bank.store, copy.permit).await? else {
            return Ok(None);
        };
        let policy = self.policy_of(permit.told.bundle).await?;
        let rested = rests(
            &self.bank.store,
            &policy,
            self.subject,
            &terms,
            Moment::of(&permit),
            &[],
        )
        .await?;
        let classes: BTreeSet<&DataClass> = rested.iter().flat_map(|r| &r.classes).collect();
        let told = &permit.told;
        let asked = Asked {
            who: &permit.entry.who,
            act: Act::Extract,
            delivery: told.delivery.as_str(),
            study: &told.study,
            purpose: Some(&told.purpose),
            profile: Some(&told.profile),
            permits: &told.permits,
        };
        let mut used = self.used(entry, &asked, &policy).await?;
        used.kinds = kinds(if classes.is_empty() {
            terms.classes.iter().collect()
        } else {
            classes
        });
        used.items = rested.iter().map(|rest| item(&policy, rest)).collect();
        used.regimes = terms.regimes.clone();
        used.recipient = Some(terms.recipient.clone());
        if let Some(delivery) = policy.delivery(terms.delivery.as_str()) {
            let words = delivery.after.words().into_iter();
            used.duties = words.map(|(duty, when)| (duty.to_owned(), when)).collect();
        }
        Ok(Some(used))
    }

    pub(super) async fn counted(
        &mut self,
        entry: &Entry,
        told: &CountPermit,
    ) -> Result<Use, BankError> {
        let policy = self.policy_of(told.bundle).await?;
        let asked = Asked {
            who: &entry.who,
            act: Act::Count,
            delivery: "",
            study: &told.study,
            purpose: told.purpose.as_ref(),
            profile: told.profile.as_ref(),
            permits: &BTreeSet::new(),
        };
        self.used(entry, &asked, &policy).await
    }

    async fn used(
        &self,
        entry: &Entry,
        asked: &Asked<'_>,
        policy: &Policy,
    ) -> Result<Use, BankError> {
        let study = policy.study(asked.study.as_str());
        let (purpose, profile) = (asked.purpose, asked.profile);
        let known = |name: &PurposeName| policy.purposes.iter().find(|p| p.name == *name);
        let purpose_label = purpose.and_then(known).map(|p| &p.label);
        let profile_label = profile.and_then(|name| policy.profile(name.as_str()));
        let labelled = |label: Option<&Text>, name: String| match label {
            Some(label) if !label.is_empty() => label.clone(),
            _ => Text::new(name.clone(), name),
        };
        Ok(Use {
            entry: entry.seq,
            at: entry.at,
            uncertain: entry.kind == EntryKind::MayHaveLeft,
            who: self.who(asked.who, study).await?,
            recipient: None,
            delivery: asked.delivery.to_owned(),
            study: labelled(study.map(|s| &s.label), asked.study.to_string()),
            approvals: study
                .iter()
                .flat_map(|s| &s.approvals)
                .map(|a| format!("{} {}", a.number, a.by))
                .collect(),
            purpose: labelled(purpose_label, name_or_none(purpose)),
            kinds: Vec::new(),
            form: labelled(profile_label.map(|p| &p.label), name_or_none(profile)),
            regimes: Vec::new(),
            items: Vec::new(),
            rules: rules(asked, policy),
            duties: std::collections::BTreeMap::new(),
        })
    }

    pub(super) async fn opened(
        &mut self,
        entry: &Entry,
        told: &EmergencyOpened,
    ) -> Result<Opening, BankError> {
        let policy = self.policy_of(told.bundle).await?;
        let name = told.emergency.to_string();
        let emergency = policy.emergency(&name);
        let label = emergency.map(|e| e.label.clone()).unwrap_or_default();
        Ok(Opening {
            at: entry.at,
            until: Some(told.until),
            who: self.who(&entry.who, None).await?,
            emergency: if label.is_empty() {
                Text::new(name.clone(), name)
            } else {
                label
            },
            // An emergency without a written reason is refused; the type says no more than the papers'.
            reason: told.reason.clone().unwrap_or_default(),
            because: emergency.map(|e| e.because.clone()).unwrap_or_default(),
            place: told.place.clone(),
            kinds: kinds(told.records.keys().collect()),
            identity_shown: told.identity_shown,
            review_by: told.review.by.clone(),
            review_until: told.review.until.clone(),
        })
    }

    async fn who(
        &self,
        user: &str,
        study: Option<&sekisho_model::policy::Study>,
    ) -> Result<Who, BankError> {
        let person = self.bank.store.person(user).await?;
        let groups = person.as_ref().map(|p| p.groups.as_slice());
        let holds = |group: &String| groups.is_some_and(|groups| groups.contains(group));
        let roles = study.into_iter().flat_map(|study| &study.roles);
        Ok(Who {
            roles: roles
                .filter(|role| holds(&role.group))
                .map(|role| role.name.to_string())
                .collect(),
            org: person.map(|p| p.org).unwrap_or_default(),
        })
    }
}

/// A count needs neither a purpose nor a profile.
fn name_or_none(name: Option<&impl ToString>) -> String {
    name.map_or_else(String::new, ToString::to_string)
}

fn item(policy: &Policy, rest: &Rest) -> Item {
    Item::of(
        policy,
        rest.form.as_str(),
        rest.item.as_ref().map(|item| item.as_str()),
    )
}

/// The kinds of data in the model's words.
fn kinds(classes: BTreeSet<&DataClass>) -> Vec<Text> {
    let label = |class: &DataClass| match oncology().classes.get(class) {
        Some(label) if !label.is_empty() => label.clone(),
        _ => Text::new(class.as_str(), class.as_str()),
    };
    classes.into_iter().map(label).collect()
}

/// The rules that were satisfied; for a count, which names none, those that let the study count.
fn rules(asked: &Asked<'_>, policy: &Policy) -> Vec<Rule> {
    let lets = |rule: &&sekisho_model::policy::AccessRule| {
        if asked.permits.is_empty() {
            rule.allow && rule.study == *asked.study && rule.acts.contains(&asked.act)
        } else {
            asked.permits.contains(&rule.name)
        }
    };
    let rule = |rule: &sekisho_model::policy::AccessRule| Rule {
        because: rule.because.clone(),
        place: rule.origin.to_string(),
    };
    policy.access.iter().filter(lets).map(rule).collect()
}

/// What kind of place it went to.
pub(super) fn kind_word(kind: RecipientKind) -> Text {
    match kind {
        RecipientKind::Hospital => Text::new("病院", "a hospital"),
        RecipientKind::University => Text::new("大学", "a university"),
        RecipientKind::PublicBody => Text::new("公的機関", "a public body"),
        RecipientKind::Company => Text::new("企業", "a company"),
        RecipientKind::RegisteredBody => Text::new("登録認証機関", "a registered body"),
    }
}

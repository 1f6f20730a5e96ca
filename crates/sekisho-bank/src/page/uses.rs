//! Copies that left, numbers given out and emergencies, each as its entry and the policy of its day
//! tell it.

use std::collections::BTreeSet;

use sekisho_lang::data_model::oncology;
use sekisho_model::consent::RecipientKind;
use sekisho_model::ledger::{Entry, EntryKind};
use sekisho_model::policy::{Policy, Recipient};
use sekisho_model::{DataClass, Instant, Text};
use serde::Serialize;

use super::{Book, Opening, paper};
use crate::error::BankError;
use crate::recall::{Moment, Rest, Terms, rests};

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
    pub(super) async fn delivered(&mut self, entry: &Entry) -> Result<Option<Use>, BankError> {
        let policy = self.policy.clone();
        let Some(terms) = Terms::read(entry, &policy) else {
            return Ok(None);
        };
        let permit = match entry.facts["permit"].as_i64() {
            Some(seq) => self.bank.store.entry(seq).await?,
            None => None,
        };
        let Some(permit) = permit else {
            return Ok(None);
        };
        let policy = self.policy_of(&permit).await?;
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
        let mut used = self.used(entry, &permit, &policy).await?;
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

    pub(super) async fn counted(&mut self, entry: &Entry) -> Result<Use, BankError> {
        let policy = self.policy_of(entry).await?;
        self.used(entry, entry, &policy).await
    }

    async fn used(&self, entry: &Entry, permit: &Entry, policy: &Policy) -> Result<Use, BankError> {
        let word = |name: &str| permit.facts[name].as_str().unwrap_or_default().to_owned();
        let study = policy.study(&word("study"));
        let purpose = policy
            .purposes
            .iter()
            .find(|p| p.name.as_str() == word("purpose"));
        let profile = policy.profile(&word("profile"));
        let labelled = |label: Option<&Text>, name: String| match label {
            Some(label) if !label.is_empty() => label.clone(),
            _ => Text::new(name.clone(), name),
        };
        Ok(Use {
            entry: entry.seq,
            at: entry.at,
            uncertain: entry.kind == EntryKind::MayHaveLeft,
            who: self.who(&permit.who, study).await?,
            recipient: None,
            delivery: word("delivery"),
            study: labelled(study.map(|s| &s.label), word("study")),
            approvals: study
                .iter()
                .flat_map(|s| &s.approvals)
                .map(|a| format!("{} {}", a.number, a.by))
                .collect(),
            purpose: labelled(purpose.map(|p| &p.label), word("purpose")),
            kinds: Vec::new(),
            form: labelled(profile.map(|p| &p.label), word("profile")),
            regimes: Vec::new(),
            items: Vec::new(),
            rules: rules(permit, policy),
            duties: std::collections::BTreeMap::new(),
        })
    }

    pub(super) async fn opened(&mut self, entry: &Entry) -> Result<Opening, BankError> {
        let policy = self.policy_of(entry).await?;
        let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let name = word(&entry.facts["emergency"]);
        let emergency = policy.emergency(&name);
        let classes = entry.facts["records"].as_object();
        let classes: BTreeSet<DataClass> = classes
            .iter()
            .flat_map(|c| c.keys())
            .map(|class| DataClass::from(class.as_str()))
            .collect();
        let label = emergency.map(|e| e.label.clone()).unwrap_or_default();
        Ok(Opening {
            at: entry.at,
            until: entry.facts["until"].as_i64().map(Instant),
            who: self.who(&entry.who, None).await?,
            emergency: if label.is_empty() {
                Text::new(name.clone(), name)
            } else {
                label
            },
            reason: word(&entry.facts["reason"]),
            because: emergency.map(|e| e.because.clone()).unwrap_or_default(),
            place: word(&entry.facts["place"]),
            kinds: kinds(classes.iter().collect()),
            identity_shown: entry.facts["identity_shown"].as_bool().unwrap_or_default(),
            review_by: word(&entry.facts["review"]["by"]),
            review_until: word(&entry.facts["review"]["until"]),
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
fn rules(permit: &Entry, policy: &Policy) -> Vec<Rule> {
    let named: BTreeSet<&str> = permit.facts["permits"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_str)
        .collect();
    let study = permit.facts["study"].as_str().unwrap_or_default();
    let lets = |rule: &&sekisho_model::policy::AccessRule| {
        if named.is_empty() {
            rule.allow
                && rule.study.as_str() == study
                && rule.acts.iter().any(|a| permit.facts["act"] == a.as_str())
        } else {
            named.contains(rule.name.as_str())
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

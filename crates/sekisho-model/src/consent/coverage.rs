//! Which papers could ever let a study use what it asks for: purpose × class × recipient, before
//! anybody has signed anything. The checker lists the empty cells; the ethics board's book prints
//! the table.

use super::rectangles::{all_countries, recipients};
use super::{Form, Item, Optout, RecipientKind};
use crate::policy::{AccessRule, Act, Policy, Study};
use crate::{BasisName, DataClass, FormName, ItemName, PurposeName, StudyName};

/// One cell of the table with every paper that could fill it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub purpose: PurposeName,
    pub class: DataClass,
    pub to: (RecipientKind, String),
    pub papers: Vec<Paper>,
}

/// An item of a form, or an opt-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub form: FormName,
    pub item: Option<ItemName>,
    /// The regime the recipient's copy must have, of an opt-out.
    pub only_as: Option<String>,
    /// The legal bases on which alone it holds, of an opt-out; empty: any.
    pub only_under: Vec<BasisName>,
}

/// A study's whole table: its purposes × its classes × everyone who receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyTable {
    pub study: StudyName,
    pub cells: Vec<Cell>,
}

/// The tables of all studies, in the order of the text.
pub fn tables(policy: &Policy, home: &str) -> Vec<StudyTable> {
    let table = |study: &Study| {
        let mut cells = Vec::new();
        for to in receivers(policy, study, home) {
            for purpose in &study.purposes {
                for class in &study.classes {
                    let papers = papers(policy, home, purpose, class, &to);
                    let (purpose, class, to) = (purpose.clone(), class.clone(), to.clone());
                    cells.push(Cell {
                        purpose,
                        class,
                        to,
                        papers,
                    });
                }
            }
        }
        StudyTable {
            study: study.name.clone(),
            cells,
        }
    };
    policy.studies.iter().map(table).collect()
}

/// Everyone who could receive a study's data: the bank's own house, where a rule lets somebody
/// read or count who belongs to no recipient, and every delivery's recipient.
pub fn receivers(policy: &Policy, study: &Study, home: &str) -> Vec<(RecipientKind, String)> {
    let deliveries = policy.deliveries.iter().filter(|d| d.study == study.name);
    let mut found: Vec<_> = deliveries
        .map(|d| (d.recipient.kind, d.recipient.country.clone()))
        .collect();
    let rules = policy
        .access
        .iter()
        .filter(|rule| rule.allow && rule.study == study.name);
    found.extend(rules.flat_map(|rule| readers(policy, study, rule, home)));
    found.sort();
    found.dedup();
    found
}

/// Who reads or counts by this rule, as recipients: a role's organisation as the study's
/// deliveries know it, else the bank's own house.
pub fn readers(
    policy: &Policy,
    study: &Study,
    rule: &AccessRule,
    home: &str,
) -> Vec<(RecipientKind, String)> {
    if !rule
        .acts
        .iter()
        .any(|act| matches!(act, Act::Read | Act::Count))
    {
        return Vec::new();
    }
    let roles = study
        .roles
        .iter()
        .filter(|role| rule.roles.contains(&role.name));
    let mut found: Vec<_> = roles
        .map(|role| {
            let own = policy.deliveries.iter().filter(|d| {
                d.study == study.name && role.org.as_deref() == Some(d.recipient.org.as_str())
            });
            own.map(|d| (d.recipient.kind, d.recipient.country.clone()))
                .max()
                .unwrap_or((RecipientKind::Hospital, home.to_owned()))
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Every item and opt-out that contains the whole question.
pub fn papers(
    policy: &Policy,
    home: &str,
    purpose: &PurposeName,
    class: &DataClass,
    to: &(RecipientKind, String),
) -> Vec<Paper> {
    let items = policy
        .forms
        .iter()
        .flat_map(|form| form.items.iter().map(move |item| (form, item)));
    let signed = items
        .filter(|(_, item)| item.could(home, purpose, class, to))
        .map(paper_of);
    let noticed = policy
        .optouts
        .iter()
        .filter(|optout| optout.could(home, purpose, class, to));
    signed.chain(noticed.map(Paper::from)).collect()
}

impl Item {
    fn could(
        &self,
        home: &str,
        purpose: &PurposeName,
        class: &DataClass,
        to: &(RecipientKind, String),
    ) -> bool {
        let (kinds, countries) = match self.purposes.contains(purpose) {
            true => (&self.recipients[..], &self.countries[..]),
            false if self.later.contains(purpose) => (&[][..], &[][..]),
            false => return false,
        };
        self.classes.contains(class) && reaches(kinds, countries, home, to)
    }

    /// Everyone it lets receive, silence spelt out.
    pub fn kinds(&self) -> Vec<RecipientKind> {
        recipients(&self.recipients)
    }
}

impl Optout {
    fn could(
        &self,
        home: &str,
        purpose: &PurposeName,
        class: &DataClass,
        to: &(RecipientKind, String),
    ) -> bool {
        self.purposes.contains(purpose)
            && self.classes.contains(class)
            && reaches(&self.recipients, &self.countries, home, to)
    }
}

fn reaches(
    kinds: &[RecipientKind],
    countries: &[String],
    home: &str,
    (kind, country): &(RecipientKind, String),
) -> bool {
    recipients(kinds).contains(kind) && all_countries(countries, home).contains(country)
}

fn paper_of((form, item): (&Form, &Item)) -> Paper {
    Paper {
        form: form.name.clone(),
        item: Some(item.name.clone()),
        only_as: None,
        only_under: Vec::new(),
    }
}

impl From<&Optout> for Paper {
    fn from(optout: &Optout) -> Self {
        Self {
            form: optout.name.clone(),
            item: None,
            only_as: optout.only_as.clone(),
            only_under: optout.only_under.clone(),
        }
    }
}

//! Who may do what on which kind of data: every person × act × class, asked of Cedar twice, for a
//! patient who granted everything and for one who granted nothing. A change in it is a change in
//! who is let through.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use sekisho_model::consent::Grant;
use sekisho_model::policy::{Act, Study};
use sekisho_model::record::Collected;
use sekisho_model::text::Lang;
use sekisho_model::{DataClass, Instant, RuleName, StudyName, UserName};
use sekisho_store::{Person, Store};
use serde::Serialize;

use crate::explain::trial::{Answer, Question};
use crate::{Gate, GateError};

/// The papers that everybody in the matrix carries.
#[derive(Clone, Debug)]
pub struct MatrixPapers {
    pub now: Instant,
    pub justified: bool,
    pub network: Option<String>,
    pub approvals: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MatrixRow {
    pub study: StudyName,
    pub user: UserName,
    pub act: Act,
    pub class: DataClass,
    pub consented: Cell,
    pub unconsented: Cell,
}

/// The rule that decided, and its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    Allowed {
        rule: RuleName,
        place: String,
    },
    Refused {
        rule: Option<RuleName>,
        place: String,
    },
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed { rule, place } => write!(f, "✔ {rule} [{place}]"),
            Self::Refused {
                rule: Some(rule),
                place,
            } => write!(f, "✘ {rule} [{place}]"),
            Self::Refused { rule: None, .. } => f.write_str("✘ no rule"),
        }
    }
}

impl Gate {
    /// `users` the bank doesn't know have no rows.
    pub async fn permission_matrix(
        &self,
        store: &Store,
        users: &[UserName],
        papers: &MatrixPapers,
    ) -> Result<Vec<MatrixRow>, GateError> {
        let mut people = Vec::new();
        for user in users {
            people.extend(store.person(user.as_str()).await?);
        }
        self.matrix_of(&people, papers)
    }

    /// The same without a bank.
    pub fn matrix_of(
        &self,
        people: &[Person],
        papers: &MatrixPapers,
    ) -> Result<Vec<MatrixRow>, GateError> {
        let mut rows = Vec::new();
        // An emergency stands among the studies: who breaks the glass must be seen here too.
        for study in self.bundle().policy.studies.iter().chain(&self.emergencies) {
            for person in people {
                for act in Act::ALL {
                    for class in self.model.classes.keys() {
                        let all = self.everything_granted(study, class);
                        rows.push(MatrixRow {
                            study: study.name.clone(),
                            user: UserName::new(&person.user),
                            act,
                            class: class.clone(),
                            consented: self.cell(study, person, act, class, &all, papers)?,
                            unconsented: self.cell(study, person, act, class, &[], papers)?,
                        });
                    }
                }
            }
        }
        Ok(rows)
    }

    fn cell(
        &self,
        study: &Study,
        person: &Person,
        act: Act,
        class: &DataClass,
        grants: &[Grant],
        papers: &MatrixPapers,
    ) -> Result<Cell, GateError> {
        let answer = self.answer(&Question {
            person,
            study: &study.name,
            purpose: None,
            act,
            class,
            profile: None,
            delivery: None,
            collected: Collected::Timeless,
            sealed: false,
            grants,
            recipient: None,
            network: papers.network.as_deref(),
            justified: papers.justified,
            approvals: &papers.approvals,
            now: papers.now,
        })?;
        let place = answer
            .quote()
            .map(|q| q.place(Lang::En))
            .unwrap_or_default();
        let rule = answer.quote().map(|q| q.rule.clone());
        Ok(match (answer, rule) {
            (Answer::Allowed(_), Some(rule)) => Cell::Allowed { rule, place },
            (_, rule) => Cell::Refused { rule, place },
        })
    }

    /// A grant of everything the study could ask, to whoever it delivers to.
    fn everything_granted(&self, study: &Study, class: &DataClass) -> Vec<Grant> {
        let deliveries = self
            .bundle()
            .policy
            .deliveries
            .iter()
            .filter(|d| d.study == study.name);
        let mut countries: BTreeSet<String> =
            deliveries.map(|d| d.recipient.country.clone()).collect();
        countries.insert(self.home_country.clone());
        let grant = |purpose| Self::full_consent(purpose, class, countries.iter().cloned());
        study.purposes.first().map(grant).into_iter().collect()
    }
}

/// The matrix as text for a golden: one line per study, person and act and set of classes that
/// share both answers.
pub fn show(rows: &[MatrixRow]) -> String {
    type Lines<'a> = Vec<(String, Vec<&'a DataClass>)>;
    let mut groups: BTreeMap<(&StudyName, &UserName, Act), Lines<'_>> = BTreeMap::new();
    for row in rows {
        let cells = format!(
            "consented {} | unconsented {}",
            row.consented, row.unconsented
        );
        let group = groups.entry((&row.study, &row.user, row.act)).or_default();
        match group.iter_mut().find(|(known, _)| *known == cells) {
            Some((_, classes)) => classes.push(&row.class),
            None => group.push((cells, vec![&row.class])),
        }
    }
    let mut text = String::new();
    for ((study, user, act), lines) in groups {
        _ = writeln!(text, "{study} · {user} · {act}");
        for (cells, classes) in lines {
            let classes: Vec<&str> = classes.iter().map(|c| c.as_str()).collect();
            _ = writeln!(text, "  {}: {cells}", classes.join(", "));
        }
    }
    text
}

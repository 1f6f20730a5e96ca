//! The fold: a person's events become rectangles of use time × collection time.

use serde::{Deserialize, Serialize};

use super::{ConsentEvent, Form, Optout, RecipientKind};
use crate::identity::Subject;
use crate::record::Collected;
use crate::{DataClass, Day, FormName, Instant, ItemName, PurposeName, Zone};

/// What the fold needs to know about a person besides their events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectFacts {
    /// First day the birth date may mean; `None` = unknown, which counts as a minor.
    pub birth: Option<Day>,
    pub death: Option<Instant>,
}

/// One rectangle: in force for use in `[from, until)` on data collected in `[since, to)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    pub purpose: PurposeName,
    pub class: DataClass,
    pub from: Instant,
    pub until: Instant,
    /// `Instant::MIN` = open.
    pub since: Instant,
    /// `Instant::MAX` = open.
    pub to: Instant,
    /// Acts beyond read, count, extract.
    pub acts: Vec<String>,
    /// Resolved: never empty.
    pub recipients: Vec<RecipientKind>,
    /// Resolved: never empty.
    pub countries: Vec<String>,
    /// `only as` of an opt-out; `None` for a signed form.
    pub only_as: Option<String>,
    /// The form and item (or opt-out) relied on.
    pub form: FormName,
    pub item: Option<ItemName>,
}

/// One question to the fold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    pub purpose: &'a PurposeName,
    pub class: &'a DataClass,
    /// `read`, `count`, `extract`, `recontact`, `return_result`.
    pub act: &'a str,
    pub recipient: RecipientKind,
    pub country: &'a str,
    pub collected: Collected,
    pub at: Instant,
}

/// Everything that was ever granted to this person's data and not taken back, as of what is recorded.
pub fn fold(
    _subject: Subject,
    _events: &[ConsentEvent],
    _facts: &SubjectFacts,
    _forms: &[Form],
    _optouts: &[Optout],
    _home_country: &str,
    _zone: Zone,
) -> Vec<Grant> {
    Vec::new()
}

/// True iff one grant contains the whole question.
pub fn covered(_grants: &[Grant], _request: &Request<'_>) -> bool {
    false
}

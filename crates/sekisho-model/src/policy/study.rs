//! A study: what its board approved, who works in it, where and until when.

use serde::{Deserialize, Serialize};

use crate::consent::Duration;
use crate::law::Days;
use crate::{CohortName, DataClass, Day, Origin, PurposeName, RoleName, StudyName, Text};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Study {
    pub name: StudyName,
    pub label: Text,
    /// Ethics approvals: open while one of them, or an amendment that extends it, runs.
    pub approvals: Vec<Approval>,
    /// `None`: open from the approval on; the checker has warned of it.
    pub permission: Option<Permission>,
    pub amendments: Vec<Amendment>,
    pub sites: Vec<Site>,
    pub embargoes: Vec<Embargo>,
    pub purposes: Vec<PurposeName>,
    pub cohorts: Vec<CohortName>,
    pub classes: Vec<DataClass>,
    pub roles: Vec<Role>,
    pub origin: Origin,
}

impl Study {
    /// The days on which the board lets it run: its approvals, and the amendments that set a new end.
    pub fn runs(&self) -> Vec<Days> {
        let days = |from, until| Days {
            from: Some(from),
            until: Some(until),
        };
        let approvals = self.approvals.iter().map(|a| days(a.from, a.until));
        let amendments = self.amendments.iter();
        let extensions = amendments.filter_map(|a| Some(days(a.approved, a.until?)));
        approvals.chain(extensions).collect()
    }
}

/// `approval "N" by "BOARD" from D until D`: from 00:00 of the first day until 00:00 of the last
/// day's morrow (the until day itself still counts).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    pub number: String,
    pub by: String,
    pub from: Day,
    pub until: Day,
    pub origin: Origin,
}

/// `permission "N" by "HEAD" on D`: the head of the institution lets the study begin (人を対象とする
/// 生命科学・医学系研究に関する倫理指針 第6). From 00:00 of that day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Permission {
    pub number: String,
    pub by: String,
    pub on: Day,
    pub origin: Origin,
}

/// `amendment "N" approved D [until D] says …`: with a day, the study is open from the one until
/// the other as by an approval of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amendment {
    pub number: String,
    pub approved: Day,
    pub until: Option<Day>,
    pub says: Text,
    pub origin: Origin,
}

/// `site "ORG" [from D] [until D]`: people of that organisation work in the study on these days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    pub org: String,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub origin: Origin,
}

/// `embargo publication | results until D`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Embargo {
    pub what: Embargoed,
    pub until: Day,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Embargoed {
    Publication,
    Results,
}

/// `role R group "G" [from org "O"] [trained "T" within Q]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Role {
    pub name: RoleName,
    pub group: String,
    pub org: Option<String>,
    pub training: Option<Training>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Training {
    pub name: String,
    /// How many months a training lasts.
    pub within: Duration,
}

//! Everything a program declares that the runtime obeys: purposes, guards, studies, access rules,
//! deliveries. Plain data; the language makes it, the gate reads it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::asks::{Agreed, Asked, Certificate, KeepsRecord};
use crate::codelist::Codelist;
use crate::cohort::Cohort;
use crate::consent::{Duration, Form, Optout, RecipientKind};
use crate::institution::{Certification, Institution, InstitutionKind};
use crate::law::{Days, Note, Validity};
use crate::numbers::ClosedNumber;
use crate::plugin::Plugin;
use crate::profile::Profile;
use crate::standard::Regime;
use crate::{
    BasisName, Cite, ClaimName, ClassName, CodelistName, CohortName, DataClass, Day, DeliveryName,
    EmergencyName, FormName, GroundName, GuardName, Instant, ItemName, Origin, ProfileName,
    PurposeName, RoleName, RuleName, StudyName, Text,
};

/// The whole program, names resolved, classes expanded to the model's data classes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    pub purposes: Vec<Purpose>,
    pub classes: Vec<ClassGroup>,
    #[serde(default)]
    pub codelists: Vec<Codelist>,
    pub forms: Vec<Form>,
    pub optouts: Vec<Optout>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    pub guards: Vec<Guard>,
    pub cohorts: Vec<Cohort>,
    pub studies: Vec<Study>,
    pub access: Vec<AccessRule>,
    pub profiles: Vec<Profile>,
    pub plugins: Vec<Plugin>,
    pub deliveries: Vec<Delivery>,
    pub emergencies: Vec<Emergency>,
    pub claims: Vec<Claim>,
    pub bases: Vec<Basis>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<Ground>,
    /// Whom patients ask; from `sekisho.yaml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Whose bank it is; from `sekisho.yaml`. A basis that asks about it is held against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<Institution>,
}

/// The desk that a patient's page names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: Text,
    pub address: Text,
    pub phone: String,
    pub email: String,
    /// When it is open.
    pub hours: Text,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Purpose {
    pub name: PurposeName,
    pub label: Text,
    pub under: Option<PurposeName>,
    pub duo: Vec<String>,
    /// `disease CODELIST`
    #[serde(default)]
    pub disease: Option<CodelistName>,
    pub commercial: bool,
    /// `since D`: set up that day. Forms effective before do not grant it, unless they name later
    /// purposes; `None` = as old as any form.
    #[serde(default)]
    pub since: Option<Day>,
    pub ends: Option<Day>,
    pub origin: Origin,
}

/// `corrects form F item N because …`: the item was mis-encoded before, and what stands in this
/// program was on the paper all along. Only a board's seal lets it reach what was signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    pub form: FormName,
    pub item: ItemName,
    pub because: Text,
    pub origin: Origin,
}

/// `class 診療情報 = clinical, medication, laboratory`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassGroup {
    pub name: ClassName,
    pub label: Text,
    pub members: Vec<DataClass>,
    pub origin: Origin,
}

/// What a request wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Count,
    Read,
    Extract,
    Trace,
}

impl Act {
    pub const ALL: [Self; 4] = [Self::Count, Self::Read, Self::Extract, Self::Trace];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Read => "read",
            Self::Extract => "extract",
            Self::Trace => "trace",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == text)
    }
}

impl std::fmt::Display for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `guard N { forbid acts on classes when|unless E; because … }`: no access rule overrides it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guard {
    pub name: GuardName,
    pub label: Text,
    pub acts: Vec<Act>,
    pub classes: Vec<DataClass>,
    pub condition: When,
    pub because: Text,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

/// `when E` or `unless E`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Always,
    When(Test),
    Unless(Test),
}

/// A condition on the request, the person who asks or the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
    Compare {
        left: Attribute,
        op: TestOp,
        right: TestValue,
        origin: Origin,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestOp {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestValue {
    Text(String),
    Bool(bool),
    Integer(i64),
    /// 00:00 of a day in the bank's zone, resolved at compile time in the package's zone.
    Instant(Instant),
    Texts(Vec<String>),
    /// `request.time`
    RequestTime,
}

/// What a `Test` may read. A missing attribute makes the comparison false, never true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// `request.network`
    RequestNetwork,
    /// `request.country`: the recipient's country
    RequestCountry,
    /// `request.time`
    RequestTime,
    /// `request.justified`
    RequestJustified,
    /// `principal.org`
    PrincipalOrg,
    /// `principal.training`
    PrincipalTraining,
    /// `principal.training_until`: the day of the last training; the rule says how long it lasts.
    PrincipalTrainingUntil,
    /// `record.collected`: first instant it may mean
    RecordCollected,
    /// `record.sealed`
    RecordSealed,
}

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

/// One `allow`/`forbid` line of an `access` block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessRule {
    /// `study#n`
    pub name: RuleName,
    pub study: StudyName,
    pub allow: bool,
    pub acts: Vec<Act>,
    pub roles: Vec<RoleName>,
    pub classes: Vec<DataClass>,
    pub profile: Option<ProfileName>,
    pub condition: When,
    pub requires: Vec<Requirement>,
    pub because: Text,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// `require approval by N of [roles]`
    Approval { count: u32, by: Vec<String> },
    /// `require justification`
    Justification,
    /// `require profile P`: it leaves in that form and no other.
    Profile(ProfileName),
    /// `require fee NAME`: the ledger's entry names what is charged for.
    Fee(String),
    /// A duty after release: `log_each_row`, `log_summary`, `watermark`.
    Duty(String),
}

impl Requirement {
    /// What it lays down for after the release, in the ledger's words: `log_summary`, `fee 従量`.
    pub fn duty(&self) -> Option<String> {
        match self {
            Self::Duty(name) => Some(name.clone()),
            Self::Fee(name) => Some(format!("fee {name}")),
            Self::Approval { .. } | Self::Justification | Self::Profile(_) => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    pub name: DeliveryName,
    pub label: Text,
    pub study: StudyName,
    pub cohort: CohortName,
    pub classes: Vec<DataClass>,
    pub recipient: Recipient,
    /// The legal basis, one of `Policy::bases`.
    pub basis: Option<BasisName>,
    /// `held as NAME`: on which of `Policy::grounds` the bank holds insured persons' numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<GroundName>,
    pub profile: ProfileName,
    /// `fhir R4`, `csv`, …
    pub formats: Vec<String>,
    /// `once before D`: the day itself no more.
    pub before: Option<Day>,
    /// `every PERIOD until D`: the day itself still.
    pub every: Option<Every>,
    /// `limit patients N`: more stop the delivery; a limit never chooses whom to leave out.
    pub limit_patients: Option<u64>,
    /// `limit rows N`: records that may leave.
    pub limit_records: Option<u64>,
    /// `limit bytes N MiB`: of all data files together.
    pub limit_bytes: Option<u64>,
    pub fee: Option<Fee>,
    /// Proposal, contract and permit.
    #[serde(default)]
    pub agreed: Agreed,
    pub requires: Vec<Requirement>,
    pub after: AfterDelivery,
    pub origin: Origin,
}

/// `every quarter until D`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Every {
    pub period: Period,
    pub until: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Period {
    /// Both days lie in the same day, calendar week (from Monday), month, quarter or year.
    pub fn holds_both(self, one: Day, other: Day) -> bool {
        let ((y1, m1, _), (y2, m2, _)) = (one.ymd(), other.ymd());
        match self {
            Self::Day => one == other,
            // 1970-01-01 was a Thursday.
            Self::Week => (one.0 + 3).div_euclid(7) == (other.0 + 3).div_euclid(7),
            Self::Month => (y1, m1) == (y2, m2),
            Self::Quarter => (y1, (m1 - 1) / 3) == (y2, (m2 - 1) / 3),
            Self::Year => y1 == y2,
        }
    }

    /// Which one the day lies in: `2026-11-26`, `week 2026-11-23` (its Monday), `2026-11`,
    /// `2026-Q4`, `2026`. The same name exactly where `holds_both`.
    pub fn name_of(self, day: Day) -> String {
        let (year, month, _) = day.ymd();
        match self {
            Self::Day => day.to_string(),
            Self::Week => format!("week {}", Day(day.0 - (day.0 + 3).rem_euclid(7))),
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Self::Year => format!("{year:04}"),
        }
    }

    pub const ALL: [Self; 5] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == text)
    }
}

/// `fee 従量 120 yen per record`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fee {
    pub name: String,
    pub yen: u64,
    pub per: FeePer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeePer {
    Record,
    Patient,
    Delivery,
}

impl FeePer {
    pub const ALL: [Self; 3] = [Self::Record, Self::Patient, Self::Delivery];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Patient => "patient",
            Self::Delivery => "delivery",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|per| per.as_str() == text)
    }
}

impl Fee {
    /// What is owed, in yen.
    pub fn due(&self, patients: u64, records: u64) -> u64 {
        let count = match self.per {
            FeePer::Record => records,
            FeePer::Patient => patients,
            FeePer::Delivery => 1,
        };
        self.yen.saturating_mul(count)
    }
}

/// `after delivery { … }`: what the recipient owes once it stands at their place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AfterDelivery {
    pub receipt_within: Option<Duration>,
    pub destroy_by: Option<Day>,
    pub publication_not_before: Option<Day>,
    pub return_results_within: Option<Duration>,
}

impl AfterDelivery {
    /// In words, for the manifest.
    pub fn words(&self) -> BTreeMap<&'static str, String> {
        let within = |d: Duration| format!("within {d}");
        let said = [
            ("receipt", self.receipt_within.map(within)),
            ("destroy", self.destroy_by.map(|day| format!("by {day}"))),
            (
                "publication",
                self.publication_not_before
                    .map(|day| format!("not before {day}")),
            ),
            ("return results", self.return_results_within.map(within)),
        ];
        said.into_iter()
            .filter_map(|(duty, words)| Some((duty, words?)))
            .collect()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipient {
    pub org: String,
    pub kind: RecipientKind,
    /// ISO 3166-1 alpha-2
    pub country: String,
    /// Where it is put, as written: `s3:utokyo-lung`. Carried; the folder given to `extract` decides.
    pub endpoint: Option<String>,
    /// What it shows that the State has certified it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified: Option<Certificate>,
    /// The clause of a closed list by which it may receive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligible: Option<String>,
}

/// A legal basis: what it goes with. Data of the packages under `policies/`, each clause cited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    pub name: BasisName,
    pub label: Text,
    /// Whose bank may rest on it; empty = anybody's.
    #[serde(default)]
    pub institutions: Vec<InstitutionKind>,
    /// One of these the bank must be certified as; empty = none is asked.
    #[serde(default)]
    pub certified: Vec<Certification>,
    /// What the data may be in law; empty = any form.
    pub regimes: Vec<Regime>,
    /// One of these standards the profile must satisfy by name; empty = the regimes decide.
    #[serde(default)]
    pub standards: Vec<String>,
    /// Empty = whoever.
    pub recipients: Vec<RecipientKind>,
    /// Whether a commercial purpose may rest on it.
    pub commercial: bool,
    pub countries: Countries,
    #[serde(default)]
    pub asks: Vec<Asked>,
    #[serde(default)]
    pub keeps_record: Option<KeepsRecord>,
    pub cites: Vec<Cite>,
    #[serde(default)]
    pub validity: Validity,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    pub origin: Origin,
}

/// `ground N { holds insured_number }`: on what a bank holds numbers that leave by no consent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    pub name: GroundName,
    pub label: Text,
    pub holds: Vec<ClosedNumber>,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Countries {
    Any,
    /// The bank's own country stands here where the text says `home`.
    Of(Vec<String>),
}

/// `emergency N { … }`: reading without consent to save a life, named, timed and reviewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Emergency {
    pub name: EmergencyName,
    pub label: Text,
    pub acts: Vec<Act>,
    pub group: String,
    pub classes: Vec<DataClass>,
    pub lasts: Lasts,
    /// `identity shown`: names and numbers of the person are shown to the reader.
    pub identity_shown: bool,
    pub review: Review,
    pub tell_patient_within: Duration,
    /// Guards it passes, by name; every other guard holds for it too.
    pub despite: Vec<GuardName>,
    pub because: Text,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

impl Emergency {
    /// What Cedar knows it as: a study of its own. No author's name can hold a parenthesis.
    pub fn study(&self) -> StudyName {
        StudyName::new(format!("(emergency) {}", self.name))
    }

    /// The same as a study, with one role: whoever is in the group.
    pub fn as_study(&self) -> Study {
        Study {
            name: self.study(),
            label: self.label.clone(),
            approvals: Vec::new(),
            permission: None,
            amendments: Vec::new(),
            sites: Vec::new(),
            embargoes: Vec::new(),
            purposes: Vec::new(),
            cohorts: Vec::new(),
            classes: self.classes.clone(),
            roles: vec![Role {
                name: RoleName::new(self.name.as_str()),
                group: self.group.clone(),
                org: None,
                training: None,
                origin: self.origin.clone(),
            }],
            origin: self.origin.clone(),
        }
    }
}

/// `lasts 24 hours`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lasts {
    pub minutes: u32,
}

/// `review by "BOARD" within Q`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    pub by: String,
    pub within: Duration,
}

/// `claim N { never … }`: a property to be proved of the whole policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub name: ClaimName,
    pub label: Text,
    pub acts: Vec<Act>,
    pub classes: Vec<DataClass>,
    pub to: ClaimedOf,
    /// `as regime anonymized`: said only of what leaves in that regime, and of no other.
    pub regime: Option<Regime>,
    pub condition: When,
    pub because: Text,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

/// Of whom a claim speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimedOf {
    Anyone,
    Role { role: RoleName, study: StudyName },
    Recipient(RecipientKind),
}

impl Policy {
    pub fn delivery(&self, name: &str) -> Option<&Delivery> {
        self.deliveries.iter().find(|d| d.name.as_str() == name)
    }
    pub fn study(&self, name: &str) -> Option<&Study> {
        self.studies.iter().find(|s| s.name.as_str() == name)
    }
    pub fn cohort(&self, name: &str) -> Option<&Cohort> {
        self.cohorts.iter().find(|c| c.name.as_str() == name)
    }
    pub fn emergency(&self, name: &str) -> Option<&Emergency> {
        self.emergencies.iter().find(|e| e.name.as_str() == name)
    }
    pub fn basis(&self, name: &str) -> Option<&Basis> {
        self.bases.iter().find(|b| b.name.as_str() == name)
    }
    pub fn ground(&self, name: &str) -> Option<&Ground> {
        self.grounds.iter().find(|g| g.name.as_str() == name)
    }
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|p| p.name.as_str() == name)
    }
}

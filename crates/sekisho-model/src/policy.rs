//! Everything a program declares that the runtime obeys: purposes, guards, studies, access rules,
//! deliveries. Plain data; the language makes it, the gate reads it.

mod basis;
mod delivery;
mod emergency;
mod request;
mod study;

use serde::{Deserialize, Serialize};

pub use basis::*;
pub use delivery::*;
pub use emergency::*;
pub use request::*;
pub use study::*;

use crate::codelist::Codelist;
use crate::cohort::Cohort;
use crate::consent::{Form, Optout};
use crate::institution::Institution;
use crate::plugin::Plugin;
use crate::profile::Profile;
use crate::{
    ClassName, CodelistName, DataClass, Day, FormName, ItemName, Origin, PurposeName, Text,
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

//! The compiled program: what a bank obeys. It carries its sources so that a refusal can quote them.

use serde::{Deserialize, Serialize};

use crate::policy::{Act, Policy};
use crate::{DataClass, Digest, Origin, ProfileName, RuleName, SourceText, StudyName};

/// The version of the bundle's own layout.
pub const BUNDLE_FORMAT: u32 = 5;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    pub format: u32,
    pub package: String,
    pub model: ModelRef,
    pub policy: Policy,
    pub cedar_schema: String,
    pub cedar: Vec<CedarPolicy>,
    /// One per profile, in their order; empty where a bundle is made to ask its rules and nothing
    /// can leave under it.
    pub modules: Vec<ModuleRef>,
    /// The authors' components that the bundle brings, in the order of their plugins.
    #[serde(default)]
    pub components: Vec<ComponentRef>,
    pub sources: Vec<SourceText>,
}

/// A profile's compiled module, by the digest of its bytes: who seals the bundle seals the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleRef {
    pub profile: ProfileName,
    pub digest: Digest,
    pub bytes: u64,
}

/// A plugin's component, by the digest that the policy names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentRef {
    pub plugin: String,
    pub digest: Digest,
    pub bytes: u64,
}

/// The data model a program was checked against. The bank refuses a bundle for another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelRef {
    pub name: String,
    pub version: String,
    pub digest: Digest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Permit,
    Forbid,
}

/// One static Cedar policy: a rule for one data class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CedarPolicy {
    /// `rule/class`, unique in the bundle.
    pub id: String,
    pub effect: Effect,
    pub rule: RuleName,
    /// `None`: for every study (guards).
    pub study: Option<StudyName>,
    pub class: DataClass,
    pub acts: Vec<Act>,
    pub text: String,
    /// Epoch-millisecond literals the policy compares `collected` with: where its answer may change.
    pub collected_cuts: Vec<i64>,
    /// Record attributes the policy reads beside subject and collected.
    pub reads: Vec<String>,
    pub origin: Origin,
}

impl Bundle {
    /// Canonical bytes: the same program gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("a bundle is plain data")
    }

    pub fn digest(&self) -> Digest {
        Digest::of(&self.to_bytes())
    }

    pub fn module(&self, profile: &ProfileName) -> Option<&ModuleRef> {
        self.modules
            .iter()
            .find(|module| module.profile == *profile)
    }

    /// Whether the bundle brings the component of this plugin.
    pub fn component(&self, plugin: &str) -> Option<&ComponentRef> {
        self.components
            .iter()
            .find(|component| component.plugin == plugin)
    }

    pub fn source_line(&self, origin: &Origin) -> Option<&str> {
        self.sources
            .iter()
            .find(|s| s.path == origin.file)?
            .line(origin.line)
    }
}

/// A bundle whose digest was signed. Only `seal` and a verified load make one (see `sekisho-bank`).
#[derive(Clone, Debug)]
pub struct SealedBundle {
    pub bundle: Bundle,
    pub digest: Digest,
    pub approvals: Vec<Approval>,
}

/// An ed25519 signature over the bundle digest's 32 bytes, in hex, with its public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub key: String,
    pub signature: String,
    /// True when the bank signed with its own key because no approvals were asked for.
    pub by_bank: bool,
}

//! A plugin as its policy declares it: typed functions of a WASM component and the limits it runs in.

use serde::{Deserialize, Serialize};

use crate::{Digest, Origin, Text};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plugin {
    pub name: String,
    pub version: String,
    /// Where the component comes from, as written: `registry:ncc/ja-deid`.
    pub from: String,
    /// SHA-256 of the component's bytes.
    pub digest: Digest,
    pub label: Text,
    pub functions: Vec<Function>,
    /// Instructions one batch may spend.
    pub fuel: u64,
    pub memory_bytes: u64,
    /// Cases of input and output inside the package, which the component must reproduce.
    pub golden: Option<String>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Function {
    pub name: String,
    /// The first takes the value of the field.
    pub parameters: Vec<Parameter>,
    pub result: PluginType,
    /// May give another answer for the same input.
    pub random: bool,
    pub leaves: Leaves,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: PluginType,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PluginType {
    Text,
    Code,
    Date,
    Decimal,
    Integer,
    Bool,
    /// A picture's pixel bytes with their frame.
    Image,
}

/// What of the value remains, by the author's word, for the proof of a regime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaves {
    Nothing,
    /// Free text or a picture with what identifies taken out; needs evidence.
    Cleaned,
    /// A coarser value.
    Coarse,
    /// A name that joins records.
    Linking,
    /// The value itself.
    Itself,
}

impl PluginType {
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Code,
        Self::Date,
        Self::Decimal,
        Self::Integer,
        Self::Bool,
        Self::Image,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Code => "Code",
            Self::Date => "Date",
            Self::Decimal => "Decimal",
            Self::Integer => "Integer",
            Self::Bool => "Bool",
            Self::Image => "Image",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl Leaves {
    pub const ALL: [Self; 5] = [
        Self::Nothing,
        Self::Cleaned,
        Self::Coarse,
        Self::Linking,
        Self::Itself,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Cleaned => "cleaned",
            Self::Coarse => "coarse",
            Self::Linking => "linking",
            Self::Itself => "itself",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|leaves| leaves.word() == word)
    }
}

impl Plugin {
    pub fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|f| f.name == name)
    }
}

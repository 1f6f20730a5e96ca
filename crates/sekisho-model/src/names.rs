//! Names of declared things. A purpose is not a role is not a class, so each has its own type.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            pub fn new(name: impl Into<String>) -> Self { Self(name.into()) }
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}({:?})", stringify!($name), self.0) }
        }
        impl Borrow<str> for $name { fn borrow(&self) -> &str { &self.0 } }
        impl From<&str> for $name { fn from(name: &str) -> Self { Self(name.to_owned()) } }
        impl From<String> for $name { fn from(name: String) -> Self { Self(name) } }
    )*};
}

names! {
    /// A purpose of use, e.g. `予後予測研究`.
    PurposeName;
    /// A data class of the model, e.g. `clinical`; fixed ASCII, never an author's word.
    DataClass;
    /// An author's word for a group of data classes, e.g. `診療情報`.
    ClassName;
    CodelistName;
    /// A consent form version or an opt-out notice: what an event refers to.
    FormName;
    /// The number of an item on the paper form, e.g. `1`.
    ItemName;
    GuardName;
    CohortName;
    StudyName;
    RoleName;
    ProfileName;
    DeliveryName;
    /// A legal basis, e.g. `本人同意`.
    BasisName;
    /// On what an insured person's number is held at all, e.g. `保険診療`.
    GroundName;
    EmergencyName;
    ClaimName;
    /// A person who asks, as in the bank's people file.
    UserName;
    /// An event table of the data model, e.g. `diagnosis`.
    ViewName;
    ColumnName;
    /// What a rule is called in a refusal: a guard's name, or `study#n` for the n-th access rule.
    RuleName;
}

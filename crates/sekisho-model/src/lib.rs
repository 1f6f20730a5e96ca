//! The words every other crate shares: names, time, consent, cohort plans, field rules,
//! the bundle, the ledger entry, problems.
//!
//! Values in, values out: nothing here opens a file, asks the clock or knows a database.

pub mod asks;
pub mod base64;
pub mod book;
pub mod broken;
pub mod bundle;
pub mod catalog;
pub mod codelist;
pub mod cohort;
pub mod consent;
pub mod consent_guard;
pub mod covered;
pub mod dates;
pub mod decimal;
pub mod digest;
pub mod event;
pub mod fields;
pub mod identifier;
pub mod identity;
pub mod institution;
pub mod law;

pub mod lexicon;
pub mod measure;
pub mod names;
pub mod numbers;
pub mod oncology;
pub mod origin;
pub mod plugin;
pub mod policy;
pub mod problem;
pub mod profile;
pub mod record;
pub mod release;
pub mod remains;
pub mod source;
pub mod standard;
pub mod text;
pub mod time;
pub mod transform;
pub mod ucum;

pub use bundle::{Bundle, CedarPolicy, Effect, SealedBundle};
pub use digest::Digest;
pub use law::Cite;
pub use names::*;
pub use origin::{Origin, SourceText};
pub use problem::{Problem, Severity};
pub use text::Text;
pub use time::{Day, Instant, Interval, Zone};

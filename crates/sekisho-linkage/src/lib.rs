//! Who is who (名寄せ): how likely it is that two records are about one person, and why.
//!
//! Values in, values out. Nothing here joins anybody: what is `certain` and what a steward is to be
//! asked are answers with reasons, and the bank decides what becomes of them.
//!
//! A record's own writing becomes comparable forms ([`normal`]), forms meet in blocks ([`block`]),
//! pairs are compared field by field ([`compare`]), levels are weighed ([`model`]), weights are read
//! ([`answer`]).

pub mod answer;
pub mod block;
pub mod compare;
pub mod draw;
pub mod level;
pub mod link;
pub mod model;
pub mod normal;
pub mod people;
pub mod person;
mod third;

pub use answer::{Answer, Band, Doubt, Pair, Reason};
pub use level::{Field, Level, Pattern};
pub use link::{Refused, Settings, link};
pub use model::Model;
pub use people::People;
pub use person::{Key, Name, Person};

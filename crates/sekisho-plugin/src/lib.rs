//! Runs the modules of profiles and the plugins of authors, each with its limits.
//!
//! Nothing is linked but the words of `plugins/wit/transform.wit`: no clock, no randomness, no
//! file, no network. What breaks its contract stops the delivery by a named reason.

mod answer;
mod author;
mod build;
mod calls;
mod cases;
mod contract;
mod engine;
mod keyed;
mod limits;
mod load;
mod look;
mod module;
mod trial;
mod wire;
mod written;

pub use author::Author;
pub use build::{WIT, World, component_of, core_of, imports_and_exports, said, section};
pub use calls::{BYTES_MAX, NotLoaded, Plugins, ROWS_MAX, WithPlugins, limits_of};
pub use cases::{Case, Mismatch, cases_of, check_cases};
pub use contract::{Check, contract};
pub use engine::{Engines, Vouched};
pub use limits::Limits;
pub use load::LoadError;
pub use look::{Bounds, Much, look};
pub use module::{Module, ModuleRunner};
pub use trial::{Cost, Trial};

//! Control over a released set as a whole, pure and without a store.
//!
//! Rows: a survey of what would leave goes in, who stays and what their cells become comes out. In
//! order: singular values, k, l, and again from the start while people leave (`control`).
//!
//! Counts: a table of people goes in (`cells`), what may be told of it comes out (`told`): small
//! cells are hidden with what would give them away (`complementary`), and every number is held
//! against those told before (`past`).

mod cells;
mod complementary;
mod control;
mod groups;
mod linear;
mod mondrian;
mod past;
mod people;
mod report;
mod singular;
mod span;
mod stopped;
mod survey;
#[cfg(test)]
mod tests;
mod told;
mod watch;

pub use cells::{Cells, Label, Place, Shape};
pub use control::{Control, control, singular_below};
pub use past::{Told, held_back};
pub use people::People;
pub use report::{
    ControlReport, FieldLoss, Generalization, KReport, LReport, SingularField, SingularReport,
};
pub use stopped::Stopped;
pub use survey::{Measure, Survey, Surveying};
pub use told::{Answer, Asking, ENTRIES_MAX, tell};
pub use watch::{Watched, watched};

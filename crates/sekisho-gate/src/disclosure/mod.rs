//! Control over a released set of rows as a whole, pure and without a store: a survey of what would
//! leave goes in, who stays and what their cells become comes out.
//!
//! In order: singular values, k, l, and again from the start while people leave (`control`).

mod control;
mod groups;
mod mondrian;
mod report;
mod singular;
mod survey;
#[cfg(test)]
mod tests;
mod watch;

pub use control::{Control, Stopped, control, singular_below};
pub use report::{
    ControlReport, FieldLoss, Generalization, KReport, LReport, SingularField, SingularReport,
};
pub use survey::{Measure, Survey, Surveying};
pub use watch::{Watched, watched};

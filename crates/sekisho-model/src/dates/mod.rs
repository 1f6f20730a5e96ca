//! What dates give away, and what is done about it: how a person's dates and clock times move, which
//! dates are nobody's, which numbers are dates or ages, which dates many people share.
//!
//! A date that is known beforehand (an open end, a start of the fiscal year) gives the shift away
//! where it moves with the person; a date that doesn't move where the others do gives it away too.

mod age;
mod number;
mod placeholder;
mod shared;
mod shift;
mod terms;

pub use age::{age_codes, in_years, is_age_code};
pub use number::reads_as_date;
pub use placeholder::{Placeholders, Shipped, shipped};
pub use shared::{PEOPLE_LEAST, SHARE_LEAST_PERCENT, SharedDates, is_shared, path_covers};
pub use shift::{CLOCK_SECONDS_MAX, CLOCK_SECONDS_MIN, Shift};
pub use terms::{AgeLimit, DateTerms};

//! What the linkage says, told by stories of two records and by a made-up population.

mod pairs;
mod population;
mod who_is_who;

//! 16xx: the days on which a rule of law holds.

sekisho_model::problem_family! {
    dates_contradict
    unknown_predecessor
    never_in_force
    law_changes
}

//! 03xx: comparisons whose two sides don't fit, and unknown values nobody decided about.

sekisho_model::problem_family! {
    unknown_undecided
    wrong_type
    wrong_unit
    bounds_swapped
    not_a_condition
    unknown_of_nothing
    unknown_unit
    no_unit
}

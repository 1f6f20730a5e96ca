//! 06xx: cohorts and codelists.

sekisho_model::problem_family! {
    unknown_column
    no_from
    unknown_anchor
    no_date
    unknown_system
    no_hierarchy
    empty_codelist
    events_inside
    at_least_none
    other_system
    window_needs_index
    contradiction
    always
    never
    said_twice
    after_death
    unused_cohort
    everybody
    same_codelist
    vault_column
}

//! 10xx: `test` blocks: what makes one worth nothing, and what fails when it runs.

sekisho_model::problem_family! {
    expects_nothing
    patient_unasked
    patient_twice
    same_name
    training_unknown
    cannot_require
    output_path
    no_stop
    which_profile
    was_denied
    was_allowed
    other_reason
    not_needed
    not_a_member
    a_member
    cohort_stopped
    rows_differ
    outside_the_cohort
    does_not_stop
    output_differs
    engines_differ
    nothing_to_leave
}

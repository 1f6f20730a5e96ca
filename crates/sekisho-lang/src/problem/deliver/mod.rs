//! 08xx: deliveries and tests.

sekisho_model::problem_family! {
    lacks
    cohort_of_another_study
    unknown_format
    profile_lacks_format
    nobody_may
    after_the_approval
    nothing_covers
    unknown_basis
    test_patient
    test_lacks
    test_value
    test_system
    test_because
    recipient_abroad
    age_is_worked_out
}

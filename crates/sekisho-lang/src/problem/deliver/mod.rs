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
    unknown_period
    unknown_fee_unit
    limit_nothing
    limit_without_stop
    destroyed_before_delivery
    kept_after_approval
    published_under_embargo
    no_format_for
    asks_less
    commercial_to_others
    basis_does_not_fit
    after_the_site
    fee_without_price
    once_and_every
    pseudonymized_leaves
}

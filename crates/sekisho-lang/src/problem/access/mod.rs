//! 05xx: studies, access rules and guards.

sekisho_model::problem_family! {
    study_lacks
    unknown_act
    consent_is_built_in
    outside_the_study
    needs_profile
    unknown_attribute
    attribute_type
    too_many_approvals
    no_reason
    guard_lacks_rule
    guard_has_two_rules
    access_twice
}

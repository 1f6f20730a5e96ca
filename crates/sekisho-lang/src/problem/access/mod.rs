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
    role_without_group
    no_permission
    permission_before_approval
    never_open
    amendment_before_approval
    nothing_bounds
    unreachable
    says_nothing_more
    never_true
    forbids_nothing
    forbids_everything
    two_profiles
    role_unused
    unknown_approver
    approver_twice
    purpose_has_ended
    purpose_ends_meanwhile
    unknown_requirement
    count_without_bound
}

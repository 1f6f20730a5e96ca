//! 07xx: profiles, field rules and the standards they must satisfy.

sekisho_model::problem_family! {
    lacks
    shift_without_bound
    shift_bound
    unknown_type
    unknown_path
    action_type
    rule_twice
    chain
    unknown_standard
    not_satisfied
    raw_date
    no_rules
    fhir_version
    extension_url
    round_to_nothing
    ids_unkeyed
    neither_suppress_nor_stop
    unknown_field
    group_of_one
    loosens
    extends_circle
    past_of_coded_rows
    past_without_bound
    laxer_than_preset
    two_outcomes
    age_told_by_date
    required_dropped
    stops_unlisted
    loses_modifiers
    unknown_trusted
    names_leave
    trust_lacks_reason
}

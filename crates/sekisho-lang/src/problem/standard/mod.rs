//! 12xx: standards, and what they demand of a release as a whole.

sekisho_model::problem_family! {
    undecided_kind
    kind_twice
    no_clause
    no_regime
    meaningless
    claims_law
    key_stays
    singular_stays
    outside_k
    heads_stay
    counted_field_stays
    generalized_elsewhere
    too_many_counted
    l_within_k
}

//! 142x: claims.

sekisho_model::problem_family! {
    claim_lacks_never
    two_nevers
    contradicted
    claims_nothing
}

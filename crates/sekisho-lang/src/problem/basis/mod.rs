//! 144x: legal bases.

sekisho_model::problem_family! {
    basis_lacks
    own_basis
    unknown_certification
    unknown_institution
    unknown_regime
}

//! 0423–0430: purposes and their DUO codes.

pub use ungranted_purpose::WhyNot;

sekisho_model::problem_family! {
    unknown_duo
    obsolete_duo
    duo_without_disease
    duo_against_commerce
    duo_group
    ungranted_purpose
    unused_purpose
}

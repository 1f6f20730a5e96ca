//! 152x: whether what a study may use can carry the choice of its patients.

sekisho_model::problem_family! {
    beyond_the_data
    role_cannot_choose
    asks_before_consent
}

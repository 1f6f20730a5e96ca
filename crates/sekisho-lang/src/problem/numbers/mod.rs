//! 122x: numbers that leave by no consent, and the ground on which they are held.

sekisho_model::problem_family! {
    individual_number_leaves
    insured_number_leaves
    held_without_ground
    ground_lacks
    own_ground
}

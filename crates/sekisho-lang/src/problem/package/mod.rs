//! 09xx: the package, and features that are well written but not built yet.

sekisho_model::problem_family! {
    not_available
    model_differs
}

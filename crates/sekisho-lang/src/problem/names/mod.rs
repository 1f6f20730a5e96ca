//! 02xx: names that are unknown, declared twice, or look alike.

sekisho_model::problem_family! {
    unknown
    twice
    not_in_view
    unknown_package
    other_model
    look_alike
    circle
    undeclared_look_alike
    kanji_among_kana
    shipped_name
}

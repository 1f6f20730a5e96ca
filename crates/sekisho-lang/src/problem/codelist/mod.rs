//! 0208–0220: codelists and the tables beside them.

sekisho_model::problem_family! {
    codelist_file_missing
    codelist_changed
    codelist_unreadable
    codelist_row
    no_system
    code_twice
    excludes_nothing
    impossible_code
    codelist_unused
    two_groups
    no_groups
    nothing_left
    molar_mass
}

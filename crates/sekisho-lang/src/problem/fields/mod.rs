//! 11xx: the blocks of tables, DICOM, VCF, reports, claims and SS-MIX2; all actions.

sekisho_model::problem_family! {
    unknown_field
    unknown_keyword
    unknown_tag
    tag_and_name
    unknown_basis
    option_without_profile
    unsafe_creator
    line_elsewhere
    selector_elsewhere
    action_kind
    cut_before_shift
    after_the_end
    bounds_ascend
    not_a_number
    cap_unit
    whole_numbers_only
    keep_when
    when_reads
    length_is_a_number
    records_keep_or_drop
    leftover_percent
    unknown_report
    empty_block
    block_twice
    when_on_whole
    action_on_whole
}

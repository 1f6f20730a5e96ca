//! 04xx: consent forms and opt-out notices that leave a question open.

sekisho_model::problem_family! {
    no_form_line
    silent_about_death
    silent_about_minors
    silent_about_expiry
    silent_about_collection
    no_items
    no_sentence
    no_classes
    company_purpose
    default_allow
    document_changed
    document_missing
    no_document
    unknown_item
    item_twice
    minor_ages
    unknown_word
    country
    ends_before_it_begins
    optout_incomplete
    never_granted
    requires_circle
}

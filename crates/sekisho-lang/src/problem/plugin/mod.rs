//! 13xx: plugins and the rules that call them.

sekisho_model::problem_family! {
    plugin_digest
    plugin_lacks
    plugin_type
    leaves_unsaid
    capability
    plugin_limit
    unknown_function
    unknown_argument
    argument_type
    argument_missing
    argument_is_a_value
    value_type
    no_value_parameter
    determinism_unsaid
    plugin_unused
    random_plugin
    unknown_action
    function_twice
    component_missing
    component_refused
    component_says_otherwise
    component_not_needed
    golden_missing
    golden_differs
    golden_unreadable
}

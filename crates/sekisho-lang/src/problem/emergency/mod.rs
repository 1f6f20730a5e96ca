//! 14xx: break-glass.

sekisho_model::problem_family! {
    emergency_lacks
    emergency_act
    emergency_extracts
    lasts_nothing
    guard_stops_emergency
}

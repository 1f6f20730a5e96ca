//! Guards, cohorts, studies, access rules, break-glass, claims.

use super::{BECAUSE, CITES, LABEL, line};
use crate::context::Line;
use crate::grammar::Rule;

pub static GUARD: [Line; 4] = [
    LABEL,
    line(
        "forbid",
        Rule::l_forbid_any,
        "forbid any on everything when record.sealed is yes",
    ),
    BECAUSE,
    CITES,
];

pub static COHORT: [Line; 8] = [
    LABEL,
    line("from", Rule::l_from, "from patient"),
    line(
        "index",
        Rule::l_index,
        "index first diagnosis where code in lung as onset",
    ),
    line(
        "where",
        Rule::l_where,
        "where age at onset between 50 years and 75 years unknown exclude",
    ),
    line(
        "exclude",
        Rule::l_exclude_where,
        "exclude where some death before onset unknown exclude",
    ),
    line(
        "expect",
        Rule::l_expect_count,
        "expect count between 100 and 300",
    ),
    BECAUSE,
    CITES,
];

pub static STUDY: [Line; 11] = [
    LABEL,
    line(
        "approval",
        Rule::l_approval,
        "approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31",
    ),
    line(
        "permission",
        Rule::l_permission,
        "permission \"2026-014\" by \"病院長\" on 2026-02-20",
    ),
    line(
        "amendment",
        Rule::l_amendment,
        "amendment \"2026-014-A1\" approved 2027-05-20 until 2030-03-31 says ja \"…\" en \"…\"",
    ),
    line(
        "site",
        Rule::l_site,
        "site \"東京大学医学部附属病院\" from 2026-04-01 until 2028-03-31",
    ),
    line(
        "purpose",
        Rule::l_study_purpose,
        "purpose outcomes_research",
    ),
    line("cohort", Rule::l_study_cohort, "cohort heart_failure"),
    line("data", Rule::l_data, "data everything"),
    line(
        "role",
        Rule::l_role,
        "role analyst group \"outcomes-team\" from org \"東京大学\"",
    ),
    line(
        "embargo",
        Rule::l_embargo,
        "embargo publication until 2028-04-01",
    ),
    CITES,
];

pub static ACCESS: [Line; 7] = [
    LABEL,
    line(
        "allow",
        Rule::l_rule,
        "allow extract to analyst on everything as coded",
    ),
    line(
        "forbid",
        Rule::l_rule,
        "forbid extract to analyst on genome",
    ),
    line(
        "when",
        Rule::l_rule_more,
        "when request.network is \"analysis-room\"",
    ),
    line(
        "unless",
        Rule::l_rule_more,
        "unless request.country is \"US\"",
    ),
    line("require", Rule::l_rule_more, "require justification"),
    line(
        "because",
        Rule::l_rule_more,
        "because ja \"理由\" en \"the reason\"",
    ),
];

pub static EMERGENCY: [Line; 10] = [
    LABEL,
    line(
        "allow",
        Rule::l_emergency_allow,
        "allow read to group \"er-physician\" on clinical",
    ),
    line("require", Rule::l_reason, "require reason"),
    line("lasts", Rule::l_lasts, "lasts 24 hours"),
    line("identity", Rule::l_identity, "identity shown"),
    line(
        "review",
        Rule::l_review,
        "review by \"診療情報管理委員会\" within 7 days",
    ),
    line("tell", Rule::l_tell, "tell patient within 30 days"),
    line("despite", Rule::l_despite, "despite training_lapsed"),
    BECAUSE,
    CITES,
];

pub static CLAIM: [Line; 8] = [
    LABEL,
    line(
        "never",
        Rule::l_claim_never,
        "never extract on genome to company",
    ),
    line("to", Rule::l_claim_more, "to company"),
    line("as", Rule::l_claim_more, "as regime anonymized"),
    line(
        "when",
        Rule::l_claim_more,
        "when request.network is \"internet\"",
    ),
    line(
        "unless",
        Rule::l_claim_more,
        "unless request.country is \"JP\"",
    ),
    line(
        "because",
        Rule::l_claim_more,
        "because ja \"理由\" en \"the reason\"",
    ),
    CITES,
];

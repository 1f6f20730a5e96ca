//! Standards, presets, legal bases and grounds.

use super::profile::{AGAINST, K, L, ROUND, SINGULAR, SMALL};
use super::{CITES, LABEL, line};
use crate::context::Line;
use crate::grammar::Rule;

const IN_FORCE: Line = line(
    "in",
    Rule::l_in_force,
    "in force from 2024-04-01 until 2027-03-31",
);

const NOT_YET: Line = line("not", Rule::l_not_yet, "not yet in force");

const LAW_REPLACES: Line = line("replaces", Rule::l_law_replaces, "replaces our_rule_2024");

const RUNNING: Line = line("running", Rule::l_running, "running studies may stay");

const NOTE: Line = line("note", Rule::l_note, "note ja \"注\" en \"A note\"");

pub static BASIS: [Line; 16] = [
    LABEL,
    line(
        "institutions",
        Rule::l_institutions,
        "institutions private, national_research",
    ),
    line(
        "certified",
        Rule::l_bank_certified,
        "certified ngmia_pseudonymized_maker",
    ),
    line("standards", Rule::l_standards, "standards jp_anonymized"),
    line(
        "asks",
        Rule::l_asks,
        "asks contract cites \"個人情報保護法 第115条\"",
    ),
    line("keeps", Rule::l_keeps, "keeps record 3 years cites \"…\""),
    line("regimes", Rule::l_regimes, "regimes anonymized"),
    line("recipients", Rule::l_recipients, "recipients any"),
    line("purposes", Rule::l_purposes, "purposes not commercial"),
    line("countries", Rule::l_countries, "countries home"),
    CITES,
    IN_FORCE,
    NOT_YET,
    LAW_REPLACES,
    RUNNING,
    NOTE,
];

pub static GROUND: [Line; 3] = [
    LABEL,
    line("holds", Rule::l_holds, "holds insured_number"),
    CITES,
];

pub static STANDARD: [Line; 11] = [
    LABEL,
    line("regime", Rule::l_standard_regime, "regime identified"),
    line(
        "key",
        Rule::l_standard_key,
        "key destroyed after delivery cites \"…\"",
    ),
    line(
        "coarse",
        Rule::l_coarse,
        "coarse age 5 years, area 3 digits cites \"…\"",
    ),
    line("k", Rule::l_standard_k, "k required on quasi cites \"…\""),
    CITES,
    IN_FORCE,
    NOT_YET,
    LAW_REPLACES,
    RUNNING,
    NOTE,
];

/// Any other line of a standard says what may remain of some kinds of field.
pub static REMAIN: Line = line(
    "",
    Rule::l_remain,
    "direct, linking: nothing or linking(study) cites \"…\"",
);

pub static PRESET: [Line; 15] = [
    LABEL,
    K,
    L,
    SINGULAR,
    SMALL,
    ROUND,
    AGAINST,
    line(
        "notice",
        Rule::l_preset_notice,
        "notice 30 days cites \"…\"",
    ),
    line(
        "bereaved",
        Rule::l_preset_bereaved,
        "bereaved spouse, child cites \"…\"",
    ),
    CITES,
    IN_FORCE,
    NOT_YET,
    LAW_REPLACES,
    RUNNING,
    NOTE,
];

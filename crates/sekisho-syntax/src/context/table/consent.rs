//! Purposes, data classes, codelists, consent forms and notices.

use super::{CITES, LABEL, block, line};
use crate::context::{Context, Line};
use crate::grammar::Rule;

pub static PURPOSE: [Line; 7] = [
    LABEL,
    line("duo", Rule::l_duo, "duo \"DUO:0000006\""),
    line("disease", Rule::l_disease, "disease lung"),
    line("commercial", Rule::l_commercial, "commercial"),
    line("since", Rule::l_since, "since 2025-04-01"),
    line("ends", Rule::l_ends, "ends 2030-03-31"),
    CITES,
];

pub static CLASS: [Line; 2] = [LABEL, CITES];

pub static CODELIST: [Line; 7] = [
    LABEL,
    line(
        "system",
        Rule::l_system,
        "system \"ICD-10\" version \"2019\"",
    ),
    line("include", Rule::l_include, "include \"C34\" and below"),
    line("exclude", Rule::l_include, "exclude \"8041/3\""),
    line(
        "from",
        Rule::l_from_file,
        "from \"codes.csv\" digest \"sha256:…\"",
    ),
    line("molar", Rule::l_molar_mass, "molar mass 113.12 \"g/mol\""),
    CITES,
];

pub static CONSENT: [Line; 22] = [
    LABEL,
    line(
        "form",
        Rule::l_form,
        "form \"IC-01\" effective from 2020-01-01",
    ),
    line(
        "document",
        Rule::l_document,
        "document \"documents/form.md\" digest \"sha256:…\"",
    ),
    line(
        "replaces",
        Rule::l_replaces,
        "replaces broad_2015 re-consent within 24 months",
    ),
    line(
        "item",
        Rule::l_item,
        "item \"1\" grants research on everything",
    ),
    line("says", Rule::l_item_more, "says ja \"…\" en \"…\""),
    line("to", Rule::l_item_more, "to company"),
    line("in", Rule::l_item_more, "in countries \"JP\", \"US\""),
    line("acts", Rule::l_item_more, "acts recontact"),
    line("requires", Rule::l_item_more, "requires item \"1\""),
    line(
        "covers",
        Rule::l_covers,
        "covers data collected since 2010-01-01 until withdrawal",
    ),
    line(
        "includes",
        Rule::l_includes,
        "includes later purposes under research",
    ),
    line("default", Rule::l_default, "default refuse"),
    line("expires", Rule::l_expires, "expires 10 years after signed"),
    line("never", Rule::l_never, "never expires"),
    line(
        "after",
        Rule::l_after_death,
        "after death keep unless bereaved object",
    ),
    line(
        "incapacity",
        Rule::l_incapacity,
        "incapacity proxy until restored",
    ),
    line("minors", Rule::l_minors, "minors as adults"),
    line(
        "from",
        Rule::l_from_fhir,
        "from fhir \"urn:oid:2.16.840.1.113883.3.1937.777.24.5.3.8\" as item \"1\"",
    ),
    block(
        "minor",
        Rule::l_minor,
        Context::Minor,
        "minor under 18 years { … }",
    ),
    block(
        "withdraw",
        Rule::l_withdraw,
        Context::Withdraw,
        "withdraw any item { … }",
    ),
    CITES,
];

pub static MINOR: [Line; 4] = [
    line("assent", Rule::l_assent, "assent from 7 years"),
    line("own", Rule::l_own, "own consent at 18 years"),
    line(
        "proxy",
        Rule::l_proxy,
        "proxy and own consent from 16 years",
    ),
    line("hold", Rule::l_hold, "hold after 6 months without answer"),
];

pub static WITHDRAW: [Line; 7] = [
    line("new", Rule::l_new_use, "new use stops at once"),
    line(
        "delivered",
        Rule::l_delivered,
        "delivered recall within 14 days unless anonymized",
    ),
    line(
        "specimens",
        Rule::l_specimens,
        "specimens destroy within 90 days",
    ),
    line("bank", Rule::l_copies, "bank copies erase within 30 days"),
    line("models", Rule::l_models, "models keep"),
    line("results", Rule::l_results, "results keep"),
    line(
        "infeasible",
        Rule::l_infeasible,
        "infeasible tells board \"倫理審査委員会\" and person",
    ),
];

pub static OPTOUT: [Line; 11] = [
    LABEL,
    line("grants", Rule::l_grants, "grants research on claims"),
    line("to", Rule::l_optout_more, "to university"),
    line("in", Rule::l_optout_more, "in countries \"JP\""),
    line("effective", Rule::l_effective, "effective from 2024-04-01"),
    line(
        "notice",
        Rule::l_notice,
        "notice required 30 days before first use",
    ),
    line("only", Rule::l_only_as, "only as anonymized"),
    line(
        "after",
        Rule::l_bereaved_object,
        "after death keep unless bereaved object as spouse, child",
    ),
    line(
        "receipt",
        Rule::l_objection_receipt,
        "receipt kept 3 years cites \"次世代医療基盤法 第53条\"",
    ),
    line("objection", Rule::l_objection, "objection stops at once"),
    CITES,
];

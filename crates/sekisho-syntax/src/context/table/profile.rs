//! Profiles, their controls over the released set, plugins.

use super::{CITES, LABEL, block, line};
use crate::context::{Context, Line};
use crate::grammar::Rule;

pub static PROFILE: [Line; 20] = [
    LABEL,
    line("kind", Rule::l_kind, "kind pseudonymized"),
    line("satisfies", Rule::l_satisfies, "satisfies jp_coded_consent"),
    line("unlisted", Rule::l_unlisted, "unlisted drop"),
    line("key", Rule::l_key, "key scope study"),
    line(
        "dates",
        Rule::l_dates,
        "dates shift per patient up to 180 days",
    ),
    line(
        "trust",
        Rule::l_trust,
        "trust codes of \"LOINC\" because ja \"…\" en \"…\"",
    ),
    line(
        "because",
        Rule::l_trust_more,
        "because ja \"理由\" en \"the reason\"",
    ),
    line(
        "placeholder",
        Rule::l_placeholder,
        "placeholder dates 2020-01-01",
    ),
    line(
        "shared",
        Rule::l_shared,
        "shared dates of \"Coverage.period\" move",
    ),
    line(
        "plain",
        Rule::l_plain,
        "plain numbers of \"Observation.valueInteger\" keep",
    ),
    block(
        "release",
        Rule::l_release,
        Context::Release,
        "release { small cells below 10 suppress }",
    ),
    block(
        "table",
        Rule::l_table,
        Context::Fields,
        "table patient { … }",
    ),
    block("fhir", Rule::l_fhir, Context::Fields, "fhir R4 { … }"),
    block("dicom", Rule::l_dicom, Context::Fields, "dicom { … }"),
    block("vcf", Rule::l_vcf, Context::Fields, "vcf { … }"),
    block(
        "text",
        Rule::l_text,
        Context::Fields,
        "text pathology_report { … }",
    ),
    block("ssmix2", Rule::l_ssmix2, Context::Fields, "ssmix2 { … }"),
    block("claims", Rule::l_claims, Context::Fields, "claims { … }"),
    CITES,
];

pub(super) const K: Line = line("k", Rule::l_k, "k 5 on patient.age, patient.sex suppress");

pub(super) const L: Line = line("l", Rule::l_l, "l 2 on diagnosis.code suppress");

pub(super) const SINGULAR: Line = line("singular", Rule::l_singular, "singular suppress");

pub(super) const SMALL: Line = line("small", Rule::l_small, "small cells below 10 suppress");

pub(super) const ROUND: Line = line("round", Rule::l_round, "round to 5");

pub(super) const AGAINST: Line = line(
    "against",
    Rule::l_against,
    "against past deliveries of recipient new below 10",
);

pub static RELEASE: [Line; 8] = [
    K,
    L,
    SINGULAR,
    line("heads", Rule::l_heads, "heads drop"),
    SMALL,
    ROUND,
    AGAINST,
    line("preset", Rule::l_preset_of, "preset NDB"),
];

/// Any other line of a field block is a rule: `"Patient.birthDate": year`.
pub static FIELDS: [Line; 4] = [
    line("basis", Rule::l_basis, "basis \"PS3.15 Basic Profile\""),
    line("private", Rule::l_private, "private drop"),
    line(
        "pixels",
        Rule::l_pixels,
        "pixels mask_burned_in(ocr: yes) else quarantine",
    ),
    line(
        "leftover",
        Rule::l_leftover,
        "leftover above 0.1% quarantine",
    ),
];

pub static FIELD: Line = line("", Rule::l_field, "\"Patient.birthDate\": year");

pub static PLUGIN: [Line; 6] = [
    LABEL,
    line(
        "function",
        Rule::l_function,
        "function mask(text: Text) -> Text deterministic leaves cleaned",
    ),
    line("capabilities", Rule::l_capabilities, "capabilities none"),
    line("fuel", Rule::l_fuel, "fuel 50 million"),
    line("memory", Rule::l_memory, "memory 64 MiB"),
    line("golden", Rule::l_golden, "golden \"golden/mask.ndjson\""),
];

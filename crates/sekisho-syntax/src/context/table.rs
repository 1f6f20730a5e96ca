//! The lines of every block, as a manual would list them.

use super::{Body, Context, Line};
use crate::grammar::Rule;

const fn line(first: &'static str, rule: Rule, example: &'static str) -> Line {
    Line {
        first,
        rule,
        body: Body::None,
        example,
    }
}

const fn block(first: &'static str, rule: Rule, body: Context, example: &'static str) -> Line {
    Line {
        first,
        rule,
        body: Body::Must(body),
        example,
    }
}

const LABEL: Line = line("label", Rule::l_label, "label ja \"目的\" en \"Purpose\"");
const CITES: Line = line("cites", Rule::l_cites, "cites \"個人情報保護法 41条\"");
const BECAUSE: Line = line(
    "because",
    Rule::l_because,
    "because ja \"理由\" en \"the reason\"",
);
const IN_FORCE: Line = line(
    "in",
    Rule::l_in_force,
    "in force from 2024-04-01 until 2027-03-31",
);
const NOT_YET: Line = line("not", Rule::l_not_yet, "not yet in force");
const LAW_REPLACES: Line = line("replaces", Rule::l_law_replaces, "replaces our_rule_2024");
const RUNNING: Line = line("running", Rule::l_running, "running studies may stay");
const NOTE: Line = line("note", Rule::l_note, "note ja \"注\" en \"A note\"");
const REQUIRE: Line = line("require", Rule::l_require, "require justification");

pub(super) static FILE: [Line; 24] = [
    line("sekisho", Rule::l_sekisho, "sekisho 1"),
    line("package", Rule::l_package, "package my.policies"),
    line("use", Rule::l_use, "use model oncology 2026.1"),
    LABEL,
    Line {
        first: "purpose",
        rule: Rule::l_purpose,
        body: Body::May(Context::Purpose),
        example: "purpose outcomes under research",
    },
    Line {
        first: "class",
        rule: Rule::l_class,
        body: Body::May(Context::Class),
        example: "class 診療情報 = clinical, medication",
    },
    block(
        "codelist",
        Rule::l_codelist,
        Context::Codelist,
        "codelist lung { … }",
    ),
    block(
        "consent",
        Rule::l_consent,
        Context::Consent,
        "consent broad_2020 { … }",
    ),
    block(
        "optout",
        Rule::l_optout,
        Context::Optout,
        "optout notice_2024 { … }",
    ),
    line(
        "corrects",
        Rule::l_corrects,
        "corrects form broad_2020 item \"1\" because ja \"写し間違い\" en \"a slip in the encoding\"",
    ),
    block(
        "guard",
        Rule::l_guard,
        Context::Guard,
        "guard sealed_records { … }",
    ),
    block(
        "cohort",
        Rule::l_cohort,
        Context::Cohort,
        "cohort heart_failure { … }",
    ),
    block(
        "study",
        Rule::l_study,
        Context::Study,
        "study outcomes { … }",
    ),
    block(
        "access",
        Rule::l_access,
        Context::Access,
        "access outcomes { … }",
    ),
    block(
        "standard",
        Rule::l_standard,
        Context::Standard,
        "standard our_rule { … }",
    ),
    block(
        "preset",
        Rule::l_preset,
        Context::Preset,
        "preset our_counts { small cells below 10 suppress }",
    ),
    block(
        "profile",
        Rule::l_profile,
        Context::Profile,
        "profile coded { … }",
    ),
    block(
        "deliver",
        Rule::l_deliver,
        Context::Deliver,
        "deliver first_delivery { … }",
    ),
    block(
        "emergency",
        Rule::l_emergency,
        Context::Emergency,
        "emergency saving_a_life { … }",
    ),
    block(
        "claim",
        Rule::l_claim,
        Context::Claim,
        "claim no_genome_to_companies { … }",
    ),
    block(
        "basis",
        Rule::l_legal_basis,
        Context::Basis,
        "basis 本人同意 { … }",
    ),
    block(
        "ground",
        Rule::l_ground,
        Context::Ground,
        "ground 保険診療 { … }",
    ),
    block(
        "test",
        Rule::l_test,
        Context::Test,
        "test \"who withdrew is not delivered\" { … }",
    ),
    block(
        "plugin",
        Rule::l_plugin,
        Context::Plugin,
        "plugin mask 1.0 from \"registry:x\" digest \"sha256:…\" { … }",
    ),
];

pub(super) static PURPOSE: [Line; 7] = [
    LABEL,
    line("duo", Rule::l_duo, "duo \"DUO:0000006\""),
    line("disease", Rule::l_disease, "disease lung"),
    line("commercial", Rule::l_commercial, "commercial"),
    line("since", Rule::l_since, "since 2025-04-01"),
    line("ends", Rule::l_ends, "ends 2030-03-31"),
    CITES,
];
pub(super) static CLASS: [Line; 2] = [LABEL, CITES];
pub(super) static CODELIST: [Line; 7] = [
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
pub(super) static CONSENT: [Line; 22] = [
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
pub(super) static MINOR: [Line; 4] = [
    line("assent", Rule::l_assent, "assent from 7 years"),
    line("own", Rule::l_own, "own consent at 18 years"),
    line(
        "proxy",
        Rule::l_proxy,
        "proxy and own consent from 16 years",
    ),
    line("hold", Rule::l_hold, "hold after 6 months without answer"),
];
pub(super) static WITHDRAW: [Line; 7] = [
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
pub(super) static OPTOUT: [Line; 11] = [
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
pub(super) static GUARD: [Line; 4] = [
    LABEL,
    line(
        "forbid",
        Rule::l_forbid_any,
        "forbid any on everything when record.sealed is yes",
    ),
    BECAUSE,
    CITES,
];
pub(super) static COHORT: [Line; 8] = [
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
pub(super) static STUDY: [Line; 11] = [
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
pub(super) static ACCESS: [Line; 7] = [
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
pub(super) static EMERGENCY: [Line; 10] = [
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
pub(super) static CLAIM: [Line; 8] = [
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
pub(super) static BASIS: [Line; 16] = [
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
pub(super) static GROUND: [Line; 3] = [
    LABEL,
    line("holds", Rule::l_holds, "holds insured_number"),
    CITES,
];
pub(super) static PROFILE: [Line; 20] = [
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
pub(super) static STANDARD: [Line; 11] = [
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
pub(super) static REMAIN: Line = line(
    "",
    Rule::l_remain,
    "direct, linking: nothing or linking(study) cites \"…\"",
);
pub(super) static PRESET: [Line; 15] = [
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
const K: Line = line("k", Rule::l_k, "k 5 on patient.age, patient.sex suppress");
const L: Line = line("l", Rule::l_l, "l 2 on diagnosis.code suppress");
const SINGULAR: Line = line("singular", Rule::l_singular, "singular suppress");
const SMALL: Line = line("small", Rule::l_small, "small cells below 10 suppress");
const ROUND: Line = line("round", Rule::l_round, "round to 5");
const AGAINST: Line = line(
    "against",
    Rule::l_against,
    "against past deliveries of recipient new below 10",
);
pub(super) static RELEASE: [Line; 8] = [
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
pub(super) static FIELDS: [Line; 4] = [
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
pub(super) static FIELD: Line = line("", Rule::l_field, "\"Patient.birthDate\": year");
pub(super) static DELIVER: [Line; 19] = [
    LABEL,
    line("study", Rule::l_deliver_study, "study outcomes"),
    line("cohort", Rule::l_deliver_cohort, "cohort heart_failure"),
    line("data", Rule::l_data, "data everything"),
    line(
        "to",
        Rule::l_to,
        "to org \"東京大学\" kind university country \"JP\"",
    ),
    line("basis", Rule::l_legal, "basis 本人同意"),
    line("held", Rule::l_held, "held as 保険診療"),
    line("as", Rule::l_as, "as coded"),
    line("format", Rule::l_format, "format fhir R4"),
    line("every", Rule::l_every, "every quarter until 2028-12-31"),
    line("once", Rule::l_once, "once before 2027-03-31"),
    line("limit", Rule::l_limit, "limit patients 5000 stop"),
    line("fee", Rule::l_fee, "fee standard 120 yen per record"),
    line(
        "proposal",
        Rule::l_proposal,
        "proposal \"P-2026-01\" screened 2026-04-20",
    ),
    line(
        "contract",
        Rule::l_contract,
        "contract \"C-2026-01\" on 2026-05-01 until 2028-03-31",
    ),
    line(
        "permit",
        Rule::l_permit,
        "permit \"A-2026-01\" from 2026-05-01 until 2029-04-30",
    ),
    REQUIRE,
    block(
        "after",
        Rule::l_after_delivery,
        Context::After,
        "after delivery { … }",
    ),
    CITES,
];
pub(super) static AFTER: [Line; 4] = [
    line("receipt", Rule::l_receipt, "receipt within 7 days"),
    line("destroy", Rule::l_destroy, "destroy by 2029-03-31"),
    line(
        "publication",
        Rule::l_publication,
        "publication not before 2027-04-01",
    ),
    line("return", Rule::l_return, "return results within 12 months"),
];
pub(super) static TEST: [Line; 9] = [
    block(
        "given",
        Rule::l_given,
        Context::Facts,
        "given patient P1 { … }",
    ),
    line("at", Rule::l_at, "at 2026-05-01"),
    line(
        "as",
        Rule::l_asking,
        "as analyst of outcomes for outcomes_research",
    ),
    line("network", Rule::l_network, "network \"analysis-room\""),
    line(
        "trained",
        Rule::l_test_trained,
        "trained \"research ethics\" on 2026-01-20",
    ),
    line(
        "approvals",
        Rule::l_approvals,
        "approvals steward, ethics_board",
    ),
    line("justify", Rule::l_justify, "justify \"planned analysis\""),
    line(
        "recipient",
        Rule::l_recipient,
        "recipient university country \"JP\"",
    ),
    line(
        "expect",
        Rule::l_expect,
        "expect denied extract on clinical of P1",
    ),
];
/// Any other line of a patient is a fact (`sex "male"`) or an event (`diagnosis { … }`).
pub(super) static FACTS: [Line; 13] = [
    block(
        "consent",
        Rule::l_fact_consent,
        Context::Facts,
        "consent broad_2020 { signed 2024-02-01; item \"1\" }",
    ),
    block(
        "optout",
        Rule::l_fact_optout,
        Context::Facts,
        "optout notice_2024 { notified 2024-02-01 }",
    ),
    line("signed", Rule::l_signed, "signed 2024-02-01"),
    line("declined", Rule::l_declined, "declined 2024-02-01"),
    line("item", Rule::l_items, "item \"1\", \"2\""),
    line(
        "withdrew",
        Rule::l_withdrew,
        "withdrew item \"2\" on 2025-06-01",
    ),
    line("assented", Rule::l_assented, "assented 2024-02-01"),
    line("refused", Rule::l_refused, "refused 2024-02-01"),
    line("notified", Rule::l_notified, "notified 2024-02-01"),
    line("objected", Rule::l_objected, "objected 2024-03-01"),
    line(
        "incapacitated",
        Rule::l_incapacitated,
        "incapacitated 2025-01-10",
    ),
    line("restored", Rule::l_restored, "restored 2025-06-01"),
    line("died", Rule::l_fact, "died 2024-03-01"),
];
pub(super) static FACT: Line = line("", Rule::l_fact, "birth_date 1960-05-01");
pub(super) static FACT_EVENT: Line = block(
    "",
    Rule::l_fact_event,
    Context::Facts,
    "diagnosis { date 2025-01-10 }",
);
pub(super) static PLUGIN: [Line; 6] = [
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

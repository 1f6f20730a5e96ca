//! The lines of every block, as a manual would list them.

mod consent;
mod delivery;
mod law;
mod profile;
mod study;

use super::{Body, Context, Line};
use crate::grammar::Rule;
pub(super) use consent::*;
pub(super) use delivery::*;
pub(super) use law::*;
pub(super) use profile::*;
pub(super) use study::*;

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

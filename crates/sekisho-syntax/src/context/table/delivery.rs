//! Deliveries and tests.

use super::{CITES, LABEL, REQUIRE, block, line};
use crate::context::{Context, Line};
use crate::grammar::Rule;

pub static DELIVER: [Line; 19] = [
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

pub static AFTER: [Line; 4] = [
    line("receipt", Rule::l_receipt, "receipt within 7 days"),
    line("destroy", Rule::l_destroy, "destroy by 2029-03-31"),
    line(
        "publication",
        Rule::l_publication,
        "publication not before 2027-04-01",
    ),
    line("return", Rule::l_return, "return results within 12 months"),
];

pub static TEST: [Line; 9] = [
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
pub static FACTS: [Line; 14] = [
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
        "objection",
        Rule::l_objection_taken_back,
        "objection taken back 2024-05-01",
    ),
    line(
        "incapacitated",
        Rule::l_incapacitated,
        "incapacitated 2025-01-10",
    ),
    line("restored", Rule::l_restored, "restored 2025-06-01"),
    line("died", Rule::l_fact, "died 2024-03-01"),
];

pub static FACT: Line = line("", Rule::l_fact, "birth_date 1960-05-01");

pub static FACT_EVENT: Line = block(
    "",
    Rule::l_fact_event,
    Context::Facts,
    "diagnosis { date 2025-01-10 }",
);

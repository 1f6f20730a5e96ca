//! Requests that were refused, and the kind of condition that each failed on: in the page's own
//! language, and never a rule's text, which names groups and people.

use sekisho_model::Text;

use super::super::{Page, Refused};
use super::{Card, Section, Tone, row, when};

pub(super) fn section(page: &Page) -> Section {
    let lead = match page.refused_count {
        0 => Text::new("断られた申し込みはありません。", "No request was refused."),
        n => Text::new(
            format!(
                "このバンクはこれまでに {n} 件の申し込みを断りました。断られた申し込みでは、だれのデータも渡されていません。あなたについての申し込みとは限りません。"
            ),
            format!(
                "This bank refused {n} requests so far. Nobody's data left with them, and they need not have been about you."
            ),
        ),
    };
    let card = |one: &Refused| {
        let org = match one.org.as_str() {
            "" => Text::new(
                "このバンクの利用者ではない人",
                "somebody whom this bank does not know",
            ),
            org => Text::new(org, org),
        };
        Card {
            when: when(one.at, page.zone),
            title: asked(&one.act),
            tone: Tone::Stopped,
            rows: vec![
                row("申し込んだところ", "Who asked", vec![org]),
                row("断った理由", "Why it was refused", reasons(one)),
            ],
            small: Vec::new(),
        }
    };
    Section {
        title: Text::new("断った申し込み", "Requests that were refused"),
        lead,
        cards: page.refused.iter().map(card).collect(),
    }
}

fn asked(act: &str) -> Text {
    match act {
        "extract" => Text::new("データの提供を断りました", "A delivery was refused"),
        "count" => Text::new("人数の照会を断りました", "A count was refused"),
        "trace" => Text::new("渡したデータの追跡を断りました", "A trace was refused"),
        _ => Text::new("断りました", "Refused"),
    }
}

/// Each kind once, in the order in which they were asked.
fn reasons(one: &Refused) -> Vec<Text> {
    let mut reasons: Vec<Text> = one.failed.iter().map(|kind| condition(kind)).collect();
    if reasons.is_empty() {
        reasons.push(kind(&one.kind));
    }
    let mut seen: Vec<Text> = Vec::new();
    reasons.retain(|reason| {
        let is_new = !seen.contains(reason);
        seen.push(reason.clone());
        is_new
    });
    reasons
}

/// By the word of a refusal in the ledger.
fn kind(word: &str) -> Text {
    let (ja, en) = match word {
        "stranger" => (
            "このバンクの利用者ではありませんでした",
            "they are no user of this bank",
        ),
        "papers" => (
            "申し込みの書類が揃っていませんでした",
            "the request's papers were not complete",
        ),
        "no_permit" => ("それを許す決まりがありませんでした", "no rule allows it"),
        "forbidden" => ("それを禁じる決まりがありました", "a rule forbids it"),
        "cohort_stopped" => (
            "対象にあたるかどうかが分からない方がいました",
            "for some people it was not known whether they belong to those asked about",
        ),
        "nobody" => (
            "お渡しできるデータがありませんでした",
            "there was no data that could be handed over",
        ),
        "too_many_patients" | "too_many_records" => (
            "決められた量を超えていました",
            "it was more than was laid down",
        ),
        "too_few_patients" => (
            "人数が少なく、だれのことか分かってしまうおそれがありました",
            "there were so few people that it might be told who they are",
        ),
        "already_delivered" => (
            "同じものを、すでに渡していました",
            "the same had been handed over before",
        ),
        "may_have_left" => (
            "前の提供がどう終わったか、まだ確かめられていませんでした",
            "how the delivery before had ended was not certain yet",
        ),
        "past_full" | "unexpected_count" => (
            "これまでの答えと合わせると、だれのことか分かるおそれがありました",
            "together with earlier answers it might be told who the people are",
        ),
        "clock" => (
            "日付を確かめる必要がありました",
            "the date had to be made sure of first",
        ),
        "not_yet" => (
            "求められた扱いを、このバンクがまだできませんでした",
            "the bank can't do yet what was asked for",
        ),
        _ => ("決まりに合いませんでした", "it did not meet the rules"),
    };
    Text::new(ja, en)
}

/// By the kind of a rule's condition.
fn condition(kind: &str) -> Text {
    let (ja, en) = match kind {
        "role" | "group" => (
            "その研究でデータを扱う役割の人ではありませんでした",
            "they have no part in the study that allows it",
        ),
        "org" => (
            "認められた所属の人ではありませんでした",
            "they do not belong to a house that is admitted",
        ),
        "training" => (
            "必要な研修を済ませていませんでした",
            "a training that is asked for was missing",
        ),
        "study" | "purpose" | "ends" => (
            "認められた研究や目的ではありませんでした",
            "the study or its purpose is not one that is allowed",
        ),
        "open" | "permission" => (
            "研究の承認や許可の期間ではありませんでした",
            "the study was not approved or permitted at that time",
        ),
        "law" => (
            "その日に効力のある基準の形ではありませんでした",
            "the form rests on a rule that was not in force that day",
        ),
        "site" => (
            "研究に参加している期間ではありませんでした",
            "their house did not take part in the study at that time",
        ),
        "profile" => (
            "認められた加工の形ではありませんでした",
            "the form of the data is not one that is allowed",
        ),
        "consent" => (
            "必要な同意がありませんでした",
            "the consent that is needed was missing",
        ),
        "requirement" | "reason" => (
            "必要な承認や理由が揃っていませんでした",
            "an approval or a reason that is asked for was missing",
        ),
        "before" | "until" => (
            "決められた期限の外でした",
            "it was outside of the time laid down",
        ),
        "proposal" | "contract" | "permit" => (
            "契約や許可などの期間ではありませんでした",
            "the contract, permit or proposal it stands on did not hold at that time",
        ),
        "certificate" => (
            "受け取る側の認定が続いていませんでした",
            "the recipient's certificate no longer ran",
        ),
        "basis" => (
            "法律上の根拠が足りませんでした",
            "the basis in law does not carry it",
        ),
        "emergency" => (
            "緊急のときの申し出ではありませんでした",
            "it was not asked for as an emergency",
        ),
        _ => return self::kind("other"),
    };
    Text::new(ja, en)
}

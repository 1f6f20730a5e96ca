//! `release/manifest.json`: what the recipient is told, shaped as FHIR's Bulk Data Access IG 2.0.0
//! asks ("Response - Complete Status"), so that a client of that standard reads it as it is.
//!
//! `output` lists resources only, as there; every file with its digest, tables too, and what
//! Sekisho itself has to say stand under `extension`.

use sekisho_gate::{Extracted, Gate, Papers};
use sekisho_model::policy::Delivery;
use sekisho_model::profile::Profile;
use sekisho_model::record::Snapshot;
use sekisho_model::{Day, Instant, Text};

use crate::release::{DeliveredFile, FHIR};

#[expect(
    clippy::too_many_arguments,
    reason = "the facts of one manifest, gathered once"
)]
/// What the recipient is told. No source hash, no grant, no identifier of a person.
pub(super) fn manifest(
    gate: &Gate,
    delivery: &Delivery,
    profile: &Profile,
    papers: &Papers,
    permit: i64,
    snapshot: Snapshot,
    files: &[DeliveredFile],
    extracted: &Extracted,
) -> serde_json::Value {
    let by_bank = gate.sealed().approvals.iter().all(|a| a.by_bank);
    let seal = if by_bank {
        Text::new(
            "銀行自身の鍵で封印（審査者の署名なし）",
            "sealed with the bank's own key; no reviewer signed",
        )
    } else {
        Text::new("審査者の鍵で封印", "sealed by reviewers' keys")
    };
    let output: Vec<_> = files
        .iter()
        .filter(|file| file.format == FHIR)
        .map(|file| serde_json::json!({ "type": file.kind, "url": file.file, "count": file.count }))
        .collect();
    serde_json::json!({
        "transactionTime": papers.now.iso(sekisho_model::Zone::UTC),
        "request": request(delivery),
        // The files stand beside the manifest; who holds the folder holds them.
        "requiresAccessToken": false,
        "output": output,
        "deleted": [],
        "error": [],
        "extension": {
            "sekisho": env!("CARGO_PKG_VERSION"),
            "delivery": delivery.name, "study": delivery.study, "cohort": delivery.cohort,
            "recipient": delivery.recipient, "basis": delivery.basis,
            "held": delivery.held,
            "profile": profile.name, "satisfies": profile.satisfies,
            "bundle": gate.sealed().digest,
            "seal": { "by_bank": by_bank, "keys": gate.sealed().approvals.iter().map(|a| &a.key).collect::<Vec<_>>(),
                      "ja": seal.ja, "en": seal.en },
            "dates": dates(profile),
            "papers": delivery.agreed.words(),
            "keep_record_until": keep_record_until(gate, delivery, papers.now),
            "duties": delivery.after.words(),
            "snapshot": snapshot,
            "permit": permit,
            "ledger_seq": permit,
            "requested_by": papers.who,
            "patients": extracted.subjects,
            "files": files,
        },
    })
}

/// The last day on which the bank must still hold the record of this delivery, where its legal basis
/// lays one down.
pub(super) fn keep_record_until(gate: &Gate, delivery: &Delivery, now: Instant) -> Option<Day> {
    let basis = gate
        .bundle()
        .policy
        .basis(delivery.basis.as_ref()?.as_str())?;
    let lasts = basis.keeps_record.as_ref()?.lasts;
    Some(gate.zone().day_of(lasts.after(now, gate.zone())))
}

/// What became of dates, in a sentence.
pub(super) fn dates(profile: &Profile) -> Text {
    match profile.shift_days_max {
        Some(days) => Text::new(
            format!(
                "患者ごとに一定の日数（{days} 日以内、0 日を除く）ずらし、時刻はさらに一定の時間（1 分から 6 時間）ずらした。間隔は保たれる。年は動かした後の日付の年。「不明」「終わりなし」を表す日付と、多くの人に共通の日付は masked とした"
            ),
            format!(
                "moved by a constant number of days per patient (up to {days}, never 0), clock times by a constant of one minute to six hours on top; intervals survive. A year is the year of the moved date. Dates that stand for “not known” or “no end” and dates that many people share say masked"
            ),
        ),
        None => Text::new("日付はずらしていない", "dates were not moved"),
    }
}

/// What was asked for, as a URI: a bank of this version is asked by command, not over HTTP.
fn request(delivery: &Delivery) -> String {
    let name = delivery.name.as_str().bytes();
    let escaped: String = name
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("urn:sekisho:delivery:{escaped}")
}

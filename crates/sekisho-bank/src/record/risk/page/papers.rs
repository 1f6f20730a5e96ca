//! The papers that a delivery stands on, as rows of the report.

use crate::record::certificate::Certificate;

use super::{in_html, row};

pub(super) fn papers(certificate: &Certificate) -> Vec<String> {
    let agreed = &certificate.agreed;
    let mut rows = Vec::new();
    if let Some(proposal) = &agreed.proposal {
        let said = format!("{}（{}）", proposal.number, proposal.screened);
        rows.push(row(
            "提案（審査の日）",
            "Proposal (screened)",
            in_html(&said),
        ));
    }
    if let Some(contract) = &agreed.contract {
        let until = contract.until.map(|day| day.to_string());
        let said = format!(
            "{}（{} – {}）",
            contract.number,
            contract.on,
            until.unwrap_or_default()
        );
        rows.push(row("契約", "Contract", in_html(&said)));
    }
    if let Some(permit) = &agreed.permit {
        let said = format!("{}（{} – {}）", permit.number, permit.from, permit.until);
        rows.push(row("許可", "Permit", in_html(&said)));
    }
    if let Some(certified) = &certificate.recipient.certified {
        let said = format!("{}（– {}）", certified.number, certified.until);
        rows.push(row(
            "提供先の認定",
            "Certificate of the recipient",
            in_html(&said),
        ));
    }
    if let Some(clause) = &certificate.recipient.eligible {
        rows.push(row(
            "受け取れる者である条文",
            "May receive by",
            in_html(clause),
        ));
    }
    if let Some(day) = certificate.keep_record_until {
        rows.push(row(
            "記録を保存する期限",
            "The record is kept until",
            in_html(&day.to_string()),
        ));
    }
    rows
}

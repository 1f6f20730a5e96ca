//! `recall list|show|acknowledge|certify`: copies on their way back.

use std::path::Path;

use sekisho_bank::Bank;
use sekisho_bank::recall::{Certificate, Duty, Kind, Notice, State};
use sekisho_model::{Instant, Text};

use super::{open, read};
use crate::args::{Format, RecallCommand};
use crate::show::{Done, Show, out};

pub async fn run(bank: &Path, command: RecallCommand, show: &Show) -> Done {
    let (bank, now) = open(bank).await?;
    match command {
        RecallCommand::List {
            open,
            overdue,
            format,
        } => {
            let mut duties = bank.recalls().await?;
            duties.retain(|d| (!open || d.is_open()) && (!overdue || d.is_overdue(now)));
            list(&bank, &duties, now, format, show);
            Ok(())
        }
        RecallCommand::Show { id, who, format } => {
            let notice = bank.recall_notice(&id, &who, now).await?;
            notified(&bank, &notice, now, format, show);
            Ok(())
        }
        RecallCommand::Acknowledge { id, who, note } => {
            let duty = bank.acknowledge_recall(&id, &who, &note, now).await?;
            let due = day(&bank, duty.due);
            match duty.kind {
                Kind::Recall => show.say(
                    format!("受け付けました。{due} までに消し、消去証明を納めてください"),
                    format!("acknowledged; delete by {due} and hand in the certificate"),
                ),
                Kind::Notify => show.say("受け付けました", "acknowledged"),
            }
            Ok(())
        }
        RecallCommand::Certify { id, who, file } => {
            let bytes = read(&file)?;
            let certificate = Certificate { bytes: &bytes };
            let duty = bank.certify_recall(&id, &who, certificate, now).await?;
            if let State::Certified { sha256, .. } = &duty.state {
                show.say(
                    format!("消去証明を台帳に記しました（{sha256}）。回収は済みました"),
                    format!("the certificate is in the ledger ({sha256}); the recall is done"),
                );
            }
            Ok(())
        }
    }
}

fn list(bank: &Bank, duties: &[Duty], now: Instant, format: Format, show: &Show) {
    if format == Format::Json {
        let lines: Vec<serde_json::Value> = duties.iter().map(|d| plain(bank, d, now)).collect();
        out(&serde_json::to_string_pretty(&lines).unwrap_or_default());
        return;
    }
    if duties.is_empty() {
        show.say("回収はありません", "no recalls");
    }
    for duty in duties {
        line(bank, duty, now, show);
    }
}

fn line(bank: &Bank, duty: &Duty, now: Instant, show: &Show) {
    let state = show.lines(&state(bank, duty, now)).join(" / ");
    let kind = match duty.kind {
        Kind::Recall => Text::new("期限", "due"),
        Kind::Notify => Text::new("通知期限", "tell by"),
    };
    let cause = match duty.removal {
        None => String::new(),
        Some(_) => {
            let cause = Text::new("送り元で取り下げ", "taken back at its source");
            format!("  {}", show.lines(&cause).join(" / "))
        }
    };
    out(&format!(
        "{}  {}  {}  {} {}  {state}{cause}",
        duty.id,
        duty.terms.delivery,
        duty.terms.recipient.org,
        show.lines(&kind).join(" / "),
        day(bank, duty.due),
    ));
}

fn state(bank: &Bank, duty: &Duty, now: Instant) -> Text {
    let late = duty.is_overdue(now);
    match &duty.state {
        State::Open if late => Text::new("期限切れ、受領なし", "overdue, not acknowledged"),
        State::Open => Text::new("受領待ち", "waiting for the recipient"),
        State::Acknowledged { by, .. } if late => Text::new(
            format!("期限切れ、{by} が受領、消去証明なし"),
            format!("overdue: acknowledged by {by}, no certificate"),
        ),
        State::Acknowledged { by, at } if duty.kind == Kind::Recall => Text::new(
            format!("{} {by} が受領、消去証明待ち", day(bank, *at)),
            format!(
                "acknowledged by {by} on {}, certificate owed",
                day(bank, *at)
            ),
        ),
        State::Acknowledged { by, at } => Text::new(
            format!("{} {by} が受領、済み", day(bank, *at)),
            format!("done: acknowledged by {by} on {}", day(bank, *at)),
        ),
        State::Certified { by, at, .. } => Text::new(
            format!("{} {by} が消去を証明、済み", day(bank, *at)),
            format!("done: deletion certified by {by} on {}", day(bank, *at)),
        ),
        State::Void => Text::new(
            "もとの記録が訂正されたか、写しは出ておらず、不要",
            "void: the event was corrected, or the copy never left",
        ),
    }
}

fn plain(bank: &Bank, duty: &Duty, now: Instant) -> serde_json::Value {
    let zone = bank.settings().zone;
    let mut value = serde_json::to_value(duty).unwrap_or_default();
    value["due"] = day(bank, duty.due).into();
    value["effective"] = duty.effective.iso(zone).into();
    value["recorded"] = duty.recorded.iso(zone).into();
    value["opened_at"] = duty.opened_at.iso(zone).into();
    value["open"] = duty.is_open().into();
    value["overdue"] = duty.is_overdue(now).into();
    value
}

fn notified(bank: &Bank, notice: &Notice, now: Instant, format: Format, show: &Show) {
    if format == Format::Json {
        let mut value = plain(bank, &notice.duty, now);
        value["pseudonym"] = serde_json::json!(notice.pseudonym);
        value["records"] = serde_json::json!(notice.records);
        value["files"] = serde_json::json!(notice.files);
        out(&serde_json::to_string_pretty(&value).unwrap_or_default());
        return;
    }
    line(bank, &notice.duty, now, show);
    if notice.duty.removal.is_some() {
        let what = match notice.duty.kind {
            Kind::Recall => Text::new(
                "次の名の記録を、写しも含めて消してください（送り元で取り下げられた、または別の患者のものです）:",
                "delete the records of these names, copies included (they were taken back at their source, or are another patient's):",
            ),
            Kind::Notify => Text::new(
                "次の名の記録は、送り元で取り下げられたか、別の患者のものです。これからは使わないでください:",
                "the records of these names were taken back at their source, or are another patient's; do not use them any more:",
            ),
        };
        show.say_text(&what);
        notice
            .records
            .iter()
            .for_each(|name| out(&format!("  {name}")));
        for file in &notice.files {
            out(&format!("  {}  {}", file.file, file.sha256));
        }
        return;
    }
    match &notice.pseudonym {
        Some(name) => show.say(
            format!("次の仮名が現れる記録を、写しも含めてすべて消してください: {name}"),
            format!("delete every record that holds this pseudonym, copies included: {name}"),
        ),
        None => show.say(
            "この提供の仮名の鍵は消去されていて、この人の記録を指し示すことはもうできません",
            "the key of this delivery's pseudonyms was destroyed; nobody can tell any more which records are this person's",
        ),
    }
    for file in &notice.files {
        out(&format!("  {}  {}", file.file, file.sha256));
    }
}

fn day(bank: &Bank, at: Instant) -> String {
    bank.settings().zone.day_of(at).to_string()
}

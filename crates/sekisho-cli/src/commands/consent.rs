//! `consent record|withdraw|object|import`.

use std::path::Path;

use sekisho_bank::consents::{self, Row};

use super::{open_as, read};
use crate::args::{ConsentCommand, SaidArgs};
use crate::show::{Done, Ended, Show, out};

pub async fn run(command: ConsentCommand, show: &Show) -> Done {
    match command {
        ConsentCommand::Record {
            bank,
            patient,
            form,
            item,
            event,
            said,
        } => {
            let who = said.who.clone();
            let row = row(patient, form.unwrap_or_default(), item, &event, said);
            one(&bank, row, who.as_deref(), show).await
        }
        ConsentCommand::Withdraw {
            bank,
            patient,
            form,
            item,
            said,
        } => {
            let who = said.who.clone();
            let row = row(patient, form, item, "withdrawn", said);
            one(&bank, row, who.as_deref(), show).await
        }
        ConsentCommand::Object {
            bank,
            patient,
            optout,
            said,
        } => {
            let who = said.who.clone();
            let row = row(patient, optout, None, "objected", said);
            one(&bank, row, who.as_deref(), show).await
        }
        ConsentCommand::Import { bank, file, who } => {
            import(&bank, &file, who.as_deref(), show).await
        }
    }
}

fn row(patient: String, form: String, item: Option<String>, event: &str, said: SaidArgs) -> Row {
    Row {
        patient,
        form,
        item: item.unwrap_or_default(),
        event: event.to_owned(),
        date: said.date.unwrap_or_default(),
        by: said.by.unwrap_or_default(),
        relation: said.relation.unwrap_or_default(),
        recorded: String::new(),
    }
}

async fn one(bank: &Path, row: Row, who: Option<&str>, show: &Show) -> Done {
    let (bank, now) = open_as(bank, who).await?;
    let gate = bank.gate().await?;
    let report = consents::record_one(
        &bank.store,
        &gate.bundle().policy,
        bank.settings().zone,
        &row,
        now,
    )
    .await?;
    match report.added {
        0 => show.say(
            "同じ出来事がもう記されています",
            "the same event was recorded before",
        ),
        _ => show.say(
            "記しました。次の判断から効きます",
            "recorded; it counts from the next decision on",
        ),
    }
    brought(&report, show);
    Ok(())
}

/// What the events bring about for copies that left before.
fn brought(report: &consents::ImportReport, show: &Show) {
    if report.recalls > 0 {
        show.say(
            format!(
                "渡したデータの回収を {} 件始めました。`sekisho recall BANK list` で見られます",
                report.recalls
            ),
            format!(
                "recalls of delivered copies opened: {}; `sekisho recall BANK list` shows them",
                report.recalls
            ),
        );
    }
    if report.deviations > 0 {
        show.say(
            format!(
                "撤回が効いたあと、記す前に行われた提供が {} 件あります。逸脱として台帳に記しました",
                report.deviations
            ),
            format!(
                "deliveries made after a withdrawal took effect and before it was keyed in: {}; the ledger holds them as deviations",
                report.deviations
            ),
        );
    }
}

async fn import(bank: &Path, file: &Path, who: Option<&str>, show: &Show) -> Done {
    let csv = read(file)?;
    let (bank, now) = open_as(bank, who).await?;
    let gate = bank.gate().await?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let report = consents::import(
        &bank.store,
        &gate.bundle().policy,
        bank.settings().zone,
        &name,
        &csv,
        now,
    )
    .await?;
    show.say(
        format!(
            "新しい出来事 {} 件、既知 {} 件、隔離 {} 行",
            report.added,
            report.same,
            report.quarantined.len()
        ),
        format!(
            "{} new events, {} known, {} lines quarantined",
            report.added,
            report.same,
            report.quarantined.len()
        ),
    );
    brought(&report, show);
    for row in &report.quarantined {
        out(&format!(
            "  {name}:{} {}",
            row.line,
            show.lines(&row.reason).join(" / ")
        ));
    }
    if report.quarantined.is_empty() {
        Ok(())
    } else {
        Err(Ended::Refused)
    }
}

//! `consent record|withdraw|object|import|export|void|questions`.

use std::path::Path;

use sekisho_bank::consents::{self, Row, Steward};
use sekisho_bank::ingest::From;
use sekisho_bank::outlet;
use sekisho_model::law::clause;

use super::{open, open_as, read};
use crate::args::{ConsentCommand, Format, SaidArgs};
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
            taken_back,
            said,
        } => {
            let who = said.who.clone();
            let event = match taken_back {
                true => "objection_taken_back",
                false => "objected",
            };
            let row = row(patient, optout, None, event, said);
            one(&bank, row, who.as_deref(), show).await
        }
        ConsentCommand::Import {
            bank,
            file,
            source,
            who,
        } => import(&bank, &file, source, who.as_deref(), show).await,
        ConsentCommand::Export {
            bank,
            patient,
            source,
            all: _,
            who,
            output,
        } => {
            let (bank, now) = open(&bank).await?;
            let source = source.as_deref().unwrap_or_default();
            let patient = patient.as_deref().map(|id| (id, source));
            let exported = bank.export_consents(patient, &who, now).await?;
            put(&exported, output.as_deref(), show)
        }
        ConsentCommand::Void {
            bank,
            patient,
            form,
            item,
            source,
            event,
            date,
            who,
            approved_by,
            justify,
        } => {
            let row = Row {
                patient,
                form: form.unwrap_or_default(),
                item: item.unwrap_or_default(),
                source: source.unwrap_or_default(),
                event,
                date,
                ..Row::default()
            };
            let by = Steward {
                who: &who,
                second: &approved_by,
                reason: &justify,
            };
            void(&bank, &row, by, show).await
        }
        ConsentCommand::Questions {
            bank,
            settle,
            who,
            note,
            format,
        } => match settle {
            Some(id) => {
                let (bank, now) = open(&bank).await?;
                let note = note.unwrap_or_default();
                bank.settle_question(&id, &who, &note, now).await?;
                show.say(format!("{id} に答えました"), format!("answered {id}"));
                Ok(())
            }
            None => questions(&bank, &who, format, show).await,
        },
    }
}

/// The lines to where they go; a file is its owner's alone.
fn put(exported: &consents::Exported, output: Option<&Path>, show: &Show) -> Done {
    if !exported.uncoded.is_empty() {
        let forms = exported.uncoded.join(", ");
        show.say(
            format!("from fhir の行がない同意書は書き出せません: {forms}"),
            format!("forms without from fhir lines can't be written out: {forms}"),
        );
    }
    let Some(output) = output else {
        exported.lines.iter().for_each(|line| out(line));
        return Ok(());
    };
    let text = exported.lines.iter().flat_map(|line| [line.as_str(), "\n"]);
    outlet::write_new(output, text.collect::<String>().as_bytes())?;
    show.say(
        format!(
            "{} に書きました（{} 人、Consent {} 件）",
            output.display(),
            exported.people,
            exported.lines.len()
        ),
        format!(
            "written to {}: {} people, {} Consents",
            output.display(),
            exported.people,
            exported.lines.len()
        ),
    );
    Ok(())
}

async fn void(bank: &Path, row: &Row, by: Steward<'_>, show: &Show) -> Done {
    let (bank, now) = open(bank).await?;
    let report = bank.void_consent(row, by, now).await?;
    match report.added {
        0 => show.say("この出来事はもう無効です", "this event was voided before"),
        _ => show.say(
            "出来事を無効にしました。記録は残ります。次の判断から効きます",
            "the event is void from the next decision on; both stay in the book",
        ),
    }
    brought(&report, show);
    Ok(())
}

async fn questions(bank: &Path, who: &str, format: Format, show: &Show) -> Done {
    let (bank, _) = open(bank).await?;
    let open = bank.questions(who).await?;
    if format == Format::Json {
        let line = |q: &sekisho_store::Question| serde_json::json!({ "id": q.id, "says": q.says, "at": q.at });
        let lines: Vec<_> = open.iter().map(line).collect();
        out(&serde_json::to_string_pretty(&lines).unwrap_or_default());
        return Ok(());
    }
    if open.is_empty() {
        show.say(
            "データ管理者を待つ問いはありません",
            "nothing waits for a data steward",
        );
    }
    for question in open {
        out(&format!(
            "  {} {}",
            question.id,
            show.lines(&question.says).join(" / ")
        ));
    }
    Ok(())
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
        source: said.source.unwrap_or_default(),
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

/// Whoever objected is handed a paper, and the hospital keeps its copy.
fn handed(receipts: &[consents::Receipt], show: &Show) {
    let Some(last) = receipts.iter().max_by_key(|receipt| receipt.copy_until) else {
        return;
    };
    let (count, until, cites) = (receipts.len(), last.copy_until, clause(&last.cites));
    show.say(
        format!(
            "求めた人に、求めがあった旨と停止の日を書いた書面を渡し（{count} 件）、写しを {until} まで保存してください（{cites}）"
        ),
        format!(
            "hand whoever objected a paper that says so and from when nothing is given ({count}), and keep the copy until {until} ({cites})"
        ),
    );
}

/// What the events bring about for copies that left before.
fn brought(report: &consents::ImportReport, show: &Show) {
    fell(report.fallen, show);
    handed(&report.receipts, show);
    if report.asked > 0 {
        show.say(
            format!(
                "データ管理者に確かめてほしいことが {} 件あります。`sekisho consent questions BANK --as WHO` で見られます",
                report.asked
            ),
            format!(
                "questions for a data steward: {}; `sekisho consent questions BANK --as WHO` lists them",
                report.asked
            ),
        );
    }
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

/// Signatures that can't have been given, by what is known now.
pub fn fell(signatures: u64, show: &Show) {
    if signatures > 0 {
        show.say(
            format!(
                "生年月日か死亡日から、ありえないとわかった署名が {signatures} 件あります。もう効きません。すでに渡したデータは、遅れて届いた撤回と同じに扱います"
            ),
            format!(
                "signatures that can't have been given, by what is known now: {signatures}; they count no more, and what left on them is treated as after a late withdrawal"
            ),
        );
    }
}

async fn import(
    bank: &Path,
    file: &Path,
    source: Option<String>,
    who: Option<&str>,
    show: &Show,
) -> Done {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let (bank, now) = open_as(bank, who).await?;
    let gate = bank.gate().await?;
    let (policy, zone) = (&gate.bundle().policy, bank.settings().zone);
    let report = match consents::is_fhir(file) {
        true => {
            let from = From {
                source,
                ..From::default()
            };
            consents::import_fhir(&bank.store, policy, zone, file, &from, now).await?
        }
        false => {
            let csv = read(file)?;
            let source = source.as_deref().unwrap_or_default();
            consents::import_of(&bank.store, policy, zone, (&name, &csv), source, now).await?
        }
    };
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
    if report.others > 0 {
        show.say(
            format!(
                "Consent ではない記録が {} 件あります。`sekisho ingest` で取り込んでください",
                report.others
            ),
            format!(
                "records of other types than Consent: {}; `sekisho ingest` takes them",
                report.others
            ),
        );
    }
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

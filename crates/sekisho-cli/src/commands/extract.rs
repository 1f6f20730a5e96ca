//! `count`, `extract`: papers in, a decision out.

use std::path::Path;

use sekisho_bank::{Bank, Receipt};
use sekisho_gate::{CountOf, Counted, Exact, Papers, Preview, Refusal};
use sekisho_model::release::ReleasedField;
use sekisho_model::time::parse_moment;
use sekisho_model::{CohortName, Instant, Text};

use super::{open, table};
use crate::args::{Format, PapersArgs};
use crate::show::{Done, Ended, Progress, Show, out};

pub struct Request<'a> {
    pub delivery: &'a str,
    /// `None`: a dry run.
    pub out: Option<&'a Path>,
    pub at: Option<&'a str>,
}

pub async fn extract(
    bank: &Path,
    request: &Request<'_>,
    args: &PapersArgs,
    format: Format,
    show: &Show,
) -> Done {
    let (bank, now) = open(bank).await?;
    let mut papers = papers(args, now);
    papers.at = moment(&bank, request.at)?;
    let delivery = request.delivery.into();
    let Some(out) = request.out else {
        match bank.preview(&papers, &delivery).await? {
            Ok(preview) => previewed(&preview, format, show),
            Err(refusal) => return refused(&refusal, format, show),
        }
        return Ok(());
    };
    let mut bar = Progress::new("提供", "extract");
    let mut progress = |done, all| bar.at(done, all);
    let made = bank.extract(&papers, &delivery, out, &mut progress).await?;
    drop(bar);
    match made {
        Ok(receipt) => delivered(&receipt, request.delivery, out, format, show),
        Err(refusal) => return refused(&refusal, format, show),
    }
    Ok(())
}

/// As it was typed.
pub struct CountTyped<'a> {
    pub study: &'a str,
    pub cohort: Option<&'a str>,
    pub by: &'a [String],
}

/// One guarded count a cohort: the one that was named, else each of the study's.
pub async fn count(
    bank: &Path,
    of: &CountTyped<'_>,
    args: &PapersArgs,
    format: Format,
    show: &Show,
) -> Done {
    let (bank, now) = open(bank).await?;
    let (study, by) = (of.study, fields(of.by)?);
    let cohorts: Vec<Option<CohortName>> = match of.cohort {
        Some(name) => vec![Some(name.into())],
        None => match bank.gate().await?.bundle().policy.study(study) {
            Some(study) if !study.cohorts.is_empty() => {
                study.cohorts.iter().cloned().map(Some).collect()
            }
            _ => vec![None],
        },
    };
    let mut counts = Vec::new();
    for cohort in cohorts {
        let of = CountOf {
            study: &study.into(),
            cohort: cohort.as_ref(),
            by: &by,
        };
        let counted = match bank.count(&papers(args, now), of).await? {
            Ok(counted) => counted,
            Err(refusal) => return refused(&refusal, format, show),
        };
        let name = cohort.as_ref().map_or(study, CohortName::as_str);
        match format {
            Format::Json => counts.push(serde_json::json!({
                "study": study, "cohort": name, "count": counted.guarded(), "shown": counted.to_string(),
                "suppressed": counted.suppressed(), "ledger_seq": counted.entry(),
                "expected_between": counted.unexpected().map(|(low, high)| [low, high]),
                "by": by, "cells": table::cells(counted.table()),
                "within": counted.within(), "note": counted.note(),
            })),
            Format::Text => {
                let entry = counted.entry();
                show.say(
                    format!("{name}: {counted} 人{}", in_ledger(entry).ja),
                    format!("{name}: {counted} patients{}", in_ledger(entry).en),
                );
                table::print(counted.table(), show);
                beside(&counted, show);
            }
        }
    }
    match (format, &counts[..]) {
        (Format::Text, _) => {}
        (Format::Json, [one]) => out(&pretty(one)),
        (Format::Json, all) => out(&pretty(&serde_json::json!(all))),
    }
    Ok(())
}

/// `VIEW.COLUMN` each.
fn fields(by: &[String]) -> Result<Vec<ReleasedField>, Ended> {
    let field = |text: &String| {
        let (view, column) = text.split_once('.').ok_or_else(|| {
            Ended::usage(
                format!("--by {text} は「表.列」の形ではありません（例 patient.sex）"),
                format!("--by {text} is not VIEW.COLUMN (e.g. patient.sex)"),
            )
        })?;
        Ok(ReleasedField {
            view: view.to_owned().into(),
            column: column.to_owned().into(),
        })
    };
    by.iter().map(field).collect()
}

fn papers(args: &PapersArgs, now: Instant) -> Papers {
    let mut papers = Papers::new(args.who.as_str(), now);
    papers.purpose = args.purpose.as_deref().map(Into::into);
    papers.justification.clone_from(&args.justify);
    papers.network.clone_from(&args.network);
    papers
}

fn moment(bank: &Bank, text: Option<&str>) -> Result<Option<Instant>, Ended> {
    let Some(text) = text else { return Ok(None) };
    parse_moment(text, bank.settings().zone)
        .map(Some)
        .ok_or_else(|| {
            Ended::usage(
                format!("--at {text} は日付でも時刻でもありません（例 2026-04-01）"),
                format!("--at {text} is neither a day nor an instant (e.g. 2026-04-01)"),
            )
        })
}

pub(super) fn refused(refusal: &Refusal, format: Format, show: &Show) -> Done {
    match format {
        Format::Json => out(&pretty(&refusal.told())),
        Format::Text => show
            .langs()
            .iter()
            .for_each(|lang| out(&refusal.say(*lang))),
    }
    Err(Ended::Refused)
}

fn delivered(receipt: &Receipt, delivery: &str, out_at: &Path, format: Format, show: &Show) {
    if format == Format::Json {
        out(&pretty(&serde_json::json!(receipt)));
        return;
    }
    let (records, rows) = (receipt.records, receipt.rows);
    let tables = match rows {
        0 => Text::default(),
        _ => Text::new(
            format!("、表 {rows} 行"),
            format!(", {rows} rows of tables"),
        ),
    };
    let place = out_at.display();
    show.say(
        format!("{} を {place} に出しました: 患者 {} 人、記録 {records} 件{}（許可は台帳 {}、提供は台帳 {}）", delivery, receipt.patients, tables.ja, receipt.permit, receipt.ledger_seq),
        format!("delivered {} to {place}: {} patients, {records} records{} (permit: ledger entry {}, delivery: {})", delivery, receipt.patients, tables.en, receipt.permit, receipt.ledger_seq),
    );
    if let Some(seq) = receipt.key_destroyed {
        show.say(
            format!("  仮名の鍵は破棄しました（台帳 {seq}）。元の患者へはもう結び付きません"),
            format!(
                "  the key of its pseudonyms is destroyed (ledger entry {seq}); nothing joins back"
            ),
        );
    }
    for file in &receipt.files {
        out(&format!(
            "  release/{:<28} {:>9}  {}",
            file.file, file.count, file.sha256
        ));
    }
    for kept in &receipt.kept_out {
        show.say(
            format!(
                "  出さなかった {} {} 件: {}",
                kept.kind, kept.records, kept.reason.ja
            ),
            format!(
                "  kept back {} {}: {}",
                kept.records, kept.kind, kept.reason.en
            ),
        );
    }
}

/// For stewards, who look the entry up.
fn in_ledger(entry: Option<i64>) -> Text {
    entry.map_or_else(Text::default, |seq| {
        Text::new(format!("（台帳 {seq}）"), format!(" (ledger entry {seq})"))
    })
}

/// What stands beside every guarded number.
fn beside(counted: &Counted, show: &Show) {
    let note = counted.note();
    show.say(format!("  （{}）", note.ja), format!("  ({})", note.en));
    if let Some((low, high)) = counted.unexpected() {
        show.say(
            format!("  注意: expect count は {low} 人から {high} 人です。extract は止まります"),
            format!("  note: {low} to {high} patients are expected; an extract would stop"),
        );
    }
}

fn previewed(preview: &Preview, format: Format, show: &Show) {
    if format == Format::Json {
        out(&pretty(&preview.evidence()));
        return;
    }
    let (entry, bundle) = (in_ledger(preview.entry()), preview.bundle());
    show.say(
        format!(
            "試しに決めただけで、何も出していません: 方針 {bundle} で申請は通ります{}",
            entry.ja
        ),
        format!(
            "decided only, nothing left: the request passes under policy {bundle}{}",
            entry.en
        ),
    );
    match (preview.exact(), preview.counted()) {
        (Some(exact), _) => exactly(&exact, show),
        (None, None) => show.say(
            "  人数は、この研究で人数を数えてよい人（allow count）にだけお伝えします",
            "  how many patients is told to people of this study who may count them (allow count)",
        ),
        (None, Some(counted)) => {
            show.say(
                format!("  患者: {counted} 人"),
                format!("  patients: {counted}"),
            );
            beside(counted, show);
        }
    }
    if let Some(limit) = preview.over_limit() {
        show.say(
            format!("  注意: 上限（limit patients）は {limit} 人です。extract は止まります"),
            format!("  note: the limit is {limit} patients; an extract would stop"),
        );
    }
}

/// For stewards, who read the same in the ledger.
fn exactly(exact: &Exact<'_>, show: &Show) {
    let (patients, cohort, records) = (exact.patients, exact.cohort, exact.records);
    show.say(
        format!("  コホート {cohort} 人のうち {patients} 人、記録 {records} 件まで"),
        format!("  {patients} of {cohort} patients of the cohort, up to {records} records"),
    );
    for (why, n) in exact.kept_out {
        let why = why.text();
        show.say(
            format!("  出ない {n} 件: {}", why.ja),
            format!("  {n} stay: {}", why.en),
        );
    }
}

pub(super) fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

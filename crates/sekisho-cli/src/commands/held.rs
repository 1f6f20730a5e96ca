//! `bank held BANK list|confirm|reject`: what waits for a steward.

use std::path::Path;

use sekisho_bank::Bank;
use sekisho_model::Text;
use sekisho_store::{Removal, Why};

use super::open;
use crate::args::{Format, HeldCommand};
use crate::show::{Done, Show, out};

pub async fn run(bank: &Path, command: HeldCommand, show: &Show) -> Done {
    let (bank, now) = open(bank).await?;
    match command {
        HeldCommand::List { who, format } => list(&bank, &who, format, show).await,
        HeldCommand::Confirm {
            number,
            who,
            justify,
        } => {
            let by = (who.as_str(), justify.as_str());
            let decided = bank.decide_waiting(number, true, by, now).await?;
            show.say_text(&if_confirmed(&decided));
            Ok(())
        }
        HeldCommand::Reject {
            number,
            who,
            justify,
        } => {
            let by = (who.as_str(), justify.as_str());
            let decided = bank.decide_waiting(number, false, by, now).await?;
            show.say_text(&if_rejected(&decided));
            Ok(())
        }
    }
}

async fn list(bank: &Bank, who: &str, format: Format, show: &Show) -> Done {
    let waiting = bank.waiting(who).await?;
    if format == Format::Json {
        let lines: Vec<_> = waiting.iter().map(plain).collect();
        out(&serde_json::to_string_pretty(&lines).unwrap_or_default());
        return Ok(());
    }
    if waiting.is_empty() {
        show.say("待っているものはありません", "nothing waits");
    }
    for removal in &waiting {
        let why = show.lines(&removal.why.text()).join(" / ");
        out(&format!(
            "{:>5}  {}  {}{}  {why}",
            removal.id,
            bank.settings().zone.day_of(removal.at),
            name(removal),
            place(removal),
        ));
        for (command, then) in [
            ("confirm", if_confirmed(removal)),
            ("reject", if_rejected(removal)),
        ] {
            out(&format!(
                "         {command}: {}",
                show.lines(&then).join(" / ")
            ));
        }
    }
    Ok(())
}

fn plain(removal: &Removal) -> serde_json::Value {
    serde_json::json!({
        "number": removal.id, "why": removal.why.word(), "records": removal.records,
        "record": removal.record.as_ref().map(|(kind, id)| format!("{kind}/{id}")),
        "element": removal.element, "file": removal.file, "line": removal.line, "at": removal.at,
    })
}

fn name(removal: &Removal) -> String {
    match &removal.record {
        Some((kind, id)) => format!("{kind}/{id}"),
        None => format!("×{}", removal.records),
    }
}

fn place(removal: &Removal) -> String {
    let element = match removal.element.as_str() {
        "" => String::new(),
        element => format!(".{element}"),
    };
    match removal.file.as_str() {
        "" => element,
        file => format!("{element} ({file}:{})", removal.line),
    }
}

/// What holds when a steward says that the source is right.
fn if_confirmed(removal: &Removal) -> Text {
    let n = removal.records;
    match removal.why {
        Why::Purge => Text::new(
            format!("記録 {n} 件を取り下げ、以後は使わない"),
            format!("{n} records are out from then on"),
        ),
        Why::Moved => Text::new(
            "新しい版が言う患者の記録として使い、前の版は使わない",
            "it counts as the patient's whom the new version names; the version before is out",
        ),
        Why::Points => Text::new("送られてきたとおりに使う", "it is used as it came"),
        Why::Person => Text::new(
            "同じ人の訂正として、新しい版と、この人のものすべてを使う",
            "it is the same person, corrected: the new version and everything about them is used",
        ),
        Why::Unclear => Text::new(
            "前の版も使わない（正しい版が届くまで）",
            "the version before stays out, too, until a clear one comes",
        ),
        Why::Deleted | Why::Retired => removal.why.text(),
    }
}

/// What holds when a steward says that the source is wrong.
fn if_rejected(removal: &Removal) -> Text {
    match removal.why {
        Why::Purge => Text::new(
            "この削除は行わず、記録はそのまま使う",
            "none of these deletions is carried out; the records stay in use",
        ),
        Why::Moved | Why::Points => Text::new(
            "この版は使わない。前の版があれば、それを使う",
            "this version stays out; a version before it, where there is one, is used",
        ),
        Why::Person => Text::new(
            "別の人である。新しい版と一緒に来たものは使わず、前からあったものを使う（新しい方は `ingest --source NAME` で分けて入れ直せる）",
            "it is another person: what came with the new version stays out, and what the bank had is used (the new one can be taken in apart with `ingest --source NAME`)",
        ),
        Why::Unclear => Text::new("前の版を使う", "the version before is used"),
        Why::Deleted | Why::Retired => removal.why.text(),
    }
}

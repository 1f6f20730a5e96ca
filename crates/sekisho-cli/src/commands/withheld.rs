//! `bank page BANK list|hold|release`: what a steward keeps off a patient's page.

use std::path::Path;

use sekisho_bank::page::{Act, Withheld, kind_text};
use sekisho_model::Zone;
use sekisho_model::time::parse_moment;

use super::open_as;
use crate::args::{Format, PageCommand};
use crate::show::{Done, Ended, Show, out};

pub async fn run(bank: &Path, command: PageCommand, show: &Show) -> Done {
    match command {
        PageCommand::List {
            patient,
            who,
            format,
        } => {
            let (bank, now) = open_as(bank, Some(&who)).await?;
            let withheld = bank.withheld_of(&patient, &who, now).await?;
            list(&withheld, bank.settings().zone, format, show);
        }
        PageCommand::Hold {
            entry,
            patient,
            until,
            who,
            justify,
        } => {
            let (bank, now) = open_as(bank, Some(&who)).await?;
            let end = parse_moment(&until, bank.settings().zone).ok_or_else(|| {
                Ended::usage(
                    format!("--until {until} は日付ではありません（例 2026-12-31）"),
                    format!("--until {until} is no day (e.g. 2026-12-31)"),
                )
            })?;
            let act = act(&patient, entry, &who, &justify);
            let seq = bank.hold_back(&act, end, now).await?;
            show.say(
                format!("台帳の {entry} 番を、{until} までこの人の記録に載せません（台帳 {seq}）。記録には、載せていない部分があることと法律の条だけが示されます"),
                format!("entry {entry} is kept off this person's page until {until} (ledger entry {seq}); the page says that a part is not shown, and by which article, and nothing else"),
            );
        }
        PageCommand::Release {
            entry,
            patient,
            who,
            justify,
        } => {
            let (bank, now) = open_as(bank, Some(&who)).await?;
            let act = act(&patient, entry, &who, &justify);
            let seq = bank.show_again(&act, now).await?;
            show.say(
                format!("台帳の {entry} 番を、またこの人の記録に載せます（台帳 {seq}）"),
                format!("entry {entry} shows on this person's page again (ledger entry {seq})"),
            );
        }
    }
    Ok(())
}

fn act<'a>(patient: &'a str, entry: i64, who: &'a str, why: &'a str) -> Act<'a> {
    Act {
        patient,
        entry,
        who,
        why,
    }
}

fn list(withheld: &[Withheld], zone: Zone, format: Format, show: &Show) {
    if format == Format::Json {
        out(&serde_json::to_string_pretty(withheld).unwrap_or_default());
        return;
    }
    if withheld.is_empty() {
        show.say("載せていないものはありません", "nothing is kept off");
    }
    for one in withheld {
        let kind = kind_text(one.kind);
        let kind = show.lines(&kind).join(" / ");
        let (until, who, why) = (zone.day_of(one.until), &one.who, &one.why);
        out(&format!(
            "{:>5}  {kind}  – {until}  {who}  {why}",
            one.entry
        ));
    }
}

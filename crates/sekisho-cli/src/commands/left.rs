//! `bank left BANK list|clear`: deliveries that may have left.

use std::path::Path;

use super::{open, open_as, open_to_look};
use crate::args::{Format, LeftCommand};
use crate::show::{Done, Show, out};

pub async fn run(bank: &Path, command: LeftCommand, show: &Show) -> Done {
    match command {
        LeftCommand::List { format } => list(bank, format, show).await,
        LeftCommand::Clear {
            entry,
            who,
            justify,
        } => {
            let (bank, now) = open_as(bank, Some(&who)).await?;
            let (seq, left) = bank.clear_left(entry, &who, &justify, now).await?;
            show.say(
                format!(
                    "提供 {} の写し（台帳 {}）は出ていないと記しました（台帳 {seq}）。もう提供として数えません",
                    left.delivery, left.entry
                ),
                format!(
                    "ledger entry {seq} says that the copy of {} (entry {}) did not leave; it counts no more",
                    left.delivery, left.entry
                ),
            );
            Ok(())
        }
    }
}

async fn list(bank: &Path, format: Format, show: &Show) -> Done {
    // Settled first where it can be: a killed process may not have said how it ended.
    let bank = match open(bank).await {
        Ok((bank, _)) => bank,
        Err(_) => open_to_look(bank).await?,
    };
    let left = bank.may_have_left_all().await?;
    if format == Format::Json {
        out(&serde_json::to_string_pretty(&left).unwrap_or_default());
        return Ok(());
    }
    if left.is_empty() {
        show.say(
            "出たかもしれない提供はありません",
            "no delivery that may have left",
        );
    }
    for one in left {
        let at = one.at.iso(bank.settings().zone);
        show.say(
            format!(
                "{:>5}  {at}  {}  {} へ  患者 {} 人  申請 {}（許可は台帳 {}）: {}",
                one.entry,
                one.delivery,
                one.recipient,
                one.patients,
                one.who,
                one.permit,
                one.reason
            ),
            format!(
                "{:>5}  {at}  {}  to {}  {} patients  asked by {} (permit: ledger entry {}): {}",
                one.entry,
                one.delivery,
                one.recipient,
                one.patients,
                one.who,
                one.permit,
                one.reason
            ),
        );
    }
    Ok(())
}

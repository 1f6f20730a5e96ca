//! `bank clock BANK show|confirm|set-back`: the bank's time beside the clock.

use std::path::Path;

use super::open;
use crate::args::ClockCommand;
use crate::show::{Done, Show};

pub async fn run(bank: &Path, command: ClockCommand, show: &Show) -> Done {
    let (bank, now) = open(bank).await?;
    match command {
        ClockCommand::Show => {
            let clock = bank.clock(now).await?;
            let zone = bank.settings().zone;
            let (last, now) = (clock.last.iso(zone), now.iso(zone));
            show.say(
                format!("銀行の時 {last}、時計 {now}"),
                format!("the bank's time {last}, the clock {now}"),
            );
            if let Some(text) = clock.says(zone) {
                show.say_text(&text);
            }
        }
        ClockCommand::Confirm { who, justify } => {
            let seq = bank.confirm_clock(&who, &justify, now).await?;
            show.say(
                format!("時計を確かめたと記しました（台帳 {seq}）。時がたって開くものも開きます"),
                format!(
                    "noted that the clock is right (ledger entry {seq}); what time opens is open"
                ),
            );
        }
        ClockCommand::SetBack {
            who,
            approved_by,
            justify,
        } => {
            let seq = bank
                .set_clock_back(&who, &approved_by, &justify, now)
                .await?;
            show.say(
                format!("銀行の時を時計に合わせました（台帳 {seq}）。これまでの記帳はそのまま残ります"),
                format!("the bank's time is the clock's again (ledger entry {seq}); every entry stands as it was written"),
            );
        }
    }
    Ok(())
}

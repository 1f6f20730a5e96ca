//! `bank guard BANK list|clear`: what counts are held against.

use std::path::Path;

use sekisho_bank::Guarded;

use super::open;
use crate::args::{Format, GuardCommand};
use crate::show::{Done, Show, out};

pub async fn run(bank: &Path, command: GuardCommand, show: &Show) -> Done {
    let (bank, now) = open(bank).await?;
    match command {
        GuardCommand::List { format } => {
            let guards = bank.guarded().await?;
            if format == Format::Json {
                let line = |(guard, releases, sets): &(String, usize, usize)| serde_json::json!({ "guard": guard, "releases": releases, "sets": sets });
                let lines: Vec<_> = guards.iter().map(line).collect();
                out(&serde_json::to_string_pretty(&lines).unwrap_or_default());
                return Ok(());
            }
            for (guard, releases, sets) in guards {
                show.say(
                    format!("{guard}: 回答 {releases} 回、集合 {sets}"),
                    format!("{guard}: {releases} releases, {sets} sets"),
                );
            }
        }
        GuardCommand::Clear {
            recipient,
            study,
            who,
            justify,
        } => {
            let of = match study {
                Some(study) => Guarded::Study(study.as_str().into()),
                None => Guarded::Recipient(recipient.unwrap_or_default()),
            };
            let (seq, sets) = bank.clear_guard(&of, &who, &justify, now).await?;
            show.say(
                format!("これまでの集合 {sets} との照合を終えました（台帳 {seq}）。記録は残ります"),
                format!("{sets} sets told so far are compared no longer (ledger entry {seq}); they are kept"),
            );
        }
    }
    Ok(())
}

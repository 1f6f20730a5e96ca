//! `bank backup|restore|restored`: a copy of the bank, and the bank that comes back from it.

use std::path::Path;

use sekisho_bank::{Bank, BankError};
use sekisho_store::Store;

use super::{open_as, opened};
use crate::account;
use crate::actor;
use crate::clock;
use crate::passphrase;
use crate::show::{Done, Show};

pub async fn make(bank: &Path, to: &Path, who: Option<&str>, show: &Show) -> Done {
    let (bank, now) = open_as(bank, who).await?;
    let made = bank.backup(to, &actor::named(who)?, now).await?;
    show.say(
        format!(
            "控えを {} に作りました（台帳 {} まで）。鍵も入っているので、銀行と同じように守ってください",
            to.display(),
            made.ledger_seq
        ),
        format!(
            "made a backup at {} (up to ledger entry {}); it holds the keys too, so guard it like the bank",
            to.display(),
            made.ledger_seq
        ),
    );
    if let Some(place) = &bank.settings().blobs {
        show.say(
            format!("大きな対象は {place} にあり、控えには入っていません"),
            format!("large objects lie at {place} and are not in it"),
        );
    }
    Ok(())
}

pub async fn restore(backup: &Path, to: &Path, who: Option<&str>, show: &Show) -> Done {
    account::alone();
    let who = actor::named(who)?;
    let now = |store: &Store| {
        let settings = store.settings();
        clock::now(settings.test_clock, settings.zone).map_err(|e| BankError::usage(e.clone(), e))
    };
    let (bank, made) = Bank::restore(backup, to, passphrase::given()?, &who, now).await?;
    opened(&bank);
    let day = made.made.iso(bank.settings().zone);
    show.say(
        format!(
            "{day} の控え（台帳 {} まで）から {} に戻しました。そのあとに記された撤回や提供は入っていません",
            made.ledger_seq,
            to.display()
        ),
        format!(
            "{} is back from the backup of {day} (up to ledger entry {}); withdrawals and deliveries recorded since are not in it",
            to.display(),
            made.ledger_seq
        ),
    );
    show.say(
        format!(
            "控えのあとの撤回などを入れ直し、`sekisho bank restored {} --as データ管理者 --justify 理由` で確認するまで、何も出しません",
            to.display()
        ),
        format!(
            "nothing leaves until those are entered again and a steward says so: `sekisho bank restored {} --as STEWARD --justify TEXT`",
            to.display()
        ),
    );
    Ok(())
}

pub async fn restored(bank: &Path, who: &str, why: &str, show: &Show) -> Done {
    let (bank, now) = open_as(bank, Some(who)).await?;
    let seq = bank.entered_again(who, why, now).await?;
    show.say(
        format!("入れ直したことを記しました（台帳 {seq}）。これからは方針どおりに出せます"),
        format!("noted that it was entered again (ledger entry {seq}); things leave as the policy says from now on"),
    );
    Ok(())
}

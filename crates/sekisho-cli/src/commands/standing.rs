//! `bank check|sweep|mark`: whether the bank is what it was, and what killed processes left.

use std::path::Path;

use sekisho_store::{Part, own};

use super::audit::whole;
use super::{open_as, open_to_look, settled_as};
use crate::args::Format;
use crate::show::{Done, Ended, Show, out};

/// Says everything that is wrong; exit 1 if anything is.
pub async fn check(bank: &Path, format: Format, show: &Show) -> Done {
    let bank = open_to_look(bank).await?;
    let hold = bank.hold().await?.map(|hold| hold.text());
    let broken = whole(&bank).await?.err();
    let left = bank.may_have_left_all().await?;
    let staged = bank.store.staging_left().await?;
    let open = own::open_to_others(bank.store.dir()).unwrap_or_default();
    let mut heads = Vec::new();
    for part in Part::ALL {
        let head = bank.store.head_of(part).await?;
        heads.push((part.file(), head));
    }
    if format == Format::Json {
        let heads: Vec<_> = heads
            .iter()
            .map(|(file, head)| {
                serde_json::json!({ "file": file, "head": head.map(|h| h.n), "digest": head.map(|h| h.digest) })
            })
            .collect();
        let places: Vec<_> = staged
            .iter()
            .map(|s| s.place.display().to_string())
            .collect();
        out(&serde_json::to_string_pretty(&serde_json::json!({
            "files": heads, "nothing_leaves_because": hold, "ledger_broken": broken, "may_have_left": left, "staging_folders": places,
            "open_to_others": open.iter().map(|place| place.display().to_string()).collect::<Vec<_>>(),
        })).unwrap_or_default());
    } else {
        for (file, head) in &heads {
            let n = head.map_or(0, |head| head.n);
            show.say(
                format!("  {file}: {n} まで"),
                format!("  {file}: up to {n}"),
            );
        }
        match hold.as_ref().or(broken.as_ref()) {
            None => show.say(
                "三つのファイルは同じ日のもので、台帳の鎖は切れていません",
                "the three files are of one day, and the ledger's chain is whole",
            ),
            Some(why) => show.say_text(why),
        }
        for place in &open {
            let place = place.display();
            show.say(
                format!("  持ち主以外も開けます: {place}（次に銀行で作業する命令が閉じます。読まれたかもしれないことは、それでは消えません）"),
                format!("  open to others than its owner: {place} (the next command that works in the bank closes it; that somebody may have read it stays so)"),
            );
        }
        for place in &staged {
            let place = place.place.display();
            show.say(
                format!("  作りかけの提供のフォルダー: {place}"),
                format!("  a folder of a half-made delivery: {place}"),
            );
        }
        if !left.is_empty() {
            show.say(
                format!(
                    "  出たかもしれない提供 {} 件（`sekisho bank left BANK list`）",
                    left.len()
                ),
                format!(
                    "  deliveries that may have left: {} (`sekisho bank left BANK list`)",
                    left.len()
                ),
            );
        }
    }
    let whole = hold.is_none() && broken.is_none() && left.is_empty();
    match whole && staged.is_empty() && open.is_empty() {
        true => Ok(()),
        false => Err(Ended::Refused),
    }
}

pub async fn sweep(bank: &Path, show: &Show) -> Done {
    let (bank, _, settled) = settled_as(bank, None).await?;
    for place in &settled.swept {
        let place = place.display();
        show.say(
            format!("作りかけの提供を消しました: {place}"),
            format!("deleted a half-made delivery: {place}"),
        );
    }
    for place in &settled.left {
        let place = place.display();
        show.say(
            format!("消せません。そのディスクがあるか、書き込めるかを確かめてください: {place}"),
            format!(
                "can't be deleted; see whether that disk is there and can be written to: {place}"
            ),
        );
    }
    if bank.extract_runs()? {
        show.say(
            "いま提供が動いています。そのフォルダーには触れていません",
            "a delivery is being made right now; its folder was not touched",
        );
    } else if settled.swept.is_empty() && settled.left.is_empty() {
        show.say("消すものはありません", "there is nothing to delete");
    }
    match settled.left.is_empty() {
        true => Ok(()),
        false => Err(Ended::Refused),
    }
}

pub async fn mark(bank: &Path, file: &Path, who: &str, why: &str, show: &Show) -> Done {
    let (mut bank, now) = open_as(bank, Some(who)).await?;
    bank.set_mark(file, who, why, now).await?;
    show.say(
        format!(
            "目印を {} に置きました。銀行が古い日のものに戻されると、ここから分かります",
            file.display()
        ),
        format!(
            "set the mark at {}; from it can be told when the bank goes back to an earlier day",
            file.display()
        ),
    );
    Ok(())
}

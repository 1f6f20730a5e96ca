//! `retire`: records that their source took back, and the undoing of it.

use std::path::Path;

use super::open;
use crate::show::{Done, Show};

pub async fn retire(
    bank: &Path,
    records: &[String],
    by: (&str, &str),
    recall: bool,
    show: &Show,
) -> Done {
    let (bank, now) = open(bank).await?;
    let done = bank.retire(records, by, recall, now).await?;
    show.say(
        format!(
            "記録 {} 件を取り下げました（台帳 {}）。以後の集計・コホート・提供には、過去の日付を選んでも出ません。消してはいないので、渡した値の追跡はできます",
            done.records, done.seq
        ),
        format!(
            "{} records are out (ledger entry {}): no count, cohort or delivery has them from now on, for whatever day it asks. Nothing is erased, and what left can be traced",
            done.records, done.seq
        ),
    );
    match (done.copies, recall) {
        (0, _) => {}
        (copies, true) => show.say(
            format!("渡した写し {copies} 件の回収を始めました。`sekisho recall BANK list` で見られます"),
            format!("{copies} delivered copies are to come back; `sekisho recall BANK list` shows them"),
        ),
        (copies, false) => show.say(
            format!(
                "この記録を含む写しが {copies} 件渡っています。受け手への通知は `sekisho recall BANK list` にあります。消してもらうなら、同じ命令に --recall を付けてください"
            ),
            format!(
                "{copies} copies that left hold them; `sekisho recall BANK list` has the notices to their recipients. To have them deleted there, run the same with --recall"
            ),
        ),
    }
    Ok(())
}

pub async fn undo(bank: &Path, records: &[String], by: (&str, &str), show: &Show) -> Done {
    let (bank, now) = open(bank).await?;
    for record in records {
        let done = bank.bring_back(record, by, now).await?;
        show.say(
            format!(
                "{record}: {} 件がまた使えます（台帳 {}）",
                done.records, done.seq
            ),
            format!(
                "{record}: {} records stand again (ledger entry {})",
                done.records, done.seq
            ),
        );
    }
    Ok(())
}

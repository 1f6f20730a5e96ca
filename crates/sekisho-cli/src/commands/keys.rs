//! `bank keys BANK list|add|rotate|passphrase|destroy`.

use std::path::Path;

use sekisho_bank::keys::{KeyLine, ScopeLine};
use sekisho_model::Zone;

use super::open;
use crate::args::{Format, KeysCommand};
use crate::passphrase;
use crate::show::{Done, Ended, Show, out};

pub async fn run(bank: &Path, command: KeysCommand, show: &Show) -> Done {
    match command {
        KeysCommand::List { format } => list(bank, format, show).await,
        KeysCommand::Add { name, who } => add(bank, &name, who.as_deref(), show).await,
        KeysCommand::Rotate { new_key_file, who } => {
            rotate(bank, new_key_file.as_deref(), who.as_deref(), show).await
        }
        KeysCommand::Passphrase { new_key_file, who } => {
            change(bank, new_key_file.as_deref(), who.as_deref(), show).await
        }
        KeysCommand::Destroy {
            scope,
            who,
            justify,
        } => destroy(bank, &scope, &who, &justify, show).await,
    }
}

async fn list(bank: &Path, format: Format, show: &Show) -> Done {
    let (bank, _) = open(bank).await?;
    let (sealed, keys) = (bank.keys_sealed()?, bank.wrapping_keys()?);
    let scopes = bank.scopes().await?;
    if format == Format::Json {
        let value = serde_json::json!({ "sealed": sealed, "keys": keys, "scopes": scopes });
        out(&serde_json::to_string_pretty(&value).unwrap_or_default());
        return Ok(());
    }
    show.say_text(&sealing(sealed));
    let zone = bank.settings().zone;
    keys.iter().for_each(|key| show_key(key, &keys, zone, show));
    scopes
        .iter()
        .for_each(|scope| show_scope(scope, zone, show));
    Ok(())
}

/// Whether a passphrase stands between a reader of the disk and the keys.
pub fn sealing(sealed: bool) -> sekisho_model::Text {
    match sealed {
        true => {
            sekisho_model::Text::new("鍵: 合言葉で封じてあります", "keys: sealed by a passphrase")
        }
        false => sekisho_model::Text::new(
            "鍵: 合言葉で封じていません（BANK/keys/bank.key、権限 0600）。`sekisho bank keys BANK passphrase` で封じられます",
            "keys: not sealed by a passphrase (BANK/keys/bank.key, mode 0600); `sekisho bank keys BANK passphrase` seals them",
        ),
    }
}

fn show_key(key: &KeyLine, all: &[KeyLine], zone: Zone, show: &Show) {
    let made = key.made.iso(zone);
    let old = all
        .iter()
        .any(|other| other.key == key.key && other.generation > key.generation);
    let (ja, en) = match old {
        true => (
            "（更新が途中です。`rotate` をもう一度）",
            " (a rotation did not end: rotate again)",
        ),
        false => ("", ""),
    };
    show.say(
        format!("  鍵 {} 第 {} 世代、{made}{ja}", key.key, key.generation),
        format!(
            "  key {} generation {}, made {made}{en}",
            key.key, key.generation
        ),
    );
}

fn show_scope(line: &ScopeLine, zone: Zone, show: &Show) {
    let (scope, made) = (&line.scope, line.made.iso(zone));
    match (line.destroyed, line.ledger_seq) {
        (Some(at), seq) => {
            let (at, seq) = (at.iso(zone), seq.unwrap_or_default());
            show.say(
                format!("  範囲 {scope}: {at} に破棄（台帳 {seq}）"),
                format!("  scope {scope}: destroyed {at} (ledger entry {seq})"),
            );
        }
        (None, _) => show.say(
            format!(
                "  範囲 {scope}: {made} から、鍵 {} 第 {} 世代のもと",
                line.key, line.generation
            ),
            format!(
                "  scope {scope}: since {made}, under {} generation {}",
                line.key, line.generation
            ),
        ),
    }
}

async fn add(bank: &Path, name: &str, who: Option<&str>, show: &Show) -> Done {
    let (bank, now) = open(bank).await?;
    let seq = bank.add_key(name, who.unwrap_or_default(), now).await?;
    show.say(
        format!(
            "鍵「{name}」を登録しました（台帳 {seq}）。プロファイルの key \"{name}\" で使えます"
        ),
        format!(
            "registered the key '{name}' (ledger entry {seq}); a profile uses it by: key \"{name}\""
        ),
    );
    Ok(())
}

async fn rotate(bank: &Path, new: Option<&Path>, who: Option<&str>, show: &Show) -> Done {
    let new = passphrase::new(new)?;
    let (bank, now) = open(bank).await?;
    let rotated = bank.rotate_keys(who.unwrap_or_default(), new, now).await?;
    let (n, seq) = (rotated.secrets, rotated.ledger_seq);
    show.say(
        format!("鍵を新しくし、{n} 件の範囲の鍵を包み直しました（台帳 {seq}）。仮名は変わりません。古い鍵は消えました"),
        format!("made new keys and rewrapped the secrets of {n} scopes (ledger entry {seq}); pseudonyms stay the same, the old keys are gone"),
    );
    rotated.keys.iter().for_each(|key| {
        show.say(
            format!("  鍵 {} 第 {} 世代", key.key, key.generation),
            format!("  key {} generation {}", key.key, key.generation),
        );
    });
    Ok(())
}

async fn change(bank: &Path, new: Option<&Path>, who: Option<&str>, show: &Show) -> Done {
    let new = passphrase::new(new)?.ok_or_else(|| {
        Ended::usage(
            "新しい合言葉を --new-key-file のファイルか SEKISHO_NEW_PASSPHRASE で渡してください",
            "give the new passphrase in a file with --new-key-file, or in SEKISHO_NEW_PASSPHRASE",
        )
    })?;
    let (bank, now) = open(bank).await?;
    let seq = bank
        .change_passphrase(who.unwrap_or_default(), &new, now)
        .await?;
    show.say(
        format!("鍵を新しい合言葉で封じました（台帳 {seq}）。前の合言葉ではもう開きません"),
        format!("sealed the keys by the new passphrase (ledger entry {seq}); the one before opens them no more"),
    );
    Ok(())
}

async fn destroy(bank: &Path, scope: &str, who: &str, why: &str, show: &Show) -> Done {
    let (bank, now) = open(bank).await?;
    let seq = bank.destroy_scope(scope, who, why, now).await?;
    show.say(
        format!("範囲「{scope}」の鍵を破棄しました（台帳 {seq}）。その仮名はもう誰にも結び付きません"),
        format!("destroyed the key of the scope '{scope}' (ledger entry {seq}); its pseudonyms join to nobody any more"),
    );
    show.say(
        "ディスクやその控えに古い写しが残りうるなら、続けて `sekisho bank keys BANK rotate` を実行してください",
        "where the disk or its copies may hold older bytes, run `sekisho bank keys BANK rotate` next",
    );
    Ok(())
}

//! `policies`: the shipped rules of law, for whoever wants to check them against the text of the law.

use sekisho_lang::law::{Entry, Unseen, days_words, entries};
use sekisho_model::law::clause;
use sekisho_model::{Day, Text};

use crate::args::Format;
use crate::show::{Done, Ended, Show, out};

pub fn run(
    name: Option<&str>,
    unverified: bool,
    on: Option<&str>,
    format: Format,
    show: &Show,
) -> Done {
    let mut found = entries();
    if let Some(on) = on {
        let day = day(on)?;
        found.retain(|entry| entry.in_force(day));
    }
    if let Some(name) = name {
        found.retain(|entry| entry.name == name);
        let Some(entry) = found.first() else {
            return Err(Ended::usage(
                format!(
                    "{name} という基準も根拠もありません。`sekisho policies` で一覧を見られます"
                ),
                format!("there is no {name} in force; `sekisho policies` lists what ships"),
            ));
        };
        match format {
            Format::Json => json(entry),
            Format::Text => whole(entry, show),
        }
        return Ok(());
    }
    if unverified {
        let unseen: Vec<Unseen> = found.iter().flat_map(Entry::unseen).collect();
        match format {
            Format::Json => json(&unseen),
            Format::Text => unseen.iter().for_each(|clause| unseen_line(clause, show)),
        }
        return Ok(());
    }
    match format {
        Format::Json => json(&found),
        Format::Text => found.iter().for_each(|entry| line(entry, show)),
    }
    Ok(())
}

fn day(text: &str) -> Result<Day, Ended> {
    Day::parse(text).ok_or_else(|| {
        Ended::usage(
            format!("--on {text} は日付ではありません。2026-12-01 のように書いてください"),
            format!("--on {text} is no day; write one such as 2026-12-01"),
        )
    })
}

/// On one line, in the language asked for or in both.
fn words(show: &Show, text: &Text) -> String {
    show.lines(text).join(" / ")
}

fn json(value: &impl serde::Serialize) {
    out(&serde_json::to_string_pretty(value).unwrap_or_default());
}

fn line(entry: &Entry, show: &Show) {
    let kind = entry.kind.words();
    out(&format!(
        "{}  {}: {} ({})",
        entry.name,
        words(show, &kind),
        words(show, &entry.label),
        words(show, &days_words(&entry.validity)),
    ));
}

fn whole(entry: &Entry, show: &Show) {
    line(entry, show);
    out(&format!("  {}", entry.origin));
    if !entry.cites.is_empty() {
        out(&format!("  {}", clause(&entry.cites)));
    }
    for rule in &entry.rules {
        out(&format!("  {}", rule.says));
        if !rule.cites.is_empty() {
            out(&format!("      {}", clause(&rule.cites)));
        }
    }
    for note in &entry.notes {
        let says = words(show, &note.says);
        out(&format!(
            "  {} {says}",
            words(show, &Text::new("注:", "Note:"))
        ));
        if !note.cites.is_empty() {
            out(&format!("      {}", clause(&note.cites)));
        }
    }
}

fn unseen_line(unseen: &Unseen, show: &Show) {
    let Unseen {
        of,
        says,
        clause,
        file,
        line,
    } = unseen;
    let whole = words(show, &Text::new("全体の根拠", "as a whole"));
    let says = if says.is_empty() { &whole } else { says };
    out(&format!("{file}:{line}  {of}  {says}\n    {clause}"));
}

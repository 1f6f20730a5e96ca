//! A table of counts, on a terminal and as data.

use sekisho_gate::{Entry, Label, Shown, Table};
use sekisho_model::text::Lang;

use crate::show::{Show, out};

/// Every entry with its labels; `null` for all of a field, and for a number that is not shown.
pub fn cells(table: &Table) -> Vec<serde_json::Value> {
    let cell = |entry: &Entry| {
        let labels: Vec<_> = entry
            .labels
            .iter()
            .map(|l| l.as_ref().map(Label::word))
            .collect();
        serde_json::json!({ "labels": labels, "count": entry.shown.number(), "shown": entry.shown.to_string() })
    };
    table.entries.iter().map(cell).collect()
}

/// A line an entry, totals after what they sum up. Nothing where there is only the total.
pub fn print(table: &Table, show: &Show) {
    if table.by.is_empty() {
        return;
    }
    let lang = show.langs().first().copied().unwrap_or(Lang::En);
    let head = table.by.iter().map(ToString::to_string);
    let rows: Vec<Vec<String>> = [head.collect()]
        .into_iter()
        .chain(table.entries.iter().map(|entry| row(entry, lang)))
        .collect();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|t| columns(t))
            .max()
    };
    let widths: Vec<usize> = (0..table.by.len()).filter_map(width).collect();
    for row in &rows {
        let padded = row.iter().zip(&widths).map(|(text, width)| {
            format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
        });
        let mut line: Vec<String> = padded.collect();
        line.extend(row.get(widths.len()).map(|number| format!("{number:>8}")));
        out(format!("  {}", line.join("  ")).trim_end());
    }
    if table
        .entries
        .iter()
        .any(|entry| entry.shown == Shown::Withheld)
    {
        show.say(
            "  * は、少ないか、少ない数を隠すのに要る欄です（0 も同じ印）。合計は伏せた欄の人も数えます",
            "  * stands for a number that is small (none too) or keeps a small one hidden; totals count hidden cells too",
        );
    }
}

fn row(entry: &Entry, lang: Lang) -> Vec<String> {
    let all = match lang {
        Lang::Ja => "計",
        Lang::En => "all",
    };
    let label = |label: &Option<Label>| match label {
        Some(label) => label.text().get(lang).to_owned(),
        None => all.to_owned(),
    };
    let labels = entry.labels.iter().map(label);
    labels.chain([entry.shown.to_string()]).collect()
}

/// Columns on a terminal: letters outside of Latin scripts take two.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|c| if c >= '\u{1100}' { 2 } else { 1 })
        .sum()
}

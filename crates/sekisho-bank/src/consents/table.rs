//! The table: a header in any order, then one statement a line.

use sekisho_model::Text;

use super::Row;
use crate::error::BankError;

const NEEDED: [&str; 5] = ["patient_id", "form", "item", "event", "date"];
const OPTIONAL: [&str; 4] = ["by", "relation", "recorded", "source"];
const ROWS_MAX: usize = 5_000_000;

pub(super) struct Line {
    pub line: u64,
    pub cells: Result<Row, Text>,
}

/// Every line of the table. `Err` only where the table as a whole can't be read.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Line>, BankError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if std::str::from_utf8(bytes).is_err() {
        return Err(BankError::usage(
            "同意の表が UTF-8 ではありません。表計算ソフトから「CSV UTF-8」で保存し直してください",
            "the consent table is not UTF-8; save it again as 'CSV UTF-8'",
        ));
    }
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(bytes);
    let header: Vec<String> = reader
        .headers()
        .map_err(broken)?
        .iter()
        .map(str::to_owned)
        .collect();
    check_header(&header)?;
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        if lines.len() == ROWS_MAX {
            return Err(BankError::usage(
                format!("同意の表が {ROWS_MAX} 行を超えています。分けて取り込んでください"),
                format!("the consent table has more than {ROWS_MAX} rows; import it in parts"),
            ));
        }
        let line = record.position().map_or(0, csv::Position::line);
        lines.push(Line {
            line,
            cells: row(&header, &record),
        });
    }
    Ok(lines)
}

fn check_header(header: &[String]) -> Result<(), BankError> {
    let known = || NEEDED.iter().chain(&OPTIONAL);
    let wrong = |ja: String, en: String| Err(BankError::usage(ja, en));
    let list = NEEDED
        .iter()
        .chain(&OPTIONAL)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    if let Some(unknown) = header.iter().find(|name| !known().any(|k| k == name)) {
        return wrong(
            format!("同意の表に知らない列「{unknown}」があります。使える列は {list} です"),
            format!("the consent table has a column '{unknown}'; known are {list}"),
        );
    }
    if let Some(twice) = header
        .iter()
        .enumerate()
        .find(|(i, name)| header[..*i].contains(name))
    {
        let name = twice.1;
        return wrong(
            format!("列「{name}」が二度あります"),
            format!("the column '{name}' stands twice"),
        );
    }
    if let Some(missing) = NEEDED
        .iter()
        .find(|name| !header.iter().any(|h| h == *name))
    {
        return wrong(
            format!("同意の表に列「{missing}」がありません。一行目に {list} を書いてください"),
            format!("the consent table has no column '{missing}'; its first line names {list}"),
        );
    }
    Ok(())
}

fn row(header: &[String], record: &csv::StringRecord) -> Result<Row, Text> {
    if record.len() != header.len() {
        return Err(Text::new(
            format!(
                "列の数が見出しと違います（{} 列、見出しは {} 列）",
                record.len(),
                header.len()
            ),
            format!("{} cells under a header of {}", record.len(), header.len()),
        ));
    }
    let cell = |name: &str| {
        let index = header.iter().position(|h| h == name);
        index
            .and_then(|i| record.get(i))
            .unwrap_or_default()
            .to_owned()
    };
    Ok(Row {
        patient: cell("patient_id"),
        source: cell("source"),
        form: cell("form"),
        item: cell("item"),
        event: cell("event"),
        date: cell("date"),
        by: cell("by"),
        relation: cell("relation"),
        recorded: cell("recorded"),
    })
}

fn broken(error: csv::Error) -> BankError {
    let line = error.position().map_or(1, csv::Position::line);
    BankError::usage(
        format!("同意の表の {line} 行目が CSV として読めません。引用符を確かめてください"),
        format!("line {line} of the consent table can't be read as CSV; check its quotation marks"),
    )
}

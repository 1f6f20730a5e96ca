//! A codelist in a table beside the policies: UTF-8, a header, a row per code. Its digest stands in
//! the policy, so that a board approves the codes and not the name of a file.

use sekisho_model::codelist::CodeEntry;
use sekisho_model::{Digest, Text};
use sekisho_syntax::ast::{self, Name};

use super::Analyzer;
use crate::problem::codelist as problems;

const COLUMNS: [&str; 5] = ["code", "system", "display", "below", "group"];
/// The largest tables in use (a whole drug master) hold some 30,000 rows.
const ROWS_MAX: usize = 200_000;
const BYTES_MAX: usize = 32 << 20;
/// More bad rows than this tell nothing new.
const BAD_ROWS_SHOWN_MAX: usize = 20;

pub(super) struct CodeFile {
    pub digest: Digest,
    pub entries: Vec<CodeEntry>,
    /// The first system a row names, at the place of the file's name.
    pub system: Option<Name>,
    /// (row, system) of every row that names one.
    pub systems: Vec<(u64, String)>,
}

impl Analyzer<'_> {
    /// The rows of a file of the package. Every bad row is a problem; the others are read.
    pub(super) fn code_file(&mut self, path: &Name, digest: &Name) -> Option<CodeFile> {
        let Some(found) = self.package.files.get(&path.text).copied() else {
            self.say(problems::codelist_file_missing(
                path.origin.clone(),
                &path.text,
            ));
            return None;
        };
        if digest.text.parse() != Ok(found) {
            let at = digest.origin.clone();
            self.say(problems::codelist_changed(
                at,
                &path.text,
                &found.to_string(),
            ));
        }
        let unreadable =
            |why: Text| problems::codelist_unreadable(path.origin.clone(), &path.text, &why);
        let Some(text) = self.package.texts.get(&path.text) else {
            self.say(unreadable(Text::new(
                "UTF-8 ではありません",
                "it is not UTF-8",
            )));
            return None;
        };
        if text.len() > BYTES_MAX {
            let (ja, en) = (
                format!("{BYTES_MAX} バイトを超えています"),
                format!("it has more than {BYTES_MAX} bytes"),
            );
            self.say(unreadable(Text::new(ja, en)));
            return None;
        }
        match rows(text) {
            Err(why) => {
                self.say(unreadable(why));
                None
            }
            Ok(table) => {
                for (row, why) in table.bad.iter().take(BAD_ROWS_SHOWN_MAX) {
                    self.say(problems::codelist_row(
                        path.origin.clone(),
                        &path.text,
                        *row,
                        why,
                    ));
                }
                let first = table.systems.first();
                let system = first.map(|(_, system)| Name {
                    text: system.clone(),
                    origin: path.origin.clone(),
                });
                Some(CodeFile {
                    digest: found,
                    entries: table.entries,
                    system,
                    systems: table.systems,
                })
            }
        }
    }

    /// A row that names another system than the list's would never be found.
    pub(super) fn of_one_system(
        &mut self,
        list: &ast::Codelist,
        file: &CodeFile,
        known: &[String],
    ) {
        let Some((path, _)) = &list.file else { return };
        let other = file
            .systems
            .iter()
            .filter(|(_, system)| !known.contains(system));
        for (row, system) in other.take(BAD_ROWS_SHOWN_MAX) {
            let why = Text::new(
                format!("体系が「{system}」で、コード表の体系と違います"),
                format!("its system '{system}' is not the codelist's"),
            );
            self.say(problems::codelist_row(
                path.origin.clone(),
                &path.text,
                *row,
                &why,
            ));
        }
    }
}

#[derive(Default)]
struct Table {
    entries: Vec<CodeEntry>,
    systems: Vec<(u64, String)>,
    bad: Vec<(u64, Text)>,
}

/// `Err` only where the table as a whole can't be read. Rows are counted as a spreadsheet shows
/// them: the header is row 1.
fn rows(text: &str) -> Result<Table, Text> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map_err(broken)?
        .iter()
        .map(str::to_owned)
        .collect();
    judge_header(&header)?;
    let mut table = Table::default();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        if table.entries.len() == ROWS_MAX {
            let (ja, en) = (
                format!("{ROWS_MAX} 行を超えています"),
                format!("it has more than {ROWS_MAX} rows"),
            );
            return Err(Text::new(ja, en));
        }
        let row = record.position().map_or(0, csv::Position::line);
        match entry(&header, &record) {
            Err(why) => table.bad.push((row, why)),
            Ok((entry, system)) => {
                table.entries.push(entry);
                table
                    .systems
                    .extend((!system.is_empty()).then_some((row, system)));
            }
        }
    }
    Ok(table)
}

fn judge_header(header: &[String]) -> Result<(), Text> {
    let known = COLUMNS.join(", ");
    if let Some(name) = header.iter().find(|name| !COLUMNS.contains(&name.as_str())) {
        return Err(Text::new(
            format!("一行目の「{name}」は知らない列です（使える列: {known}）"),
            format!("its first line names a column '{name}' (known are {known})"),
        ));
    }
    let twice = header
        .iter()
        .enumerate()
        .find(|(n, name)| header[..*n].contains(name));
    if let Some((_, name)) = twice {
        return Err(Text::new(
            format!("列「{name}」が二度あります"),
            format!("the column '{name}' stands twice"),
        ));
    }
    if !header.iter().any(|name| name == "code") {
        return Err(Text::new(
            format!("一行目に列 code がありません（使える列: {known}）"),
            format!("its first line names no column 'code' (known are {known})"),
        ));
    }
    Ok(())
}

fn entry(header: &[String], record: &csv::StringRecord) -> Result<(CodeEntry, String), Text> {
    if record.len() != header.len() {
        return Err(Text::new(
            format!(
                "列が {} 個で、見出しの {} 個と違います",
                record.len(),
                header.len()
            ),
            format!(
                "it has {} cells under a header of {}",
                record.len(),
                header.len()
            ),
        ));
    }
    let cell = |name: &str| {
        let column = header.iter().position(|column| column == name);
        column
            .and_then(|n| record.get(n))
            .unwrap_or_default()
            .to_owned()
    };
    let code = cell("code");
    if code.is_empty() {
        return Err(Text::new("code が空です", "its code is empty"));
    }
    let below = match cell("below").as_str() {
        "yes" => true,
        "no" | "" => false,
        other => {
            return Err(Text::new(
                format!("below が「{other}」です（yes か no を書く）"),
                format!("its 'below' is '{other}', which is neither yes nor no"),
            ));
        }
    };
    let entry = CodeEntry {
        code,
        display: cell("display"),
        below,
        group: Some(cell("group")).filter(|group| !group.is_empty()),
    };
    Ok((entry, cell("system")))
}

fn broken(error: csv::Error) -> Text {
    let row = error.position().map_or(1, csv::Position::line);
    Text::new(
        format!("{row} 行目が CSV として読めません（引用符を確かめる）"),
        format!("row {row} can't be read as CSV; look at its quotation marks"),
    )
}

//! `FILE#LOCATION`: which value of which delivered file is asked about.

use std::path::{Path, PathBuf};

use crate::error::BankError;

/// A place in a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The folder of the delivery, above `release/`.
    pub out: PathBuf,
    /// The file's path below `release/`.
    pub file: String,
    pub at: At,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// A line of NDJSON and a path of keys and indexes in it; empty: the whole record.
    Line { line: u64, path: String },
    /// A row of a table, 1 = the first below the header, and a column by its name.
    Cell { row: u64, column: String },
}

/// The longest location that is read.
const LONGEST: usize = 1024;

impl Asked {
    /// Reads `OUT/release/FILE#LINE/path`, `…#ROW,COLUMN` or `…#ROW/COLUMN`.
    pub fn parse(text: &str) -> Result<Self, BankError> {
        let (path, location) = text.rsplit_once('#').ok_or_else(usage)?;
        if location.len() > LONGEST {
            return Err(usage());
        }
        let (out, file) = split(Path::new(path)).ok_or_else(outside)?;
        let at = match Path::new(&file).extension().and_then(|e| e.to_str()) {
            Some("ndjson") => line(location),
            Some("csv" | "parquet") => cell(location),
            _ => return Err(no_record()),
        };
        let at = at.ok_or_else(usage)?;
        Ok(Self { out, file, at })
    }

    /// As lineage names the file: a table is its view, whatever format it left in.
    pub fn lineage_file(&self) -> &str {
        match self.at {
            At::Line { .. } => &self.file,
            At::Cell { .. } => self
                .file
                .rsplit_once('.')
                .map_or(&self.file, |(view, _)| view),
        }
    }

    pub fn number(&self) -> u64 {
        match self.at {
            At::Line { line, .. } => line,
            At::Cell { row, .. } => row,
        }
    }
}

impl std::fmt::Display for Asked {
    /// Without the folders: `Observation.ndjson#12/valueQuantity/value`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.at {
            At::Line { line, path } if path.is_empty() => write!(f, "{}#{line}", self.file),
            At::Line { line, path } => write!(f, "{}#{line}/{path}", self.file),
            At::Cell { row, column } => write!(f, "{}#{row},{column}", self.file),
        }
    }
}

/// The delivery's folder and the file's path below its `release/`.
fn split(path: &Path) -> Option<(PathBuf, String)> {
    let release = path
        .ancestors()
        .skip(1)
        .find(|above| above.file_name().is_some_and(|name| name == "release"))?;
    let file = path.strip_prefix(release).ok()?.to_str()?.to_owned();
    let out = match release.parent() {
        Some(out) if !out.as_os_str().is_empty() => out.to_owned(),
        _ => PathBuf::from("."),
    };
    Some((out, file))
}

fn line(location: &str) -> Option<At> {
    let (line, path) = location.split_once('/').unwrap_or((location, ""));
    Some(At::Line {
        line: number(line)?,
        path: path.trim_matches('/').to_owned(),
    })
}

fn cell(location: &str) -> Option<At> {
    let (row, column) = location.split_once([',', '/'])?;
    let column = column.trim().to_owned();
    (!column.is_empty()).then_some(At::Cell {
        row: number(row)?,
        column,
    })
}

fn number(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|n| *n > 0)
}

fn usage() -> BankError {
    BankError::usage(
        "場所は FILE#行/キー/… （NDJSON）か FILE#行,列（表）で書いてください。例: out/release/Observation.ndjson#12/valueQuantity/value、out/release/lab.csv#3,value",
        "write the place as FILE#LINE/key/… (NDJSON) or FILE#ROW,COLUMN (tables), e.g. out/release/Observation.ndjson#12/valueQuantity/value, out/release/lab.csv#3,value",
    )
}

fn outside() -> BankError {
    BankError::usage(
        "FILE は extract が作ったフォルダーの release/ の中のファイルで指定してください。隣の record/ から追跡します",
        "FILE must lie in the release/ of a folder that `extract` made; the trace works from the record/ beside it",
    )
}

fn no_record() -> BankError {
    BankError::usage(
        "追跡できるのは .ndjson、.csv、.parquet の値です。manifest.json は提供全体から作られ、一人の記録には戻りません",
        "values of .ndjson, .csv and .parquet can be traced; manifest.json is made from the delivery as a whole and leads back to no one's record",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<(PathBuf, String, At)> {
        Asked::parse(text).ok().map(|a| (a.out, a.file, a.at))
    }

    #[test]
    fn a_line_with_a_path_and_a_cell_by_row_and_column() {
        let line = |line, path: &str| At::Line {
            line,
            path: path.into(),
        };
        let cell = |row, column: &str| At::Cell {
            row,
            column: column.into(),
        };
        assert_eq!(
            at("out/release/Observation.ndjson#12/valueQuantity/value"),
            Some((
                "out".into(),
                "Observation.ndjson".into(),
                line(12, "valueQuantity/value")
            ))
        );
        assert_eq!(
            at("release/Patient.ndjson#1"),
            Some((".".into(), "Patient.ndjson".into(), line(1, "")))
        );
        for text in [
            "/a/b/release/lab.csv#3,value",
            "/a/b/release/lab.csv#3/value",
        ] {
            assert_eq!(
                at(text),
                Some(("/a/b".into(), "lab.csv".into(), cell(3, "value")))
            );
        }
    }

    #[test]
    fn what_names_no_value_is_refused() {
        for text in [
            "out/release/Patient.ndjson",
            "out/release/Patient.ndjson#0/id",
            "out/release/Patient.ndjson#x/id",
            "out/release/lab.csv#3",
            "out/release/lab.csv#3,",
            "Patient.ndjson#1/id",
            "out/release/manifest.json#1",
        ] {
            assert!(at(text).is_none(), "{text}");
        }
    }
}

//! A delivery as the recipient and the bank find it: `release/` and `record/`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::command::sekisho;
use crate::json::Json;
use crate::samples::{ndjson_files, text_of};

pub struct Delivery {
    pub folder: PathBuf,
    bank: PathBuf,
    who: String,
}

/// A delivered record with the place it stands at.
pub struct Delivered {
    /// `Observation.ndjson`
    pub file: String,
    /// From 1.
    pub line: usize,
    pub text: String,
    pub json: Json,
}

impl Delivered {
    pub fn kind(&self) -> &str {
        self.json
            .get("resourceType")
            .and_then(Json::text)
            .expect("a delivered record has a resourceType")
    }
}

/// What the bank noted of a delivered record: where it came from.
pub type Lineage = BTreeMap<(String, usize), (String, String)>;

impl Delivery {
    pub fn at(bank: &Path, who: &str, folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            bank: bank.to_owned(),
            who: who.to_owned(),
        }
    }

    /// One file of the bank's evidence, as the bank shows it to who asked for it; what tells whose a
    /// line is, as it shows that to whom the example's trace rule lets look, with a second person.
    pub fn evidence(&self, file: &str) -> String {
        let tells_whose = ["lineage.parquet", "grants.parquet"].contains(&file);
        let who: &[&str] = match tells_whose {
            true => &["mori", "--approved-by", "ito", "--justify", "検証"],
            false => &[self.who.as_str()],
        };
        let args: [&OsStr; 5] = [
            "record".as_ref(),
            self.bank.as_os_str(),
            self.folder.as_os_str(),
            file.as_ref(),
            "--as".as_ref(),
        ];
        let who = who.iter().map(OsStr::new);
        sekisho(args.into_iter().chain(who)).done().out
    }

    /// Calls `see` for every delivered record, file by file.
    pub fn each(&self, mut see: impl FnMut(Delivered)) {
        for path in ndjson_files(&self.folder.join("release")) {
            let file = path
                .file_name()
                .expect("a file has a name")
                .to_string_lossy()
                .into_owned();
            let text = text_of(&path);
            assert!(
                text.is_empty() || text.ends_with('\n'),
                "{file} ends in the middle of a line"
            );
            for (i, line) in text.lines().enumerate() {
                let json = Json::try_parse(line)
                    .unwrap_or_else(|at| panic!("{file}:{}: no JSON at byte {at}", i + 1));
                see(Delivered {
                    file: file.clone(),
                    line: i + 1,
                    text: line.to_owned(),
                    json,
                });
            }
        }
    }

    /// Kind -> number of records.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let files = ndjson_files(&self.folder.join("release"));
        let kind = |path: &Path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        };
        files
            .iter()
            .map(|path| (kind(path), text_of(path).lines().count()))
            .collect()
    }

    pub fn patients(&self) -> usize {
        self.counts().get("Patient").copied().unwrap_or_default()
    }

    pub fn manifest(&self) -> Json {
        Json::parse(&text_of(&self.folder.join("release/manifest.json")))
    }

    pub fn report(&self) -> Json {
        Json::parse(&self.evidence("risk.json"))
    }

    /// (file, line) -> (kind, source id), from the bank's own side of the delivery.
    pub fn lineage(&self) -> Lineage {
        let text = self.evidence("lineage.parquet");
        let entry = |line: &str| {
            let json = Json::parse(line);
            let word = |key: &str| {
                json.get(key)
                    .and_then(Json::text)
                    .unwrap_or_else(|| panic!("lineage without {key}"))
                    .to_owned()
            };
            let number = json
                .get("line")
                .and_then(Json::integer)
                .expect("lineage without line") as usize;
            ((word("file"), number), (word("type"), word("source_id")))
        };
        text.lines().map(entry).collect()
    }

    /// Every file below the delivery with its bytes, by its path.
    pub fn files(&self, below: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.folder.join(below);
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in
                fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
            {
                let path = entry.expect("a folder entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path
                        .strip_prefix(&root)
                        .expect("below the root")
                        .to_string_lossy()
                        .into_owned();
                    files.insert(name, fs::read(&path).expect("a readable file"));
                }
            }
        }
        files
    }
}

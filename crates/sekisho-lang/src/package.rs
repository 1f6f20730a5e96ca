//! A policy package on disk: `sekisho.yaml`, the policy files, the documents they name.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use sekisho_model::institution::{Certification, Institution, InstitutionKind};
use sekisho_model::policy::Contact;
use sekisho_model::{Digest, SourceText, Text, Zone};
use serde::Deserialize;

/// What `sekisho.yaml` says, and every file it leads to.
#[derive(Clone, Debug)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// `oncology 2026.1`
    pub model: String,
    pub zone: Zone,
    /// ISO 3166-1 alpha-2: what "domestic" means.
    pub country: String,
    /// Whom patients ask.
    pub contact: Option<Contact>,
    /// Whose bank it is.
    pub institution: Option<Institution>,
    /// The policy files, sorted by path.
    pub sources: Vec<SourceText>,
    /// Digests of the documents and tables beside them, by path inside the package.
    pub files: BTreeMap<String, Digest>,
    /// The text of those that are UTF-8 text: tables and documents that checks look into.
    pub texts: BTreeMap<String, String>,
}

/// Why a folder is not a package. Problems inside policy text are not errors of the package.
#[derive(Debug)]
pub enum PackageError {
    Read {
        path: PathBuf,
        error: std::io::Error,
    },
    Yaml {
        path: PathBuf,
        reason: String,
    },
    Value {
        path: PathBuf,
        what: &'static str,
        value: String,
    },
    /// A word that is none of a closed list.
    Word {
        path: PathBuf,
        what: &'static str,
        value: String,
        words: String,
    },
    NotUtf8 {
        path: PathBuf,
    },
    TooManyFiles {
        path: PathBuf,
    },
    NoPolicies {
        path: PathBuf,
    },
}

impl PackageError {
    /// What is so and the next act.
    pub fn text(&self) -> Text {
        match self {
            Self::Read { path, error } => Text::new(
                format!(
                    "{} を読めません（{error}）。方針のフォルダーの名を確かめてください",
                    path.display()
                ),
                format!(
                    "{} can't be read ({error}); check the name of the policy folder",
                    path.display()
                ),
            ),
            Self::Yaml { path, reason } => Text::new(
                format!("{} が読めません: {reason}", path.display()),
                format!("{} can't be read: {reason}", path.display()),
            ),
            Self::Value { path, what, value } => Text::new(
                format!("{} の {what} が {value:?} では使えません", path.display()),
                format!("{}: {what} can't be {value:?}", path.display()),
            ),
            Self::Word {
                path,
                what,
                value,
                words,
            } => Text::new(
                format!(
                    "{} の {what} に {value:?} は書けません。書けるのは: {words}",
                    path.display()
                ),
                format!(
                    "{}: {what} can't be {value:?}; it is one of {words}",
                    path.display()
                ),
            ),
            Self::NotUtf8 { path } => Text::new(
                format!(
                    "{} が UTF-8 ではありません。UTF-8 で保存し直してください",
                    path.display()
                ),
                format!("{} is not UTF-8; save it as UTF-8", path.display()),
            ),
            Self::TooManyFiles { path } => Text::new(
                format!(
                    "{} にファイルが多すぎます（上限 {FILES_MAX}）",
                    path.display()
                ),
                format!(
                    "{} holds too many files (at most {FILES_MAX})",
                    path.display()
                ),
            ),
            Self::NoPolicies { path } => Text::new(
                format!("{} に .seki が一つもありません", path.display()),
                format!("{} holds no .seki file", path.display()),
            ),
        }
    }
}

const MANIFEST: &str = "sekisho.yaml";
const FILES_MAX: usize = 10_000;
const FILE_BYTES_MAX: u64 = 64 << 20;
const FOLDERS_DEEP_MAX: usize = 16;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    name: String,
    version: String,
    model: String,
    #[serde(default = "tokyo")]
    zone: String,
    #[serde(default = "japan")]
    country: String,
    #[serde(default = "policies")]
    policies: String,
    #[serde(default)]
    contact: Option<ContactSaid>,
    #[serde(default)]
    institution: Option<InstitutionSaid>,
}

/// `institution:` of the manifest, its words not yet looked up.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InstitutionSaid {
    kind: String,
    #[serde(default)]
    academic: YesNo,
    #[serde(default)]
    certified: Vec<String>,
}

/// `yes`, `no`, or YAML's own true and false.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum YesNo {
    #[default]
    Silent,
    Yaml(bool),
    Word(String),
}

impl YesNo {
    fn parse(&self) -> Result<bool, &str> {
        match self {
            Self::Silent => Ok(false),
            Self::Yaml(said) => Ok(*said),
            Self::Word(word) => match word.as_str() {
                "yes" => Ok(true),
                "no" => Ok(false),
                other => Err(other),
            },
        }
    }
}

/// A word of `institution:` that is none of those it may be.
struct WrongWord {
    what: &'static str,
    value: String,
    words: String,
}

impl InstitutionSaid {
    fn read(&self) -> Result<Institution, WrongWord> {
        let wrong = |what, value: &str, words: Vec<&str>| WrongWord {
            what,
            value: value.to_owned(),
            words: words.join(", "),
        };
        let kind = InstitutionKind::parse(&self.kind).ok_or_else(|| {
            let words = InstitutionKind::ALL.map(InstitutionKind::as_str);
            wrong("institution.kind", &self.kind, words.to_vec())
        })?;
        let academic = self
            .academic
            .parse()
            .map_err(|word| wrong("institution.academic", word, vec!["yes", "no"]))?;
        let certified = self.certified.iter().map(|word| {
            Certification::parse(word).ok_or_else(|| {
                let words = Certification::ALL.map(Certification::as_str);
                wrong("institution.certified", word, words.to_vec())
            })
        });
        let mut certified: Vec<Certification> = certified.collect::<Result<_, _>>()?;
        certified.sort();
        certified.dedup();
        Ok(Institution {
            kind,
            academic,
            certified,
        })
    }
}

/// `contact:` of the manifest; every line of it but the name may be missing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactSaid {
    name: Said,
    #[serde(default)]
    address: Said,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    hours: Said,
}

/// One text for readers of either language, or one each.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Alike(String),
    Each(Text),
}

impl Default for Said {
    fn default() -> Self {
        Self::Alike(String::new())
    }
}

impl From<Said> for Text {
    fn from(said: Said) -> Self {
        match said {
            Said::Alike(text) => Self::new(text.clone(), text),
            Said::Each(text) => text,
        }
    }
}

impl From<ContactSaid> for Contact {
    fn from(said: ContactSaid) -> Self {
        Self {
            name: said.name.into(),
            address: said.address.into(),
            phone: said.phone,
            email: said.email,
            hours: said.hours.into(),
        }
    }
}

fn tokyo() -> String {
    "Asia/Tokyo".into()
}

fn japan() -> String {
    "JP".into()
}

fn policies() -> String {
    "policies".into()
}

impl Package {
    pub fn load(dir: &Path) -> Result<Self, PackageError> {
        let path = dir.join(MANIFEST);
        let (mut package, policies) = Self::named(&text(&path)?, &path)?;
        for path in files_below(dir)? {
            let name = name_inside(dir, &path);
            if is_taken(&name, &policies) {
                package.put(name, bytes(&path)?, &path)?;
            }
        }
        package.complete(dir.join(policies))
    }

    /// A package of files at hand: paths inside it, with `/`, and what they hold.
    pub fn of<'f>(
        files: impl IntoIterator<Item = (&'f str, &'f str)>,
    ) -> Result<Self, PackageError> {
        let files: BTreeMap<&str, &str> = files.into_iter().collect();
        let manifest = files.get(MANIFEST).copied().unwrap_or_default();
        let (mut package, policies) = Self::named(manifest, Path::new(MANIFEST))?;
        for (name, held) in files {
            if is_taken(name, &policies) {
                package.put(name.to_owned(), held.as_bytes().to_vec(), Path::new(name))?;
            }
        }
        package.complete(policies.into())
    }

    /// What the manifest says, and the folder of the policies.
    fn named(manifest: &str, path: &Path) -> Result<(Self, String), PackageError> {
        let manifest: Manifest =
            serde_yaml::from_str(manifest).map_err(|error| PackageError::Yaml {
                path: path.to_owned(),
                reason: error.to_string(),
            })?;
        let wrong = |what, value: &str| PackageError::Value {
            path: path.to_owned(),
            what,
            value: value.to_owned(),
        };
        let zone = Zone::parse(&manifest.zone).ok_or_else(|| wrong("zone", &manifest.zone))?;
        let is_country =
            manifest.country.len() == 2 && manifest.country.bytes().all(|b| b.is_ascii_uppercase());
        if !is_country {
            return Err(wrong("country", &manifest.country));
        }
        let inside = Path::new(&manifest.policies)
            .components()
            .all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
        if !inside || manifest.policies.is_empty() {
            return Err(wrong("policies", &manifest.policies));
        }
        let contact = manifest.contact.map(Contact::from);
        if contact
            .as_ref()
            .is_some_and(|contact| contact.name.is_empty())
        {
            return Err(wrong("contact.name", ""));
        }
        let institution = manifest
            .institution
            .map(|said| said.read())
            .transpose()
            .map_err(|wrong| PackageError::Word {
                path: path.to_owned(),
                what: wrong.what,
                value: wrong.value,
                words: wrong.words,
            })?;
        let package = Self {
            name: manifest.name,
            version: manifest.version,
            model: manifest.model,
            zone,
            country: manifest.country,
            contact,
            institution,
            sources: Vec::new(),
            files: BTreeMap::new(),
            texts: BTreeMap::new(),
        };
        Ok((package, manifest.policies))
    }

    fn put(&mut self, name: String, held: Vec<u8>, path: &Path) -> Result<(), PackageError> {
        if name.ends_with(".seki") {
            let text = String::from_utf8(held).map_err(|_| PackageError::NotUtf8 {
                path: path.to_owned(),
            })?;
            self.sources.push(SourceText::new(&name, text));
        } else {
            self.files.insert(name.clone(), Digest::of(&held));
            let text = (!name.ends_with(".pdf")).then(|| String::from_utf8(held));
            if let Some(Ok(text)) = text {
                self.texts.insert(name, text);
            }
        }
        Ok(())
    }

    fn complete(mut self, policies: PathBuf) -> Result<Self, PackageError> {
        if self.sources.is_empty() {
            return Err(PackageError::NoPolicies { path: policies });
        }
        self.sources.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(self)
    }
}

/// Policy files below `policies`; documents and tables anywhere.
fn is_taken(name: &str, policies: &str) -> bool {
    let path = Path::new(name);
    match path.extension().and_then(|e| e.to_str()) {
        Some("seki") => path.starts_with(
            Path::new(policies)
                .strip_prefix(".")
                .unwrap_or(Path::new(policies)),
        ),
        Some("md" | "txt" | "pdf" | "csv" | "ndjson") => true,
        _ => false,
    }
}

/// Every file below a folder, hidden ones and links left out, sorted. A folder with a manifest of
/// its own is another package.
fn files_below(dir: &Path) -> Result<Vec<PathBuf>, PackageError> {
    let mut found = Vec::new();
    let mut open = vec![(dir.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let read = |error| PackageError::Read {
            path: folder.clone(),
            error,
        };
        for entry in std::fs::read_dir(&folder).map_err(read)? {
            let entry = entry.map_err(read)?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let kind = entry.file_type().map_err(read)?;
            if kind.is_dir() && entry.path().join(MANIFEST).is_file() {
                continue;
            }
            if kind.is_dir() && depth == FOLDERS_DEEP_MAX {
                return Err(PackageError::Value {
                    path: entry.path(),
                    what: "depth",
                    value: format!("> {FOLDERS_DEEP_MAX}"),
                });
            }
            if kind.is_dir() {
                open.push((entry.path(), depth + 1));
            } else if kind.is_file() {
                found.push(entry.path());
            }
            if found.len() + open.len() > FILES_MAX {
                return Err(PackageError::TooManyFiles {
                    path: dir.to_owned(),
                });
            }
        }
    }
    found.sort();
    Ok(found)
}

fn name_inside(dir: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(dir).unwrap_or(path);
    let parts: Vec<_> = inside
        .components()
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/")
}

fn bytes(path: &Path) -> Result<Vec<u8>, PackageError> {
    let read = |error| PackageError::Read {
        path: path.to_owned(),
        error,
    };
    if std::fs::metadata(path).map_err(read)?.len() > FILE_BYTES_MAX {
        return Err(PackageError::Value {
            path: path.to_owned(),
            what: "size",
            value: format!("> {FILE_BYTES_MAX}"),
        });
    }
    std::fs::read(path).map_err(read)
}

fn text(path: &Path) -> Result<String, PackageError> {
    String::from_utf8(bytes(path)?).map_err(|_| PackageError::NotUtf8 {
        path: path.to_owned(),
    })
}

impl fmt::Display for PackageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, error } => {
                write!(f, "{}: 読めません / can't be read: {error}", path.display())
            }
            Self::Yaml { path, reason } => write!(
                f,
                "{}: 書き方に誤りがあります / is not written right: {reason}",
                path.display()
            ),
            Self::Value { path, what, value } => write!(
                f,
                "{}: {what} の値 '{value}' は使えません / can't be '{value}'",
                path.display()
            ),
            Self::Word {
                path,
                what,
                value,
                words,
            } => write!(
                f,
                "{}: {what} に '{value}' は書けません / can't be '{value}': {words}",
                path.display()
            ),
            Self::NotUtf8 { path } => {
                write!(f, "{}: UTF-8 ではありません / is not UTF-8", path.display())
            }
            Self::TooManyFiles { path } => write!(
                f,
                "{}: ファイルが {FILES_MAX} 件を超えます / more than {FILES_MAX} files",
                path.display()
            ),
            Self::NoPolicies { path } => write!(
                f,
                "{}: .seki ファイルがありません / holds no .seki file",
                path.display()
            ),
        }
    }
}

impl std::error::Error for PackageError {}

//! The demo's bank in a folder: the package `examples/lung`, its users, its consents, and a small
//! lung-cancer cohort made here. Nobody in it exists; the same bytes come out every time.

mod besides;
mod cohort;
mod people;
mod records;
mod referred;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where everything was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demo {
    /// A policy package, for `check` and `build`.
    pub package: PathBuf,
    /// A file for `bank people`.
    pub users: PathBuf,
    /// A file for `consent import`.
    pub consents: PathBuf,
    /// A folder of FHIR R4 NDJSON, for `ingest`.
    pub records: PathBuf,
}

/// The names that the story uses.
pub mod story {
    pub const STUDY: &str = "肺がん予後2026";
    pub const COHORT: &str = "肺がん患者";
    /// Allowed to `ANALYST`: coded, to a university, under consent.
    pub const DELIVERY: &str = "予後_東大";
    /// Refused to `COMPANY_ANALYST`: two approvals are missing.
    pub const COMPANY_DELIVERY: &str = "創薬_アクメ";
    /// Allowed to `COMPANY_ANALYST`: anonymized tables.
    pub const COMPANY_TABLES: &str = "創薬_アクメ_表";
    pub const ANALYST: &str = "佐藤";
    /// Known to the bank, without a role in the study.
    pub const VISITOR: &str = "田中";
    pub const COMPANY_ANALYST: &str = "鈴木";
    /// データ管理者: opens the bank's evidence.
    pub const DATA_STEWARD: &str = "中村";
    /// Delivered at first; then this person withdraws from `FORM`.
    pub const WITHDRAWING: &str = "LC-0007";
    pub const FORM: &str = "研究同意_第3版";
    /// Of the cohort, before any consent is asked.
    pub const PEOPLE: usize = 96;
    pub const IN_COHORT: usize = 95;
    pub const COVERED: usize = 87;
    pub const COVERED_AFTER_WITHDRAWAL: usize = 86;
}

const PACKAGE: [(&str, &str); 7] = [
    (
        "sekisho.yaml",
        include_str!("../../../examples/lung/sekisho.yaml"),
    ),
    (
        "documents/同意書_第2版.md",
        include_str!("../../../examples/lung/documents/同意書_第2版.md"),
    ),
    (
        "documents/同意書_第3版.md",
        include_str!("../../../examples/lung/documents/同意書_第3版.md"),
    ),
    (
        "codelists/地方区分.csv",
        include_str!("../../../examples/lung/codelists/地方区分.csv"),
    ),
    (
        "policies/01_同意.seki",
        include_str!("../../../examples/lung/policies/01_同意.seki"),
    ),
    (
        "policies/02_予後研究.seki",
        include_str!("../../../examples/lung/policies/02_予後研究.seki"),
    ),
    (
        "policies/03_企業創薬.seki",
        include_str!("../../../examples/lung/policies/03_企業創薬.seki"),
    ),
];
const USERS: &str = include_str!("../../../examples/lung/users.csv");
const CONSENTS: &str = include_str!("../../../examples/lung/consents.csv");

/// Writes everything into a folder, which need not exist yet.
pub fn write(dir: &Path) -> io::Result<Demo> {
    let demo = Demo {
        package: dir.join("package"),
        users: dir.join("users.csv"),
        consents: dir.join("consents.csv"),
        records: dir.join("fhir"),
    };
    fs::create_dir_all(demo.package.join("policies"))?;
    fs::create_dir_all(demo.package.join("documents"))?;
    fs::create_dir_all(demo.package.join("codelists"))?;
    fs::create_dir_all(&demo.records)?;
    for (path, text) in PACKAGE {
        fs::write(demo.package.join(path), text)?;
    }
    fs::write(&demo.users, USERS)?;
    fs::write(&demo.consents, CONSENTS)?;
    for (kind, lines) in cohort::resources() {
        fs::write(demo.records.join(format!("{kind}.ndjson")), lines)?;
    }
    Ok(demo)
}

/// Every resource of the cohort by type, one a line.
pub fn resources() -> std::collections::BTreeMap<&'static str, String> {
    cohort::resources()
}

#[cfg(test)]
mod tests;

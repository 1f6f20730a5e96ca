//! Where a rule stands in the policy text. It rides along from the parser to the refusal.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Digest;

/// A place in a policy file: byte range, and line and column (both from 1, columns in characters).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// Path inside the package, with `/`.
    pub file: Arc<str>,
    pub start: u32,
    pub end: u32,
    pub line: u32,
    pub column: u32,
}

impl Origin {
    /// The place of a thing that Sekisho itself brings, such as the consent guard.
    pub fn built_in() -> Self {
        Self {
            file: Arc::from("(built in)"),
            start: 0,
            end: 0,
            line: 0,
            column: 0,
        }
    }

    pub fn is_built_in(&self) -> bool {
        self.line == 0
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_built_in() {
            f.write_str(&self.file)
        } else {
            write!(f, "{}:{}", self.file, self.line)
        }
    }
}

/// A policy file as it was compiled; the bundle carries it so that a refusal can quote the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    pub path: Arc<str>,
    pub digest: Digest,
    pub text: String,
}

impl SourceText {
    pub fn new(path: &str, text: String) -> Self {
        Self {
            path: Arc::from(path),
            digest: Digest::of(text.as_bytes()),
            text,
        }
    }

    /// The text of a line (from 1), without its blanks at the ends.
    pub fn line(&self, line: u32) -> Option<&str> {
        self.text
            .lines()
            .nth((line as usize).checked_sub(1)?)
            .map(str::trim)
    }
}

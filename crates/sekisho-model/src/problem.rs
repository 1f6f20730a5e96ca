//! A problem: what is so, where, and the next act, in Japanese and English.

use crate::{Origin, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is built while one stands.
    Error,
    Warning,
}

/// One finding of the parser or the checker. `code` is `SKnnnn` for life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: u16,
    pub severity: Severity,
    pub origin: Origin,
    /// What is so, in one sentence each.
    pub message: Text,
    /// The next act; empty when the message already says it.
    pub help: Text,
    /// The replacement for the exact span, where one is certain.
    pub fix: Option<String>,
    /// Another place that matters (the first declaration of a name declared twice).
    pub related: Option<(Origin, Text)>,
}

impl Problem {
    pub fn error(code: u16, origin: Origin, message: Text) -> Self {
        Self {
            code,
            severity: Severity::Error,
            origin,
            message,
            help: Text::default(),
            fix: None,
            related: None,
        }
    }

    pub fn warning(code: u16, origin: Origin, message: Text) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, origin, message)
        }
    }

    #[must_use]
    pub fn help(self, help: Text) -> Self {
        Self { help, ..self }
    }

    #[must_use]
    pub fn fix(self, fix: impl Into<String>) -> Self {
        Self {
            fix: Some(fix.into()),
            ..self
        }
    }

    /// `SK0101`
    pub fn code_text(&self) -> String {
        format!("SK{:04}", self.code)
    }
}

//! A problem: what is so, where, and the next act, in Japanese and English. Every problem is made
//! by its [`Page`], which holds its code.

mod page;

pub use page::{Example, Page, Wording, wording};

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

    /// Another place to look at, with what stands there.
    #[must_use]
    pub fn related(self, origin: Origin, what: Text) -> Self {
        Self {
            related: Some((origin, what)),
            ..self
        }
    }

    /// The near name as the fix, where there is one.
    #[must_use]
    pub fn fix_if(self, fix: Option<impl Into<String>>) -> Self {
        Self {
            fix: fix.map(Into::into).or(self.fix),
            ..self
        }
    }

    /// `SK0101`
    pub fn code_text(&self) -> String {
        page::code_text(self.code)
    }
}

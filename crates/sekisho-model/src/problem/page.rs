//! The page of a problem: what it means, why it matters, a text that raises it, that text mended.
//! A code stands here and nowhere else; it is a problem's name for life.

use super::{Problem, Severity};
use crate::text::Lang;
use crate::{Origin, Text};

/// What a person can read about one problem: `sekisho problem SK0413`, `docs/problems.md`.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// `SKnnnn`, never used again for anything else.
    pub code: u16,
    /// A headline of a few words, without a full stop.
    pub title: Wording,
    /// What it means: what Sekisho saw, in the reader's world rather than the compiler's.
    pub meaning: Wording,
    /// Why it matters: what would go wrong for a patient, a study or a board if it were let through.
    pub why: Wording,
    /// A text that raises the problem.
    pub example: Example,
    /// The same text mended: without this problem, and without any other error.
    pub instead: Example,
}

/// A sentence in both languages, known when Sekisho is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    pub ja: &'static str,
    pub en: &'static str,
}

/// Policy text of a page. A test checks every one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// Declarations for the standing package: each takes the place of the one of its kind and name, or is added.
    Declarations(&'static str),
    /// Whole files (path, text) beside the standing package's documents; with a `.seki` among them,
    /// they take the place of its policy.
    Files(&'static [(&'static str, &'static str)]),
    /// No text can show it, and why; a test of its own shows it instead.
    NotShown(Wording),
}

/// Both readings of a sentence: Japanese, then English.
pub const fn wording(ja: &'static str, en: &'static str) -> Wording {
    Wording { ja, en }
}

impl Wording {
    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ja => self.ja,
            Lang::En => self.en,
        }
    }

    pub fn text(self) -> Text {
        Text::new(self.ja, self.en)
    }
}

impl Page {
    /// A page whose words are still to be written.
    pub const fn unwritten(code: u16) -> Self {
        let nothing = wording("", "");
        Self {
            code,
            title: nothing,
            meaning: nothing,
            why: nothing,
            example: Example::NotShown(nothing),
            instead: Example::NotShown(nothing),
        }
    }

    /// `SK0413`
    pub fn code_text(&self) -> String {
        code_text(self.code)
    }

    /// A problem of this page; nothing is built while it stands.
    pub fn error(&self, at: Origin, message: Text) -> Problem {
        Problem {
            code: self.code,
            severity: Severity::Error,
            origin: at,
            message,
            help: Text::default(),
            fix: None,
            related: None,
        }
    }

    pub fn warning(&self, at: Origin, message: Text) -> Problem {
        Problem {
            severity: Severity::Warning,
            ..self.error(at, message)
        }
    }
}

pub(super) fn code_text(code: u16) -> String {
    format!("SK{code:04}")
}

/// Declares a family of problems: one file (module) each, whose constructor has the file's name and
/// whose words are its `PAGE`. Collects the pages into `PAGES`.
#[macro_export]
macro_rules! problem_family {
    ($($problem:ident)*) => {
        $(
            mod $problem;
            pub use $problem::$problem;
        )*

        /// The pages of this family, by code.
        pub static PAGES: &[&$crate::problem::Page] = &[$(&$problem::PAGE),*];
    };
}

//! Policy text to syntax tree. Never fails, reports every problem of a file in one run, knows no
//! domain: whether a name exists or a purpose makes sense is the language's question.
//!
//! The steps: `scan` makes the text ASCII in its punctuation (and says so), `tree` cuts it into
//! blocks and lines, `grammar` parses each line alone, `build` makes the typed tree.

pub mod ast;
mod build;
mod context;
mod fix;
mod format;
mod grammar;
mod letters;
mod lines;
mod problem;
mod scan;
mod tree;
mod words;

pub use context::{Context, keywords};
pub use fix::{Fixed, fix, spelled_out};
pub use format::format;
pub use problem::{PAGES as PROBLEM_PAGES, SyntaxProblem};
pub use words::nearest;

use sekisho_model::{Problem, SourceText};

/// A file as far as it could be read. Broken lines are left out, each with its problem.
#[derive(Clone, Debug)]
pub struct Parse {
    pub file: ast::File,
    pub problems: Vec<Problem>,
    pub source: SourceText,
}

/// The largest policy file that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 1 << 20;
/// How deep braces, brackets and parentheses may stand in each other.
pub const NESTING_MAX: usize = 64;
/// More problems than this in one file are counted, not listed.
pub const PROBLEMS_MAX: usize = 500;

/// Reads one policy file. Whatever the text, this returns; what could not be read is in `problems`.
pub fn parse(source: &SourceText) -> Parse {
    let (file, problems) = build::file(source);
    Parse {
        file,
        problems,
        source: source.clone(),
    }
}

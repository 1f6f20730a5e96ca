//! `check --fix`: slips of the text mended in the package's files, and units that were meant written
//! out; each change said.

use std::path::Path;

use sekisho_lang::Package;
use sekisho_model::SourceText;
use sekisho_syntax::Fixed;

use crate::rewrite::replace;
use crate::show::{Done, Ended, err};

/// A mended word can bring the next slip to light; more rounds than this mend nothing new.
const ROUNDS_MAX: usize = 8;

/// What was changed goes to standard error, so that `--format json` stays readable by a program.
pub fn fix(dir: &Path) -> Done {
    for source in &loaded(dir)?.sources {
        write(dir, source, mended(source))?;
    }
    // The meaning is asked of the mended text.
    let package = loaded(dir)?;
    let problems = sekisho_lang::check_package(&package).problems;
    for source in &package.sources {
        let code = sekisho_lang::problem::UNIT_MEANT;
        write(
            dir,
            source,
            sekisho_syntax::spelled_out(source, &problems, code),
        )?;
    }
    Ok(())
}

fn loaded(dir: &Path) -> Result<Package, Ended> {
    Package::load(dir).map_err(|error| Ended::Usage(error.text()))
}

fn write(dir: &Path, source: &SourceText, (text, fixed): (String, Vec<Fixed>)) -> Done {
    if !fixed.is_empty() {
        replace(&dir.join(&*source.path), &source.text, &text)?;
    }
    fixed.iter().for_each(|one| err(&said(one, source)));
    Ok(())
}

fn mended(source: &SourceText) -> (String, Vec<Fixed>) {
    let (mut source, mut all) = (source.clone(), Vec::new());
    for _ in 0..ROUNDS_MAX {
        let (text, fixed) = sekisho_syntax::fix(&source, &sekisho_syntax::parse(&source).problems);
        if fixed.is_empty() {
            break;
        }
        all.extend(fixed);
        source = SourceText::new(&source.path, text);
    }
    (source.text, all)
}

fn said(fixed: &Fixed, source: &SourceText) -> String {
    let Fixed {
        code,
        line,
        column,
        was,
        is,
    } = fixed;
    format!("{}:{line}:{column} SK{code:04} {was} → {is}", source.path)
}

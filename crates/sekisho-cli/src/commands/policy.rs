//! `check`, `build`, `key`, `seal`, `verify`: policy text and bundles, no bank.

use std::path::Path;

use sekisho_bank::keys::SignKey;
use sekisho_bank::{bundle_folder, components};
use sekisho_lang::data_model::oncology;
use sekisho_lang::{Analysis, Package, Program};
use sekisho_model::Severity;

use super::coverage;
use crate::args::Format;
use crate::problems;
use crate::show::{Done, Ended, Show, out, out_coloured};

/// `with_coverage`: also what the profiles leave undecided, where the package has no error.
pub fn check(package: &Path, format: Format, with_coverage: bool, show: &Show) -> Done {
    let (package, analysis) = analyze(package)?;
    let covered = analysis.program.as_ref().filter(|_| with_coverage);
    match format {
        Format::Json => {
            let list: Vec<_> = analysis.problems.iter().map(problems::as_json).collect();
            let said = match with_coverage {
                false => serde_json::Value::Array(list),
                true => serde_json::json!({
                    "problems": list,
                    "coverage": covered.map(coverage::as_json),
                }),
            };
            out(&serde_json::to_string_pretty(&said).unwrap_or_default());
        }
        Format::Text => {
            if let Some(program) = covered {
                coverage::tell(program, show);
            }
            tell(&package, &analysis, show);
        }
    }
    if analysis.program.is_some() {
        Ok(())
    } else {
        Err(Ended::Refused)
    }
}

/// `plugins`: the folder of components; the package's own where none is named.
pub fn build(dir: &Path, output: &Path, plugins: Option<&Path>, show: &Show) -> Done {
    let (package, analysis) = analyze(dir)?;
    let Some(program) = &analysis.program else {
        tell(&package, &analysis, show);
        return Err(Ended::Refused);
    };
    let folder = plugins.map_or_else(|| dir.join(components::FOLDER), Path::to_owned);
    let found = components::find(&folder)?;
    let mut built = sekisho_lower::build(program, oncology());
    let wrong = components::attach(&mut built, &found, &folder.display().to_string());
    for problem in &wrong {
        out_coloured(problems::render(problem, &package.sources, show).trim_end());
        out("");
    }
    if wrong.iter().any(|p| p.severity == Severity::Error) {
        return Err(Ended::Refused);
    }
    let digest = bundle_folder::write(&built, output)?;
    show.say(
        format!("束 {} を {} に書きました", digest, output.display()),
        format!("wrote bundle {} to {}", digest, output.display()),
    );
    Ok(())
}

/// A package without errors with its program; else its problems are told.
pub fn checked(dir: &Path, show: &Show) -> Result<(Package, Program), Ended> {
    let (package, analysis) = analyze(dir)?;
    if analysis.program.is_none() {
        tell(&package, &analysis, show);
    }
    Ok((package, analysis.program.ok_or(Ended::Refused)?))
}

pub fn new_key(file: &Path, show: &Show) -> Done {
    let public = SignKey::generate()?.write(file)?;
    show.say(
        format!(
            "鍵 {} と公開鍵 {} を作りました",
            file.display(),
            public.display()
        ),
        format!(
            "made key {} and public key {}",
            file.display(),
            public.display()
        ),
    );
    Ok(())
}

pub fn seal(bundle: &Path, key: &Path, show: &Show) -> Done {
    let key = SignKey::read(key)?;
    let digest = bundle_folder::seal(bundle, &key)?;
    show.say(
        format!("束 {digest} に鍵 {} で署名しました", &key.public()[..16]),
        format!("signed bundle {digest} with key {}", &key.public()[..16]),
    );
    Ok(())
}

pub fn verify(bundle: &Path, show: &Show) -> Done {
    let stored = bundle_folder::read(bundle)?;
    show.say(
        format!(
            "束 {}: 中身は揃い、署名 {} 件はすべて正しい",
            stored.digest,
            stored.approvals.len()
        ),
        format!(
            "bundle {}: whole, and its {} signatures hold",
            stored.digest,
            stored.approvals.len()
        ),
    );
    for approval in &stored.approvals {
        out(&format!("  {}", approval.key));
    }
    Ok(())
}

/// The program of a package without errors; else its problems are told.
pub fn program(dir: &Path, show: &Show) -> Result<Program, Ended> {
    Ok(checked(dir, show)?.1)
}

fn analyze(dir: &Path) -> Result<(Package, Analysis), Ended> {
    let package = Package::load(dir).map_err(|e| {
        let text = e.text();
        Ended::Usage(text)
    })?;
    let analysis = sekisho_lang::check_package(&package);
    Ok((package, analysis))
}

fn tell(package: &Package, analysis: &Analysis, show: &Show) {
    for problem in &analysis.problems {
        out_coloured(problems::render(problem, &package.sources, show).trim_end());
        out("");
    }
    let errors = analysis
        .problems
        .iter()
        .filter(|p| p.severity == Severity::Error)
        .count();
    let warnings = analysis.problems.len() - errors;
    match (errors, warnings) {
        (0, 0) => show.say(
            format!("{}: 問題はありません", package.name),
            format!("{}: no problems", package.name),
        ),
        _ => show.say(
            format!("{}: 誤り {errors} 件、注意 {warnings} 件", package.name),
            format!("{}: {errors} errors, {warnings} warnings", package.name),
        ),
    }
    // Once a run: a person who has one page knows how to get the others.
    if let Some(first) = analysis.problems.first() {
        let code = first.code_text();
        show.say(
            format!("それぞれの説明: sekisho problem {code}"),
            format!("each explained: sekisho problem {code}"),
        );
    }
}

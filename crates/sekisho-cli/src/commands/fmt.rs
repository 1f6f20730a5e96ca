//! `fmt`: policy files in their one layout. A file is replaced in one step or not at all.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use sekisho_model::{Problem, SourceText};

use crate::diff;
use crate::problems;
use crate::rewrite::{failed, replace};
use crate::show::{Done, Ended, Show, err, err_coloured, out, out_coloured};

/// What became of the files.
#[derive(Default)]
struct Tally {
    same: usize,
    changed: usize,
    refused: usize,
}

pub fn fmt(paths: &[PathBuf], check: bool, show: &Show) -> Done {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return match paths {
            [_] => standard_input(check, show),
            _ => Err(Ended::usage(
                "- は単独で指定してください",
                "- stands alone: it reads standard input",
            )),
        };
    }
    let mut tally = Tally::default();
    for path in files(paths)? {
        match one(&path, check, show) {
            Ok(false) => tally.same += 1,
            Ok(true) => tally.changed += 1,
            Err(Ended::Failed(text) | Ended::Usage(text)) => {
                err(&show.lines(&text).join("\n"));
                tally.refused += 1;
            }
            Err(Ended::Refused) => tally.refused += 1,
        }
    }
    tell(&tally, check, show);
    match (tally.refused, check && tally.changed > 0) {
        (0, false) => Ok(()),
        _ => Err(Ended::Refused),
    }
}

fn tell(tally: &Tally, check: bool, show: &Show) {
    let Tally {
        same,
        changed,
        refused,
    } = tally;
    let (ja, en) = if check {
        ("整っていない", "not in the layout")
    } else {
        ("整えた", "laid out")
    };
    let (mut said_ja, mut said_en) = (
        format!("{ja}ファイル {changed} 件、整っている {same} 件"),
        format!("{changed} files {en}, {same} already so"),
    );
    if *refused > 0 {
        said_ja.push_str(&format!("、触れていない {refused} 件"));
        said_en.push_str(&format!(", {refused} left as they are"));
    }
    show.say(said_ja, said_en);
}

/// The files named, and every `.seki` file below the folders named; none named: the package here.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Ended> {
    if paths.is_empty() && !Path::new("sekisho.yaml").is_file() {
        return Err(Ended::usage(
            "ここは方針のフォルダーではありません（sekisho.yaml がない）。整えるファイルかフォルダーを指定してください",
            "this folder is no package (no sekisho.yaml); name the files or folders to lay out",
        ));
    }
    let here = [PathBuf::from(".")];
    let mut found = Vec::new();
    for path in if paths.is_empty() { &here[..] } else { paths } {
        if path.is_dir() {
            let before = found.len();
            below(path, FOLDERS_DEEP_MAX, &mut found)?;
            if found.len() == before {
                return Err(Ended::usage(
                    format!("{} に .seki が一つもありません", path.display()),
                    format!("{} holds no .seki file", path.display()),
                ));
            }
        } else if path.extension().is_some_and(|e| e == "seki") {
            found.push(path.clone());
        } else {
            return Err(Ended::usage(
                format!(
                    "{} は .seki ファイルでもフォルダーでもありません",
                    path.display()
                ),
                format!("{} is neither a .seki file nor a folder", path.display()),
            ));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

const FOLDERS_DEEP_MAX: usize = 16;

/// Every policy file below a folder; what is hidden and links are left out.
fn below(folder: &Path, deep: usize, found: &mut Vec<PathBuf>) -> Result<(), Ended> {
    let unreadable = |error| failed(folder, &error);
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(unreadable)?);
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() && deep == 0 {
            return Err(Ended::usage(
                format!("{} より深いフォルダーは見ません", path.display()),
                format!("folders as deep as {} are not looked into", path.display()),
            ));
        }
        if kind.is_dir() {
            below(&path, deep - 1, found)?;
        } else if kind.is_file() && path.extension().is_some_and(|e| e == "seki") {
            found.push(path);
        }
    }
    Ok(())
}

/// Whether the file was, or would be, changed.
fn one(path: &Path, check: bool, show: &Show) -> Result<bool, Ended> {
    let name = path.strip_prefix(".").unwrap_or(path).to_string_lossy();
    let bytes = fs::read(path).map_err(|error| failed(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| not_utf8(&name))?;
    let source = SourceText::new(&name, text);
    let formatted = sekisho_syntax::format(&source)
        .map_err(|problems| refused(&source, &problems, show, out_coloured))?;
    if formatted == source.text {
        return Ok(false);
    }
    if check {
        out(diff::lines(&name, &source.text, &formatted).trim_end());
    } else {
        replace(path, &source.text, &formatted)?;
        out(&name);
    }
    Ok(true)
}

fn standard_input(check: bool, show: &Show) -> Done {
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .read_to_string(&mut text)
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidData => not_utf8("-"),
            _ => failed(Path::new("-"), &error),
        })?;
    let source = SourceText::new("-", text);
    let formatted = sekisho_syntax::format(&source)
        .map_err(|problems| refused(&source, &problems, show, err_coloured))?;
    if !check {
        let _ = std::io::stdout().lock().write_all(formatted.as_bytes());
    } else if formatted != source.text {
        out(diff::lines("-", &source.text, &formatted).trim_end());
        return Err(Ended::Refused);
    }
    Ok(())
}

fn refused(source: &SourceText, problems: &[Problem], show: &Show, say: fn(&str)) -> Ended {
    for problem in problems {
        let sources = std::slice::from_ref(source);
        say(problems::render(problem, sources, show).trim_end());
        say("");
    }
    Ended::Refused
}

fn not_utf8(name: &str) -> Ended {
    Ended::failed(
        format!("{name} が UTF-8 ではありません。UTF-8 で保存し直してください"),
        format!("{name} is not UTF-8; save it as UTF-8"),
    )
}

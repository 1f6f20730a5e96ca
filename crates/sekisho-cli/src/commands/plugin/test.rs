//! `plugin test`: the contract that every plugin keeps, and the author's own cases.

use std::path::Path;

use sekisho_model::Text;
use sekisho_plugin::{
    Author, Case, Check, Engines, Mismatch, cases_of, check_cases, contract, limits_of,
};

use super::{declaration, not_loaded};
use crate::args::Format;
use crate::commands::read;
use crate::show::{Done, Ended, Show, out};

pub fn test(component: &Path, cases: Option<&Path>, format: Format, show: &Show) -> Done {
    let bytes = read(component)?;
    let plugin = declaration(component, &bytes, show)?.plugin;
    let author = Author::load(Engines::shared(), &bytes, limits_of(&plugin))
        .map_err(|why| not_loaded(component, &why))?;
    let cases = cases.map(read_cases).transpose()?.unwrap_or_default();
    let checks = contract(&author, &plugin);
    let wrong = check_cases(&author, &plugin, &cases).map_err(|why| {
        Ended::failed(
            format!("この事例は試せません: {why}"),
            format!("a case can't be asked: {why}"),
        )
    })?;
    match format {
        Format::Json => {
            let json = as_json(&checks, &cases, &wrong);
            out(&serde_json::to_string_pretty(&json).unwrap_or_default());
        }
        Format::Text => tell(&checks, &cases, &wrong, show),
    }
    if wrong.is_empty() && checks.iter().all(|check| check.seen.is_ok()) {
        Ok(())
    } else {
        Err(Ended::Refused)
    }
}

fn read_cases(file: &Path) -> Result<Vec<Case>, Ended> {
    let bytes = read(file)?;
    let text = String::from_utf8_lossy(&bytes);
    cases_of(&text).map_err(|why| {
        Ended::failed(
            format!("{} は事例のファイルではありません: {why}", file.display()),
            format!("{} is no file of cases: {why}", file.display()),
        )
    })
}

fn tell(checks: &[Check], cases: &[Case], wrong: &[Mismatch], show: &Show) {
    for check in checks {
        let mark = if check.seen.is_ok() { "✔" } else { "✘" };
        let promise = show.lines(&check.promise).join(" / ");
        let figure = match &check.seen {
            Ok(Some(figure)) => format!("  ({figure})"),
            _ => String::new(),
        };
        out(&format!("{mark} {}: {promise}{figure}", check.function));
        if let Err(why) = &check.seen {
            show.lines(why)
                .iter()
                .for_each(|line| out(&format!("    {line}")));
        }
    }
    for mismatch in wrong {
        tell_mismatch(mismatch, show);
    }
    let kept = checks.iter().filter(|check| check.seen.is_ok()).count();
    let (all, right) = (checks.len(), cases.len() - wrong.len());
    show.say(
        format!(
            "約束 {all} 件のうち {kept} 件、事例 {} 件のうち {right} 件",
            cases.len()
        ),
        format!(
            "{kept} of {all} promises kept, {right} of {} cases reproduced",
            cases.len()
        ),
    );
}

fn tell_mismatch(mismatch: &Mismatch, show: &Show) {
    let word = |answer: &Option<String>| match answer {
        Some(text) => serde_json::Value::from(text.as_str()).to_string(),
        None => "null".into(),
    };
    let answered = match &mismatch.answered {
        Ok(answer) => Text::new(word(answer), word(answer)),
        Err(reason) => reason.text(),
    };
    let (line, expected) = (mismatch.line, word(&mismatch.expected));
    out(&format!("✘ case, line {line}"));
    let said = Text::new(
        format!("期待 {expected}、答え {}", answered.ja),
        format!("expected {expected}, answered {}", answered.en),
    );
    show.lines(&said)
        .iter()
        .for_each(|line| out(&format!("    {line}")));
}

fn as_json(checks: &[Check], cases: &[Case], wrong: &[Mismatch]) -> serde_json::Value {
    let check = |check: &Check| {
        serde_json::json!({
            "function": check.function, "promise": check.promise, "kept": check.seen.is_ok(),
            "figure": check.seen.as_ref().ok(), "why": check.seen.as_ref().err(),
        })
    };
    let mismatch = |mismatch: &Mismatch| {
        serde_json::json!({
            "line": mismatch.line, "expected": mismatch.expected,
            "answered": mismatch.answered.as_ref().ok(),
            "why": mismatch.answered.as_ref().err().map(|reason| reason.text()),
        })
    };
    serde_json::json!({
        "passed": wrong.is_empty() && checks.iter().all(|check| check.seen.is_ok()),
        "checks": checks.iter().map(check).collect::<Vec<_>>(),
        "cases": cases.len(),
        "mismatches": wrong.iter().map(mismatch).collect::<Vec<_>>(),
    })
}

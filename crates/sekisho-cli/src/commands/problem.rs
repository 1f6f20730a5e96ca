//! `problem`: the page of a problem on the terminal, the list of all, and the manual made of them.

use std::fmt::Write as _;

use sekisho_lang::problem::pages;
use sekisho_lang::standing;
use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, Wording, wording};

use crate::args::PageFormat;
use crate::problems;
use crate::show::{Done, Ended, Show, out, out_coloured};

const MEANING: Wording = wording("意味", "What it means");
const WHY: Wording = wording("なぜ大事か", "Why it matters");
const EXAMPLE: Wording = wording("例", "Example");
const SEEN: Wording = wording("こう見えます", "What you see");
const INSTEAD: Wording = wording("代わりに", "Write instead");
/// More of the same kind in one example teaches nothing new.
const SHOWN_MAX: usize = 2;

pub fn run(code: Option<&str>, format: PageFormat, show: &Show) -> Done {
    let chosen = match code {
        Some(code) => vec![find(code)?],
        None => pages(),
    };
    match format {
        PageFormat::Json => {
            let all: Vec<_> = chosen.iter().map(|page| as_json(page)).collect();
            let value = match (code, all.first()) {
                (Some(_), Some(one)) => one.clone(),
                _ => all.into(),
            };
            out(&serde_json::to_string_pretty(&value).unwrap_or_default());
        }
        PageFormat::Markdown => out(manual(&chosen, show).trim_end()),
        PageFormat::Text if code.is_none() => chosen.iter().for_each(|page| line(page, show)),
        PageFormat::Text => chosen
            .iter()
            .for_each(|page| out_coloured(&terminal(page, show))),
    }
    Ok(())
}

/// `SK0413`, `sk413` and `413` are one code.
fn find(code: &str) -> Result<&'static Page, Ended> {
    let digits = code.trim_start_matches(['S', 'K', 's', 'k']);
    let number = digits.parse().ok();
    pages()
        .into_iter()
        .find(|page| Some(page.code) == number)
        .ok_or_else(|| {
            Ended::usage(
                format!("{code} という問題はありません。`sekisho problem` で一覧を見られます"),
                format!("there is no problem {code}; `sekisho problem` lists them"),
            )
        })
}

fn line(page: &Page, show: &Show) {
    let titles = show.lines(&page.title.text()).join("  /  ");
    out(&format!("{}  {titles}", page.code_text()));
}

fn heading(words: Wording, show: &Show) -> String {
    show.lines(&words.text()).join(" / ")
}

fn terminal(page: &Page, show: &Show) -> String {
    let mut text = format!(
        "{}  {}\n",
        page.code_text(),
        heading(page.title, show).replace(" / ", "\n        ")
    );
    for (words, said) in [(MEANING, page.meaning), (WHY, page.why)] {
        let _ = write!(
            text,
            "\n{}\n{}\n",
            heading(words, show),
            indented(&both(said, show))
        );
    }
    let _ = write!(
        text,
        "\n{}\n{}\n",
        heading(EXAMPLE, show),
        indented(&shown(page.example, show))
    );
    if let Some(seen) = seen(page, show) {
        let _ = write!(text, "\n{}\n{}\n", heading(SEEN, show), indented(&seen));
    }
    let _ = write!(
        text,
        "\n{}\n{}",
        heading(INSTEAD, show),
        indented(&shown(page.instead, show))
    );
    text
}

fn both(words: Wording, show: &Show) -> String {
    show.lines(&words.text()).join("\n")
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}

/// The text of an example; of whole files with their paths above them.
fn shown(example: Example, show: &Show) -> String {
    match example {
        Example::Declarations(text) => text.to_owned(),
        Example::Files(files) => {
            let files: Vec<String> = files
                .iter()
                .map(|(path, text)| format!("# {path}\n{}", text.trim_end()))
                .collect();
            files.join("\n\n")
        }
        Example::NotShown(why) => both(why, show),
    }
}

/// What a person sees on checking the example.
fn seen(page: &Page, show: &Show) -> Option<String> {
    let checked = standing::check(page.example)?.ok()?;
    let raised = checked.analysis.problems.iter();
    let raised = raised
        .filter(|problem| problem.code == page.code)
        .take(SHOWN_MAX);
    let texts: Vec<String> = raised
        .map(|problem| {
            let text = problems::render(problem, &checked.sources, show);
            let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
            lines.join("\n").trim_matches('\n').to_owned()
        })
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

/// `docs/problems.md`: an index, then a section for each problem.
fn manual(pages: &[&Page], show: &Show) -> String {
    let mut text = String::from(
        "# 問題の一覧 / Problems\n\n\
        `sekisho check` が示す問題の説明です。端末では `sekisho problem SK0101` で読めます。番号は変わらず、使い回しません。\n\
        What `sekisho check` can say, explained. On a terminal: `sekisho problem SK0101`. A code never changes and is never used again.\n\n\
        例は、`crates/sekisho-lang/src/standing` の小さな方針に置いて確かめたものです。\
        このページは `sekisho problem --format markdown` が書きます。\n\
        The examples are checked on the small policy in `crates/sekisho-lang/src/standing`. \
        This page is written by `sekisho problem --format markdown`.\n\n\
        | | | |\n|---|---|---|\n",
    );
    for page in pages {
        let code = page.code_text();
        let _ = writeln!(
            text,
            "| [{code}](#{}) | {} | {} |",
            code.to_lowercase(),
            page.title.ja,
            page.title.en
        );
    }
    pages
        .iter()
        .for_each(|page| text.push_str(&section(page, show)));
    text
}

fn section(page: &Page, show: &Show) -> String {
    let (title, meaning, why) = (page.title, page.meaning, page.why);
    let mut text = format!(
        "\n## {}\n**{}** · **{}**\n\n{}{}\n\n{} {}\n",
        page.code_text(),
        title.ja,
        title.en,
        meaning.ja,
        why.ja,
        meaning.en,
        why.en
    );
    let mut part = |words: Wording, language: &str, body: &str| {
        let _ = write!(
            text,
            "\n{} / {}\n```{language}\n{}\n```\n",
            words.ja,
            words.en,
            body.trim_end()
        );
    };
    match page.example {
        Example::NotShown(_) => {
            for (words, example) in [(EXAMPLE, page.example), (INSTEAD, page.instead)] {
                let _ = write!(
                    text,
                    "\n{} / {}: {}\n",
                    words.ja,
                    words.en,
                    shown(example, show).replace('\n', " ")
                );
            }
        }
        _ => {
            part(EXAMPLE, "seki", &shown(page.example, show));
            if let Some(seen) = seen(page, show) {
                part(SEEN, "text", &seen);
            }
            part(INSTEAD, "seki", &shown(page.instead, show));
        }
    }
    text
}

fn as_json(page: &Page) -> serde_json::Value {
    let example = |example: Example| match example {
        Example::Declarations(text) => serde_json::json!({ "declarations": text }),
        Example::Files(files) => {
            let files: serde_json::Map<_, _> = files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).into()))
                .collect();
            serde_json::json!({ "files": files })
        }
        Example::NotShown(why) => serde_json::json!({ "not_shown": why.text() }),
    };
    let text = |words: Wording| -> Text { words.text() };
    serde_json::json!({
        "code": page.code_text(), "title": text(page.title), "meaning": text(page.meaning), "why": text(page.why),
        "example": example(page.example), "instead": example(page.instead),
    })
}

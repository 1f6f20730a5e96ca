//! What a person sees: sentences in the language they asked for, endings as exit codes.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use sekisho_bank::BankError;
use sekisho_model::Text;
use sekisho_model::text::{Lang, visible};

use crate::args::LangArg;

/// How a command ended when it did not simply succeed.
pub enum Ended {
    /// Problems or a refusal: everything was said already. Exit 1.
    Refused,
    /// Something failed. Exit 1.
    Failed(Text),
    /// The command was used wrongly. Exit 2.
    Usage(Text),
}

impl Ended {
    pub fn failed(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Failed(Text::new(ja, en))
    }

    pub fn usage(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Usage(Text::new(ja, en))
    }
}

impl From<BankError> for Ended {
    fn from(error: BankError) -> Self {
        match error {
            BankError::Usage { .. } => Self::Usage(error.text()),
            _ => Self::Failed(error.text()),
        }
    }
}

impl From<sekisho_store::StoreError> for Ended {
    fn from(error: sekisho_store::StoreError) -> Self {
        Self::Failed(error.text())
    }
}

pub type Done = Result<(), Ended>;

pub struct Show {
    pub lang: LangArg,
}

impl Show {
    /// The languages to speak, in order.
    pub fn langs(&self) -> &'static [Lang] {
        match self.lang {
            LangArg::Ja => &[Lang::Ja],
            LangArg::En => &[Lang::En],
            LangArg::Both => &[Lang::Ja, Lang::En],
        }
    }

    /// One sentence, a line a language, on standard output.
    pub fn say(&self, ja: impl Into<String>, en: impl Into<String>) {
        self.say_text(&Text::new(ja, en));
    }

    pub fn say_text(&self, text: &Text) {
        out(&self.lines(text).join("\n"));
    }

    /// The same sentence once where both languages read alike.
    pub fn lines<'t>(&self, text: &'t Text) -> Vec<&'t str> {
        let mut lines: Vec<&str> = self.langs().iter().map(|l| text.get(*l)).collect();
        lines.dedup();
        lines
    }

    pub fn end(&self, done: Done) -> ExitCode {
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(Ended::Refused) => ExitCode::from(1),
            Err(Ended::Failed(text)) => {
                err(&self.lines(&text).join("\n"));
                ExitCode::from(1)
            }
            Err(Ended::Usage(text)) => {
                err(&self.lines(&text).join("\n"));
                ExitCode::from(2)
            }
        }
    }
}

/// Wrong words on the command line: what is wrong, and one line of help.
pub fn usage(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind;
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        out(error.to_string().trim_end());
        return ExitCode::SUCCESS;
    }
    let text = error.to_string();
    let what: Vec<&str> = text
        .lines()
        .take_while(|l| !l.starts_with("Usage:"))
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let usage = text
        .lines()
        .find(|l| l.starts_with("Usage:"))
        .unwrap_or("Usage: sekisho <COMMAND>");
    err(&what.join(" "));
    err(&format!(
        "{usage}   (sekisho COMMAND --help で説明 / explains)"
    ));
    ExitCode::from(2)
}

/// Prints a text. Whatever in it would act on a terminal is written out: names, reasons and file
/// names come from anybody.
pub fn out(text: &str) {
    out_coloured(&visible(text));
}

/// Prints what the program itself has coloured.
pub fn out_coloured(text: &str) {
    let mut stdout = std::io::stdout().lock();
    // A reader that went away (`| head`) is no fault of ours.
    let _ = writeln!(stdout, "{text}");
}

/// As [`out_coloured`], on standard error.
pub fn err_coloured(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

pub fn err(text: &str) {
    err_coloured(&visible(text));
}

/// Progress: a bar on a terminal, a plain line now and then otherwise.
pub struct Progress {
    bar: Option<indicatif::ProgressBar>,
    last: u64,
    label: Text,
}

impl Progress {
    pub fn new(ja: &str, en: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = indicatif::ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}");
            let bar = indicatif::ProgressBar::new(0).with_message(format!("{ja} / {en}"));
            style.map_or(bar.clone(), |style| bar.with_style(style))
        });
        Self {
            bar,
            last: 0,
            label: Text::new(ja, en),
        }
    }

    pub fn at(&mut self, done: u64, all: u64) {
        match &self.bar {
            Some(bar) => {
                bar.set_length(all);
                bar.set_position(done);
            }
            None if all >= 1000 && done * 10 / all.max(1) > self.last => {
                self.last = done * 10 / all;
                err(&format!(
                    "{} / {} {done}/{all}",
                    self.label.ja, self.label.en
                ));
            }
            None => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

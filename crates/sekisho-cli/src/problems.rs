//! Problems as a person sees them: the code, both sentences, the exact words, the next act.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode,
};
use sekisho_model::{Origin, Problem, Severity, SourceText, Text};

use crate::show::Show;
use sekisho_model::text::visible;

/// A problem with its source, in the shape the renderer wants.
struct Shown<'a> {
    problem: &'a Problem,
    source: Option<NamedSource<String>>,
    message: String,
    help: Option<String>,
    /// Another place in the same text, and what stands there.
    related: Option<(&'a Origin, String)>,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.problem.code_text()))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|s| s as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.source.as_ref()?;
        let origin = &self.problem.origin;
        let length = (origin.end.saturating_sub(origin.start)) as usize;
        let label = self.problem.fix.as_ref().map(|fix| match fix.as_str() {
            "" => "→ ∅".to_owned(),
            fix => format!("→ {fix}"),
        });
        let here = LabeledSpan::new_primary_with_span(label, (origin.start as usize, length));
        let there = self.related.iter().map(|(place, what)| {
            let length = place.end.saturating_sub(place.start) as usize;
            LabeledSpan::new(Some(what.clone()), place.start as usize, length)
        });
        Some(Box::new(std::iter::once(here).chain(there)))
    }
}

/// Renders one problem with its source lines, to be printed as it is. A source that holds terminal
/// codes of its own is shown without colours and with the codes written out.
pub fn render(problem: &Problem, sources: &[SourceText], show: &Show) -> String {
    let source = sources.iter().find(|s| s.path == problem.origin.file);
    let mut help = show.lines(&problem.help);
    let related = problem.related.as_ref();
    let beside = related.filter(|(place, _)| place.file == problem.origin.file);
    let elsewhere = related.filter(|(place, _)| place.file != problem.origin.file);
    let elsewhere = elsewhere.map(|(place, what)| format!("{}: {place}", said(what, show)));
    help.extend(elsewhere.as_deref());
    let help = help.join("\n");
    let shown = Shown {
        problem,
        source: source.map(|s| NamedSource::new(&*s.path, s.text.clone())),
        message: show.lines(&problem.message).join("\n"),
        help: (!help.is_empty()).then_some(help),
        related: beside.map(|(place, what)| (place, said(what, show))),
    };
    let tame = |text: &str| matches!(visible(text), std::borrow::Cow::Borrowed(_));
    let coloured = colour()
        && source.is_none_or(|s| tame(&s.text) && tame(&s.path))
        && tame(&shown.message)
        && shown.help.as_deref().is_none_or(tame);
    let theme = if coloured {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(100)
        .with_links(false);
    let mut text = String::new();
    match handler.render_report(&mut text, &shown) {
        Ok(()) if coloured => text,
        Ok(()) => visible(&text).into_owned(),
        Err(fmt::Error) => format!(
            "{} {}: {}",
            problem.code_text(),
            problem.origin,
            shown.message
        ),
    }
}

fn said(text: &Text, show: &Show) -> String {
    show.lines(text).join(" / ")
}

/// One line of JSON per problem, for editors and scripts.
pub fn as_json(problem: &Problem) -> serde_json::Value {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    serde_json::json!({
        "code": problem.code_text(), "severity": severity,
        "file": problem.origin.file, "line": problem.origin.line, "column": problem.origin.column,
        "start": problem.origin.start, "end": problem.origin.end,
        "message": problem.message, "help": problem.help, "fix": problem.fix,
        "related": problem.related.as_ref().map(|(place, what)| serde_json::json!({
            "file": place.file, "line": place.line, "column": place.column, "start": place.start, "end": place.end, "message": what,
        })),
    })
}

fn colour() -> bool {
    use std::io::IsTerminal as _;
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

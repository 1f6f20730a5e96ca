//! The page as one HTML file: no script, no font, no picture from elsewhere, nothing that asks the
//! network for anything. The language is switched by two buttons that are plain form controls.

use std::fmt::Write as _;

use sekisho_model::Text;
use sekisho_model::text::{Lang, in_html};

use super::Page;
use super::words::{Card, Section, Tone, contact, sections, when};

const STYLE: &str = include_str!("page.css");

/// A whole document in these languages, the first one shown first.
pub fn html(page: &Page, langs: &[Lang]) -> String {
    let first = langs.first().copied().unwrap_or_default();
    let title = Text::new("あなたのデータの記録", "The record of your data");
    let made = when(page.made, page.zone);
    let mut out = Out {
        text: String::new(),
        langs,
    };
    out.raw(&format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        code(first),
        in_html(title.get(first))
    ));
    out.switch();
    out.raw("<main>\n<header>\n<h1>");
    out.text(&title);
    out.raw("</h1>\n<p class=\"lead\">");
    out.text(&Text::new(
        "あなたのデータを、だれが、いつ、何のために使ったか。あなたの取り消しのあと、どうなったか。このバンクの台帳に書かれていることを、そのままお見せします。",
        "Who used your data, when, and what for; and what came of it when you took something back. This is what the bank's ledger holds, as it stands.",
    ));
    out.raw("</p>\n<p class=\"made\">");
    out.text(&Text::new(
        format!("番号 {}　{} 現在", page.patient, made.ja),
        format!("Number {} — as of {}", page.patient, made.en),
    ));
    out.raw("</p>\n</header>\n");
    for section in sections(page) {
        out.section(&section);
    }
    out.raw("<footer>");
    for line in contact(page) {
        out.raw("<p>");
        out.text(&line);
        out.raw("</p>");
    }
    out.raw("</footer>\n</main>\n</body>\n</html>\n");
    out.text
}

struct Out<'a> {
    text: String,
    langs: &'a [Lang],
}

impl Out<'_> {
    fn raw(&mut self, html: &str) {
        self.text.push_str(html);
    }

    /// A sentence in every language, each in a part of its own; once where they read alike.
    fn text(&mut self, text: &Text) {
        for lang in self.langs {
            let code = code(*lang);
            let _ = write!(
                self.text,
                "<span class=\"{code}\" lang=\"{code}\">{}</span>",
                in_html(text.get(*lang))
            );
        }
    }

    fn switch(&mut self) {
        if self.langs.len() < 2 {
            return;
        }
        for (n, lang) in self.langs.iter().enumerate() {
            let (code, name) = match lang {
                Lang::Ja => ("ja", "日本語"),
                Lang::En => ("en", "English"),
            };
            let checked = if n == 0 { " checked" } else { "" };
            let _ = writeln!(
                self.text,
                "<input type=\"radio\" name=\"lang\" id=\"show-{code}\"{checked}><label for=\"show-{code}\" lang=\"{code}\">{name}</label>"
            );
        }
    }

    fn section(&mut self, section: &Section) {
        self.raw("<section>\n<h2>");
        self.text(&section.title);
        self.raw("</h2>\n<p>");
        self.text(&section.lead);
        self.raw("</p>\n");
        for card in &section.cards {
            self.card(card);
        }
        self.raw("</section>\n");
    }

    fn card(&mut self, card: &Card) {
        let tone = match card.tone {
            Tone::Plain => "plain",
            Tone::Left => "left",
            Tone::Stopped => "stopped",
            Tone::Emergency => "emergency",
        };
        let _ = write!(self.text, "<article class=\"{tone}\">\n<p class=\"when\">");
        self.text(&card.when);
        self.raw("</p>\n<h3>");
        self.text(&card.title);
        self.raw("</h3>\n");
        if !card.rows.is_empty() {
            self.raw("<dl>\n");
            for row in card.rows.iter().filter(|row| !row.says.is_empty()) {
                self.raw("<dt>");
                self.text(&row.label);
                self.raw("</dt>\n");
                for says in &row.says {
                    self.raw("<dd>");
                    self.text(says);
                    self.raw("</dd>\n");
                }
            }
            self.raw("</dl>\n");
        }
        for small in &card.small {
            self.raw("<p class=\"small\">");
            self.text(small);
            self.raw("</p>\n");
        }
        self.raw("</article>\n");
    }
}

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "ja",
        Lang::En => "en",
    }
}

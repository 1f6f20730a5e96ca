//! The first look at the characters: full-width punctuation, half-width kana, unclosed strings.
//!
//! The result has the same length in bytes as the file, so that every later offset is an offset of
//! the file. Comments become blanks; what stands in strings is left alone.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::letters::{is_hidden, is_variation_selector};
use crate::lines::Lines;
use crate::problem::{self, SyntaxProblem};
use sekisho_model::Problem;

pub struct Scanned {
    pub text: String,
    /// Where the comments stand, from their `#` to the end of the line.
    pub comments: Vec<Range<usize>>,
    pub problems: Vec<Problem>,
}

/// Full-width punctuation an input method leaves behind, with what is meant.
const FULL_WIDTH: [(char, char); 25] = [
    ('｛', '{'),
    ('｝', '}'),
    ('（', '('),
    ('）', ')'),
    ('［', '['),
    ('］', ']'),
    ('：', ':'),
    ('，', ','),
    ('、', ','),
    ('；', ';'),
    ('＝', '='),
    ('＜', '<'),
    ('＞', '>'),
    ('＂', '"'),
    ('“', '"'),
    ('”', '"'),
    ('＃', '#'),
    ('『', '"'),
    ('』', '"'),
    ('【', '['),
    ('】', ']'),
    ('〔', '['),
    ('〕', ']'),
    ('〈', '<'),
    ('〉', '>'),
];

pub fn scan(text: &str, lines: &Lines) -> Scanned {
    let mut scan = Scan {
        text,
        lines,
        at: 0,
        out: String::with_capacity(text.len()),
        comments: Vec::new(),
        problems: Vec::new(),
    };
    while let Some(c) = scan.peek() {
        scan.step(c);
    }
    Scanned {
        text: scan.out,
        comments: scan.comments,
        problems: scan.problems,
    }
}

struct Scan<'a> {
    text: &'a str,
    lines: &'a Lines,
    at: usize,
    out: String,
    comments: Vec<Range<usize>>,
    problems: Vec<Problem>,
}

impl Scan<'_> {
    fn step(&mut self, c: char) {
        match c {
            '#' => self.comment(),
            '"' => self.string("\"", '"'),
            '「' => {
                self.say(1, problem::full_width('「', '"'));
                self.string("  \"", '」');
            }
            '\u{feff}' if self.at == 0 => self.replace(c.len_utf8(), " "),
            '\u{3000}' | '\u{a0}' => self.replace(c.len_utf8(), " "),
            _ if is_hidden(c) && !self.goes_on_with_a_word() => self.hidden(c),
            '=' if self.text[self.at..].starts_with("==") => {
                self.say(2, problem::double_equals());
                self.replace(2, "=");
            }
            '」' => self.full_width(c, '"'),
            _ => match FULL_WIDTH.iter().find(|(found, _)| *found == c) {
                Some((_, '"')) => {
                    self.say(1, problem::full_width(c, '"'));
                    let closing = match c {
                        '“' => '”',
                        '『' => '』',
                        same => same,
                    };
                    self.string("  \"", closing);
                }
                Some((_, '#')) => {
                    self.say(1, problem::full_width(c, '#'));
                    self.comment();
                }
                Some((_, meant)) => self.full_width(c, *meant),
                None if is_word(c) || is_hidden(c) => self.word(),
                None => self.replace(c.len_utf8(), c.encode_utf8(&mut [0; 4])),
            },
        }
    }

    fn full_width(&mut self, found: char, meant: char) {
        self.say(1, problem::full_width(found, meant));
        self.replace(found.len_utf8(), meant.encode_utf8(&mut [0; 4]));
    }

    /// A string up to its closing mark on the same line. `opening` replaces the mark at hand.
    fn string(&mut self, opening: &str, closing: char) {
        let start = self.at;
        self.at += self.peek().map_or(0, char::len_utf8);
        self.out.push_str(opening);
        loop {
            match self.peek() {
                None | Some('\n') => {
                    let end = self.at;
                    self.say_at(start, end, problem::unclosed_string());
                    // The last character becomes the closing mark, so that the line still has a shape.
                    self.close_early(start + opening.len());
                    return;
                }
                Some(c) if c == closing || c == '"' => {
                    if c != '"' {
                        self.say(1, problem::full_width(c, '"'));
                    }
                    self.out.push('"');
                    self.out.extend(std::iter::repeat_n(' ', c.len_utf8() - 1));
                    self.at += c.len_utf8();
                    return;
                }
                Some(c) if is_hidden(c) => self.hidden(c),
                Some(c) => {
                    self.out.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn hidden(&mut self, c: char) {
        self.say(1, problem::hidden_character(c));
        self.replace(c.len_utf8(), "");
    }

    /// True where letters follow the hidden characters at hand: they belong to that word.
    fn goes_on_with_a_word(&self) -> bool {
        let mut rest = self.text[self.at..].chars();
        rest.find(|c| !is_hidden(*c)).is_some_and(is_word)
    }

    fn close_early(&mut self, content_start: usize) {
        match self.out.pop() {
            Some(last) if self.out.len() >= content_start => {
                self.out.push('"');
                self.out
                    .extend(std::iter::repeat_n(' ', last.len_utf8() - 1));
            }
            Some(_) => self.out.push(' '),
            None => {}
        }
    }

    fn comment(&mut self) {
        let length = self.text[self.at..]
            .find('\n')
            .unwrap_or(self.text.len() - self.at);
        self.comments.push(self.at..self.at + length);
        self.hidden_within(self.at..self.at + length);
        self.replace(length, "");
    }

    /// A run of letters and digits; full-width letters, half-width kana and the like are folded,
    /// what can't be seen is taken out.
    fn word(&mut self) {
        let rest = &self.text[self.at..];
        let length = rest
            .char_indices()
            .find(|(_, c)| !is_word(*c) && !is_hidden(*c))
            .map_or(rest.len(), |(i, _)| i);
        let (start, end) = (self.at, self.at + length);
        let written = &rest[..length];
        self.hidden_within(start..end);
        let word = without(written, is_hidden);
        let plain = without(&word, is_variation_selector);
        if plain != word {
            self.say_at(start, end, problem::variation_selector(&word, &plain));
        }
        let folded = folded(&plain);
        if folded != plain {
            self.say_at(start, end, problem::not_folded(&plain, &folded));
        }
        let fits = folded.len() <= length
            && folded
                .chars()
                .all(|c| is_word(c) || matches!(c, '-' | '.' | '/' | '%'));
        self.replace(length, if fits { &folded } else { written });
    }

    /// Each character of a stretch that can't be seen, with its place.
    fn hidden_within(&mut self, stretch: Range<usize>) {
        for (i, c) in self.text[stretch.clone()].char_indices() {
            if is_hidden(c) {
                let at = stretch.start + i;
                self.say_at(at, at + c.len_utf8(), problem::hidden_character(c));
            }
        }
    }

    /// Takes `length` bytes of the file and writes `with`, padded with blanks to the same length.
    fn replace(&mut self, length: usize, with: &str) {
        self.out.push_str(with);
        self.out
            .extend(std::iter::repeat_n(' ', length - with.len()));
        self.at += length;
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn say(&mut self, characters: usize, problem: SyntaxProblem) {
        let length = self.text[self.at..]
            .chars()
            .take(characters)
            .map(char::len_utf8)
            .sum::<usize>();
        self.say_at(self.at, self.at + length, problem);
    }

    fn say_at(&mut self, start: usize, end: usize, problem: SyntaxProblem) {
        if self.problems.len() <= crate::PROBLEMS_MAX {
            self.problems
                .push(problem.at(self.lines.origin(start, end)));
        }
    }
}

fn without(word: &str, left_out: fn(char) -> bool) -> String {
    word.chars().filter(|c| !left_out(*c)).collect()
}

/// The standard form of a name: NFKC.
fn folded(word: &str) -> String {
    if word.is_ascii() {
        word.to_owned()
    } else {
        word.nfkc().collect()
    }
}

/// Letters, digits, the underscore, and the full-width forms that fold to something ASCII.
fn is_word(c: char) -> bool {
    c == '_'
        || c.is_alphanumeric()
        || is_mark(c)
        || ('\u{ff01}'..='\u{ff9f}').contains(&c) && !FULL_WIDTH.iter().any(|(f, _)| *f == c)
}

/// Combining marks that continue a word, such as a dakuten typed apart.
fn is_mark(c: char) -> bool {
    is_variation_selector(c) || matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn check(text: &str) -> (String, Vec<String>) {
        let scanned = scan(text, &Lines::new(Arc::from("f"), text));
        assert_eq!(scanned.text.len(), text.len(), "{text:?}");
        (
            scanned.text,
            scanned
                .problems
                .iter()
                .map(|p| format!("{} {}", p.code_text(), p.fix.clone().unwrap_or_default()))
                .collect(),
        )
    }

    #[test]
    fn full_width_marks_are_folded_in_place_each_with_its_fix() {
        let (text, problems) = check("purpose Ａ　｛ label ja 「目的」 ｝");
        assert_eq!(text, "purpose A     {   label ja   \"目的\"   }  ");
        assert_eq!(
            problems,
            ["SK0102 A", "SK0101 {", "SK0101 \"", "SK0101 \"", "SK0101 }"]
        );
    }

    #[test]
    fn strings_and_comments_keep_their_full_width_marks() {
        let (text, problems) = check("label ja \"（表）：＝\" # ｛");
        assert_eq!(text.trim_end(), "label ja \"（表）：＝\"");
        assert!(problems.is_empty());
    }

    #[test]
    fn what_can_not_be_seen_is_refused_wherever_it_stands() {
        let (text, problems) = check(
            "\u{feff}purpose re\u{200b}g\u{202e}x \u{200b} { label ja \"a\u{2066}b\" } # \u{200d}",
        );
        assert_eq!(problems, ["SK0123 "; 5]);
        assert!(text.trim_start().starts_with("purpose regx "), "{text:?}");
        let (text, problems) = check("purpose 葛\u{e0100}城 { label ja \"葛\u{e0100}城\" }");
        assert_eq!(problems, ["SK0124 葛城"]);
        assert!(text.starts_with("purpose 葛城 ") && text.contains("葛\u{e0100}城"));
    }

    #[test]
    fn an_unclosed_string_ends_with_its_line() {
        let (text, problems) = check("label ja \"目的\nduo \"x\"");
        assert_eq!(text, "label ja \"目\"  \nduo \"x\"");
        assert_eq!(problems, ["SK0104 "]);
        check("\"");
        check("「");
        check("duo \"\n");
    }
}

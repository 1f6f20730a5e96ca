//! What pest says about a line that failed, in words; and lines nobody knows.

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

use super::reader::Reader;
use crate::context::{Context, Line, keywords};
use crate::grammar::{Grammar, Rule};
use crate::problem;
use crate::tree::Stretch;
use crate::words::{Word, nearest, words_of};

impl Reader<'_> {
    pub(super) fn failed(
        &mut self,
        stretch: &Stretch,
        line: &'static Line,
        context: Context,
        error: &Error<Rule>,
    ) {
        let head = self.head(stretch);
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let at = at + head[at..].len() - head[at..].trim_start().len();
        let token = token(&head[at..]);
        let start = stretch.head.start + at;
        let place = self.place(start..start + token.len());
        let rules = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
            ErrorVariant::CustomError { .. } => &[],
        };
        let mut words: Vec<Word> = Vec::new();
        for word in rules.iter().flat_map(|rule| words_of(*rule)) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        // Keywords first: they say more than "a name", and that more than "the end of the line".
        words.sort_by_key(|word| (word.is_end(), matches!(word, Word::Kind { .. })));
        let wants_name = words
            .iter()
            .any(|w| matches!(w, Word::Kind { en: "a name", .. }));
        if wants_name
            && Grammar::parse(Rule::reserved, token)
                .is_ok_and(|mut p| p.next().is_some_and(|p| p.as_str() == token))
        {
            return self.say(place, problem::reserved_word(token));
        }
        let keys = words.iter().filter_map(|w| match w {
            Word::Key(key) => Some(key.as_str()),
            Word::Kind { .. } => None,
        });
        let near = nearest(token, keys).map(str::to_owned);
        // A word is misspelt rather than superfluous: the end of the line is not what was meant.
        if near.is_some() || words.is_empty() {
            words.retain(|w| !w.is_end());
        }
        if words.is_empty() {
            words.push(Word::Kind {
                ja: "別の書き方",
                en: "something else",
            });
        }
        let found: String = self
            .lines
            .text(start, start + token.len())
            .chars()
            .take(40)
            .collect();
        let example = if context == Context::File && line.first == "test" {
            "test \"…\" { … }"
        } else {
            line.example
        };
        self.say(
            place,
            problem::expected(&words, &found, near.as_deref(), example),
        );
    }

    pub(super) fn unknown_line(
        &mut self,
        stretch: &Stretch,
        context: Context,
        near: Option<&'static str>,
    ) {
        let head = self.head(stretch);
        let word = token(head);
        let place = self.place(stretch.head.start..stretch.head.start + word.len());
        let word: String = self
            .lines
            .text(place.start as usize, place.end as usize)
            .chars()
            .take(40)
            .collect();
        let problem = match context {
            Context::File => problem::unknown_declaration(&word, near),
            _ => problem::unknown_line(&word, near, &keywords(context).collect::<Vec<_>>()),
        };
        self.say(place, problem);
    }
}

/// The word, number, quoted text or mark at the start of a text.
pub(super) fn token(text: &str) -> &str {
    let Some(first) = text.chars().next() else {
        return text;
    };
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if first == '"' {
        let end = text[1..].find('"').map_or(text.len(), |i| i + 2);
        return &text[..end];
    }
    if !is_word(first) {
        return &text[..first.len_utf8()];
    }
    let end = text
        .char_indices()
        .find(|(_, c)| !(is_word(*c) || *c == '-'))
        .map_or(text.len(), |(i, _)| i);
    &text[..end]
}

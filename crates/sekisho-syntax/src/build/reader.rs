//! Reads one line at a time by its rule, and turns what pest says about a failure into words.

use std::ops::Range;

use pest::Parser;
use pest::iterators::Pair;
use sekisho_model::consent::Duration;
use sekisho_model::{Day, Origin, Problem, Text};

use super::report::token;
use crate::NESTING_MAX;
use crate::ast::{Later, Name};
use crate::context::{Body, Context, Line, find_line, keywords, open_line};
use crate::grammar::{Grammar, Rule};
use crate::lines::Lines;
use crate::problem::{self, SyntaxProblem};
use crate::tree::{Stretch, first_word};
use crate::words::nearest;

/// A parsed piece of a line.
pub struct Node<'t> {
    pair: Pair<'t, Rule>,
    base: usize,
}

pub struct Reader<'t> {
    text: &'t str,
    pub(super) lines: &'t Lines,
    pub problems: Vec<Problem>,
    pub later: Vec<Later>,
}

impl<'t> Node<'t> {
    pub fn rule(&self) -> Rule {
        self.pair.as_rule()
    }

    pub fn text(&self) -> &'t str {
        self.pair.as_str()
    }

    pub fn all(&self) -> impl Iterator<Item = Node<'t>> {
        let base = self.base;
        self.pair
            .clone()
            .into_inner()
            .map(move |pair| Node { pair, base })
    }

    pub fn children(&self, rule: Rule) -> impl Iterator<Item = Node<'t>> {
        self.all().filter(move |node| node.rule() == rule)
    }

    pub fn child(&self, rule: Rule) -> Option<Node<'t>> {
        self.children(rule).next()
    }

    pub fn has(&self, rule: Rule) -> bool {
        self.child(rule).is_some()
    }

    fn range(&self) -> Range<usize> {
        let start = self.base + self.pair.as_span().start();
        // Blanks that pest skipped while it looked for more don't belong to the piece.
        start..start + self.pair.as_str().trim_end().len()
    }
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str, lines: &'t Lines) -> Self {
        Self {
            text,
            lines,
            problems: Vec::new(),
            later: Vec::new(),
        }
    }

    /// Every readable line of a block with its own block; the others become problems.
    pub fn lines<'s>(
        &mut self,
        body: &'s [Stretch],
        context: Context,
    ) -> Vec<(Node<'t>, &'s [Stretch])> {
        body.iter()
            .filter_map(|stretch| self.line(stretch, context))
            .collect()
    }

    /// The problems of lines whose meaning is not kept.
    pub fn check_only(&mut self, body: &[Stretch], context: Context) {
        for stretch in body {
            if let Some((line, _)) = self.kind_of(stretch, context)
                && self.line(stretch, context).is_some()
                && let Some(inner) = inner_context(line)
            {
                self.check_only(stretch.body.as_deref().unwrap_or_default(), inner);
            }
        }
    }

    /// One line by its first word. A line that can't be read still has its block looked through.
    pub fn line<'s>(
        &mut self,
        stretch: &'s Stretch,
        context: Context,
    ) -> Option<(Node<'t>, &'s [Stretch])> {
        let known = self.kind_of(stretch, context);
        let Some((line, exact)) = known else {
            self.unknown_line(stretch, context, None);
            return None;
        };
        if !exact {
            self.unknown_line(stretch, context, Some(line.first));
            let body = stretch.body.as_deref().unwrap_or_default();
            if let Some(inner) = inner_context(line) {
                self.check_only(body, inner);
            }
            return None;
        }
        let node = self
            .head_node(stretch, line, context)
            .filter(|_| self.block_fits(stretch, line));
        let body = stretch.body.as_deref().unwrap_or_default();
        if node.is_none()
            && let Some(inner) = inner_context(line)
        {
            self.check_only(body, inner);
        }
        node.map(|node| (node, body))
    }

    /// The kind of line, and whether its first word is spelt right.
    fn kind_of(&self, stretch: &Stretch, context: Context) -> Option<(&'static Line, bool)> {
        let head = self.head(stretch);
        let word = first_word(head);
        if let Some(line) = find_line(context, word) {
            return Some((line, true));
        }
        if let Some(line) = open_line(context, stretch.body.is_some()) {
            return Some((line, true));
        }
        let near = nearest(word, keywords(context))?;
        find_line(context, near).map(|line| (line, false))
    }

    fn head_node(
        &mut self,
        stretch: &Stretch,
        line: &'static Line,
        context: Context,
    ) -> Option<Node<'t>> {
        let head = self.head(stretch);
        if let Some(deep) = too_deep(head) {
            let at = stretch.head.start + deep;
            self.say(self.place(at..at + 1), problem::too_deep());
            return None;
        }
        match Grammar::parse(line.rule, head) {
            Ok(mut pairs) => pairs.next().map(|pair| Node {
                pair,
                base: stretch.head.start,
            }),
            Err(error) => {
                self.failed(stretch, line, context, &error);
                None
            }
        }
    }

    /// A block where none may stand is a slip; without its block a line says nothing.
    fn block_fits(&mut self, stretch: &Stretch, line: &'static Line) -> bool {
        let keyword = if line.first.is_empty() {
            token(self.head(stretch)).to_owned()
        } else {
            line.first.to_owned()
        };
        let place = self.place(stretch.head.clone());
        match (line.body, &stretch.body) {
            (Body::None, Some(_)) => self.say(place, problem::block_unexpected(&keyword)),
            (Body::Must(_), None) => {
                self.say(place, problem::block_missing(&keyword, line.example));
                return false;
            }
            _ => {}
        }
        true
    }

    pub fn head(&self, stretch: &Stretch) -> &'t str {
        &self.text[stretch.head.clone()]
    }

    pub fn place(&self, range: Range<usize>) -> Origin {
        self.lines.origin(range.start, range.end)
    }

    pub fn origin(&self, node: &Node<'t>) -> Origin {
        self.place(node.range())
    }

    pub fn say(&mut self, origin: Origin, problem: SyntaxProblem) {
        if self.problems.len() <= crate::PROBLEMS_MAX {
            self.problems.push(problem.at(origin));
        }
    }

    pub fn later(&mut self, feature: &str, node: &Node<'t>) {
        let origin = self.origin(node);
        self.later.push(Later {
            feature: feature.to_owned(),
            origin,
        });
    }

    /// A name, or the text between quotes.
    pub fn name(&self, node: &Node<'t>) -> Name {
        let text = node.text();
        let text = text
            .strip_prefix('"')
            .and_then(|t| t.strip_suffix('"'))
            .unwrap_or(text);
        Name {
            text: text.to_owned(),
            origin: self.origin(node),
        }
    }

    pub fn first_name(&self, node: &Node<'t>, rule: Rule) -> Option<Name> {
        node.child(rule).map(|node| self.name(&node))
    }

    /// The names of the n-th `names` of a line.
    pub fn names(&self, node: &Node<'t>, nth: usize) -> Vec<Name> {
        node.children(Rule::names)
            .nth(nth)
            .map(|names| self.each(&names, Rule::path))
            .unwrap_or_default()
    }

    pub fn strs(&self, node: &Node<'t>) -> Vec<Name> {
        node.child(Rule::strs)
            .map(|strs| self.each(&strs, Rule::str))
            .unwrap_or_default()
    }

    pub fn each(&self, node: &Node<'t>, rule: Rule) -> Vec<Name> {
        node.children(rule).map(|node| self.name(&node)).collect()
    }

    pub fn wordings(&self, node: &Node<'t>) -> Text {
        let one = |rule| {
            node.child(rule)
                .and_then(|n| self.first_name(&n, Rule::str))
                .map(|n| n.text)
                .unwrap_or_default()
        };
        Text {
            ja: one(Rule::ja),
            en: one(Rule::en),
        }
    }

    pub fn day(&mut self, node: &Node<'t>) -> Option<Day> {
        let text = node.text();
        let day = Day::parse(text);
        if day.is_none() {
            self.say(self.origin(node), problem::no_such_date(text));
        }
        day
    }

    pub fn first_day(&mut self, node: &Node<'t>) -> Option<Day> {
        node.child(Rule::date).and_then(|date| self.day(&date))
    }

    /// A whole number up to `max`.
    pub fn number(&mut self, node: &Node<'t>, max: u64) -> Option<u64> {
        let number = node.text().parse::<u64>().ok().filter(|n| *n <= max);
        if number.is_none() {
            self.say(
                self.origin(node),
                problem::number_too_large(&node.text().chars().take(30).collect::<String>()),
            );
        }
        number
    }

    pub fn first_number(&mut self, node: &Node<'t>, max: u64) -> Option<u64> {
        node.child(Rule::int).and_then(|int| self.number(&int, max))
    }

    /// A calendar length in days, weeks, months or years.
    pub fn duration(&mut self, node: &Node<'t>) -> Option<Duration> {
        let qty = node.child(Rule::qty)?;
        let (num, unit) = (qty.child(Rule::num)?, qty.child(Rule::unit)?);
        let count = self.number(&num, 40_000)? as u32;
        match unit.text() {
            "day" | "days" => Some(Duration::Days(count)),
            "week" | "weeks" => Some(Duration::Days(count * 7)),
            "month" | "months" => Some(Duration::Months(count)),
            "year" | "years" => Some(Duration::Years(count)),
            other => {
                self.say(
                    self.origin(&unit),
                    problem::wrong_unit(other, "days, weeks, months, years"),
                );
                None
            }
        }
    }

    pub fn years(&mut self, node: &Node<'t>) -> Option<u32> {
        match self.duration(node)? {
            Duration::Years(years) => Some(years),
            _ => {
                let place = node
                    .child(Rule::qty)
                    .map_or_else(|| self.origin(node), |q| self.origin(&q));
                self.say(place, problem::wrong_unit("days, months", "years"));
                None
            }
        }
    }

    /// Keeps the first; a second is a problem.
    pub fn once<T>(&mut self, slot: &mut Option<T>, value: Option<T>, what: &str, node: &Node<'t>) {
        if slot.is_some() {
            return self.say(self.origin(node), problem::said_twice(what));
        }
        *slot = value;
    }
}

fn inner_context(line: &Line) -> Option<Context> {
    match line.body {
        Body::None => None,
        Body::May(context) | Body::Must(context) => Some(context),
    }
}

/// Where brackets stand too deep for the parser's recursion.
fn too_deep(head: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0usize, false);
    for (i, byte) in head.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' => quoted = false,
            b'(' | b'[' if !quoted => depth += 1,
            b')' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > NESTING_MAX {
            return Some(i);
        }
    }
    None
}

//! The lines of `release { … }`, which a preset shares.

use sekisho_model::release::{AgainstPast, GroupFate, Heads, PastOf, Singular, SmallCells};

use super::reader::{Node, Reader};
use crate::ast::{GroupLine, ReleaseLines};
use crate::context::Context;
use crate::grammar::Rule;
use crate::tree::Stretch;

const SIZE_MAX: u64 = 1_000_000;

impl<'t> Reader<'t> {
    pub fn release_lines(&mut self, body: &[Stretch], context: Context) -> ReleaseLines {
        let mut release = ReleaseLines::default();
        for (line, _) in self.lines(body, context) {
            self.release_line(&mut release, &line);
        }
        release
    }

    /// Takes a line that controls a release; others it leaves alone.
    pub fn release_line(&mut self, release: &mut ReleaseLines, line: &Node<'t>) {
        let origin = self.origin(line);
        match line.rule() {
            Rule::l_small => {
                let stop = line.has(Rule::k_stop);
                let cells = self.size(line).map(|below| SmallCells { below, stop });
                let cells = cells.map(|cells| (cells, origin));
                self.once(&mut release.small_cells, cells, "small cells", line);
            }
            Rule::l_round => {
                let to = self.size(line).map(|to| (to, origin));
                self.once(&mut release.round_to, to, "round to", line);
            }
            Rule::l_k => {
                let group = self.group(line);
                self.once(&mut release.k, group, "k", line);
            }
            Rule::l_l => release.l.extend(self.group(line)),
            Rule::l_singular => {
                let fate = if line.has(Rule::k_keep) {
                    Singular::Keep
                } else if line.has(Rule::k_stop) {
                    Singular::Stop
                } else {
                    Singular::Suppress
                };
                self.once(
                    &mut release.singular,
                    Some((fate, origin)),
                    "singular",
                    line,
                );
            }
            Rule::l_heads => {
                let fate = if line.has(Rule::k_drop) {
                    Heads::Drop
                } else {
                    Heads::LookedAt
                };
                self.once(&mut release.heads, Some((fate, origin)), "heads", line);
            }
            Rule::l_against => {
                let of = if line.has(Rule::k_study) {
                    PastOf::Study
                } else {
                    PastOf::Recipient
                };
                let new_below = line
                    .child(Rule::new_below)
                    .and_then(|new_below| self.size(&new_below));
                let against = Some((AgainstPast { of, new_below }, origin));
                self.once(&mut release.against, against, "against", line);
            }
            Rule::l_preset_of => release.presets.extend(self.first_name(line, Rule::path)),
            _ => {}
        }
    }

    fn size(&mut self, line: &Node<'t>) -> Option<u32> {
        self.first_number(line, SIZE_MAX).map(|n| n as u32)
    }

    fn group(&mut self, line: &Node<'t>) -> Option<GroupLine> {
        let mut on = self.names(line, 0);
        on.extend(self.first_name(line, Rule::path));
        let fates = [
            (Rule::k_suppress, GroupFate::Suppress),
            (Rule::k_stop, GroupFate::Stop),
            (Rule::k_generalize, GroupFate::Generalize),
        ];
        let fate = fates.into_iter().find(|(word, _)| line.has(*word));
        Some(GroupLine {
            size: self.size(line)?,
            on,
            fate: fate.map(|(_, fate)| fate),
            origin: self.origin(line),
        })
    }
}

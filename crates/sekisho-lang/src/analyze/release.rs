//! `release { … }`: controls over the released set, and the presets they come from.

use sekisho_model::profile::Profile;
use sekisho_model::release::{KAnonymity, LDiversity, Release, ReleasedField, SmallCells};
use sekisho_model::standard::Regime;
use sekisho_model::{ColumnName, Origin, ViewName};
use sekisho_syntax::ast::{self, GroupLine, Name, ReleaseLines};
use sekisho_syntax::nearest;

use super::{Analyzer, Kind};
use crate::problem::profile as problems;

impl Analyzer<'_> {
    pub fn preset(&mut self, preset: &ast::Preset) {
        if !self.names.is_first(Kind::Preset, &preset.name) {
            return;
        }
        let release = self.release(&preset.release, &preset.origin);
        self.presets
            .insert(preset.name.text.clone(), (release, preset.origin.clone()));
    }

    /// The lines themselves on top of the presets they name; they may be stricter, never laxer.
    pub fn release(&mut self, lines: &ReleaseLines, at: &Origin) -> Release {
        let mut release = self.own_release(lines);
        for name in &lines.presets {
            let Some(found) = self.resolve(Kind::Preset, name) else {
                continue;
            };
            let Some((preset, origin)) = self.presets.get(&found).cloned() else {
                continue;
            };
            let wider = tighten(&preset, &mut release);
            for what in wider {
                let place = place_of(lines, what).unwrap_or_else(|| at.clone());
                self.say(problems::laxer_than_preset(
                    place,
                    what,
                    &found,
                    origin.clone(),
                ));
            }
            release.presets.push(found);
        }
        release
    }

    fn own_release(&mut self, lines: &ReleaseLines) -> Release {
        if let Some((cells, at)) = &lines.small_cells
            && cells.below < 2
        {
            self.say(problems::round_to_nothing(at.clone()));
        }
        if let Some((to, at)) = &lines.round_to
            && *to < 2
        {
            self.say(problems::round_to_nothing(at.clone()));
        }
        let k = lines.k.as_ref().map(|line| KAnonymity {
            k: line.size,
            on: self.released_fields(&line.on),
            stop: self.suppress_or_stop(line, "k"),
            origin: line.origin.clone(),
        });
        let mut l = Vec::new();
        for line in &lines.l {
            let stop = self.suppress_or_stop(line, "l");
            l.extend(
                self.released_fields(&line.on)
                    .into_iter()
                    .map(|on| LDiversity {
                        l: line.size,
                        on,
                        stop,
                        origin: line.origin.clone(),
                    }),
            );
        }
        Release {
            small_cells: lines.small_cells.as_ref().map(|(cells, _)| *cells),
            round_to: lines.round_to.as_ref().map(|(to, _)| *to),
            k,
            l,
            singular: lines.singular.as_ref().map(|(fate, _)| *fate),
            heads: lines.heads.as_ref().map(|(fate, _)| *fate),
            against: lines.against.as_ref().map(|(against, _)| *against),
            presets: Vec::new(),
        }
    }

    fn suppress_or_stop(&mut self, line: &GroupLine, word: &'static str) -> bool {
        if line.size < 2 {
            self.say(problems::group_of_one(line.origin.clone(), word, line.size));
        }
        if line.stop.is_none() {
            self.say(problems::neither_suppress_nor_stop(
                line.origin.clone(),
                word,
            ));
        }
        line.stop.unwrap_or(true)
    }

    fn released_fields(&mut self, names: &[Name]) -> Vec<ReleasedField> {
        names
            .iter()
            .filter_map(|name| self.released_field(name))
            .collect()
    }

    fn released_field(&mut self, name: &Name) -> Option<ReleasedField> {
        let (view, column) = name.text.split_once('.').unwrap_or((&name.text, ""));
        let model = self.model;
        if let Some(columns) = model.views.get(&ViewName::from(view.to_owned()))
            && columns.column(column).is_some()
        {
            return Some(ReleasedField {
                view: ViewName::from(view.to_owned()),
                column: ColumnName::from(column.to_owned()),
            });
        }
        let known: Vec<String> = model
            .views
            .iter()
            .flat_map(|(view, columns)| {
                columns
                    .columns
                    .iter()
                    .map(move |c| format!("{view}.{}", c.name))
            })
            .collect();
        let near = nearest(&name.text, known.iter().map(String::as_str));
        self.say(problems::unknown_field(
            name.origin.clone(),
            &name.text,
            near,
        ));
        None
    }

    /// What the release says must fit what leaves.
    /// The line may be the profile's own, or that of the one it extends.
    pub fn release_fits(&mut self, profile: &Profile, written: &ast::Profile) {
        let rows = profile.fhir.is_some() || !profile.blocks.is_empty();
        let coded = rows && profile.regime < Some(Regime::Anonymized);
        if !coded || profile.release.against.is_none() {
            return;
        }
        let own = written.release.as_ref().and_then(|l| l.against.as_ref());
        let base = written.extends.as_ref().unwrap_or(&written.name);
        let at = own.map_or(&base.origin, |(_, at)| at).clone();
        self.say(problems::past_of_coded_rows(at, profile.name.as_str()));
    }
}

/// Where a release line is written.
pub fn place_of(lines: &ReleaseLines, what: &str) -> Option<Origin> {
    match what {
        "small cells" => lines.small_cells.as_ref().map(|(_, at)| at.clone()),
        "round to" => lines.round_to.as_ref().map(|(_, at)| at.clone()),
        "k" => lines.k.as_ref().map(|line| line.origin.clone()),
        "l" => lines.l.first().map(|line| line.origin.clone()),
        "singular" => lines.singular.as_ref().map(|(_, at)| at.clone()),
        "heads" => lines.heads.as_ref().map(|(_, at)| at.clone()),
        _ => lines.against.as_ref().map(|(_, at)| at.clone()),
    }
}

/// Fills what the second leaves unsaid from the first; names what it says laxer.
pub fn tighten(base: &Release, own: &mut Release) -> Vec<&'static str> {
    let mut laxer = Vec::new();
    inherit(
        &mut own.small_cells,
        base.small_cells,
        "small cells",
        &mut laxer,
        |old, new| new.below < old.below || laxer_fate(*old, *new),
    );
    inherit(
        &mut own.round_to,
        base.round_to,
        "round to",
        &mut laxer,
        |old, new| new < old,
    );
    inherit(&mut own.k, base.k.clone(), "k", &mut laxer, |old, new| {
        new.k < old.k || old.stop && !new.stop || old.on.iter().any(|f| !new.on.contains(f))
    });
    inherit(
        &mut own.singular,
        base.singular,
        "singular",
        &mut laxer,
        |old, new| new < old,
    );
    inherit(
        &mut own.heads,
        base.heads,
        "heads",
        &mut laxer,
        |old, new| *old != *new && *old == sekisho_model::release::Heads::Drop,
    );
    inherit(
        &mut own.against,
        base.against,
        "against",
        &mut laxer,
        |old, new| old.of != new.of || new.new_below < old.new_below,
    );
    for old in &base.l {
        match own.l.iter().find(|new| new.on == old.on) {
            Some(new) if new.l < old.l || old.stop && !new.stop => laxer.push("l"),
            Some(_) => {}
            None => own.l.push(old.clone()),
        }
    }
    own.presets.extend(base.presets.iter().cloned());
    laxer
}

fn laxer_fate(old: SmallCells, new: SmallCells) -> bool {
    old.stop && !new.stop
}

fn inherit<T: Clone>(
    own: &mut Option<T>,
    base: Option<T>,
    what: &'static str,
    laxer: &mut Vec<&'static str>,
    is_laxer: impl Fn(&T, &T) -> bool,
) {
    match (&own, base) {
        (Some(new), Some(old)) if is_laxer(&old, new) => laxer.push(what),
        (None, base) => *own = base,
        _ => {}
    }
}

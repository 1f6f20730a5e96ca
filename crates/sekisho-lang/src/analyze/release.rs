//! `release { … }`: controls over the released set, and the presets they come from.

use sekisho_model::law::Validity;
use sekisho_model::profile::Profile;
use sekisho_model::release::{
    COUNTED_FIELDS_MAX, GroupFate, KAnonymity, LDiversity, Release, ReleasedField, SmallCells,
};
use sekisho_model::standard::Regime;
use sekisho_model::{ColumnName, Origin, ViewName};
use sekisho_syntax::ast::{self, GroupLine, Name, ReleaseLines};
use sekisho_syntax::nearest;

use super::leaving::Leaving;
use super::{Analyzer, Kind};
use crate::problem::{profile as problems, standard as standard_problems};

/// Named controls, and when they hold.
#[derive(Clone)]
pub struct Preset {
    pub release: Release,
    pub validity: Validity,
    pub origin: Origin,
}

impl Analyzer<'_> {
    pub fn preset(&mut self, preset: &ast::Preset) {
        if !self.names.is_first(Kind::Preset, &preset.name) {
            return;
        }
        let release = self.release(&preset.release, &preset.origin);
        let found = Preset {
            release,
            validity: self.validity(&preset.law),
            origin: preset.origin.clone(),
        };
        self.presets.insert(preset.name.text.clone(), found);
    }

    /// The lines themselves on top of the presets they name; they may be stricter, never laxer.
    pub fn release(&mut self, lines: &ReleaseLines, at: &Origin) -> Release {
        let mut release = self.own_release(lines);
        for name in &lines.presets {
            let Some(found) = self.resolve(Kind::Preset, name) else {
                continue;
            };
            let Some(Preset {
                release: preset,
                origin,
                ..
            }) = self.presets.get(&found).cloned()
            else {
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
        if let Some(line) = &lines.k
            && line.on.len() > COUNTED_FIELDS_MAX
        {
            let at = line.origin.clone();
            self.say(standard_problems::too_many_counted(at, line.on.len()));
        }
        let k = lines.k.as_ref().map(|line| KAnonymity {
            k: line.size,
            on: self.released_fields(&line.on),
            fate: self.fate(line, "k"),
            origin: line.origin.clone(),
        });
        let mut l = Vec::new();
        for line in &lines.l {
            let in_k = |name: &&Name| {
                let mut lines = lines.k.iter();
                lines.any(|k| k.on.iter().any(|on| on.text == name.text))
            };
            for name in line.on.iter().filter(in_k) {
                let at = name.origin.clone();
                self.say(standard_problems::l_within_k(at, &name.text));
            }
            let stop = self.fate(line, "l") == GroupFate::Stop;
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

    fn fate(&mut self, line: &GroupLine, word: &'static str) -> GroupFate {
        if line.size < 2 {
            self.say(problems::group_of_one(line.origin.clone(), word, line.size));
        }
        if line.fate.is_none() {
            self.say(problems::neither_suppress_nor_stop(
                line.origin.clone(),
                word,
            ));
        }
        line.fate.unwrap_or(GroupFate::Stop)
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
    pub fn release_fits(&mut self, profile: &Profile, written: &ast::Profile, leaving: &[Leaving]) {
        let rows = profile.fhir.is_some() || !profile.blocks.is_empty();
        if rows {
            self.counted_fields_leave(profile, written, leaving);
        }
        if profile.release.against.is_none() {
            return;
        }
        let own = written.release.as_ref().and_then(|l| l.against.as_ref());
        let base = written.extends.as_ref().unwrap_or(&written.name);
        let at = own.map_or(&base.origin, |(_, at)| at).clone();
        let coded = rows && profile.regime < Some(Regime::Anonymized);
        if coded {
            self.say(problems::past_of_coded_rows(at, profile.name.as_str()));
        } else if told_from(&profile.release) < 2 {
            self.say(problems::past_without_bound(at, profile.name.as_str()));
        }
    }
}

impl Analyzer<'_> {
    /// A profile of counts alone has no rows whose groups could be counted; its line does no harm.
    fn counted_fields_leave(
        &mut self,
        profile: &Profile,
        written: &ast::Profile,
        leaving: &[Leaving],
    ) {
        let k = profile.release.k.iter().flat_map(|k| &k.on);
        let l = profile.release.l.iter().map(|l| &l.on);
        let counted = k.map(|on| ("k", on)).chain(l.map(|on| ("l", on)));
        let missing = counted
            .map(|(line, on)| (line, on.to_string()))
            .filter(|(_, field)| !leaving.iter().any(|left| left.field == *field));
        for (line, field) in missing.collect::<Vec<_>>() {
            let at = name_of(written, &field)
                .or(written.extends.as_ref())
                .unwrap_or(&written.name);
            self.say(standard_problems::counted_field_stays(
                at.origin.clone(),
                line,
                &field,
            ));
        }
    }

    /// What the profile makes coarser in tables must not leave finer beside them.
    pub fn generalized_everywhere(&mut self, formats: &[Name], profile: &Profile) {
        let k = profile.release.k.as_ref();
        if k.is_none_or(|k| k.fate != GroupFate::Generalize) {
            return;
        }
        for format in formats {
            if !GENERALIZED_FORMATS.contains(&format.text.as_str()) {
                self.say(standard_problems::generalized_elsewhere(
                    format.origin.clone(),
                    &format.text,
                    profile.name.as_str(),
                ));
            }
        }
    }
}

/// From how many people on a difference to the past is told.
fn told_from(release: &Release) -> u32 {
    let cells = release.small_cells.map_or(0, |cells| cells.below);
    let new = release.against.and_then(|against| against.new_below);
    cells.max(new.unwrap_or(0))
}

/// The formats whose cells `k … generalize` rewrites.
const GENERALIZED_FORMATS: [&str; 2] = ["csv", "parquet"];

/// The field as the profile's own k or l line names it.
fn name_of<'w>(written: &'w ast::Profile, field: &str) -> Option<&'w Name> {
    let lines = written.release.as_ref()?;
    let mut names = lines.k.iter().chain(&lines.l).flat_map(|line| &line.on);
    names.find(|name| name.text == field)
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
pub(super) fn tighten(base: &Release, own: &mut Release) -> Vec<&'static str> {
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
        new.k < old.k
            || laxer_groups(old.fate, new.fate)
            || old.on.iter().any(|f| !new.on.contains(f))
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

/// To stop lets nobody out whom leaving people out would not. What was to leave generalized would
/// leave finer under either of the others, and generalizing lets out whom they hold back.
fn laxer_groups(old: GroupFate, new: GroupFate) -> bool {
    !matches!(
        (old, new),
        (GroupFate::Suppress, GroupFate::Suppress | GroupFate::Stop)
            | (GroupFate::Stop, GroupFate::Stop)
            | (GroupFate::Generalize, GroupFate::Generalize)
    )
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

//! A profile's transforms with the plugins it calls: a stage that is a call goes to the author's
//! component, every other to the profile's own module.
//!
//! What an author's code gives back is believed only after it was looked at: rows, offsets, the
//! declared type; and some rows of every batch are asked again alone.

use std::collections::BTreeMap;

use sekisho_model::Digest;
use sekisho_model::broken::Reason;
use sekisho_model::identity::Subject;
use sekisho_model::plugin::{Plugin, PluginType};
use sekisho_model::profile::{Action, Call, FieldRule, Profile};
use sekisho_model::transform::{Column, SiteKind, TransformError, Transforms};

use crate::author::Author;
use crate::engine::{Engines, Vouched};
use crate::limits::Limits;
use crate::load::LoadError;
use crate::written;

/// A batch that a plugin is asked at once: the fuel of its declaration is for one of these.
pub const ROWS_MAX: usize = 1024;
pub const BYTES_MAX: usize = 32 << 10;

/// The declared plugins with their components.
#[derive(Clone, Default)]
pub struct Plugins<'p> {
    by_name: BTreeMap<&'p str, (&'p Plugin, Author)>,
}

/// A plugin whose component does not run here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotLoaded {
    pub plugin: String,
    pub why: LoadError,
}

impl<'p> Plugins<'p> {
    /// Those of the declared plugins whose component `bytes_of` knows; a plugin without one stands
    /// aside, and a rule that calls it stops. Each was tried when its bundle was loaded.
    pub fn load<'b>(
        engines: &Engines,
        declared: &'p [Plugin],
        bytes_of: impl Fn(Digest) -> Option<&'b [u8]>,
    ) -> Result<Self, NotLoaded> {
        let mut by_name = BTreeMap::new();
        for plugin in declared {
            if let Some(bytes) = bytes_of(plugin.digest) {
                let loaded = Author::declared(
                    engines,
                    bytes,
                    plugin.digest,
                    limits_of(plugin),
                    Vouched::Known,
                );
                let author = loaded.map_err(|why| NotLoaded {
                    plugin: plugin.name.clone(),
                    why,
                })?;
                by_name.insert(plugin.name.as_str(), (plugin, author));
            }
        }
        Ok(Self { by_name })
    }

    /// Values through one call. Absent rows stay absent.
    pub fn call(&self, call: &Call, values: &Column) -> Result<Column, Reason> {
        let (plugin, author) = self
            .by_name
            .get(call.plugin.as_str())
            .ok_or(Reason::NoPlugin)?;
        let number = plugin
            .functions
            .iter()
            .position(|f| f.name == call.function);
        let number = number.ok_or(Reason::NoPlugin)?;
        let function = &plugin.functions[number];
        let arguments: Option<Vec<String>> = function
            .parameters
            .iter()
            .skip(1)
            .map(|parameter| {
                let given = call.arguments.iter().find(|a| a.name == parameter.name)?;
                Some(written::argument(&given.value))
            })
            .collect();
        let asked = Asked {
            author,
            function: number as u16,
            arguments: arguments.ok_or(Reason::NoPlugin)?,
            result: function.result,
        };
        asked.all(values)
    }
}

/// The limits that a declaration gives its plugin.
pub fn limits_of(plugin: &Plugin) -> Limits {
    Limits {
        fuel: plugin.fuel,
        memory_bytes: plugin.memory_bytes,
    }
}

/// A function of a plugin with its constant arguments.
struct Asked<'a> {
    author: &'a Author,
    function: u16,
    arguments: Vec<String>,
    result: PluginType,
}

impl Asked<'_> {
    fn all(&self, values: &Column) -> Result<Column, Reason> {
        let mut out = Column::new();
        let mut from = 0;
        while from < values.len() {
            let to = end_of_batch(values, from);
            let answers = self.batch(values, from..to)?;
            (0..answers.len()).for_each(|row| out.push(answers.get(row)));
            from = to;
        }
        Ok(out)
    }

    fn batch(&self, values: &Column, rows: std::ops::Range<usize>) -> Result<Column, Reason> {
        let mut part = Column::new();
        rows.for_each(|row| part.push(values.get(row)));
        if part.valid.iter().all(|valid| !valid) {
            return Ok(part);
        }
        let answers = self.ask(&part)?;
        for row in 0..part.len() {
            match (part.get(row), answers.get(row)) {
                (None, Some(_)) => return Err(Reason::Malformed("an absent row got a value")),
                (_, Some(answer)) if !written::is_of(self.result, answer) => {
                    return Err(Reason::NotOfType(self.result));
                }
                _ => {}
            }
        }
        self.ask_again(&part, &answers)?;
        Ok(answers)
    }

    /// The first, the middle and the last value of a batch alone: an answer that hangs on its
    /// neighbours or on what was asked before shows itself here.
    fn ask_again(&self, part: &Column, answers: &Column) -> Result<(), Reason> {
        let present: Vec<usize> = (0..part.len()).filter(|row| part.valid[*row]).collect();
        let Some(last) = present.len().checked_sub(1) else {
            return Ok(());
        };
        let mut rows = vec![present[0], present[last / 2], present[last]];
        rows.dedup();
        for row in rows {
            let mut alone = Column::new();
            alone.push(part.get(row));
            if self.ask(&alone)?.get(0) != answers.get(row) {
                return Err(Reason::OtherAnswer);
            }
        }
        Ok(())
    }

    fn ask(&self, values: &Column) -> Result<Column, Reason> {
        let constant = |text: &String| {
            let mut column = Column::new();
            values
                .valid
                .iter()
                .for_each(|_| column.push(Some(text.as_bytes())));
            column
        };
        let columns: Vec<Column> = std::iter::once(values.clone())
            .chain(self.arguments.iter().map(constant))
            .collect();
        self.author.ask(self.function, &columns)
    }
}

fn end_of_batch(values: &Column, from: usize) -> usize {
    let most = values.len().min(from + ROWS_MAX);
    let fits = |end: &usize| (values.offsets[*end] - values.offsets[from]) as usize <= BYTES_MAX;
    (from + 1..=most)
        .take_while(fits)
        .last()
        .unwrap_or(from + 1)
}

/// A profile's own transforms and, beside them, the plugins it calls.
pub struct WithPlugins<'a> {
    rules: Vec<&'a FieldRule>,
    own: &'a mut dyn Transforms,
    plugins: &'a Plugins<'a>,
}

impl<'a> WithPlugins<'a> {
    pub fn new(
        profile: &'a Profile,
        own: &'a mut dyn Transforms,
        plugins: &'a Plugins<'a>,
    ) -> Self {
        Self {
            rules: profile.rules().map(|(_, rule)| rule).collect(),
            own,
            plugins,
        }
    }
}

impl Transforms for WithPlugins<'_> {
    fn apply(
        &mut self,
        rule: u16,
        stage: u16,
        kind: SiteKind,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Column, TransformError> {
        let found = self.rules.get(usize::from(rule)).copied();
        let action = found.and_then(|rule| rule.actions.get(usize::from(stage)));
        let (Some(found), Some(Action::Call(call))) = (found, action) else {
            return self.own.apply(rule, stage, kind, subjects, values);
        };
        let broken = |reason| TransformError::broken(rule, stage, reason);
        let is_last = usize::from(stage) + 1 == found.actions.len();
        if found.when.is_none() || !is_last {
            return self.plugins.call(call, values).map_err(broken);
        }
        let meant = self.own.holds(rule, subjects, values)?;
        if meant.len() != values.len() {
            let (asked, came) = (values.len(), meant.len());
            return Err(broken(Reason::Rows { asked, came }));
        }
        let mut asked = Column::new();
        (0..values.len()).for_each(|row| asked.push(values.get(row).filter(|_| meant[row])));
        let answers = self.plugins.call(call, &asked).map_err(broken)?;
        let mut out = Column::new();
        for (row, meant) in meant.into_iter().enumerate() {
            out.push(if meant {
                answers.get(row)
            } else {
                values.get(row)
            });
        }
        Ok(out)
    }

    fn holds(
        &mut self,
        rule: u16,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Vec<bool>, TransformError> {
        self.own.holds(rule, subjects, values)
    }
}

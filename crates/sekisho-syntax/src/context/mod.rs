//! Which lines may stand in which block: one table for the parser, its messages and completion.

mod table;

use crate::grammar::Rule;

/// A block of the language, or the file itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Context {
    File,
    Purpose,
    Class,
    Codelist,
    Consent,
    Minor,
    Withdraw,
    Optout,
    Guard,
    Cohort,
    Study,
    Access,
    Emergency,
    Claim,
    Basis,
    Ground,
    Standard,
    Preset,
    Profile,
    Release,
    Fields,
    Deliver,
    After,
    Test,
    Facts,
    Plugin,
    /// A declaration of a later version: its lines are not read.
    Later,
}

/// A line a block may hold.
#[derive(Debug)]
pub struct Line {
    pub first: &'static str,
    pub rule: Rule,
    pub body: Body,
    /// How it is written, for the help of a problem.
    pub example: &'static str,
}

impl Line {
    /// Whether it goes on with the line before it. The grammar names such rules `l_…_more`.
    pub fn continues(&self) -> bool {
        format!("{:?}", self.rule).ends_with("_more")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    None,
    May(Context),
    Must(Context),
}

/// Declarations of a later version: named, so that they are refused by name and not as a slip.
pub const LATER: [&str; 0] = [];

/// Every line the block may hold, in the order a manual would show them.
pub fn lines_of(context: Context) -> &'static [Line] {
    match context {
        Context::File => &table::FILE,
        Context::Purpose => &table::PURPOSE,
        Context::Class => &table::CLASS,
        Context::Codelist => &table::CODELIST,
        Context::Consent => &table::CONSENT,
        Context::Minor => &table::MINOR,
        Context::Withdraw => &table::WITHDRAW,
        Context::Optout => &table::OPTOUT,
        Context::Guard => &table::GUARD,
        Context::Cohort => &table::COHORT,
        Context::Study => &table::STUDY,
        Context::Access => &table::ACCESS,
        Context::Emergency => &table::EMERGENCY,
        Context::Claim => &table::CLAIM,
        Context::Basis => &table::BASIS,
        Context::Ground => &table::GROUND,
        Context::Standard => &table::STANDARD,
        Context::Preset => &table::PRESET,
        Context::Profile => &table::PROFILE,
        Context::Release => &table::RELEASE,
        Context::Fields => &table::FIELDS,
        Context::Deliver => &table::DELIVER,
        Context::After => &table::AFTER,
        Context::Test => &table::TEST,
        Context::Facts => &table::FACTS,
        Context::Plugin => &table::PLUGIN,
        Context::Later => &[],
    }
}

pub fn find_line(context: Context, first: &str) -> Option<&'static Line> {
    lines_of(context).iter().find(|line| line.first == first)
}

/// What a line is taken for when no keyword starts it.
pub fn open_line(context: Context, has_block: bool) -> Option<&'static Line> {
    match (context, has_block) {
        (Context::Fields, _) => Some(&table::FIELD),
        (Context::Standard, _) => Some(&table::REMAIN),
        (Context::Facts, false) => Some(&table::FACT),
        (Context::Facts, true) => Some(&table::FACT_EVENT),
        _ => None,
    }
}

/// The words a line of this block may start with.
pub fn keywords(context: Context) -> impl Iterator<Item = &'static str> {
    lines_of(context).iter().map(|line| line.first)
}

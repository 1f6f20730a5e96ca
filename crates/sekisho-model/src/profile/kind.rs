//! Which action takes which values: what a field's values are to the actions, whatever its format
//! calls their type, and what an action leaves of them.

use super::Action;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueKind {
    /// An identifier or UID.
    Id,
    /// A short text.
    Text,
    /// A text of any length, such as a report.
    Prose,
    Code,
    /// A date at any precision, with or without a time of day.
    Date,
    /// A point in time that can't be written coarser.
    Instant,
    /// A time of day without a date.
    Time,
    Decimal,
    Integer,
    Bool,
    /// A picture's pixels.
    Picture,
    /// Anything else: sequences, binary. It leaves whole or not at all.
    Opaque,
}

use ValueKind::{
    Bool, Code, Date, Decimal, Id, Instant, Integer, Opaque, Picture, Prose, Text, Time,
};

impl ValueKind {
    pub const ALL: [Self; 12] = [
        Id, Text, Prose, Code, Date, Instant, Time, Decimal, Integer, Bool, Picture, Opaque,
    ];

    pub fn of_fhir(type_name: &str) -> Self {
        match type_name {
            "id" | "uri" | "oid" | "uuid" => Id,
            "string" => Text,
            "markdown" => Prose,
            "code" => Code,
            "date" | "dateTime" => Date,
            "instant" => Instant,
            "time" => Time,
            "decimal" => Decimal,
            "integer" | "positiveInt" | "unsignedInt" => Integer,
            "boolean" => Bool,
            _ => Opaque,
        }
    }

    /// By DICOM value representation (PS3.5 Table 6.2-1).
    pub fn of_vr(vr: &str) -> Self {
        match vr.split_whitespace().next().unwrap_or(vr) {
            "UI" => Id,
            "AE" | "LO" | "PN" | "SH" | "UC" | "UR" => Text,
            "LT" | "ST" | "UT" => Prose,
            "CS" => Code,
            "DA" | "DT" => Date,
            "DS" | "FL" | "FD" => Decimal,
            // An age string counts whole days, weeks, months or years.
            "AS" | "IS" | "SL" | "SS" | "SV" | "UL" | "US" | "UV" => Integer,
            _ => Opaque,
        }
    }

    pub fn word(self) -> (&'static str, &'static str) {
        match self {
            Id => ("識別子", "identifiers"),
            Text => ("短い文字列", "short texts"),
            Prose => ("文章", "prose"),
            Code => ("コード", "codes"),
            Date => ("日付", "dates"),
            Instant => ("時点", "points in time"),
            Time => ("時刻", "times of day"),
            Decimal => ("数", "numbers"),
            Integer => ("整数", "whole numbers"),
            Bool => ("はい・いいえ", "yes or no"),
            Picture => ("画像", "pictures"),
            Opaque => (
                "そのまま出すか出さないかだけの値",
                "values that leave whole or not at all",
            ),
        }
    }
}

impl Action {
    /// What it makes of such values; `None`: it can't take them. A plugin's types are its own.
    pub fn result(&self, kind: ValueKind) -> Option<ValueKind> {
        let same = |takes: &[ValueKind]| takes.contains(&kind).then_some(kind);
        match self {
            Self::Keep | Self::Drop | Self::Blank | Self::Call(_) => Some(kind),
            Self::Pseudonym | Self::Remap => same(&[Id, Text, Code]),
            Self::Shift => same(&[Date, Instant, Time]),
            Self::Year | Self::Month => same(&[Date]),
            Self::First(_) => same(&[Id, Text, Prose, Code]),
            Self::Cap(_) | Self::Round(_) => same(&[Decimal, Integer]),
            // A text that holds a number, too: `45` in a questionnaire's answer.
            Self::Band(_) => same(&[Decimal, Integer, Text]).map(|_| Text),
            Self::Map(_) => same(&[Text, Code]),
            Self::Replace(_) => {
                same(&[Text, Prose, Code]).map(|kind| if kind == Code { Text } else { kind })
            }
            Self::MaskBurnedIn { .. } => same(&[Picture]),
        }
    }

    /// Changes the content of one value, so that a rule on a whole element would mean nothing.
    pub fn works_on_one_value(&self) -> bool {
        match self {
            Self::Cap(_)
            | Self::Round(_)
            | Self::Band(_)
            | Self::Map(_)
            | Self::Replace(_)
            | Self::MaskBurnedIn { .. }
            | Self::Call(_) => true,
            Self::Keep
            | Self::Drop
            | Self::Blank
            | Self::Pseudonym
            | Self::Remap
            | Self::Shift
            | Self::Year
            | Self::Month
            | Self::First(_) => false,
        }
    }

    /// What a chain makes of such values; `Err`: the place of the action that can't take them.
    pub fn chain(actions: &[Self], kind: ValueKind) -> Result<ValueKind, usize> {
        actions
            .iter()
            .enumerate()
            .try_fold(kind, |kind, (at, action)| action.result(kind).ok_or(at))
    }

    /// Whether a FHIR element of this primitive type can go through the chain and hold its result.
    pub fn fit_fhir(actions: &[Self], type_name: &str) -> bool {
        let kind = ValueKind::of_fhir(type_name);
        Self::chain(actions, kind).is_ok_and(|result| result == kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_judged_from_what_each_action_leaves() {
        let band = Action::Band(vec!["20".into()]);
        let round = Action::Round("10".into());
        assert_eq!(
            Action::chain(&[round.clone(), band.clone()], Integer),
            Ok(Text)
        );
        assert_eq!(Action::chain(&[band.clone(), round], Integer), Err(1));
        assert!(!Action::fit_fhir(std::slice::from_ref(&band), "decimal"));
        assert!(Action::fit_fhir(&[band], "string"));
        assert!(!Action::fit_fhir(&[Action::Year], "instant"));
        assert!(Action::fit_fhir(&[Action::Shift], "instant"));
        assert!(!Action::fit_fhir(&[Action::Replace("x".into())], "code"));
    }
}

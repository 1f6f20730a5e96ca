//! What a chain of actions leaves of a value, for the proof of a regime.

use serde::{Deserialize, Serialize};

use crate::plugin::{Leaves, Plugin};
use crate::profile::{Action, FieldRule};

/// From nothing to the value itself, in the order of how little is left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remains {
    Nothing,
    /// A keyed name: it joins records and says nothing else.
    Linking,
    /// A coarser value.
    Coarse(Vec<Grain>),
    /// Free text or a picture with what identifies taken out.
    Cleaned,
    /// A date moved by the person's constant: intervals survive.
    Shifted,
    Itself,
}

/// How coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    Year,
    Month,
    /// The first N characters.
    First(u32),
    /// Nothing above the bound, a whole number of its unit, is told apart.
    Capped(u32),
    /// A group of values: band, round, map, or what a plugin says of itself.
    Group,
}

impl Remains {
    /// What a rule leaves: the least that any step lets through. Where the last step has a
    /// condition, what is left without it may leave too.
    pub fn after(rule: &FieldRule, plugins: &[Plugin]) -> Self {
        let chain = |actions: &[Action]| Self::least(actions.iter().map(|a| Self::of(a, plugins)));
        match (&rule.when, rule.actions.split_last()) {
            (Some(_), Some((_, before))) => chain(&rule.actions).max(chain(before)),
            _ => chain(&rule.actions),
        }
    }

    pub fn least(steps: impl IntoIterator<Item = Self>) -> Self {
        steps
            .into_iter()
            .fold(Self::Itself, |left, next| match (left, next) {
                (Self::Coarse(mut grains), Self::Coarse(more)) => {
                    grains.extend(more);
                    Self::Coarse(grains)
                }
                (left, next) => left.min(next),
            })
    }

    /// More of the value than another leaves.
    pub fn is_more_than(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Coarse(new), Self::Coarse(old)) => !old
                .iter()
                .all(|old| new.iter().any(|new| new.is_at_most(*old))),
            _ => self > other,
        }
    }

    fn of(action: &Action, plugins: &[Plugin]) -> Self {
        let coarse = |grain| Self::Coarse(vec![grain]);
        match action {
            Action::Drop | Action::Blank | Action::Replace(_) | Action::Remap => Self::Nothing,
            Action::Pseudonym => Self::Linking,
            Action::Shift => Self::Shifted,
            Action::Year => coarse(Grain::Year),
            Action::Month => coarse(Grain::Month),
            Action::First(n) => coarse(Grain::First(*n)),
            Action::Cap(cap) => coarse(capped(&cap.bound, cap.unit.as_deref())),
            // The last band is open above: all from its bound on are together.
            Action::Band(bounds) => coarse(capped(bounds.last().map_or("", String::as_str), None)),
            // What it does not hold stays as it is.
            Action::Map(map) if map.keeps_rest => Self::Itself,
            Action::Round(_) | Action::Map(_) => coarse(Grain::Group),
            Action::MaskBurnedIn { .. } => Self::Cleaned,
            Action::Call(call) => {
                let plugin = plugins.iter().find(|plugin| plugin.name == call.plugin);
                let function = plugin.and_then(|plugin| plugin.function(&call.function));
                function.map_or(Self::Itself, |function| Self::left_by(function.leaves))
            }
            Action::Keep => Self::Itself,
        }
    }

    /// A plugin says of itself what it leaves; its contract test must show it.
    fn left_by(leaves: Leaves) -> Self {
        match leaves {
            Leaves::Nothing => Self::Nothing,
            Leaves::Linking => Self::Linking,
            Leaves::Coarse => Self::Coarse(vec![Grain::Group]),
            Leaves::Cleaned => Self::Cleaned,
            Leaves::Itself => Self::Itself,
        }
    }
}

/// A whole bound in years, or in the unit of the field itself.
fn capped(bound: &str, unit: Option<&str>) -> Grain {
    match (bound.parse(), unit) {
        (Ok(bound), None | Some("years")) => Grain::Capped(bound),
        _ => Grain::Group,
    }
}

impl Grain {
    fn is_at_most(self, other: Self) -> bool {
        match (self, other) {
            (Self::First(new), Self::First(old)) | (Self::Capped(new), Self::Capped(old)) => {
                new <= old
            }
            (new, old) => new == old || (new, old) == (Self::Year, Self::Month),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_more_than_a_year_and_five_digits_more_than_three() {
        let coarse = |grain| Remains::Coarse(vec![grain]);
        let (year, month) = (coarse(Grain::Year), coarse(Grain::Month));
        assert!(month.is_more_than(&year) && !year.is_more_than(&month));
        assert!(coarse(Grain::First(5)).is_more_than(&coarse(Grain::First(3))));
        assert!(Remains::Itself.is_more_than(&Remains::Shifted));
        assert!(!Remains::Nothing.is_more_than(&Remains::Nothing));
    }

    fn after(actions: &[Action]) -> Remains {
        let rule = FieldRule {
            selectors: Vec::new(),
            actions: actions.to_vec(),
            when: None,
            origin: crate::Origin::built_in(),
        };
        Remains::after(&rule, &[])
    }

    #[test]
    fn a_chain_leaves_what_its_narrowest_step_lets_through() {
        assert_eq!(after(&[Action::Keep]), Remains::Itself);
        assert_eq!(after(&[Action::Shift]), Remains::Shifted);
        assert_eq!(
            after(&[Action::Shift, Action::Month]),
            Remains::Coarse(vec![Grain::Month])
        );
        assert_eq!(
            after(&[Action::First(3), Action::Pseudonym]),
            Remains::Linking
        );
        assert_eq!(after(&[Action::Shift, Action::Drop]), Remains::Nothing);
        let band = Action::Band(vec!["20".into(), "90".into()]);
        assert_eq!(after(&[band]), Remains::Coarse(vec![Grain::Capped(90)]));
    }
}

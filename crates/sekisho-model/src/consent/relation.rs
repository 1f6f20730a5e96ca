//! Who somebody was to the dead: a closed list of relations, and the words that forms and desks use.

use serde::{Deserialize, Serialize};

use crate::Text;
use crate::law::Cite;

/// What an opt-out says of objections for the dead: `after death keep unless bereaved object as …`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bereaved {
    pub relations: Vec<Relation>,
    pub cites: Vec<Cite>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Also whoever lived with the dead as a spouse.
    Spouse,
    Child,
    Parent,
    Grandchild,
    Grandparent,
    Sibling,
}

/// Words by which a desk may write each, besides its own.
const WORDS: [(Relation, &[&str]); 6] = [
    (
        Relation::Spouse,
        &[
            "配偶者",
            "妻",
            "夫",
            "内縁の妻",
            "内縁の夫",
            "内縁",
            "事実婚",
            "wife",
            "husband",
            "de facto spouse",
        ],
    ),
    (
        Relation::Child,
        &[
            "子",
            "子ども",
            "息子",
            "娘",
            "長男",
            "次男",
            "二男",
            "三男",
            "長女",
            "次女",
            "二女",
            "三女",
            "養子",
            "son",
            "daughter",
        ],
    ),
    (
        Relation::Parent,
        &["父", "母", "父母", "親", "養父", "養母", "father", "mother"],
    ),
    (
        Relation::Grandchild,
        &["孫", "孫息子", "孫娘", "grandson", "granddaughter"],
    ),
    (
        Relation::Grandparent,
        &["祖父", "祖母", "祖父母", "grandfather", "grandmother"],
    ),
    (
        Relation::Sibling,
        &[
            "兄",
            "弟",
            "姉",
            "妹",
            "兄弟",
            "姉妹",
            "兄弟姉妹",
            "brother",
            "sister",
        ],
    ),
];

impl Relation {
    pub const ALL: [Self; 6] = [
        Self::Spouse,
        Self::Child,
        Self::Parent,
        Self::Grandchild,
        Self::Grandparent,
        Self::Sibling,
    ];

    /// As a policy writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spouse => "spouse",
            Self::Child => "child",
            Self::Parent => "parent",
            Self::Grandchild => "grandchild",
            Self::Grandparent => "grandparent",
            Self::Sibling => "sibling",
        }
    }

    /// As a policy writes it.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// As a desk writes it: `妹`, `sister`, `sibling`. `None`: a word that says none of these for
    /// certain.
    pub fn of_word(text: &str) -> Option<Self> {
        let word = text.trim().to_lowercase();
        let by_word = WORDS
            .iter()
            .find(|(_, words)| words.contains(&word.as_str()));
        Self::parse(&word).or(by_word.map(|(relation, _)| *relation))
    }

    pub fn label(self) -> Text {
        let (ja, en) = match self {
            Self::Spouse => ("配偶者（事実婚を含む）", "spouse (also de facto)"),
            Self::Child => ("子", "child"),
            Self::Parent => ("父母", "parent"),
            Self::Grandchild => ("孫", "grandchild"),
            Self::Grandparent => ("祖父母", "grandparent"),
            Self::Sibling => ("兄弟姉妹", "sibling"),
        };
        Text::new(ja, en)
    }
}

impl Bereaved {
    /// Whether somebody who calls themselves that is one of them.
    pub fn includes(&self, relation: &str) -> bool {
        Relation::of_word(relation).is_some_and(|one| self.relations.contains(&one))
    }

    /// The list, for a desk.
    pub fn list(&self) -> Text {
        let labels: Vec<Text> = self.relations.iter().map(|one| one.label()).collect();
        let joined = |text: fn(&Text) -> &str, with: &str| {
            labels.iter().map(text).collect::<Vec<_>>().join(with)
        };
        Text::new(joined(|t| &t.ja, "、"), joined(|t| &t.en, ", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_one_relation_or_none() {
        assert_eq!(Relation::of_word("妹"), Some(Relation::Sibling));
        assert_eq!(Relation::of_word(" Sister "), Some(Relation::Sibling));
        assert_eq!(Relation::of_word("内縁の妻"), Some(Relation::Spouse));
        for stranger in ["", "友人", "叔父", "いとこ", "甥", "neighbour", "妻の妹"] {
            assert_eq!(Relation::of_word(stranger), None, "{stranger}");
        }
        let mut words: Vec<&str> = WORDS
            .iter()
            .flat_map(|(_, words)| *words)
            .copied()
            .collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
    }
}

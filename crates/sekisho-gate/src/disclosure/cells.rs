//! A table of counts: which people stand in which cell, and in which margins.
//!
//! Everybody stands in exactly one inner cell: who has no value stands under "unknown", who has
//! several different ones under "several". Labels that fewer people than the bound share are one
//! label, "other"; if these are still too few, the next smallest label goes with them. So a rare
//! label is never read off the table, a field's own numbers are not small, and nobody is left out: a
//! total is the number of everybody who was asked about.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Text;
use serde::{Deserialize, Serialize};

/// What a row or column of the table stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Label {
    Value(String),
    /// No value leaves for these people.
    Unknown,
    /// More than one value each.
    Several,
    /// Values, or none, that too few people share.
    Other,
}

impl Label {
    /// Of the values that leave for one person.
    pub fn of(values: &BTreeSet<String>) -> Self {
        match (values.len(), values.first()) {
            (1, Some(value)) => Self::Value(value.clone()),
            (0, _) => Self::Unknown,
            _ => Self::Several,
        }
    }

    pub fn text(&self) -> Text {
        match self {
            Self::Value(value) => Text::new(value.clone(), value.clone()),
            Self::Unknown => Text::new("（不明）", "(unknown)"),
            Self::Several => Text::new("（複数）", "(several)"),
            Self::Other => Text::new("（その他）", "(other)"),
        }
    }

    /// As data: one word for each that is no value, which no value can be taken for.
    pub fn word(&self) -> serde_json::Value {
        match self {
            Self::Value(value) => value.as_str().into(),
            Self::Unknown => serde_json::json!({ "is": "unknown" }),
            Self::Several => serde_json::json!({ "is": "several" }),
            Self::Other => serde_json::json!({ "is": "other" }),
        }
    }
}

/// Where an entry stands: for each field a label by its place, or `None` for all of them.
pub type Place = Vec<Option<usize>>;

/// The shape of a table with its margins. Without fields it is one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape(pub Vec<usize>);

impl Shape {
    /// Every entry: inner cells first, then margins, each before those that sum it up; the total last.
    pub fn places(&self) -> Vec<Place> {
        let mut places: Vec<Place> = vec![Vec::new()];
        for size in &self.0 {
            let one_more = |place: &Place| {
                let ends = (0..*size).map(Some).chain([None]);
                let longer = ends.map(|end| place.iter().copied().chain([end]).collect());
                longer.collect::<Vec<Place>>()
            };
            places = places.iter().flat_map(one_more).collect();
        }
        places.sort_by_cached_key(|place| (margins(place), place.clone()));
        places
    }

    pub fn entries(&self) -> usize {
        self.0.iter().map(|size| size + 1).product()
    }

    /// Every equation of the table: the entries that add up, and the entry they add up to.
    pub fn lines(&self) -> Vec<(Vec<usize>, usize)> {
        let places = self.places();
        let at: BTreeMap<&Place, usize> = places.iter().enumerate().map(|(n, p)| (p, n)).collect();
        let mut lines = Vec::new();
        for (whole, place) in places.iter().enumerate() {
            for (field, size) in self.0.iter().enumerate() {
                if place[field].is_some() {
                    continue;
                }
                let part = |label| {
                    let mut part = place.clone();
                    part[field] = Some(label);
                    at[&part]
                };
                lines.push(((0..*size).map(part).collect(), whole));
            }
        }
        lines
    }
}

/// Over how many fields an entry sums up.
pub fn margins(place: &Place) -> usize {
    place.iter().filter(|end| end.is_none()).count()
}

/// People by the places of a table.
#[derive(Clone, Debug)]
pub struct Cells {
    /// Of each field, in the order they are shown.
    pub labels: Vec<Vec<Label>>,
    /// Of each person and field the place of the label.
    of: Vec<Vec<usize>>,
    few: bool,
}

impl Cells {
    /// `people[i][f]`: the label of the i-th person in the f-th field.
    pub fn new(people: &[Vec<Label>], fields: usize, below: Option<u32>) -> Self {
        let mut here = people.to_vec();
        let gathered = (0..fields).map(|field| gathered(&mut here, field, below.unwrap_or(0)));
        let few = gathered.fold(false, |any, few| any | few);
        let of_field = |field: usize| {
            let labels: BTreeSet<&Label> = here.iter().map(|person| &person[field]).collect();
            labels.into_iter().cloned().collect()
        };
        let labels: Vec<Vec<Label>> = (0..fields).map(of_field).collect();
        let place =
            |(label, labels): (&Label, &Vec<Label>)| labels.binary_search(label).unwrap_or(0);
        let places = |person: &Vec<Label>| person.iter().zip(&labels).map(place).collect();
        let of = here.iter().map(places).collect();
        Self { labels, of, few }
    }

    pub fn shape(&self) -> Shape {
        Shape(self.labels.iter().map(Vec::len).collect())
    }

    /// Whether labels were so rare that another had to stand with them.
    pub fn few(&self) -> bool {
        self.few
    }

    /// Who stands at a place, by their places in the list of people.
    pub fn people<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = usize> + 'a {
        let stands = move |of: &Vec<usize>| {
            (of.iter().zip(place)).all(|(label, end)| end.is_none_or(|end| end == *label))
        };
        let all = self.of.iter().enumerate();
        all.filter(move |(_, of)| stands(of)).map(|(n, _)| n)
    }

    /// Whether somebody with these labels would stand at a place: a label that the table does not
    /// have stands under "other", and without it under no label at all.
    pub fn stands(&self, labels: &[Label], place: &Place) -> bool {
        let ends = labels.iter().zip(&self.labels).zip(place);
        let mut stands = ends.map(|((label, of), end)| {
            let at = of
                .binary_search(label)
                .or_else(|_| of.binary_search(&Label::Other));
            end.is_none_or(|end| at == Ok(end))
        });
        stands.all(|stands| stands)
    }
}

/// Makes one of a field's rare labels and, while these are too few, of the smallest beside them;
/// whether it took another.
fn gathered(here: &mut [Vec<Label>], field: usize, below: u32) -> bool {
    let mut shared: BTreeMap<&Label, u32> = BTreeMap::new();
    for person in here.iter() {
        *shared.entry(&person[field]).or_default() += 1;
    }
    let mut by_size: Vec<(u32, &Label)> = shared.iter().map(|(label, n)| (*n, *label)).collect();
    by_size.sort();
    let (mut others, mut taken, mut few) = (0, BTreeSet::new(), false);
    for (people, label) in by_size {
        let rare = people < below;
        if !rare && (others == 0 || others >= below) {
            break;
        }
        few |= !rare;
        others += people;
        taken.insert(label.clone());
    }
    for person in here.iter_mut() {
        if taken.contains(&person[field]) {
            person[field] = Label::Other;
        }
    }
    few || (others > 0 && others < below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_labels_stand_together_with_the_smallest_that_makes_them_enough() {
        let value = |text: &str| vec![Label::Value(text.into())];
        let mut people = vec![value("a"); 12];
        people.push(value("rare"));
        people.push(vec![Label::Unknown]);
        let cells = Cells::new(&people, 1, Some(10));
        assert_eq!(cells.labels, [[Label::Other]]);
        assert_eq!((cells.few(), cells.people(&vec![None]).count()), (true, 14));
        people.extend(vec![value("b"); 11]);
        let cells = Cells::new(&people, 1, Some(10));
        assert_eq!(cells.labels, [[Label::Value("a".into()), Label::Other]]);
        assert_eq!(cells.people(&vec![Some(1)]).count(), 13);
        let enough = Cells::new(&people, 1, Some(2));
        assert_eq!(enough.labels[0].len(), 3);
        assert_eq!(enough.people(&vec![Some(2)]).collect::<Vec<_>>(), [12, 13]);
        assert!(!enough.few());
        assert_eq!(Cells::new(&people, 1, None).labels[0].len(), 4);
    }

    #[test]
    fn whoever_waits_stands_where_they_would_be_counted() {
        let value = |text: &str| vec![Label::Value(text.into())];
        let mut people = vec![value("a"); 12];
        people.extend(vec![value("b"); 12]);
        let cells = Cells::new(&people, 1, Some(10));
        let at = |label: &str, place| cells.stands(&value(label), &vec![place]);
        assert!(at("a", Some(0)) && !at("a", Some(1)) && at("a", None));
        assert!(!at("c", Some(0)) && !at("c", Some(1)) && at("c", None));
    }

    #[test]
    fn every_margin_is_the_sum_of_its_lines() {
        let shape = Shape(vec![2, 3]);
        let places = shape.places();
        assert_eq!((places.len(), shape.entries()), (12, 12));
        assert_eq!(places.last(), Some(&vec![None, None]));
        let lines = shape.lines();
        assert_eq!(lines.len(), 3 + 2 + 2, "columns, rows, and the total twice");
        assert!(
            lines
                .iter()
                .all(|(parts, whole)| parts.iter().all(|p| p < whole))
        );
        assert_eq!(Shape(Vec::new()).places(), [Vec::new()]);
    }
}

//! Numbers the person was counted in: those of one study, asker and day on one card.

use sekisho_model::{Text, Zone};

use super::super::Page;
use super::super::uses::Use;
use super::uses::{rules, study};
use super::{Card, Section, Tone, day, nothing_to_show, row, times, who};

pub(super) fn section(page: &Page) -> Section {
    let lead = match page.counts.len() {
        0 if page.withheld => nothing_to_show(),
        0 => Text::new(
            "人数を数えるために使われたことはありません。",
            "You have not been part of any count.",
        ),
        _ if page.withheld => Text::new(
            "人数の一人として数えられました。伝えられたのは数だけで、少ない数は伏せられます。",
            "You were one of the people counted. Only a number was told, and small numbers never.",
        ),
        n => Text::new(
            format!(
                "{n} 回、人数の一人として数えられました。伝えられたのは数だけで、少ない数は伏せられます。"
            ),
            format!(
                "You were one of the people counted {}. Only a number was told, and small numbers never.",
                times(n)
            ),
        ),
    };
    Section {
        title: Text::new("人数の集計", "Counts"),
        lead,
        cards: grouped(&page.counts, page.zone)
            .iter()
            .rev()
            .map(|group| card(group, page.zone))
            .collect(),
    }
}

/// In the order of each group's first count.
fn grouped(counts: &[Use], zone: Zone) -> Vec<Vec<&Use>> {
    let same = |one: &Use, other: &Use| {
        zone.day_of(one.at) == zone.day_of(other.at)
            && one.study == other.study
            && one.purpose == other.purpose
            && one.who == other.who
    };
    let mut groups: Vec<Vec<&Use>> = Vec::new();
    for count in counts {
        match groups.iter_mut().find(|group| same(group[0], count)) {
            Some(group) => group.push(count),
            None => groups.push(vec![count]),
        }
    }
    groups
}

fn card(group: &[&Use], zone: Zone) -> Card {
    let first = group[0];
    let title = match group.len() {
        1 => Text::new("人数を数えました", "A count of people"),
        n => Text::new(
            format!("人数を {n} 回数えました"),
            format!("{n} counts of people"),
        ),
    };
    let entries: Vec<i64> = group.iter().map(|count| count.entry).collect();
    let entries = spans(&entries);
    let mut small = rules(first);
    small.push(Text::new(
        format!("台帳の {} 番", entries.replace(", ", "、")),
        match group.len() {
            1 => format!("Entry {entries} of the ledger"),
            _ => format!("Entries {entries} of the ledger"),
        },
    ));
    Card {
        when: day(first.at, zone),
        title,
        tone: Tone::Plain,
        rows: vec![
            row("だれが", "Who", vec![who(&first.who)]),
            row("何のために", "What for", study(first)),
        ],
        small,
    }
}

/// `3, 5–8`
fn spans(numbers: &[i64]) -> String {
    let mut spans: Vec<(i64, i64)> = Vec::new();
    for number in numbers {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => spans.push((*number, *number)),
        }
    }
    let word = |(first, last): &(i64, i64)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    };
    spans.iter().map(word).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn neighbours_are_one_span() {
        assert_eq!(super::spans(&[3, 5, 6, 7, 9]), "3, 5–7, 9");
        assert_eq!(super::spans(&[4]), "4");
    }
}

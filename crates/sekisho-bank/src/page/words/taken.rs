//! What was taken back or refused, and what followed.

use sekisho_model::{Instant, Text, Zone};

use super::super::Page;
use super::super::taken::{Copy, Fate, TakenBack};
use super::said::statement;
use super::{Card, Section, Tone, day, row, times, when};
use crate::recall::State;

pub(super) fn section(page: &Page) -> Section {
    let lead = match page.taken_back.len() {
        0 => Text::new(
            "同意の取り消しや、お断りの記録はありません。いつでも申し出ることができ、その時から新しく使われることはなくなります。",
            "You have taken nothing back. You can at any time, and from then on nothing new is done with your data.",
        ),
        _ => Text::new(
            "あなたが取り消した、または断ったことと、その後です。",
            "What you took back or refused, and what came of it.",
        ),
    };
    Section {
        title: Text::new(
            "取り消したことと、その後",
            "What you took back, and what followed",
        ),
        lead,
        cards: page
            .taken_back
            .iter()
            .rev()
            .map(|t| no(t, page.made, page.zone))
            .collect(),
    }
}

fn no(taken: &TakenBack, made: Instant, zone: Zone) -> Card {
    let stopped = when(taken.new_use_stopped, zone);
    let mut stop = vec![Text::new(
        format!(
            "{} から、これにもとづいて新しく使われることはありません",
            stopped.ja
        ),
        format!("Since {} nothing new rests on it", stopped.en),
    )];
    if taken.deviations > 0 {
        stop.push(Text::new(
            format!(
                "お申し出からこのバンクが記すまでの間に、{} 回データが渡されました。あってはならないこと（逸脱）として記録し、下のとおり回収します",
                taken.deviations
            ),
            format!(
                "Between the day you said so and the day it was keyed in, data was handed over {}. That should not have happened; it is on record as a deviation, and the copies are dealt with as below",
                times(taken.deviations as usize)
            ),
        ));
    }
    let mut rows = vec![row("新しい利用", "New use", stop)];
    if !taken.copies.is_empty() {
        rows.push(row(
            "すでに渡したデータ",
            "Copies handed over before",
            taken.copies.iter().map(|c| copy(c, made, zone)).collect(),
        ));
    }
    if !taken.promises.is_empty() {
        rows.push(row("そのほか", "Besides", taken.promises.clone()));
    }
    Card {
        when: when(taken.said.at, zone),
        title: statement(&taken.said),
        tone: Tone::Stopped,
        rows,
        small: Vec::new(),
    }
}

fn copy(copy: &Copy, made: Instant, zone: Zone) -> Text {
    let left = day(copy.at, zone);
    let (ja, en) = match &copy.fate {
        Fate::Anonymized => (
            "だれのデータか分からない形なので、あなたの分を選び出して取り戻すことができません".to_owned(),
            "it can't be taken back: nobody can tell any more which part is yours".to_owned(),
        ),
        Fate::Stays => (
            "取り消していない同意にもとづくか、書面に取り戻す約束がないため、そのままです".to_owned(),
            "it stays: it rests on something you did not take back, or your form promises nothing of it".to_owned(),
        ),
        Fate::Recall { due, state, .. } => recall(state, &until(*due, made, zone), zone),
    };
    Text::new(
        format!("{} に {} へ渡した分: {ja}", left.ja, copy.org),
        format!("Handed to {} on {}: {en}", copy.org, left.en),
    )
}

/// The last day, and whether it is past.
fn until(due: Instant, made: Instant, zone: Zone) -> Text {
    let last = day(due, zone);
    if due < made {
        return Text::new(
            format!("{}（過ぎています）", last.ja),
            format!("{} (that day is past)", last.en),
        );
    }
    last
}

fn recall(state: &State, due: &Text, zone: Zone) -> (String, String) {
    match state {
        State::Open => (
            format!("消すように求めています。期限は {} です", due.ja),
            format!("they have been asked to delete it, by {}", due.en),
        ),
        State::Acknowledged { at, .. } => {
            let at = day(*at, zone);
            (
                format!(
                    "{} に、消すことを受け入れたと返事がありました。期限は {} です",
                    at.ja, due.ja
                ),
                format!(
                    "they answered on {} that they will delete it, by {}",
                    at.en, due.en
                ),
            )
        }
        State::Certified { at, .. } => {
            let at = day(*at, zone);
            (
                format!("{} に、消したという証明が届きました", at.ja),
                format!("deleted; the certificate came on {}", at.en),
            )
        }
        State::Void => (
            "もとの記録が訂正されたため、回収は取りやめました".to_owned(),
            "the recall was dropped, because the record behind it was corrected".to_owned(),
        ),
    }
}

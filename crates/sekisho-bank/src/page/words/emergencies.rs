//! Records opened without consent, to protect a life.

use sekisho_model::{Text, Zone};

use super::super::{Opening, Page};
use super::{Card, Section, Tone, listed, nothing_to_show, row, when, who};

pub(super) fn section(page: &Page) -> Section {
    let lead = match page.emergencies.len() {
        0 if page.withheld => nothing_to_show(),
        0 => Text::new(
            "緊急のときに、同意なしで記録が開かれたことはありません。",
            "Your records have never been opened in an emergency.",
        ),
        _ => Text::new(
            "命を守るために、同意を待たずに記録が開かれました。",
            "To protect a life, records were opened without waiting for consent.",
        ),
    };
    Section {
        title: Text::new("緊急時の閲覧", "Opened in an emergency"),
        lead,
        cards: page
            .emergencies
            .iter()
            .rev()
            .map(|o| opening(o, page.zone))
            .collect(),
    }
}

fn opening(opening: &Opening, zone: Zone) -> Card {
    let shown = if opening.identity_shown {
        Text::new("お名前も見えました", "Your name was shown")
    } else {
        Text::new("お名前は見えませんでした", "Your name was not shown")
    };
    let mut rows = vec![
        row("だれが", "Who", vec![who(&opening.who)]),
        row(
            "なぜ",
            "Why",
            vec![
                Text::new(opening.reason.clone(), opening.reason.clone()),
                opening.because.clone(),
            ],
        ),
        row(
            "どんなデータか",
            "Which data",
            vec![listed(&opening.kinds), shown],
        ),
    ];
    if !opening.review_by.is_empty() {
        rows.push(row(
            "あとからの確認",
            "Review",
            vec![Text::new(
                format!(
                    "{} が {} までに、正しい閲覧だったかを確かめます",
                    opening.review_by, opening.review_until
                ),
                format!(
                    "{} looks at whether it was right, by {}",
                    opening.review_by, opening.review_until
                ),
            )],
        ));
    }
    Card {
        when: when(opening.at, zone),
        title: opening.emergency.clone(),
        tone: Tone::Emergency,
        rows,
        small: vec![Text::new(
            format!("規則 {}", opening.place),
            format!("The rule: {}", opening.place),
        )],
    }
}

//! What the person, or somebody for them, signed, refused or was told.

use sekisho_model::Text;
use sekisho_model::consent::Actor;

use super::super::{Page, Said};
use super::uses::item;
use super::{Card, Either as _, Section, Tone, day, row};

pub(super) fn section(page: &Page) -> Section {
    let lead = match page.said.len() {
        0 => Text::new(
            "同意書やお知らせの記録はありません。同意がなければ、研究には使われません。",
            "There is no consent and no notice on record. Without consent nothing is used for research.",
        ),
        _ => Text::new(
            "あなた（またはご家族など）が署名したもの、お知らせしたものです。",
            "What you, or somebody for you, signed or were told.",
        ),
    };
    let card = |said: &Said| {
        let items: Vec<Text> = said.items.iter().map(item).collect();
        let mut rows = Vec::new();
        if !items.is_empty() {
            rows.push(row("内容", "What it says", items));
        }
        if let Some(until) = said.until {
            let until = day(until, page.zone);
            rows.push(row("いつまで", "Until", vec![until]));
        }
        match &said.by {
            Actor::Self_ => {}
            Actor::Proxy(relation) | Actor::Bereaved(relation) => rows.push(row(
                "だれの言葉か",
                "Said by",
                vec![Text::new(
                    if relation.is_empty() {
                        "代わりの方"
                    } else {
                        relation
                    },
                    if relation.is_empty() {
                        "somebody for you"
                    } else {
                        relation
                    },
                )],
            )),
        }
        Card {
            when: day(said.at, page.zone),
            title: statement(said),
            tone: Tone::Plain,
            rows,
            small: Vec::new(),
        }
    };
    Section {
        title: Text::new("あなたの意思の記録", "What you decided"),
        lead,
        cards: page.said.iter().rev().map(card).collect(),
    }
}

pub(super) fn statement(said: &Said) -> Text {
    let (ja, en) = match said.what {
        "signed" => ("に同意", "Agreed to"),
        "declined" => ("の一部に不同意", "Said no to a part of"),
        "withdrawn" => ("の同意を取り消し", "Took back"),
        "notified" => ("を受け取り", "Was given"),
        "objected" => ("を断り", "Objected to"),
        "objection_taken_back" => ("の拒否を取り下げ", "Took back the objection to"),
        "assented" => ("にお子さんが賛成", "The child agreed to"),
        "refused" => ("をお子さんが断り", "The child refused"),
        "incapacitated" => {
            return Text::new("ご自身で判断できない状態", "Could not judge for themselves");
        }
        "restored" => return Text::new("ご自身で判断できる状態に回復", "Could judge again"),
        "died" => return Text::new("ご逝去", "Died"),
        _ => return Text::new("まえの記録の訂正", "An earlier record was corrected"),
    };
    let number = match &said.items[..] {
        [only] if said.what == "withdrawn" => only.number.clone(),
        _ => None,
    };
    let ja_number = number
        .iter()
        .map(|n| format!(" 項目{n} "))
        .collect::<String>();
    let en_number = number
        .iter()
        .map(|n| format!("item {n} of "))
        .collect::<String>();
    Text::new(
        format!("{}{ja_number}{ja}", said.paper.ja_or_en()),
        format!("{en} {en_number}{}", said.paper.en_or_ja()),
    )
}

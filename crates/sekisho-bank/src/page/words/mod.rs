//! The page in plain words: sections of cards, the same for the terminal and the browser.

mod counts;
mod emergencies;
mod refused;
mod said;
mod taken;
mod uses;

use sekisho_model::{Instant, Text, Zone};

use super::{Page, Who};

pub struct Section {
    pub title: Text,
    /// What stands here, or that there is nothing.
    pub lead: Text,
    pub cards: Vec<Card>,
}

pub struct Card {
    pub when: Text,
    pub title: Text,
    pub tone: Tone,
    pub rows: Vec<Row>,
    /// For whoever wants to look it up: rule, place, number in the ledger.
    pub small: Vec<Text>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Left,
    Stopped,
    Emergency,
}

/// A label and one paragraph or several.
pub struct Row {
    pub label: Text,
    pub says: Vec<Text>,
}

/// Everything in the order a person asks: who had my data, what did I say, what came of it.
pub fn sections(page: &Page) -> Vec<Section> {
    let mut sections: Vec<Section> = held(page).into_iter().collect();
    sections.extend([uses::section(page), taken::section(page)]);
    sections.extend(super::changed::section(page));
    sections.extend([
        emergencies::section(page),
        counts::section(page),
        refused::section(page),
        said::section(page),
        read(page),
    ]);
    sections
}

/// 個人情報保護法 33条3項 wants the person told that a part is not shown, 36条 why. Which part, how
/// many, and since when would be what is held back.
fn held(page: &Page) -> Option<Section> {
    page.withheld.then(|| Section {
        title: Text::new("お見せしていない部分があります", "A part is not shown"),
        lead: Text::new(
            "この記録の一部は、お見せするとあなたやほかの方の命や体、暮らしなどに害がおよぶおそれがあるため、いまはお見せしていません（個人情報保護法第33条第2項第1号）。そのおそれがなくなれば、お見せします。納得できないときは、下の窓口にお申し出ください。",
            "A part of this record is not shown for now, because showing it might harm the life, body, property or other interests of you or of somebody else (Act on the Protection of Personal Information, art. 33(2)(i)). It will be shown when that is no longer so. If you do not agree, please tell the contact below.",
        ),
        cards: Vec::new(),
    })
}

/// Whom to ask, a line each; the last words of the page.
pub fn contact(page: &Page) -> Vec<Text> {
    let Some(contact) = &page.contact else {
        return vec![Text::new(
            "分からないこと、取り消したいことがあれば、担当の窓口にこの紙をお見せください。",
            "If something is unclear, or you want to take something back, show this page to your contact at the hospital.",
        )];
    };
    let mut lines = vec![
        Text::new(
            "分からないこと、取り消したいことがあれば、こちらの窓口にこの紙をお見せください。",
            "If something is unclear, or you want to take something back, show this page to:",
        ),
        contact.name.clone(),
        contact.address.clone(),
    ];
    let known = |ja: &str, en: &str, value: &str| match value {
        "" => Text::default(),
        value => Text::new(format!("{ja} {value}"), format!("{en} {value}")),
    };
    lines.push(known("電話", "Telephone", &contact.phone));
    lines.push(known("メール", "E-mail", &contact.email));
    lines.push(contact.hours.clone());
    lines.retain(|line| !line.is_empty());
    lines
}

fn read(page: &Page) -> Section {
    let lead = match page.read.len() {
        0 => Text::new(
            "この記録が読まれるのは、今回がはじめてです。読んだことも記録に残ります。",
            "This record is read for the first time. That it was read is noted too.",
        ),
        n => Text::new(
            format!("この記録は、これまでに {n} 回読まれました。今回のことも記録に残ります。"),
            format!(
                "This record was read {} before. This time is noted too.",
                times(n)
            ),
        ),
    };
    Section {
        title: Text::new("この記録を読んだ人", "Who read this record"),
        lead,
        cards: Vec::new(),
    }
}

/// A row with what there is to say.
fn row(ja: &str, en: &str, says: Vec<Text>) -> Row {
    Row {
        label: Text::new(ja, en),
        says: says.into_iter().filter(|text| !text.is_empty()).collect(),
    }
}

/// Where something is held back, "never" would be a word too many.
fn nothing_to_show() -> Text {
    Text::new(
        "ここにお見せできるものはありません。",
        "There is nothing here that can be shown.",
    )
}

fn listed(kinds: &[Text]) -> Text {
    let ja: Vec<&str> = kinds.iter().map(Text::ja_or_en).collect();
    let en: Vec<&str> = kinds.iter().map(Text::en_or_ja).collect();
    Text::new(ja.join("、"), en.join(", "))
}

/// Who asked, without a login name: the house, and the part played in the study.
fn who(who: &Who) -> Text {
    let roles = who.roles.join("・");
    match (who.org.is_empty(), roles.is_empty()) {
        (true, true) => Text::new("このバンクで働く人", "somebody who works at this bank"),
        (true, false) => Text::new(
            format!("{roles}の役割の人"),
            format!("somebody in the role {roles}"),
        ),
        (false, true) => Text::new(
            format!("{}の人", who.org),
            format!("somebody of {}", who.org),
        ),
        (false, false) => Text::new(
            format!("{}の人（役割: {roles}）", who.org),
            format!("somebody of {} (role: {roles})", who.org),
        ),
    }
}

fn times(n: usize) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `2026年6月1日` / `1 June 2026`
pub(super) fn day(at: Instant, zone: Zone) -> Text {
    let (year, month, day) = zone.day_of(at).ymd();
    let name = MONTHS[(month as usize).saturating_sub(1).min(11)];
    Text::new(
        format!("{year}年{month}月{day}日"),
        format!("{day} {name} {year}"),
    )
}

/// The same with the bank's local time.
pub(super) fn when(at: Instant, zone: Zone) -> Text {
    // `2026-06-01T10:23:…`
    let iso = at.iso(zone);
    let clock = iso.split_once('T').map_or("", |(_, clock)| &clock[..5]);
    let day = day(at, zone);
    Text::new(
        format!("{} {clock}", day.ja),
        format!("{}, {clock}", day.en),
    )
}

/// Authors may write one language only, and it is told in both then.
trait Either {
    fn ja_or_en(&self) -> &str;
    fn en_or_ja(&self) -> &str;
}

impl Either for Text {
    fn ja_or_en(&self) -> &str {
        self.get(sekisho_model::text::Lang::Ja)
    }
    fn en_or_ja(&self) -> &str {
        self.get(sekisho_model::text::Lang::En)
    }
}

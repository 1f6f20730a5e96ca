//! The page in plain words: sections of cards, the same for the terminal and the browser.

use sekisho_model::consent::Actor;
use sekisho_model::{Instant, Text, Zone};

use super::taken::{Copy, Fate, TakenBack};
use super::uses::{Item, Use, Who, kind_word};
use super::{Opening, Page, Said};
use crate::recall::State;

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
    let mut sections = vec![uses(page), taken_back(page)];
    sections.extend(super::changed::section(page));
    sections.extend([
        emergencies(page),
        counts(page),
        refused(page),
        said(page),
        read(page),
    ]);
    sections
}

fn uses(page: &Page) -> Section {
    let uncertain = page.uses.iter().filter(|used| used.uncertain).count();
    let lead = match page.uses.len() - uncertain {
        0 if uncertain > 0 => Text::new(
            "あなたのデータが外へ渡されたという記録はありませんが、渡されたかもしれないことがあります。",
            "There is no record that your data was handed over, but it may have been.",
        ),
        0 => Text::new(
            "あなたのデータが、このバンクの外へ渡されたことはありません。",
            "Your data has never left this bank.",
        ),
        n => Text::new(
            format!(
                "あなたのデータは、これまでに {n} 回、研究のために渡されました。新しいものが上です。"
            ),
            format!(
                "Your data was handed over for research {}. The newest comes first.",
                times(n)
            ),
        ),
    };
    Section {
        title: Text::new("渡されたデータ", "Data that was handed over"),
        lead,
        cards: page
            .uses
            .iter()
            .rev()
            .map(|used| handed(used, page.zone))
            .collect(),
    }
}

fn handed(used: &Use, zone: Zone) -> Card {
    let to = used.recipient.as_ref().map_or_else(Text::default, |to| {
        let kind = kind_word(to.kind);
        Text::new(
            format!("{}（{}）へ", to.org, kind.ja),
            format!("To {} ({})", to.org, kind.en),
        )
    });
    let mut rows = Vec::new();
    if used.uncertain {
        rows.push(row(
            "渡されたかもしれません",
            "It may have been handed over",
            vec![Text::new(
                "この提供は途中で止まりました。作りかけの写しは消しましたが、だれかの手に渡らなかったとまでは、まだ確かめられていません。確かめられるまで、渡されたものとして扱います。",
                "Making this copy was broken off. What had been written was deleted, but nobody has made sure yet that it reached nobody. Until then it is treated as if it had been handed over.",
            )],
        ));
    }
    rows.extend([
        row("だれが", "Who", vec![who(&used.who)]),
        row("何のために", "What for", study(used)),
        row("どんなデータか", "Which data", vec![listed(&used.kinds)]),
        row("どんな形で", "In what form", vec![form(used)]),
        row(
            "あなたのどの同意によるか",
            "On which consent of yours",
            used.items.iter().map(item).collect(),
        ),
    ]);
    if let Some(owed) = duties(used) {
        rows.push(row(
            "受け手の約束",
            "What the recipient must do",
            vec![owed],
        ));
    }
    Card {
        when: when(used.at, zone),
        title: to,
        tone: Tone::Left,
        rows,
        small: small(used),
    }
}

fn who(who: &Who) -> Text {
    let roles = who.roles.join("・");
    match (who.org.is_empty(), roles.is_empty()) {
        (true, _) => Text::new(who.user.clone(), who.user.clone()),
        (false, true) => Text::new(
            format!("{} の {}", who.org, who.user),
            format!("{} of {}", who.user, who.org),
        ),
        (false, false) => Text::new(
            format!("{} の {}（役割: {roles}）", who.org, who.user),
            format!("{} of {} (role: {roles})", who.user, who.org),
        ),
    }
}

fn study(used: &Use) -> Vec<Text> {
    let approved = used.approvals.join("、");
    let mut says = vec![Text::new(
        format!(
            "「{}」という研究。目的: {}",
            used.study.ja_or_en(),
            used.purpose.ja_or_en()
        ),
        format!(
            "The study '{}'. Its purpose: {}",
            used.study.en_or_ja(),
            used.purpose.en_or_ja()
        ),
    )];
    if !approved.is_empty() {
        says.push(Text::new(
            format!("倫理審査で認められています（{approved}）"),
            format!("Approved by an ethics board ({approved})"),
        ));
    }
    says
}

/// What was done to it, in words that need no law book.
fn form(used: &Use) -> Text {
    let label = (
        used.form.ja_or_en().to_owned(),
        used.form.en_or_ja().to_owned(),
    );
    let has = |regime: &str| used.regimes.iter().any(|r| r == regime);
    let (ja, en) = if has("anonymized") {
        (
            "だれのデータか分からないように作りかえ、たどる手がかりも残していません",
            "altered so that nobody can tell whose it is, and nothing that leads back was kept",
        )
    } else if has("pseudonymized") {
        (
            "お名前や番号は取りのぞき、意味のない符号に置きかえました。だれの符号かは、このバンクだけが知っています",
            "your name and numbers were taken out and a meaningless code put in their place; only this bank knows whose code it is",
        )
    } else {
        (
            "研究で決められた形に加工しました",
            "altered in the way laid down for the study",
        )
    };
    let named = |open: &str, label: &str, close: &str| match label.is_empty() {
        true => String::new(),
        false => format!("{open}{label}{close}"),
    };
    Text::new(
        format!("{ja}{}", named("。加工の名前: ", &label.0, "")),
        format!("{}{}", capital(en), named(". It is called: ", &label.1, "")),
    )
}

fn item(item: &Item) -> Text {
    let says = |says: &str| {
        if says.is_empty() {
            String::new()
        } else {
            format!("「{says}」")
        }
    };
    let quoted = |says: &str| {
        if says.is_empty() {
            String::new()
        } else {
            format!(": “{says}”")
        }
    };
    match &item.number {
        Some(number) => Text::new(
            format!(
                "{} の項目 {number}{}",
                item.paper.ja_or_en(),
                says(item.says.ja_or_en())
            ),
            format!(
                "{}, item {number}{}",
                item.paper.en_or_ja(),
                quoted(item.says.en_or_ja())
            ),
        ),
        None => Text::new(
            format!("{}（お断りにならなかったため）", item.paper.ja_or_en()),
            format!("{} (to which you did not object)", item.paper.en_or_ja()),
        ),
    }
}

fn duties(used: &Use) -> Option<Text> {
    let by = used.duties.get("destroy")?;
    let day = by.trim_start_matches("by ");
    Some(Text::new(
        format!("{day} までにデータを消すこと"),
        format!("Destroy the data by {day}"),
    ))
}

fn small(used: &Use) -> Vec<Text> {
    let mut small: Vec<Text> = used
        .rules
        .iter()
        .map(|rule| {
            let reason = |text: &str, open: &str, close: &str| match text.is_empty() {
                true => String::new(),
                false => format!("{open}{text}{close}"),
            };
            Text::new(
                format!(
                    "許した規則{}（{}）",
                    reason(rule.because.ja_or_en(), "「", "」"),
                    rule.place
                ),
                format!(
                    "The rule that allowed it{} ({})",
                    reason(rule.because.en_or_ja(), ": “", "”"),
                    rule.place
                ),
            )
        })
        .collect();
    let name = match used.delivery.as_str() {
        "" => String::new(),
        name => format!(" {name}"),
    };
    small.push(Text::new(
        format!("台帳の {} 番{name}", used.entry),
        format!("Entry {} of the ledger{name}", used.entry),
    ));
    small
}

fn taken_back(page: &Page) -> Section {
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

fn emergencies(page: &Page) -> Section {
    let lead = match page.emergencies.len() {
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

fn counts(page: &Page) -> Section {
    let lead = match page.counts.len() {
        0 => Text::new(
            "人数を数えるために使われたことはありません。",
            "You have not been part of any count.",
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
    let card = |used: &Use| Card {
        when: when(used.at, page.zone),
        title: Text::new("人数を数えました", "A count of people"),
        tone: Tone::Plain,
        rows: vec![
            row("だれが", "Who", vec![who(&used.who)]),
            row("何のために", "What for", study(used)),
        ],
        small: small(used),
    };
    Section {
        title: Text::new("人数の集計", "Counts"),
        lead,
        cards: page.counts.iter().rev().map(card).collect(),
    }
}

fn refused(page: &Page) -> Section {
    let lead = match page.refused_count {
        0 => Text::new("断られた申し込みはありません。", "No request was refused."),
        n => Text::new(
            format!(
                "このバンクはこれまでに {n} 件の申し込みを断りました。断られた申し込みでは、だれのデータも渡されていません。あなたについての申し込みとは限りません。"
            ),
            format!(
                "This bank refused {n} requests so far. Nobody's data left with them, and they need not have been about you."
            ),
        ),
    };
    let card = |one: &super::Refused| {
        let org = if one.org.is_empty() { "—" } else { &one.org };
        let mut rows = vec![row(
            "申し込んだところ",
            "Who asked",
            vec![Text::new(org, org)],
        )];
        if !one.because.is_empty() {
            rows.push(row(
                "断った理由",
                "Why it was refused",
                vec![one.because.clone()],
            ));
        }
        Card {
            when: when(one.at, page.zone),
            title: Text::new("断りました", "Refused"),
            tone: Tone::Stopped,
            rows,
            small: vec![Text::new(one.asked.clone(), one.asked.clone())],
        }
    };
    Section {
        title: Text::new("断った申し込み", "Requests that were refused"),
        lead,
        cards: page.refused.iter().map(card).collect(),
    }
}

fn said(page: &Page) -> Section {
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

fn statement(said: &Said) -> Text {
    let (ja, en) = match said.what {
        "signed" => ("に同意", "Agreed to"),
        "declined" => ("の一部に不同意", "Said no to a part of"),
        "withdrawn" => ("の同意を取り消し", "Took back"),
        "notified" => ("を受け取り", "Was given"),
        "objected" => ("を断り", "Objected to"),
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

fn row(ja: &str, en: &str, says: Vec<Text>) -> Row {
    Row {
        label: Text::new(ja, en),
        says: says.into_iter().filter(|text| !text.is_empty()).collect(),
    }
}

fn listed(kinds: &[Text]) -> Text {
    let ja: Vec<&str> = kinds.iter().map(Text::ja_or_en).collect();
    let en: Vec<&str> = kinds.iter().map(Text::en_or_ja).collect();
    Text::new(ja.join("、"), en.join(", "))
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

/// Authors may write one language only.
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

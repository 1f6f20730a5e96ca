//! Copies that left, each on a card: to whom, what for, on which consent, in what form.

use sekisho_model::{Text, Zone};

use super::super::Page;
use super::super::uses::{Item, Use, kind_word};
use super::{
    Card, Either as _, Section, Tone, capital, listed, nothing_to_show, row, times, when, who,
};

pub(super) fn section(page: &Page) -> Section {
    let uncertain = page.uses.iter().filter(|used| used.uncertain).count();
    let lead = match page.uses.len() - uncertain {
        _ if page.withheld && page.uses.is_empty() => nothing_to_show(),
        _ if page.withheld => Text::new(
            "研究のために渡された、または渡されたかもしれないものです。新しいものが上です。",
            "What was, or may have been, handed over for research. The newest comes first.",
        ),
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

pub(super) fn study(used: &Use) -> Vec<Text> {
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
    } else if has("coded") || has("pseudonymized") {
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

pub(super) fn item(item: &Item) -> Text {
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

pub(super) fn rules(used: &Use) -> Vec<Text> {
    let small = used.rules.iter().map(|rule| {
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
    });
    small.collect()
}

/// Where the ledger has it.
fn small(used: &Use) -> Vec<Text> {
    let name = match used.delivery.as_str() {
        "" => String::new(),
        name => format!(" {name}"),
    };
    let mut small = rules(used);
    small.push(Text::new(
        format!("台帳の {} 番{name}", used.entry),
        format!("Entry {} of the ledger{name}", used.entry),
    ));
    small
}

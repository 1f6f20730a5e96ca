//! One row as a statement: which paper, which items, who said what and when.

use sekisho_model::consent::{Actor, ConsentEvent, EventKind, Form};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Policy;
use sekisho_model::time::parse_moment;
use sekisho_model::{Digest, FormName, Instant, ItemName, Text, Zone};

/// The cells of a row, or the words of a command. Empty where nothing was written.
#[derive(Clone, Default)]
pub struct Row {
    /// A resource id or an identifier value.
    pub patient: String,
    /// The source that gave the id, or whose Patient has the number; empty: not said.
    pub source: String,
    /// The declared name of a form or opt-out, or the number printed on the form.
    pub form: String,
    /// `1`, several as `1 2` or `1;2`, or `all` of a withdrawal.
    pub item: String,
    pub event: String,
    /// A day (00:00 in the bank's zone) or an instant; empty = now, for a command.
    pub date: String,
    pub by: String,
    pub relation: String,
    /// When the bank learned of it; empty = now.
    pub recorded: String,
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Row(…)")
    }
}

#[derive(Clone)]
pub(super) struct Said {
    pub saying: Saying,
    by: Actor,
    effective: Instant,
    recorded: Instant,
}

#[derive(Clone)]
pub(super) enum Saying {
    Event(EventKind),
    /// Which event is void: by its id, or the one of this paper, date, and word where given.
    Correction {
        id: Option<Digest>,
        word: Option<String>,
        form: Option<FormName>,
        items: Vec<ItemName>,
    },
}

impl Said {
    pub fn new(saying: Saying, by: Actor, effective: Instant, now: Instant) -> Self {
        Self {
            saying,
            by,
            effective,
            recorded: now,
        }
    }

    pub fn narrows(&self) -> bool {
        matches!(&self.saying, Saying::Event(kind) if kind.narrows())
    }

    pub fn effective(&self) -> Instant {
        self.effective
    }

    pub fn event(&self, subject: Subject, kind: EventKind) -> ConsentEvent {
        ConsentEvent {
            subject,
            kind,
            by: self.by.clone(),
            effective: self.effective,
            recorded: self.recorded,
        }
    }

    /// The one event this correction means.
    pub fn voided<'e>(
        &self,
        events: impl Iterator<Item = &'e ConsentEvent>,
    ) -> Result<Digest, Text> {
        let Saying::Correction {
            id,
            word: wanted,
            form,
            items,
        } = &self.saying
        else {
            unreachable!("asked of corrections only")
        };
        let same = |event: &&ConsentEvent| match id {
            Some(id) => event.id() == *id,
            None => {
                event.effective == self.effective
                    && !matches!(event.kind, EventKind::Correction { .. })
                    && wanted.as_deref().is_none_or(|w| w == word(&event.kind))
                    && form
                        .as_ref()
                        .is_none_or(|form| event.kind.paper() == Some(form))
                    && (items.is_empty() || event_items(&event.kind) == *items)
            }
        };
        let mut ids: Vec<Digest> = events.filter(same).map(ConsentEvent::id).collect();
        ids.sort();
        ids.dedup();
        match ids[..] {
            [one] => Ok(one),
            [] => Err(Text::new(
                "訂正する出来事が見つかりません。訂正する行の form・item・date をそのまま書き、event を correction にしてください",
                "no event is found to correct; repeat form, item and date of the wrong row with the event correction",
            )),
            [_, _, ..] => Err(Text::new(
                "訂正に合う出来事が二つ以上あります。event を correction:withdrawn のように書くか、item に出来事の ID を書いてください",
                "more than one event fits this correction; write the event as correction:withdrawn, or the event's id under item",
            )),
        }
    }
}

/// The statements of one row; a withdrawal of several items is several.
pub(super) fn read(
    row: &Row,
    policy: &Policy,
    zone: Zone,
    now: Instant,
) -> Result<Vec<Said>, Text> {
    let by = actor(row)?;
    let effective = moment(&row.date, "date", zone, now)?;
    // The bank learns nothing before it is said, and nothing tomorrow.
    let recorded = moment(&row.recorded, "recorded", zone, now)?;
    let recorded = recorded.max(effective).min(now);
    let sayings = sayings(row, policy)?;
    let said = |saying| Said {
        saying,
        by: by.clone(),
        effective,
        recorded,
    };
    Ok(sayings.into_iter().map(said).collect())
}

const WORDS: [&str; 12] = [
    "signed",
    "declined",
    "withdrawn",
    "notified",
    "objected",
    "objection_taken_back",
    "assented",
    "refused",
    "incapacitated",
    "restored",
    "died",
    "correction",
];

fn sayings(row: &Row, policy: &Policy) -> Result<Vec<Saying>, Text> {
    let event = |kind| Ok(vec![Saying::Event(kind)]);
    match row.event.as_str() {
        "signed" => {
            let (form, items) = named_items(row, policy)?;
            event(EventKind::Signed {
                form,
                items,
                until: None,
            })
        }
        "declined" => {
            let (form, items) = named_items(row, policy)?;
            event(EventKind::Declined { form, items })
        }
        "withdrawn" => withdrawn(row, policy),
        "notified" => event(EventKind::Notified {
            optout: whole(row, optout(row, policy)?)?,
        }),
        "objected" => event(EventKind::Objected {
            optout: whole(row, objected_to(row, policy)?)?,
        }),
        "objection_taken_back" => event(EventKind::ObjectionTakenBack {
            optout: whole(row, reversible(row, policy)?)?,
        }),
        "assented" => event(EventKind::Assented {
            form: whole(row, form(row, policy)?.name.clone())?,
        }),
        "refused" => event(EventKind::Refused {
            form: whole(row, form(row, policy)?.name.clone())?,
        }),
        "incapacitated" => event(EventKind::Incapacitated),
        "restored" => event(EventKind::Restored),
        "died" => event(EventKind::Died),
        word if word == "correction" || word.starts_with("correction:") => correction(row, policy),
        _ => Err(Text::new(
            format!(
                "event の言葉がわかりません。使えるのは {} です",
                WORDS.join("、")
            ),
            format!("the event is not one of {}", WORDS.join(", ")),
        )),
    }
}

fn withdrawn(row: &Row, policy: &Policy) -> Result<Vec<Saying>, Text> {
    let form = form(row, policy)?;
    let withdraw = |item| {
        Saying::Event(EventKind::Withdrawn {
            form: form.name.clone(),
            item,
        })
    };
    if row.item.is_empty() || row.item == "all" {
        return Ok(vec![withdraw(None)]);
    }
    Ok(items(row, form)?
        .into_iter()
        .map(|item| withdraw(Some(item)))
        .collect())
}

fn correction(row: &Row, policy: &Policy) -> Result<Vec<Saying>, Text> {
    let word = row.event.strip_prefix("correction:").map(str::to_owned);
    if word
        .as_deref()
        .is_some_and(|word| word == "correction" || !WORDS.contains(&word))
    {
        return Err(Text::new(
            "correction: のあとの言葉がわかりません。訂正する出来事の言葉を書いてください",
            "the word after correction: is not an event; write the event that is corrected",
        ));
    }
    let id = row
        .item
        .starts_with("sha256:")
        .then(|| row.item.parse::<Digest>().ok())
        .flatten();
    let named = match row.form.as_str() {
        "" => None,
        _ => Some(
            form(row, policy)
                .map(|form| form.name.clone())
                .or_else(|_| optout(row, policy))?,
        ),
    };
    let items = if id.is_some() {
        Vec::new()
    } else {
        split(&row.item)
    };
    if id.is_none() && named.is_none() && word.is_none() {
        return Err(Text::new(
            "何を訂正するのかわかりません。form を書いてください",
            "it is not said what is corrected; write the form",
        ));
    }
    Ok(vec![Saying::Correction {
        id,
        word,
        form: named,
        items,
    }])
}

/// A form by its declared name or the number printed on it.
fn form<'p>(row: &Row, policy: &'p Policy) -> Result<&'p Form, Text> {
    if let Some(form) = policy.forms.iter().find(|f| f.name.as_str() == row.form) {
        return Ok(form);
    }
    let mut numbered = policy
        .forms
        .iter()
        .filter(|f| !row.form.is_empty() && f.number == row.form);
    match (numbered.next(), numbered.next()) {
        (Some(form), None) => Ok(form),
        (Some(_), Some(_)) => Err(Text::new(
            "同じ番号の同意書が二つ以上あります。宣言された名前で書いてください",
            "more than one form has this number; write the declared name",
        )),
        _ if policy.optouts.iter().any(|o| o.name.as_str() == row.form) => Err(Text::new(
            "form は通知（オプトアウト）です。notified か objected と書いてください",
            "the form names an opt-out notice; its events are notified and objected",
        )),
        _ => Err(unknown_paper(policy)),
    }
}

fn optout(row: &Row, policy: &Policy) -> Result<FormName, Text> {
    match policy.optouts.iter().find(|o| o.name.as_str() == row.form) {
        Some(optout) => Ok(optout.name.clone()),
        None if form(row, policy).is_ok() => Err(Text::new(
            "form は同意書です。通知（オプトアウト）の名前を書いてください",
            "the form is a consent form; write the name of an opt-out notice",
        )),
        None => Err(unknown_paper(policy)),
    }
}

/// A notice whose objections may be taken back, by those who may.
fn reversible(row: &Row, policy: &Policy) -> Result<FormName, Text> {
    let name = optout(row, policy)?;
    let known = policy.optouts.iter().find(|optout| optout.name == name);
    if known.is_none_or(|optout| optout.taken_back.is_none()) {
        return Err(Text::new(
            "この通知への拒否は取り下げられません（通知に objection may be taken back がありません）。改めて同意をもらってください",
            "an objection to this notice is for good: the notice does not say 'objection may be taken back'. Ask for consent anew",
        ));
    }
    match row.by == "bereaved" {
        true => Err(Text::new(
            "遺族は拒否を取り下げられません",
            "the bereaved can't take an objection back",
        )),
        false => Ok(name),
    }
}

/// The bereaved may object to a consent form; a person withdraws from one.
fn objected_to(row: &Row, policy: &Policy) -> Result<FormName, Text> {
    match (optout(row, policy), form(row, policy)) {
        (Ok(name), _) => Ok(name),
        (Err(_), Ok(form)) if row.by == "bereaved" => Ok(form.name.clone()),
        (Err(_), Ok(_)) => Err(Text::new(
            "同意書の取り消しは withdrawn と書いてください。objected は通知と、遺族の拒否のためです",
            "write withdrawn for a consent form; objected is for a notice and for the bereaved",
        )),
        (Err(reason), Err(_)) => Err(reason),
    }
}

fn named_items(row: &Row, policy: &Policy) -> Result<(FormName, Vec<ItemName>), Text> {
    let form = form(row, policy)?;
    if row.item.is_empty() {
        let known = item_list(form);
        return Err(Text::new(
            format!(
                "item が空です。紙のどの項目か、番号を「1 2」のように書いてください（この同意書の項目: {known}）"
            ),
            format!(
                "the item is empty; write the numbers on the paper, such as '1 2' (items of this form: {known})"
            ),
        ));
    }
    Ok((form.name.clone(), items(row, form)?))
}

/// Sorted, so that `2 1` and `1 2` are one statement.
fn items(row: &Row, form: &Form) -> Result<Vec<ItemName>, Text> {
    let items = split(&row.item);
    let unknown = items
        .iter()
        .any(|name| !form.items.iter().any(|i| i.name == *name));
    if unknown || items.is_empty() {
        let known = item_list(form);
        return Err(Text::new(
            format!("item がこの同意書の項目ではありません（項目: {known}）"),
            format!("the item is none of this form's (items: {known})"),
        ));
    }
    Ok(items)
}

fn split(cell: &str) -> Vec<ItemName> {
    let words = cell
        .split([' ', ';', '\u{3000}', '；'])
        .filter(|word| !word.is_empty());
    let mut items: Vec<ItemName> = words.map(ItemName::from).collect();
    items.sort();
    items.dedup();
    items
}

/// The statement is about the whole paper.
fn whole(row: &Row, name: FormName) -> Result<FormName, Text> {
    match row.item.as_str() {
        "" | "all" => Ok(name),
        _ => Err(Text::new(
            "この event は紙の全体についてのものです。item を空にしてください",
            "this event is about the whole paper; leave the item empty",
        )),
    }
}

fn actor(row: &Row) -> Result<Actor, Text> {
    match row.by.as_str() {
        "" | "self" if row.relation.is_empty() => Ok(Actor::Self_),
        "proxy" => Ok(Actor::Proxy(row.relation.clone())),
        "bereaved" => Ok(Actor::Bereaved(row.relation.clone())),
        "" | "self" => Err(Text::new(
            "続柄がありますが、by が proxy でも bereaved でもありません",
            "there is a relation, but by is neither proxy nor bereaved",
        )),
        _ => Err(Text::new(
            "by は self、proxy、bereaved のどれかです",
            "by is self, proxy or bereaved",
        )),
    }
}

fn moment(cell: &str, column: &str, zone: Zone, now: Instant) -> Result<Instant, Text> {
    if cell.is_empty() && column == "recorded" {
        return Ok(now);
    }
    parse_moment(cell, zone).ok_or_else(|| {
        Text::new(
            format!("{column} は 2026-01-31 か 2026-01-31T09:00:00+09:00 の形で書いてください"),
            format!("write {column} as 2026-01-31 or 2026-01-31T09:00:00+09:00"),
        )
    })
}

fn unknown_paper(policy: &Policy) -> Text {
    let forms = policy.forms.iter().map(|f| f.name.as_str());
    let known: Vec<&str> = forms
        .chain(policy.optouts.iter().map(|o| o.name.as_str()))
        .collect();
    let known = known.join(", ");
    Text::new(
        format!("form がこの方針の同意書でも通知でもありません（あるのは {known}）"),
        format!("the form is none of this policy's (known: {known})"),
    )
}

fn item_list(form: &Form) -> String {
    form.items
        .iter()
        .map(|item| item.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The word of an event, as tables and ledgers write it.
pub(super) fn word(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Signed { .. } => "signed",
        EventKind::Declined { .. } => "declined",
        EventKind::Withdrawn { .. } => "withdrawn",
        EventKind::Notified { .. } => "notified",
        EventKind::Objected { .. } => "objected",
        EventKind::ObjectionTakenBack { .. } => "objection_taken_back",
        EventKind::Assented { .. } => "assented",
        EventKind::Refused { .. } => "refused",
        EventKind::Incapacitated => "incapacitated",
        EventKind::Restored => "restored",
        EventKind::Died => "died",
        EventKind::Correction { .. } => "correction",
    }
}

fn event_items(kind: &EventKind) -> Vec<ItemName> {
    match kind {
        EventKind::Signed { items, .. } | EventKind::Declined { items, .. } => items.clone(),
        EventKind::Withdrawn { item, .. } => item.iter().cloned().collect(),
        _ => Vec::new(),
    }
}

//! What a notice covers at one instant, with the objections that it spares or lets be taken back.

use super::super::model::consent::{
    Actor, ConsentEvent, EventKind, LegalGround, Optout, Request, TakenBack,
};
use super::super::model::record::Collected;
use super::super::model::{FormName, Instant};
use super::super::spec::ZONE;
use super::{Life, at_home, basic, by_person, silent};

pub(super) fn covers(life: &Life, ask: &Request, ground: LegalGround<'_>) -> bool {
    basic(ask.act)
        && life.papers.optouts.iter().any(|optout| {
            life.events.iter().any(|notice| {
                let told = matches!(&notice.kind, EventKind::Notified { optout: name } if *name == optout.name);
                let mut earlier = optout.earlier.iter();
                let then = earlier.find(|t| notice.effective < t.until).map(|t| &t.text);
                let holds = |text: &Optout| holds(life, text, notice, ask, ground);
                told && holds(optout) && then.is_none_or(holds)
            })
        })
}

fn holds(
    life: &Life,
    text: &Optout,
    notice: &ConsentEvent,
    ask: &Request,
    ground: LegalGround<'_>,
) -> bool {
    let from = text.notice.after(notice.effective, ZONE);
    from <= ask.at
        && text.purposes.contains(ask.purpose)
        && text.classes.contains(ask.class)
        && silent(&text.recipients, ask.recipient)
        && at_home(&text.countries, ask.country)
        && (text.only_under.is_empty()
            || ground
                .basis
                .is_some_and(|basis| text.only_under.contains(basis)))
        && life
            .events
            .iter()
            .filter(|no| no.effective <= ask.at && life.says_no(no, ask.purpose, ask.class))
            .all(
                |no| match back(life, text, no).filter(|back| *back <= ask.at) {
                    Some(back) => comes_back(text, (no.effective, back), ask),
                    None => spared(life, text, no, from, ground),
                },
            )
}

/// The first moment at which whoever objected took it back.
fn back(life: &Life, text: &Optout, no: &ConsentEvent) -> Option<Instant> {
    let name = objected(no)?;
    let may = |text: &Optout| text.taken_back.is_some();
    if !may(text) || !texts(life, name, no)?.into_iter().all(may) {
        return None;
    }
    let mut backs: Vec<Instant> = life
        .events
        .iter()
        .filter(|e| matches!(&e.kind, EventKind::ObjectionTakenBack { optout } if optout == name))
        .filter(|e| e.effective > no.effective)
        .filter(|e| match (&e.by, &no.by) {
            (Actor::Self_, Actor::Self_) => by_person(e) && !life.incapable(e.effective),
            (Actor::Proxy(_), Actor::Proxy(_)) => true,
            _ => false,
        })
        .map(|e| e.effective)
        .collect();
    backs.sort();
    backs.first().copied()
}

/// The record may be used again after an objection that stood for that long.
fn comes_back(text: &Optout, (no, back): (Instant, Instant), ask: &Request) -> bool {
    text.taken_back == Some(TakenBack::WithGap)
        || match ask.collected {
            Collected::Timeless => true,
            Collected::Undated => false,
            Collected::Between(from, until) => until <= no || back <= from,
        }
}

fn spared(
    life: &Life,
    text: &Optout,
    no: &ConsentEvent,
    from: Instant,
    ground: LegalGround<'_>,
) -> bool {
    let Some(texts) = objected(no).and_then(|name| texts(life, name, no)) else {
        return false;
    };
    let written = life.written.iter().find(|(e, _)| std::ptr::eq(e, no));
    let said = written.map_or(no.effective, |(_, written)| no.effective.min(*written));
    text.spares_permits
        && texts.iter().all(|text| text.spares_permits)
        && from < no.effective
        && ground.issued.is_some_and(|issued| issued <= said)
}

fn objected(no: &ConsentEvent) -> Option<&FormName> {
    match &no.kind {
        EventKind::Objected { optout } => Some(optout),
        _ => None,
    }
}

/// What the notice said when it was objected to, and since.
fn texts<'l>(life: &'l Life, name: &FormName, no: &ConsentEvent) -> Option<Vec<&'l Optout>> {
    let optout = life.said.optouts.iter().find(|o| o.name == *name)?;
    let earlier = optout.earlier.iter().filter(|t| no.effective < t.until);
    Some(earlier.map(|t| &t.text).chain([optout]).collect())
}

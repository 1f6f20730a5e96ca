//! What the law asks when somebody objects: for the dead, that it is one of those it lists; and
//! that whoever objects is handed a paper, of which a copy is kept.

pub use sekisho_model::book::Receipt;
use sekisho_model::consent::{Actor, Bereaved, ConsentEvent, EventKind, Impossible, Optout};
use sekisho_model::law::clause;
use sekisho_model::policy::Policy;
use sekisho_model::{Text, Zone};

/// Of the objections of this day, those for which a paper is owed.
pub(super) fn receipts(policy: &Policy, zone: Zone, events: &[ConsentEvent]) -> Vec<Receipt> {
    let owed = events.iter().filter_map(|event| {
        let optout = objected_to(event, policy)?;
        let kept = optout.receipt.as_ref()?;
        Some(Receipt {
            optout: optout.name.clone(),
            copy_until: zone.day_of(kept.lasts.after(event.recorded, zone)),
            cites: kept.cites.clone(),
        })
    });
    owed.collect()
}

/// Why this objection is not one that the opt-out takes: the person is dead, or is said to be, and
/// whoever objects is none of those who may.
pub(super) fn not_one_of_the_bereaved(
    event: &ConsentEvent,
    policy: &Policy,
    impossible: Option<Impossible>,
) -> Option<Text> {
    let bereaved = objected_to(event, policy)?.bereaved.as_ref()?;
    match &event.by {
        Actor::Bereaved(relation) if bereaved.includes(relation) => None,
        Actor::Bereaved(_) => Some(not_listed(bereaved)),
        Actor::Self_ | Actor::Proxy(_) => {
            (impossible == Some(Impossible::AfterDeath)).then(|| dead(bereaved))
        }
    }
}

fn objected_to<'p>(event: &ConsentEvent, policy: &'p Policy) -> Option<&'p Optout> {
    let EventKind::Objected { optout } = &event.kind else {
        return None;
    };
    policy.optouts.iter().find(|known| known.name == *optout)
}

fn not_listed(bereaved: &Bereaved) -> Text {
    let (list, cites) = (bereaved.list(), clause(&bereaved.cites));
    Text::new(
        format!(
            "この通知について、死亡した人のために求められるのは {} です（{cites}）。relation に「妹」のように続柄を書いてください",
            list.ja
        ),
        format!(
            "for the dead, this notice may be objected to by: {} ({cites}); write the relation, such as 'sister'",
            list.en
        ),
    )
}

fn dead(bereaved: &Bereaved) -> Text {
    let (list, cites) = (bereaved.list(), clause(&bereaved.cites));
    Text::new(
        format!(
            "この患者は亡くなっています。この通知について求められるのは {} です（{cites}）。by を bereaved にし、relation に続柄を書いてください",
            list.ja
        ),
        format!(
            "this patient has died; this notice may be objected to by: {} ({cites}). Write by bereaved, and the relation",
            list.en
        ),
    )
}

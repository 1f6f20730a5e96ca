//! Whom a Consent is about and who says what it says.

use sekisho_exchange::fhir::consent::{Consent, Identifier, Whose};
use sekisho_model::Text;
use sekisho_model::consent::Actor;
use sekisho_model::source::Source;
use sekisho_store::Store;

use super::super::Named;
use super::{aside, file};
use crate::error::BankError;

/// Everybody of the source whom its reference or a number beside it may mean.
pub(super) async fn named(
    store: &Store,
    entry: &file::Entry,
    source: &Source,
) -> Result<Result<Named, Text>, BankError> {
    let patient = &entry.consent.patient;
    let reference = patient.reference.as_deref();
    let known = reference.and_then(|reference| entry.local(reference));
    let numbers = patient.identifiers.iter().filter(|id| !id.value.is_empty());
    let numbers: Vec<&Identifier> = numbers.collect();
    if known.is_none() && numbers.is_empty() {
        return Ok(Err(match reference {
            Some(inside) if inside.starts_with('#') => aside::contained_patient(),
            Some(_) => aside::foreign_address(),
            None => aside::no_patient(),
        }));
    }
    let mut named = match &known {
        Some(id) => Named::record(store, id, source).await?,
        None => Named::default(),
    };
    for number in numbers {
        let number = (&number.system[..], &number.value[..]);
        named.also(store, number, source).await?;
    }
    Ok(Ok(named))
}

/// Who agreed by this provision: the person, somebody for them, or both.
pub(super) fn who_says_yes(consent: &Consent, provision: usize) -> Vec<Actor> {
    let proxy = || Actor::Proxy(String::new());
    let said_by = consent.provisions.get(provision);
    match said_by.and_then(|provision| provision.said_by.as_deref()) {
        Some("self") => return vec![Actor::Self_],
        Some("bereaved") => return vec![Actor::Bereaved(String::new())],
        Some(_) => return vec![proxy()],
        None => {}
    }
    let is_patient = |who: &&Whose| is_same(who, &consent.patient);
    let own = consent.performers.is_empty() || consent.performers.iter().any(|p| is_patient(&p));
    let others = consent.performers.iter().any(|p| !is_patient(&p));
    let own = own.then_some(Actor::Self_);
    own.into_iter().chain(others.then(proxy)).collect()
}

/// A no that the person may have said is theirs: nobody else's later yes overrules it.
pub(super) fn who_says_no(consent: &Consent, provision: Option<usize>) -> Actor {
    let all = who_says_yes(consent, provision.unwrap_or(usize::MAX));
    all.into_iter().next().unwrap_or_default()
}

fn is_same(one: &Whose, other: &Whose) -> bool {
    let bare = |reference: &str| match reference.split_once("/_history/") {
        Some((bare, _)) => bare.to_owned(),
        None => reference.to_owned(),
    };
    let refers = one.reference.as_deref().zip(other.reference.as_deref());
    let numbered = one.identifiers.first().zip(other.identifiers.first());
    refers.is_some_and(|(a, b)| bare(a) == bare(b)) || numbered.is_some_and(|(a, b)| a == b)
}

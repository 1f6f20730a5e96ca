//! FHIR `Consent` as hospitals keep it, taken in by what the forms say of its codes.
//!
//! One Consent is one paper of one person, in versions. What a later version leaves out was taken
//! back, what it adds was signed; an older one brings nothing back. What maps to nothing is set
//! aside with its reason.

mod aside;
mod document;
mod export;
mod file;
mod sheet;
#[cfg(test)]
mod tests;
mod weigh;
mod whom;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sekisho_exchange::fhir::consent::{Code, Consent};
use sekisho_model::consent::{Actor, CodeMeans, CodeWord, EventKind, Form};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Policy;
use sekisho_model::source::Source;
use sekisho_model::{Digest, FormName, Instant, ItemName, Text, Zone};
use sekisho_store::{Document, Store};

use super::statement::{Said, Saying};
use super::whose::no_such_source;
use super::{ImportReport, Nobody, Quarantined, Reading, conclude};
use crate::error::BankError;
use crate::ingest::From;
pub(super) use aside::voided;
use document::{Known, No, Order, Version, Yes};
pub use export::Exported;
pub use file::is_fhir;
use weigh::Weighed;

/// Takes in every Consent of a file of one source: NDJSON, a Bundle or one resource, plain or gzipped.
pub async fn import_fhir(
    store: &Store,
    policy: &Policy,
    zone: Zone,
    path: &Path,
    from: &From,
    now: Instant,
) -> Result<ImportReport, BankError> {
    let source = from.source(store).await?;
    let known = store.sources().await?;
    if !source.is_default() && !known.contains(&source) {
        let text = no_such_source(&known);
        return Err(BankError::usage(text.ja, text.en));
    }
    let file = file::Consents::of(path)?;
    let mut hearing = Hearing {
        store,
        source,
        policy,
        zone,
        now,
        mapping: document::mapping(policy),
        reading: Reading::of(&file.name),
        known: BTreeMap::new(),
        heard: BTreeMap::new(),
        same: 0,
    };
    for (line, reason) in &file.unread {
        hearing.aside(*line, reason.clone());
    }
    for entry in &file.entries {
        hearing.hear(entry).await?;
    }
    let Hearing {
        reading,
        heard,
        same,
        ..
    } = hearing;
    let mut report = conclude(store, policy, reading, file.digest, heard, now).await?;
    report.same += same;
    report.others = file.others;
    Ok(report)
}

/// What was said so far, and the newest version of each Consent.
struct Hearing<'a> {
    store: &'a Store,
    /// Ids of Consents, like those of patients, are one source's own.
    source: Source,
    policy: &'a Policy,
    zone: Zone,
    now: Instant,
    mapping: Digest,
    reading: Reading,
    known: BTreeMap<String, Option<Known>>,
    heard: BTreeMap<String, Heard>,
    same: u64,
}

/// A version that the bank will know, if what it says can be so.
pub(super) struct Heard {
    source: Source,
    line: u64,
    known: Known,
}

/// What one version comes to.
#[derive(Default)]
struct Told {
    yes: Vec<Yes>,
    no: Vec<No>,
    /// Agreed to no longer, from the time of the version.
    ended: Vec<(FormName, Option<ItemName>)>,
    /// Who says no.
    by: Actor,
}

impl<'a> Hearing<'a> {
    fn aside(&mut self, line: u64, reason: Text) {
        self.reading.quarantined.push(Quarantined { line, reason });
    }

    async fn hear(&mut self, entry: &file::Entry) -> Result<(), BankError> {
        let (line, consent) = (entry.line, &entry.consent);
        let name = entry.name();
        let known = self.known(&name).await?;
        let named = match whom::named(self.store, entry, &self.source).await? {
            Ok(named) => named,
            Err(reason) => {
                self.aside(line, reason);
                return Ok(());
            }
        };
        let people = named.ever();
        if people.is_empty() {
            self.aside(line, Nobody::Unknown.text());
            return Ok(());
        }
        if let Some(known) = &known
            && !people.contains(&Subject(known.subject))
        {
            self.aside(line, aside::moved());
            let asks = aside::ask_moved();
            self.reading
                .ask(line, &name, Some(Subject(known.subject)), asks, self.now);
            return Ok(());
        }
        let version = Version::of(consent, self.zone, self.now);
        let order = known.as_ref().map_or(Order::Later, |known| {
            known.order(entry.content, self.mapping, &version)
        });
        if order == Order::Same {
            let known = known.iter().map(|known| known.yes.len() + known.no.len());
            self.same += known.sum::<usize>() as u64;
            return Ok(());
        }
        let form = match self.form(consent, known.as_ref()) {
            Ok(form) => form,
            Err(reason) => {
                self.aside(line, reason);
                return Ok(());
            }
        };
        let told = self.told(line, &name, consent, form, known.as_ref(), &people);
        let told = self.in_order(line, told, order, known.as_ref());
        for said in self.sayings(&told, known.as_ref(), &version) {
            self.reading
                .add(line, Ok((named.clone(), vec![said])), self.zone, self.now);
        }
        if order != Order::Older {
            let subject = named
                .at(self.now, self.zone)
                .ok()
                .or(people.first().copied());
            let heard = Known {
                subject: subject.map_or(0, |subject| subject.0),
                content: entry.content,
                mapping: self.mapping,
                whole: true,
                version,
                form: form.name.clone(),
                yes: told.yes,
                no: told.no,
            };
            self.known.insert(name.clone(), Some(heard.clone()));
            let source = self.source.clone();
            let heard = Heard {
                source,
                line,
                known: heard,
            };
            self.heard.insert(name, heard);
        }
        Ok(())
    }

    async fn known(&mut self, name: &str) -> Result<Option<Known>, BankError> {
        if let Some(known) = self.known.get(name) {
            return Ok(known.clone());
        }
        let kept = self
            .store
            .consent_document(self.source.name(), name)
            .await?;
        let known: Option<Known> = kept.and_then(|kept| serde_json::from_str(&kept.json).ok());
        self.known.insert(name.to_owned(), known.clone());
        Ok(known)
    }

    /// The one form that it is of: by its policy, else by a code that only one form has.
    fn form(&self, consent: &Consent, known: Option<&Known>) -> Result<&'a Form, Text> {
        let word = |code: &Code| CodeWord::new(&code.system, &code.code);
        let policies: BTreeSet<CodeWord> = consent.policies.iter().map(word).collect();
        let policy: &'a Policy = self.policy;
        let forms = policy.forms.iter();
        let under = |form: &&Form| policies.iter().any(|policy| form.fhir.is_under(policy));
        let mut found: Vec<&'a Form> = forms.clone().filter(under).collect();
        if found.is_empty() {
            let things = consent.provisions.iter().flat_map(|p| &p.about);
            let things = things.flat_map(|(_, things)| things).flatten();
            let codes: BTreeSet<CodeWord> = things.map(word).collect();
            let names = |form: &&Form| {
                let items = form.fhir.codes.iter();
                let mut items = items.filter(|code| matches!(code.means, CodeMeans::Item(_)));
                form.fhir.policies.is_empty()
                    && items.any(|code| code.words().iter().any(|word| codes.contains(word)))
            };
            found = forms.clone().filter(names).collect();
        }
        match (&found[..], known) {
            ([form], _) => Ok(form),
            ([], Some(known)) => forms
                .clone()
                .find(|form| form.name == known.form)
                .ok_or_else(aside::no_form),
            ([], None) => Err(aside::no_form()),
            _ => Err(aside::several_forms()),
        }
    }

    /// What the version says by itself, by its status.
    fn told(
        &mut self,
        line: u64,
        name: &str,
        consent: &Consent,
        form: &Form,
        known: Option<&Known>,
        people: &[Subject],
    ) -> Told {
        let mut told = Told {
            by: whom::who_says_no(consent, None),
            ..Told::default()
        };
        let status = consent.status.as_deref().unwrap_or_default();
        if status == "entered-in-error" {
            self.in_error(line, name, known, people);
            return told;
        }
        if let Some(why) = consent.unclear {
            self.aside(line, aside::unclear(why));
            let asks = aside::ask_unclear();
            let whose = people.first().copied();
            self.reading.ask(line, name, whose, asks, self.now);
            return told;
        }
        let weighed = weigh::weigh(consent, form, self.zone);
        match status {
            "active" => {
                for reason in weighed.reasons() {
                    self.aside(line, reason);
                }
                told.no = noes(consent, form, &weighed);
                match self.no_yes(consent) {
                    Some(reason) if !weighed.yes.is_empty() => self.aside(line, reason),
                    Some(_) => {}
                    None => told.yes = yeses(consent, form, &weighed),
                }
                if told.yes.is_empty() && told.no.is_empty() && weighed.aside.is_empty() {
                    self.aside(line, aside::nothing_said());
                }
            }
            "inactive" => {
                told.no = noes(consent, form, &weighed);
                let moment = Version::of(consent, self.zone, self.now).moment(self.now);
                let over = |until: Option<Instant>| until.is_some_and(|until| until <= moment);
                let agreed = weighed.yes.iter().filter(|yes| !over(yes.what.until));
                let agreed = agreed.map(|yes| Some(yes.item.clone()));
                told.ended = agreed.map(|item| (form.name.clone(), item)).collect();
                if self.no_yes(consent).is_none() {
                    // What was over before is no yes any more, and was one once.
                    told.yes = yeses(consent, form, &weighed);
                    told.yes.retain(|yes| over(yes.until));
                }
                let knows = known.is_some_and(|known| !known.yes.is_empty());
                let says = !told.no.is_empty() || !told.yes.is_empty() || knows;
                if told.ended.is_empty() && !says {
                    told.ended.push((form.name.clone(), None));
                }
            }
            "rejected" => {
                told.no = noes(consent, form, &weighed);
                let said = weigh::said(consent, self.zone);
                let of = |item: &ItemName| No {
                    form: form.name.clone(),
                    item: item.clone(),
                    from: said,
                    by: whom::who_says_no(consent, None),
                };
                told.no.extend(weighed.yes.iter().map(|yes| of(&yes.item)));
                if told.no.is_empty() {
                    told.no = form.items.iter().map(|item| of(&item.name)).collect();
                }
            }
            _ => self.aside(line, aside::not_in_force()),
        }
        told
    }

    /// Why none of its permits is taken, if so.
    fn no_yes(&self, consent: &Consent) -> Option<Text> {
        let about_research = |code: &Code| ["research", "patient-privacy"].contains(&&*code.code);
        if !consent.faults.is_empty() {
            return Some(aside::faulty(&consent.faults));
        }
        (!consent.scope.iter().any(about_research)).then(aside::another_scope)
    }

    /// A yes that was an error is void at once; a no that is said to be one waits for a steward.
    fn in_error(&mut self, line: u64, name: &str, known: Option<&Known>, people: &[Subject]) {
        if known.is_some_and(|known| !known.no.is_empty()) {
            self.aside(line, aside::no_in_error());
            let asks = aside::ask_no_in_error();
            let whose = people.first().copied();
            self.reading.ask(line, name, whose, asks, self.now);
        }
        for yes in known.iter().flat_map(|known| &known.yes) {
            let void = void(yes, Subject(known.map_or(0, |k| k.subject)), self.now);
            self.reading
                .corrections
                .push((line, Subject(known.map_or(0, |k| k.subject)), void));
        }
    }

    /// An older version brings no yes; one that is not certainly later adds none.
    fn in_order(&mut self, line: u64, mut told: Told, order: Order, known: Option<&Known>) -> Told {
        let has = |yes: &Yes| known.is_some_and(|known| known.yes.contains(yes));
        match order {
            Order::Older => {
                if !told.yes.iter().all(has) {
                    self.aside(line, aside::older());
                }
                // What the newer version leaves out it has ended already.
                told.yes = known.map(|known| known.yes.clone()).unwrap_or_default();
                told.ended.clear();
            }
            Order::Unproved => {
                if !told.yes.iter().all(has) {
                    self.aside(line, aside::unproved());
                }
                told.yes.retain(has);
            }
            Order::Same | Order::Again | Order::Later => {}
        }
        told
    }

    /// The difference to what the version before said, as statements.
    fn sayings(&self, told: &Told, known: Option<&Known>, version: &Version) -> Vec<Said> {
        let moment = version.moment(self.now);
        let old_yes = known.map(|known| &known.yes[..]).unwrap_or_default();
        let old_no = known.map(|known| &known.no[..]).unwrap_or_default();
        let of = |form: &FormName, item: &ItemName| {
            let (form, item) = (form.clone(), item.clone());
            move |yes: &&Yes| yes.form == form && yes.item == item
        };
        let event = |kind, by: &Actor, at| Said::new(Saying::Event(kind), by.clone(), at, self.now);
        let mut said = Vec::new();
        let new_no = |no: &&No| !old_no.contains(no);
        for no in told.no.iter().filter(new_no) {
            let (form, item) = (no.form.clone(), no.item.clone());
            let agreed = old_yes.iter().filter(of(&form, &item));
            let at = no.from.unwrap_or(moment);
            let (kind, at) = match agreed.map(|yes| yes.from).min() {
                // Inside the paper the no bears the paper's date; it was said with this version.
                Some(since) if at <= since => (withdrawn(form, Some(item)), moment.max(since)),
                Some(_) => (withdrawn(form, Some(item)), at),
                None => {
                    let items = vec![item];
                    (EventKind::Declined { form, items }, at)
                }
            };
            said.push(event(kind, &no.by, at));
        }
        let mut ended = told.ended.clone();
        for yes in old_yes {
            let still: Vec<&Yes> = told.yes.iter().filter(of(&yes.form, &yes.item)).collect();
            let denied = told.no.iter().filter(new_no);
            let denied = denied
                .into_iter()
                .any(|no| no.form == yes.form && no.item == yes.item);
            if still.is_empty() && !denied {
                ended.push((yes.form.clone(), Some(yes.item.clone())));
            }
            let within = |new: &&Yes| {
                let ends = new
                    .until
                    .is_none_or(|new| yes.until.is_some_and(|old| old <= new));
                new.by == yes.by && new.from <= yes.from && ends
            };
            if !still.is_empty() && !still.iter().any(within) {
                said.push(void(yes, Subject(known.map_or(0, |k| k.subject)), self.now));
            }
        }
        ended.sort();
        ended.dedup();
        for (form, item) in ended {
            let mut since = old_yes.iter().chain(&told.yes);
            let since = match &item {
                Some(item) => since.find(|yes| of(&form, item)(yes)).map(|yes| yes.from),
                None => None,
            };
            let at = since
                .map_or(moment, |since| moment.max(since))
                .min(self.now);
            said.push(event(withdrawn(form, item), &told.by, at));
        }
        for yes in told.yes.iter().filter(|yes| !old_yes.contains(yes)) {
            said.push(event(yes.kind(), &yes.by, yes.from));
        }
        said
    }
}

fn withdrawn(form: FormName, item: Option<ItemName>) -> EventKind {
    EventKind::Withdrawn { form, item }
}

/// The signature was never given so.
fn void(yes: &Yes, subject: Subject, now: Instant) -> Said {
    let saying = Saying::Correction {
        id: Some(yes.id(subject)),
        word: None,
        form: None,
        items: Vec::new(),
    };
    Said::new(saying, Actor::Self_, now, now)
}

fn yeses(consent: &Consent, form: &Form, weighed: &Weighed) -> Vec<Yes> {
    let mut found = Vec::new();
    for said in &weighed.yes {
        for by in whom::who_says_yes(consent, said.provision) {
            let yes = Yes::of(form, &said.item, said.what, by);
            if !found.contains(&yes) {
                found.push(yes);
            }
        }
    }
    found
}

fn noes(consent: &Consent, form: &Form, weighed: &Weighed) -> Vec<No> {
    let mut found = Vec::new();
    for said in &weighed.no {
        let no = No {
            form: form.name.clone(),
            item: said.item.clone(),
            from: said.what,
            by: whom::who_says_no(consent, Some(said.provision)),
        };
        if !found.contains(&no) {
            found.push(no);
        }
    }
    found
}

impl Heard {
    /// What the bank keeps: only what became an event.
    pub fn kept(
        self,
        name: String,
        happened: &BTreeSet<Digest>,
        aside: &[Quarantined],
    ) -> Document {
        let mut known = self.known;
        let subject = Subject(known.subject);
        known.yes.retain(|yes| happened.contains(&yes.id(subject)));
        known.whole = !aside.iter().any(|row| row.line == self.line);
        Document {
            source: self.source.name().to_owned(),
            name,
            subject,
            json: serde_json::to_string(&known).unwrap_or_default(),
        }
    }
}

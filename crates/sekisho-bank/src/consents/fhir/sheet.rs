//! A person's state of consent under one form, as a FHIR Consent: each yes as a permit as long as it
//! holds, each no as a deny until it was answered.
//!
//! What is written is read again by the importer, and that must grant nothing that the person's own
//! events do not: an item of which only a part still stands is not permitted at all.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_exchange::fhir::consent::{Consent, SAID_BY};
use sekisho_model::consent::{
    Actor, CodeWord, ConsentEvent, EventKind, Form, Grant, Item, Life, SubjectFacts, fold, standing,
};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Policy;
use sekisho_model::{Digest, Instant, ItemName, Zone, base64, catalog};
use serde_json::{Value, json};

use super::{noes, weigh, yeses};

/// Whose consent, and the bank's frame for it.
pub(super) struct Person<'a> {
    pub subject: Subject,
    /// The name of the source that gave the id; empty: the one without a name.
    pub source: &'a str,
    /// The id of the Patient.
    pub id: &'a str,
    pub events: &'a [ConsentEvent],
    pub facts: &'a SubjectFacts,
    pub policy: &'a Policy,
    pub home: &'a str,
    pub zone: Zone,
    pub now: Instant,
}

/// What was said of one item.
struct Word {
    item: ItemName,
    from: Instant,
    until: Option<Instant>,
    is_yes: bool,
    by: Actor,
}

impl Person<'_> {
    /// A Consent for each form of which anything was said and that says its codes.
    pub fn sheets(&self) -> Vec<String> {
        let truth = self.fold(self.events);
        let mut left_out: BTreeSet<(usize, ItemName)> = BTreeSet::new();
        loop {
            let sheets: Vec<(usize, Value)> = (0..)
                .zip(&self.policy.forms)
                .filter_map(|(n, form)| {
                    let without = left_out.iter().filter(|(of, _)| *of == n);
                    let without: BTreeSet<&ItemName> = without.map(|(_, item)| item).collect();
                    Some((n, self.sheet(form, &truth, &without)?))
                })
                .collect();
            let read = self.read_again(&sheets);
            let wider = self.wider(&self.fold(&read), &truth);
            let before = left_out.len();
            left_out.extend(wider);
            if left_out.len() == before {
                return sheets
                    .into_iter()
                    .map(|(_, sheet)| sheet.to_string())
                    .collect();
            }
        }
    }

    fn fold(&self, events: &[ConsentEvent]) -> Vec<Grant> {
        let (forms, optouts) = (&self.policy.forms, &self.policy.optouts);
        fold(
            self.subject,
            events,
            self.facts,
            forms,
            optouts,
            self.home,
            self.zone,
        )
    }

    /// The items of which what is written would grant more, from now on, than is so.
    fn wider(&self, read: &[Grant], truth: &[Grant]) -> BTreeSet<(usize, ItemName)> {
        let mut found = BTreeSet::new();
        for grant in read.iter().filter(|grant| grant.until > self.now) {
            let holds = |own: &&Grant| {
                let same = own.purpose == grant.purpose
                    && own.class == grant.class
                    && own.acts == grant.acts
                    && own.recipients == grant.recipients
                    && own.countries == grant.countries
                    && own.only_as == grant.only_as
                    && own.only_under == grant.only_under;
                same && own.from <= grant.from.max(self.now)
                    && grant.until <= own.until
                    && own.since <= grant.since
                    && grant.to <= own.to
            };
            let form = self.policy.forms.iter().position(|f| f.name == grant.form);
            if let (Some(form), Some(item)) = (form, &grant.item)
                && !truth.iter().any(|own| holds(&own))
            {
                found.insert((form, item.clone()));
            }
        }
        found
    }

    /// The events that an import would make of these, with what no Consent says of the person.
    fn read_again(&self, sheets: &[(usize, Value)]) -> Vec<ConsentEvent> {
        let of_life = |event: &&ConsentEvent| event.kind.paper().is_none();
        let mut events: Vec<ConsentEvent> = self.events.iter().filter(of_life).cloned().collect();
        for (form, sheet) in sheets {
            let form = &self.policy.forms[*form];
            let Ok(consent) = Consent::read(sheet.to_string().as_bytes(), catalog::r4()) else {
                continue;
            };
            let weighed = weigh::weigh(&consent, form, self.zone);
            let event = |kind, by, effective| ConsentEvent {
                subject: self.subject,
                kind,
                by,
                effective,
                recorded: self.now,
            };
            let yes = yeses(&consent, form, &weighed).into_iter();
            events.extend(yes.map(|yes| event(yes.kind(), yes.by.clone(), yes.from)));
            for no in noes(&consent, form, &weighed) {
                let (form, items) = (no.form, vec![no.item]);
                let at = no.from.unwrap_or(self.now);
                events.push(event(EventKind::Declined { form, items }, no.by, at));
            }
        }
        events
    }

    fn sheet(&self, form: &Form, truth: &[Grant], without: &BTreeSet<&ItemName>) -> Option<Value> {
        let words = self.words(form);
        let last = words.iter().map(|word| word.from).max()?;
        let mut provisions = Vec::new();
        let mut in_force = false;
        let is_mixed = words.iter().any(|word| word.by != Actor::Self_);
        for word in &words {
            let item = form.items.iter().find(|item| item.name == word.item)?;
            let codes = codes(form, &word.item, word.is_yes);
            let until = match word.is_yes {
                true => {
                    let end = self.end_of(form, item, truth);
                    let own = word.until.unwrap_or(Instant::MAX).min(end);
                    if own <= word.from || without.contains(&word.item) {
                        continue;
                    }
                    in_force |= own > self.now;
                    own
                }
                false => next_yes(&words, word),
            };
            provisions.push(self.provision(word, &codes, until, is_mixed));
        }
        if provisions.is_empty() {
            return None;
        }
        Some(self.resource(form, &words, provisions, last, in_force))
    }

    /// The events that an import makes of what was written out.
    #[cfg(test)]
    pub fn read(&self, sheets: &[String]) -> Vec<ConsentEvent> {
        let form_of = |sheet: &Value| {
            let uri = sheet["policy"][0]["uri"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            let mut forms = self.policy.forms.iter();
            forms.position(|form| form.fhir.policies.contains(&uri))
        };
        let parsed = sheets.iter().filter_map(|sheet| {
            let sheet: Value = serde_json::from_str(sheet).ok()?;
            Some((form_of(&sheet)?, sheet))
        });
        self.read_again(&parsed.collect::<Vec<_>>())
    }

    /// What stands of each item that has a code, in order.
    fn words(&self, form: &Form) -> Vec<Word> {
        let all: Vec<&ConsentEvent> = self.events.iter().collect();
        let life = Life::of(self.facts, &all, self.zone);
        let (forms, optouts) = (&self.policy.forms, &self.policy.optouts);
        let coded = |item: &&ItemName| form.fhir.ways_to(item).next().is_some();
        let mut words = Vec::new();
        for event in standing(&all) {
            if event.kind.paper() != Some(&form.name) {
                continue;
            }
            let (items, until, is_yes) = match &event.kind {
                EventKind::Signed { items, until, .. } => (items.clone(), *until, true),
                EventKind::Declined { items, .. } => (items.clone(), None, false),
                EventKind::Withdrawn { item, .. } => (item.iter().cloned().collect(), None, false),
                EventKind::Objected { .. } | EventKind::Refused { .. } => (Vec::new(), None, false),
                _ => continue,
            };
            if is_yes && life.impossible(event, forms, optouts).is_some() {
                continue;
            }
            let known = |name: &ItemName| form.items.iter().any(|item| item.name == *name);
            let whole = !is_yes && (items.is_empty() || !items.iter().all(known));
            let items: Vec<ItemName> = match whole {
                true => form.items.iter().map(|item| item.name.clone()).collect(),
                false => items,
            };
            let from = match is_yes {
                true => event.effective,
                false => life.counts_from(event, forms, optouts),
            };
            let by = match event.kind {
                // The child speaks, whoever wrote it down.
                EventKind::Refused { .. } => Actor::Self_,
                _ => event.by.clone(),
            };
            words.extend(items.iter().filter(coded).map(|item| Word {
                item: item.clone(),
                from,
                until,
                is_yes,
                by: by.clone(),
            }));
        }
        words.sort_by(|a, b| (a.from, &a.item, a.is_yes).cmp(&(b.from, &b.item, b.is_yes)));
        words
    }

    /// Until when all that the item grants stands; its first part to end ends it here.
    fn end_of(&self, form: &Form, item: &Item, truth: &[Grant]) -> Instant {
        let of =
            |grant: &&Grant| grant.form == form.name && grant.item.as_ref() == Some(&item.name);
        let mut ends: BTreeMap<_, Instant> = BTreeMap::new();
        for grant in truth.iter().filter(of) {
            let end = ends
                .entry((&grant.purpose, &grant.class))
                .or_insert(grant.until);
            *end = (*end).max(grant.until);
        }
        let pairs = item
            .purposes
            .iter()
            .flat_map(|p| item.classes.iter().map(move |c| (p, c)));
        pairs
            .map(|pair| ends.get(&pair).copied().unwrap_or(Instant::MIN))
            .min()
            .unwrap_or(Instant::MIN)
    }

    fn provision(&self, word: &Word, codes: &[CodeWord], until: Instant, is_mixed: bool) -> Value {
        let mut period = json!({ "start": word.from.iso(self.zone) });
        if until < Instant::MAX {
            period["end"] = json!(until.iso(self.zone));
        }
        let concept = |word: &CodeWord| {
            let (system, code) = word.coding();
            json!({ "coding": [{ "system": system, "code": code }] })
        };
        let mut provision = json!({
            "type": if word.is_yes { "permit" } else { "deny" },
            "period": period,
            "code": codes.iter().map(concept).collect::<Vec<_>>(),
        });
        if is_mixed {
            provision["extension"] = json!([{ "url": SAID_BY, "valueCode": speaker(&word.by) }]);
        }
        provision
    }

    fn resource(
        &self,
        form: &Form,
        words: &[Word],
        provisions: Vec<Value>,
        last: Instant,
        in_force: bool,
    ) -> Value {
        let patient = json!({ "reference": format!("Patient/{}", self.id) });
        let whose = match self.source {
            "" => self.id.to_owned(),
            source => format!("{source}:{}", self.id),
        };
        let name = Digest::of(format!("{whose}\n{}", form.name).as_bytes()).hex();
        let mut policies: Vec<Value> = form
            .fhir
            .policies
            .iter()
            .map(|uri| json!({ "uri": uri }))
            .collect();
        if let Some((_, document)) = &form.document {
            // RFC 6920: the document by its digest.
            policies.push(json!({ "uri": format!("ni:///sha-256;{}", base64::url(&document.0)) }));
        }
        let is_no = |word: &Word| {
            words
                .iter()
                .rev()
                .find(|w| w.item == word.item)
                .is_some_and(|w| !w.is_yes)
        };
        let mut consent = json!({
            "resourceType": "Consent",
            "id": format!("sekisho-{}", &name[..32]),
            "meta": { "lastUpdated": self.now.iso(self.zone) },
            "status": if in_force || !words.iter().all(is_no) { "active" } else { "inactive" },
            "scope": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "research" }] },
            "category": [{ "coding": [{ "system": "http://loinc.org", "code": "59284-0" }] }],
            "patient": patient,
            "dateTime": last.iso(self.zone),
            "provision": { "type": "deny", "provision": provisions },
        });
        if !self.source.is_empty() {
            consent["meta"]["source"] = json!(format!("urn:sekisho:source:{}", self.source));
        }
        if policies.is_empty() {
            consent["policyRule"] = json!({ "text": form.number });
        } else {
            consent["policy"] = json!(policies);
        }
        let others = words.iter().any(|word| word.by != Actor::Self_);
        if others {
            let mut performers = vec![
                json!({ "type": "RelatedPerson", "display": "代わりの人 / somebody for the patient" }),
            ];
            if words.iter().any(|word| word.by == Actor::Self_) {
                performers.push(patient_of(self.id));
            }
            consent["performer"] = json!(performers);
        }
        consent
    }
}

fn patient_of(id: &str) -> Value {
    json!({ "reference": format!("Patient/{id}") })
}

/// How a provision says whose word it is.
fn speaker(by: &Actor) -> &'static str {
    match by {
        Actor::Self_ => "self",
        Actor::Proxy(_) => "proxy",
        Actor::Bereaved(_) => "bereaved",
    }
}

/// A yes is said with all the codes of the item's first way; a no with those that are its alone.
fn codes(form: &Form, item: &ItemName, is_yes: bool) -> Vec<CodeWord> {
    let all = form.fhir.ways_to(item).next().unwrap_or_default();
    if is_yes {
        return all;
    }
    let others = form.items.iter().filter(|other| other.name != *item);
    let others: BTreeSet<CodeWord> = others
        .flat_map(|other| form.fhir.ways_to(&other.name).flatten())
        .collect();
    let own: Vec<CodeWord> = all
        .iter()
        .filter(|word| !others.contains(word))
        .cloned()
        .collect();
    match own.is_empty() {
        true => all,
        false => own,
    }
}

/// A no stands until somebody says yes to the item again.
fn next_yes(words: &[Word], no: &Word) -> Instant {
    let later = words
        .iter()
        .filter(|w| w.is_yes && w.item == no.item && w.from > no.from);
    later.map(|word| word.from).min().unwrap_or(Instant::MAX)
}

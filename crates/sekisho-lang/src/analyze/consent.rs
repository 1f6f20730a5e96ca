//! Consent forms and opt-out notices: nothing left silent, purposes closed downwards.

mod fhir;
mod items;
mod succession;
mod withdrawal;

use std::collections::BTreeSet;

use sekisho_model::consent::{Duration, Form, Item, Minor, Optout, RecipientKind, Reconsent};
use sekisho_model::policy::Correction;
use sekisho_model::standard::Regime;
use sekisho_model::{DataClass, Day, Digest, FormName, ItemName, PurposeName, Text};
use sekisho_syntax::ast::{self, Expires, ItemLine, Minors, Name};
use sekisho_syntax::nearest;

use super::{Analyzer, Kind};
use crate::problem::consent as problems;

const RECIPIENT_KINDS: [(&str, RecipientKind); 5] = [
    ("hospital", RecipientKind::Hospital),
    ("university", RecipientKind::University),
    ("public_body", RecipientKind::PublicBody),
    ("company", RecipientKind::Company),
    ("registered_body", RecipientKind::RegisteredBody),
];
const FURTHER_ACTS: [&str; 2] = ["recontact", "return_result"];

impl Analyzer<'_> {
    pub fn consent(&mut self, form: &ast::Consent) {
        if !self.names.is_first(Kind::Form, &form.name) {
            return;
        }
        let (name, at) = (form.name.text.as_str(), || form.name.origin.clone());
        if form.form.is_none() {
            self.say(problems::no_form_line(at(), name));
        }
        if form.after_death.is_none() {
            self.say(problems::silent_about_death(at(), name));
        }
        if form.minors.is_none() {
            self.say(problems::silent_about_minors(at(), name));
        }
        if form.expires.is_none() {
            self.say(problems::silent_about_expiry(at(), name));
        }
        if form.covers.is_none() {
            self.say(problems::silent_about_collection(at(), name));
        }
        if form.items.is_empty() {
            self.say(problems::no_items(at(), name));
        }
        if let Some(place) = &form.default_allow {
            self.say(problems::default_allow(place.clone()));
        }
        self.form(form);
    }

    fn form(&mut self, form: &ast::Consent) {
        let document = self.document(form);
        let replaces = form.replaces.as_ref().and_then(|(old, within)| {
            let old = self.resolve(Kind::Form, old)?;
            Some(Reconsent {
                form: FormName::from(old),
                within: *within,
            })
        });
        let minor = match &form.minors {
            Some(Minors::Block(block)) => self.minor(block),
            _ => None,
        };
        if let Some(covers) = &form.covers
            && covers
                .until
                .zip(covers.since)
                .is_some_and(|(until, since)| until < since)
        {
            self.say(problems::ends_before_it_begins(covers.origin.clone()));
        }
        let effective = form.form.as_ref().map(|line| line.effective);
        let items: Vec<Item> = form
            .items
            .iter()
            .map(|item| self.item(item, effective))
            .collect();
        self.item_references(form);
        self.parts_within_parents(form, &items);
        self.sentences_in_document(form);
        let withdrawals = self.withdrawals(form);
        let fhir = self.fhir(form);
        let (Some(line), Some(after_death)) = (&form.form, form.after_death) else {
            return;
        };
        let (items, includes_later) = self.with_later_purposes(form, items, line.effective);
        if line.until.is_some_and(|until| until < line.effective) {
            self.say(problems::ends_before_it_begins(line.number.origin.clone()));
        }
        self.policy.forms.push(Form {
            name: FormName::new(&form.name.text),
            label: form.label.clone(),
            number: line.number.text.clone(),
            effective: line.effective,
            until: line.until,
            document,
            replaces,
            items,
            collected_since: form.covers.as_ref().and_then(|covers| covers.since),
            collected_until: form.covers.as_ref().and_then(|covers| covers.until),
            includes_gap: form
                .covers
                .as_ref()
                .is_some_and(|covers| covers.includes_gap),
            expires: match form.expires {
                Some(Expires::After(length)) => Some(length),
                _ => None,
            },
            after_death,
            minor,
            incapacity: form.incapacity,
            includes_later,
            withdrawals,
            fhir,
            earlier: Vec::new(),
            origin: form.origin.clone(),
        });
    }

    fn document(&mut self, form: &ast::Consent) -> Option<(String, Digest)> {
        let Some((path, written)) = &form.document else {
            self.say(problems::no_document(
                form.name.origin.clone(),
                &form.name.text,
            ));
            return None;
        };
        let Some(found) = self.package.files.get(&path.text).copied() else {
            self.say(problems::document_missing(path.origin.clone(), &path.text));
            return None;
        };
        if written.text.parse() != Ok(found) {
            self.say(problems::document_changed(
                written.origin.clone(),
                &path.text,
                &found.to_string(),
            ));
        }
        Some((path.text.clone(), found))
    }

    /// The items with the purposes that were set up after the form and that it lets in.
    fn with_later_purposes(
        &mut self,
        form: &ast::Consent,
        mut items: Vec<Item>,
        effective: Day,
    ) -> (Vec<Item>, Vec<PurposeName>) {
        let mut under: Vec<PurposeName> = Vec::new();
        for name in &form.includes_later {
            let Some(top) = self.resolve(Kind::Purpose, name).map(PurposeName::from) else {
                continue;
            };
            let below = self.below(std::slice::from_ref(&top));
            let in_reach = |p: &PurposeName| *p == top || below.contains(p);
            if !items.iter().flat_map(|item| &item.purposes).any(in_reach) {
                let (at, form) = (name.origin.clone(), &form.name.text);
                self.say(problems::later_reaches_nothing(at, form, &name.text));
            }
            under.push(top);
        }
        for item in &mut items {
            item.later = self.later_purposes(&item.purposes, &under, effective);
        }
        (items, under)
    }

    fn item(&mut self, item: &ItemLine, effective: Option<Day>) -> Item {
        let label = format!("item {}", item.name.text);
        if item.says.is_empty() {
            self.say(problems::no_sentence(
                item.name.origin.clone(),
                &item.name.text,
            ));
        }
        if item.classes.is_none() {
            self.say(problems::no_classes(item.name.origin.clone(), &label));
        }
        let purposes = self.closed_downwards(&item.purposes, effective);
        self.named_before_it_existed(&item.purposes, effective);
        self.nothing_arrives(item.classes.iter().flatten());
        let recipients = self.recipient_kinds(&item.recipients);
        let commercial = item
            .purposes
            .iter()
            .find(|p| self.is_commercial(&p.text.as_str().into()));
        if let Some(purpose) = commercial
            && !recipients.contains(&RecipientKind::Company)
        {
            self.say(problems::company_purpose(
                purpose.origin.clone(),
                &item.name.text,
                &purpose.text,
            ));
        }
        let acts = item
            .acts
            .iter()
            .filter_map(|act| self.known_word(act, &FURTHER_ACTS, "行為", "act a form can add"))
            .collect();
        Item {
            name: ItemName::new(&item.name.text),
            says: item.says.clone(),
            purposes,
            later: Vec::new(),
            classes: item
                .classes
                .as_ref()
                .map(|on| self.class_list(on))
                .unwrap_or_default(),
            acts,
            recipients,
            countries: self.countries(&item.countries),
            requires: item.requires.as_ref().map(|r| ItemName::new(&r.text)),
            origin: item.origin.clone(),
        }
    }

    /// A form that names a purpose set up after it: one of the two dates is wrong, or the form
    /// never spoke of it.
    fn named_before_it_existed(&mut self, names: &[Name], effective: Option<Day>) {
        let Some(effective) = effective else { return };
        for name in names {
            let since = self.since(&name.text.as_str().into());
            if let Some(since) = since.filter(|since| *since > effective) {
                let at = name.origin.clone();
                self.say(problems::later_than_form(at, &name.text, since, effective));
            }
        }
    }

    /// Data classes the model gives no record: the grant is a word without anything behind it.
    fn nothing_arrives<'n>(&mut self, names: impl Iterator<Item = &'n Name>) {
        let kinds = self.model.records.values();
        let arriving: BTreeSet<&DataClass> = kinds
            .flat_map(|kind| {
                kind.class_rules
                    .iter()
                    .map(|rule| &rule.class)
                    .chain([&kind.class])
            })
            .collect();
        for name in names {
            let members = self.classes.get(&name.text);
            let own = [DataClass::new(&name.text)];
            let members = members.map_or(&own[..], Vec::as_slice);
            let known = members
                .iter()
                .any(|class| self.model.classes.contains_key(class));
            if known && !members.iter().any(|class| arriving.contains(class)) {
                self.say(problems::nothing_arrives(name.origin.clone(), &name.text));
            }
        }
    }

    /// Items that are named but absent, named twice, or that require each other in a circle.
    fn item_references(&mut self, form: &ast::Consent) {
        for (n, item) in form.items.iter().enumerate() {
            if form.items[..n]
                .iter()
                .any(|other| other.name.text == item.name.text)
            {
                self.say(problems::item_twice(
                    item.name.origin.clone(),
                    &item.name.text,
                ));
            }
            if let Some(required) = &item.requires {
                self.known_item(form, required);
            }
            let mut at = item;
            for _ in 0..=form.items.len() {
                let Some(next) = at
                    .requires
                    .as_ref()
                    .and_then(|r| form.items.iter().find(|i| i.name.text == r.text))
                else {
                    break;
                };
                if next.name.text == item.name.text {
                    self.say(problems::requires_circle(
                        item.name.origin.clone(),
                        &item.name.text,
                    ));
                    break;
                }
                at = next;
            }
        }
    }

    fn known_item(&mut self, form: &ast::Consent, name: &Name) {
        if !form.items.iter().any(|item| item.name.text == name.text) {
            let near = nearest(&name.text, form.items.iter().map(|i| i.name.text.as_str()));
            self.say(problems::unknown_item(
                name.origin.clone(),
                &form.name.text,
                &name.text,
                near,
            ));
        }
    }

    fn minor(&mut self, block: &ast::MinorBlock) -> Option<Minor> {
        let ages = [
            block.assent_from_years,
            block.joint_from_years,
            block.own_consent_at_years,
        ];
        let in_order: Vec<u32> = ages.into_iter().flatten().collect();
        if block.own_consent_at_years.is_none() || !in_order.is_sorted() || block.under_years == 0 {
            self.say(problems::minor_ages(block.origin.clone()));
            return None;
        }
        let own = block.own_consent_at_years?;
        let late = block.joint_from_years.filter(|joint| *joint >= own);
        if block.under_years != own || late.is_some() {
            self.say(problems::ages_contradict(
                block.origin.clone(),
                block.under_years,
                own,
                late,
            ));
        }
        Some(Minor {
            under_years: block.under_years,
            assent_from_years: block.assent_from_years,
            own_consent_at_years: block.own_consent_at_years?,
            joint_from_years: block.joint_from_years,
            hold: block.hold,
        })
    }

    /// A board's word that an item had been encoded wrongly; the bank looks for the board's seal.
    pub fn corrects(&mut self, corrects: &ast::Corrects) {
        let Some(name) = self.resolve(Kind::Form, &corrects.form) else {
            return;
        };
        let form = self.policy.forms.iter().find(|f| f.name.as_str() == name);
        let items: Vec<ItemName> = form.map_or_else(Vec::new, |form| {
            form.items.iter().map(|item| item.name.clone()).collect()
        });
        let item = &corrects.item;
        if !items.iter().any(|known| known.as_str() == item.text) {
            let near = nearest(&item.text, items.iter().map(ItemName::as_str));
            self.say(problems::unknown_item(
                item.origin.clone(),
                &name,
                &item.text,
                near,
            ));
            return;
        }
        if corrects.because.is_empty() {
            let at = corrects.origin.clone();
            self.say(problems::corrects_without_reason(at, &name, &item.text));
            return;
        }
        self.policy.corrections.push(Correction {
            form: FormName::from(name),
            item: ItemName::new(&item.text),
            because: corrects.because.clone(),
            origin: corrects.origin.clone(),
        });
    }

    pub fn optout(&mut self, optout: &ast::Optout) {
        if !self.names.is_first(Kind::Form, &optout.name) {
            return;
        }
        let at = || optout.name.origin.clone();
        if optout.purposes.is_empty() {
            self.say(problems::optout_incomplete(
                at(),
                &optout.name.text,
                "grants",
            ));
        } else if optout.classes.is_none() {
            self.say(problems::no_classes(at(), &optout.name.text));
        }
        if optout.notice.is_none() {
            self.say(problems::optout_incomplete(
                at(),
                &optout.name.text,
                "notice required",
            ));
        }
        if let Some(place) = &optout.stops_later {
            self.say(problems::stops_at_once(place.clone()));
        }
        self.nothing_arrives(optout.classes.iter().flatten());
        let purposes = self.closed_downwards(&optout.purposes, optout.effective);
        self.named_before_it_existed(&optout.purposes, optout.effective);
        self.undated_notice(optout);
        let regimes: Vec<&str> = Regime::at_least().map(Regime::word).collect();
        let only_as = optout
            .only_as
            .as_ref()
            .and_then(|regime| self.known_word(regime, &regimes, "加工の区分", "regime"));
        let notice = self.notice_period(optout);
        let only_under = self.bases_named(&optout.only_under);
        let bereaved = self.bereaved(&optout.bereaved);
        let found = Optout {
            name: FormName::new(&optout.name.text),
            label: optout.label.clone(),
            purposes,
            classes: optout
                .classes
                .as_ref()
                .map(|on| self.class_list(on))
                .unwrap_or_default(),
            recipients: self.recipient_kinds(&optout.recipients),
            countries: self.countries(&optout.countries),
            notice: notice.unwrap_or(Duration::Days(0)),
            effective: optout.effective,
            only_as,
            only_under,
            spares_permits: optout.spares_permits.is_some(),
            taken_back: optout.taken_back,
            bereaved,
            receipt: optout.receipt.clone(),
            earlier: Vec::new(),
            origin: optout.origin.clone(),
        };
        self.policy.optouts.push(found);
    }

    /// Purposes with a day of their own lie below what is granted, and the notice has none.
    fn undated_notice(&mut self, optout: &ast::Optout) {
        if optout.effective.is_some() {
            return;
        }
        let named: Vec<PurposeName> = optout
            .purposes
            .iter()
            .map(|p| p.text.as_str().into())
            .collect();
        let below = self.below(&named);
        let dated = self.policy.purposes.iter().find(|p| {
            !p.commercial
                && !named.contains(&p.name)
                && below.contains(&p.name)
                && self.since(&p.name).is_some()
        });
        if let Some(dated) = dated {
            let (at, dated) = (optout.name.origin.clone(), dated.name.as_str());
            let problem = problems::undated_notice(at, &optout.name.text, dated);
            self.say(problem);
        }
    }

    fn recipient_kinds(&mut self, names: &[Name]) -> Vec<RecipientKind> {
        let mut kinds: Vec<RecipientKind> = names
            .iter()
            .filter_map(|name| self.recipient_kind(name))
            .collect();
        kinds.sort();
        kinds.dedup();
        kinds
    }

    pub fn recipient_kind(&mut self, name: &Name) -> Option<RecipientKind> {
        let words = RECIPIENT_KINDS.map(|(word, _)| word);
        let word = self.known_word(name, &words, "提供先の種類", "kind of recipient")?;
        RECIPIENT_KINDS
            .iter()
            .find(|(w, _)| *w == word)
            .map(|(_, kind)| *kind)
    }

    fn countries(&mut self, names: &[Name]) -> Vec<String> {
        let mut found = Vec::new();
        for name in names {
            if is_country(&name.text) {
                found.push(name.text.clone());
            } else {
                self.say(problems::country(name.origin.clone(), &name.text));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    pub fn known_word(
        &mut self,
        name: &Name,
        known: &[&str],
        ja: &str,
        en: &str,
    ) -> Option<String> {
        if known.contains(&name.text.as_str()) {
            return Some(name.text.clone());
        }
        let near = nearest(&name.text, known.iter().copied());
        self.say(problems::unknown_word(
            name.origin.clone(),
            &Text::new(ja, en),
            &name.text,
            near,
            &known.join(", "),
        ));
        None
    }
}

/// The word a policy writes for a kind of recipient.
pub fn kind_word(kind: RecipientKind) -> &'static str {
    let found = RECIPIENT_KINDS.iter().find(|(_, known)| *known == kind);
    found.map_or("", |(word, _)| word)
}

pub fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

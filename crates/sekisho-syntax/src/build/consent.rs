//! Consent forms and opt-out notices.

use sekisho_model::ItemName;
use sekisho_model::consent::{AfterDeath, Incapacity, TakenBack, WithdrawalScope};

use super::reader::{Node, Reader};
use crate::ast::{
    CodeMeans, CodeWords, Consent, Consequence, Corrects, Covers, Deed, Expires, FhirCodes,
    FormLine, ItemLine, MinorBlock, Minors, Notice, Optout, WithdrawLine,
};
use crate::context::Context;
use crate::grammar::Rule;
use crate::problem;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn consent(&mut self, head: &Node<'t>, body: &[Stretch]) -> Consent {
        let mut form = Consent {
            name: self.head_name(head),
            label: Default::default(),
            form: None,
            document: None,
            replaces: None,
            items: Vec::new(),
            covers: None,
            default_allow: None,
            expires: None,
            after_death: None,
            minors: None,
            incapacity: None,
            includes_later: Vec::new(),
            withdrawals: Vec::new(),
            fhir_policies: Vec::new(),
            fhir_codes: Vec::new(),
            origin: self.origin(head),
        };
        for (line, inner) in self.lines(body, Context::Consent) {
            self.consent_line(&mut form, &line, inner);
        }
        form
    }

    fn consent_line(&mut self, form: &mut Consent, line: &Node<'t>, inner: &[Stretch]) {
        match line.rule() {
            Rule::l_label => form.label = self.wordings(line),
            Rule::l_form => {
                let value = self.form_line(line);
                self.once(&mut form.form, value, "form", line);
            }
            Rule::l_document => {
                let mut texts = self.each(line, Rule::str).into_iter();
                let value = texts.next().zip(texts.next());
                self.once(&mut form.document, value, "document", line);
            }
            Rule::l_replaces => {
                let within = line.child(Rule::reconsent).and_then(|r| self.duration(&r));
                let value = self.first_name(line, Rule::path).map(|old| (old, within));
                self.once(&mut form.replaces, value, "replaces", line);
            }
            Rule::l_item => {
                let item = self.item_line(line);
                form.items.push(item);
            }
            Rule::l_item_more => match form.items.last_mut() {
                Some(item) => self.item_clauses(item, line),
                None => self.nothing_before(line, "item \"1\" grants research on everything"),
            },
            Rule::l_covers => {
                let value = Some(self.covers(line));
                self.once(&mut form.covers, value, "covers data collected", line);
            }
            Rule::l_includes => form
                .includes_later
                .extend(self.first_name(line, Rule::path)),
            Rule::l_incapacity => {
                let value = Some(incapacity(line));
                self.once(&mut form.incapacity, value, "incapacity", line);
            }
            Rule::l_default if line.has(Rule::k_allow) => {
                form.default_allow = Some(self.origin(line))
            }
            Rule::l_expires => {
                let value = self.duration(line).map(Expires::After);
                self.once(&mut form.expires, value, "expires", line);
            }
            Rule::l_never => self.once(&mut form.expires, Some(Expires::Never), "expires", line),
            Rule::l_after_death => self.once(
                &mut form.after_death,
                Some(after_death(line)),
                "after death",
                line,
            ),
            Rule::l_minors => self.once(&mut form.minors, Some(Minors::AsAdults), "minors", line),
            Rule::l_minor => {
                let value = self.minor(line, inner).map(Minors::Block);
                self.once(&mut form.minors, value, "minors", line);
            }
            Rule::l_withdraw => {
                let withdrawal = self.withdraw(line, inner);
                form.withdrawals.push(withdrawal);
            }
            Rule::l_from_fhir => {
                let policies = line.child(Rule::fhir_policy);
                form.fhir_policies
                    .extend(policies.iter().flat_map(|line| self.strs(line)));
                let codes = line.child(Rule::fhir_codes);
                form.fhir_codes
                    .extend(codes.and_then(|codes| self.fhir_codes(&codes)));
            }
            _ => {}
        }
    }

    fn fhir_codes(&mut self, line: &Node<'t>) -> Option<FhirCodes> {
        let codes = match line.child(Rule::fhir_code) {
            None if line.has(Rule::rest_of) => CodeWords::Any,
            None => CodeWords::Own,
            Some(code) => match code.child(Rule::all_of) {
                Some(all) => CodeWords::Together(self.each(&all, Rule::str)),
                None => CodeWords::Each(self.strs(&code)),
            },
        };
        let means = match line.child(Rule::one_item) {
            Some(item) => CodeMeans::Item(self.first_name(&item, Rule::str)?),
            None if line.has(Rule::every_item) => CodeMeans::EveryItem,
            None => CodeMeans::Nothing,
        };
        Some(FhirCodes {
            system: self.first_name(line, Rule::str)?,
            codes,
            means,
            origin: self.origin(line),
        })
    }

    fn form_line(&mut self, line: &Node<'t>) -> Option<FormLine> {
        let number = self.first_name(line, Rule::str)?;
        let effective = self.first_day(line)?;
        let until = line
            .child(Rule::until_date)
            .and_then(|until| self.first_day(&until));
        Some(FormLine {
            number,
            effective,
            until,
        })
    }

    fn item_line(&mut self, line: &Node<'t>) -> ItemLine {
        let mut item = ItemLine {
            name: self
                .first_name(line, Rule::str)
                .unwrap_or_else(|| self.name(line)),
            purposes: self.names(line, 0),
            classes: line.child(Rule::on_classes).map(|on| self.names(&on, 0)),
            recipients: Vec::new(),
            countries: Vec::new(),
            acts: Vec::new(),
            requires: None,
            says: Default::default(),
            origin: self.origin(line),
        };
        self.item_clauses(&mut item, line);
        item
    }

    fn item_clauses(&mut self, item: &mut ItemLine, line: &Node<'t>) {
        for clause in line.all() {
            match clause.rule() {
                Rule::to_kinds => item.recipients.extend(self.names(&clause, 0)),
                Rule::in_countries => item.countries.extend(self.strs(&clause)),
                Rule::with_acts => item.acts.extend(self.names(&clause, 0)),
                Rule::requires_item => {
                    let value = self.first_name(&clause, Rule::str);
                    self.once(&mut item.requires, value, "requires item", &clause);
                }
                Rule::says => item.says = self.wordings(&clause),
                _ => {}
            }
        }
    }

    fn covers(&mut self, line: &Node<'t>) -> Covers {
        Covers {
            since: line
                .child(Rule::since)
                .and_then(|since| self.first_day(&since)),
            until: line
                .child(Rule::collected_until)
                .and_then(|until| self.first_day(&until)),
            includes_gap: line.has(Rule::includes_gap),
            origin: self.origin(line),
        }
    }

    fn minor(&mut self, head: &Node<'t>, body: &[Stretch]) -> Option<MinorBlock> {
        let under_years = self.years(head);
        let mut block = MinorBlock {
            under_years: under_years.unwrap_or_default(),
            assent_from_years: None,
            own_consent_at_years: None,
            joint_from_years: None,
            hold: None,
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Minor) {
            match line.rule() {
                Rule::l_assent => block.assent_from_years = self.years(&line),
                Rule::l_own => block.own_consent_at_years = self.years(&line),
                Rule::l_proxy => block.joint_from_years = self.years(&line),
                Rule::l_hold => block.hold = self.duration(&line),
                _ => {}
            }
        }
        under_years.map(|_| block)
    }

    fn withdraw(&mut self, head: &Node<'t>, body: &[Stretch]) -> WithdrawLine {
        let item = head
            .child(Rule::one_item)
            .and_then(|one| self.first_name(&one, Rule::str));
        let origin = self.origin(head);
        let scope_origin = item
            .as_ref()
            .map_or_else(|| origin.clone(), |item| item.origin.clone());
        let scope = match item {
            Some(item) => WithdrawalScope::Item(ItemName::from(item.text)),
            None if head.has(Rule::k_all) => WithdrawalScope::All,
            None => WithdrawalScope::AnyItem,
        };
        let mut withdrawal = WithdrawLine {
            scope,
            scope_origin,
            stops_later: None,
            delivered: None,
            specimens: None,
            bank_copies: None,
            models: None,
            results: None,
            infeasible: None,
            origin,
        };
        for (line, _) in self.lines(body, Context::Withdraw) {
            self.consequence_line(&mut withdrawal, &line);
        }
        withdrawal
    }

    fn consequence_line(&mut self, withdrawal: &mut WithdrawLine, line: &Node<'t>) {
        let (slot, what) = match line.rule() {
            Rule::l_new_use => return withdrawal.stops_later = self.stops_later(line),
            Rule::l_infeasible => {
                let board = self.first_name(line, Rule::str);
                let told = board.map(|board| (board, line.has(Rule::and_person)));
                return self.once(&mut withdrawal.infeasible, told, "infeasible", line);
            }
            Rule::l_delivered => (&mut withdrawal.delivered, "delivered"),
            Rule::l_specimens => (&mut withdrawal.specimens, "specimens"),
            Rule::l_copies => (&mut withdrawal.bank_copies, "bank copies"),
            Rule::l_models => (&mut withdrawal.models, "models"),
            Rule::l_results => (&mut withdrawal.results, "results"),
            _ => return,
        };
        let consequence = self.consequence(line);
        self.once(slot, consequence, what, line);
    }

    fn consequence(&mut self, line: &Node<'t>) -> Option<Consequence> {
        const DEEDS: [(Rule, Deed); 7] = [
            (Rule::k_keep, Deed::Keep),
            (Rule::k_recall, Deed::Recall),
            (Rule::k_notify, Deed::Notify),
            (Rule::k_destroy, Deed::Destroy),
            (Rule::k_seal, Deed::Seal),
            (Rule::k_erase, Deed::Erase),
            (Rule::k_retrain, Deed::Retrain),
        ];
        let (_, deed) = DEEDS.into_iter().find(|(rule, _)| line.has(*rule))?;
        let within = line.child(Rule::within);
        let unless = line.child(Rule::unless_kind);
        Some(Consequence {
            deed,
            within: within.and_then(|within| self.duration(&within)),
            unless: unless.and_then(|unless| self.first_name(&unless, Rule::name)),
            origin: self.origin(line),
        })
    }

    /// New use stops at the next decision; where a form lets it run on, the place of that word.
    fn stops_later(&self, line: &Node<'t>) -> Option<sekisho_model::Origin> {
        let stops = line.child(Rule::stops)?;
        (!stops.has(Rule::k_once)).then(|| self.origin(&stops))
    }

    pub fn corrects(&mut self, line: &Node<'t>) -> Option<Corrects> {
        let item = self
            .first_name(line, Rule::str)
            .or_else(|| self.first_name(line, Rule::version));
        Some(Corrects {
            form: self.first_name(line, Rule::path)?,
            item: item?,
            because: line
                .child(Rule::because)
                .map(|because| self.wordings(&because))
                .unwrap_or_default(),
            origin: self.origin(line),
        })
    }

    pub fn optout(&mut self, head: &Node<'t>, body: &[Stretch]) -> Optout {
        let mut optout = Optout {
            name: self.head_name(head),
            label: Default::default(),
            purposes: Vec::new(),
            classes: None,
            recipients: Vec::new(),
            countries: Vec::new(),
            effective: None,
            notice: None,
            only_as: None,
            only_under: Vec::new(),
            bereaved: Vec::new(),
            receipt: None,
            stops_later: None,
            spares_permits: None,
            taken_back: None,
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Optout) {
            match line.rule() {
                Rule::l_label => optout.label = self.wordings(&line),
                Rule::l_grants => {
                    optout.purposes.extend(self.names(&line, 0));
                    optout.classes = line.child(Rule::on_classes).map(|on| self.names(&on, 0));
                }
                Rule::l_optout_more => {
                    line.children(Rule::to_kinds)
                        .for_each(|to| optout.recipients.extend(self.names(&to, 0)));
                    line.children(Rule::in_countries)
                        .for_each(|of| optout.countries.extend(self.strs(&of)));
                }
                Rule::l_effective => {
                    let value = self.first_day(&line);
                    self.once(&mut optout.effective, value, "effective", &line);
                }
                Rule::l_notice => {
                    let value = self.notice(&line);
                    self.once(&mut optout.notice, value, "notice required", &line);
                }
                Rule::l_only_as if line.has(Rule::k_under) => {
                    optout.only_under.extend(self.names(&line, 0));
                }
                Rule::l_bereaved_object => optout.bereaved.extend(self.names(&line, 0)),
                Rule::l_objection_receipt => {
                    let value = self.keeps_record(&line);
                    self.once(&mut optout.receipt, value, "receipt kept", &line);
                }
                Rule::l_only_as => {
                    let value = self.first_name(&line, Rule::name);
                    self.once(&mut optout.only_as, value, "only as", &line);
                }
                Rule::l_objection => self.objection(&mut optout, &line),
                _ => {}
            }
        }
        optout
    }

    fn objection(&mut self, optout: &mut Optout, line: &Node<'t>) {
        let place = self.origin(line);
        if line.has(Rule::spares_permits) {
            let phrase = "objection spares permits issued before";
            self.once(&mut optout.spares_permits, Some(place), phrase, line);
        } else if let Some(back) = line.child(Rule::may_be_taken_back) {
            let value = match back.has(Rule::includes_gap) {
                true => TakenBack::WithGap,
                false => TakenBack::WithoutGap,
            };
            let phrase = "objection may be taken back";
            self.once(&mut optout.taken_back, Some(value), phrase, line);
        } else {
            optout.stops_later = self.stops_later(line);
        }
    }

    fn notice(&mut self, line: &Node<'t>) -> Option<Notice> {
        match self.first_name(line, Rule::path) {
            Some(preset) => Some(Notice::Preset(preset)),
            None => self.duration(line).map(Notice::Of),
        }
    }

    pub fn nothing_before(&mut self, line: &Node<'t>, example: &'static str) {
        let keyword = line
            .text()
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned();
        self.say(
            self.origin(line),
            problem::nothing_to_continue(&keyword, example),
        );
    }
}

fn incapacity(line: &Node<'_>) -> Incapacity {
    match line.has(Rule::k_stop) {
        true => Incapacity::Stop,
        false => Incapacity::Proxy {
            until_restored: line.has(Rule::until_restored),
        },
    }
}

fn after_death(line: &Node<'_>) -> AfterDeath {
    if line.has(Rule::keep_unless) {
        AfterDeath::KeepUnlessObjected
    } else if line.has(Rule::k_keep) {
        AfterDeath::Keep
    } else {
        AfterDeath::Stop
    }
}

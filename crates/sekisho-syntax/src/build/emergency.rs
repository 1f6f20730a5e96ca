//! Break-glass and claims.

use sekisho_model::consent::Duration;
use sekisho_model::policy::Lasts;

use super::reader::{Node, Reader};
use crate::ast::{Claim, ClaimedOf, Emergency, EmergencyAllow, Never};
use crate::context::Context;
use crate::grammar::Rule;
use crate::problem;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn emergency(&mut self, head: &Node<'t>, body: &[Stretch]) -> Emergency {
        let mut emergency = Emergency {
            name: self.head_name(head),
            label: Default::default(),
            allow: None,
            reason: None,
            lasts: None,
            identity: None,
            review: None,
            tell: None,
            despite: Vec::new(),
            because: Default::default(),
            cites: Vec::new(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Emergency) {
            self.emergency_line(&mut emergency, &line);
        }
        emergency
    }

    fn emergency_line(&mut self, emergency: &mut Emergency, line: &Node<'t>) {
        match line.rule() {
            Rule::l_label => emergency.label = self.wordings(line),
            Rule::l_emergency_allow => {
                let allow = self.emergency_allow(line);
                self.once(&mut emergency.allow, allow, "allow", line);
            }
            Rule::l_reason => self.once(&mut emergency.reason, Some(()), "require reason", line),
            Rule::l_lasts => {
                let lasts = self.lasts(line);
                self.once(&mut emergency.lasts, lasts, "lasts", line);
            }
            Rule::l_identity => {
                let shown = Some(line.has(Rule::k_shown));
                self.once(&mut emergency.identity, shown, "identity", line);
            }
            Rule::l_review => {
                let by = self.first_name(line, Rule::str);
                let review = by.zip(self.within(line)).map(|(by, q)| (by.text, q));
                self.once(&mut emergency.review, review, "review by", line);
            }
            Rule::l_tell => {
                let within = self.within(line);
                self.once(&mut emergency.tell, within, "tell patient", line);
            }
            Rule::l_despite => emergency.despite.extend(self.names(line, 0)),
            Rule::l_because => emergency.because = self.because_line(line),
            Rule::l_cites => emergency.cites.extend(self.cites(line)),
            _ => {}
        }
    }

    fn emergency_allow(&mut self, line: &Node<'t>) -> Option<EmergencyAllow> {
        Some(EmergencyAllow {
            acts: self.names(line, 0),
            group: line
                .child(Rule::of_group)
                .and_then(|group| self.first_name(&group, Rule::str))?,
            classes: self.names(&line.child(Rule::on_classes)?, 0),
            origin: self.origin(line),
        })
    }

    fn within(&mut self, line: &Node<'t>) -> Option<Duration> {
        self.duration(&line.child(Rule::within)?)
    }

    /// Minutes, hours or days: how long one opening of the glass holds.
    fn lasts(&mut self, line: &Node<'t>) -> Option<Lasts> {
        let qty = line.child(Rule::qty)?;
        let (num, unit) = (qty.child(Rule::num)?, qty.child(Rule::unit)?);
        let count = self.number(&num, 100_000)? as u32;
        let minutes = match unit.text() {
            "minute" | "minutes" => count,
            "hour" | "hours" => count * 60,
            "day" | "days" => count * 24 * 60,
            other => {
                let wrong = problem::wrong_unit(other, "minutes, hours, days");
                self.say(self.origin(&unit), wrong);
                return None;
            }
        };
        Some(Lasts { minutes })
    }

    pub fn claim(&mut self, head: &Node<'t>, body: &[Stretch]) -> Claim {
        let mut claim = Claim {
            name: self.head_name(head),
            label: Default::default(),
            nevers: Vec::new(),
            because: Default::default(),
            cites: Vec::new(),
            origin: self.origin(head),
        };
        for (line, _) in self.lines(body, Context::Claim) {
            match line.rule() {
                Rule::l_label => claim.label = self.wordings(&line),
                Rule::l_claim_never => {
                    let mut never = Never {
                        acts: (!line.has(Rule::k_any)).then(|| self.names(&line, 0)),
                        classes: line.child(Rule::on_classes).map(|on| self.names(&on, 0)),
                        to: None,
                        regime: None,
                        condition: None,
                        origin: self.origin(&line),
                    };
                    self.claim_clauses(&mut never, &mut claim.because, &line);
                    claim.nevers.push(never);
                }
                Rule::l_claim_more => match claim.nevers.last_mut() {
                    Some(never) => self.claim_clauses(never, &mut claim.because, &line),
                    None if line.has(Rule::because) => claim.because = self.because_line(&line),
                    None => self.nothing_before(&line, "never extract on genome to company"),
                },
                Rule::l_cites => claim.cites.extend(self.cites(&line)),
                _ => {}
            }
        }
        claim
    }

    fn claim_clauses(
        &mut self,
        never: &mut Never,
        because: &mut sekisho_model::Text,
        line: &Node<'t>,
    ) {
        for clause in line.all() {
            match clause.rule() {
                Rule::claimed_of => {
                    let of = self.claimed_of(&clause);
                    self.once(&mut never.to, of, "to", &clause);
                }
                Rule::as_regime => {
                    let regime = self.first_name(&clause, Rule::name);
                    self.once(&mut never.regime, regime, "as regime", &clause);
                }
                Rule::condition => {
                    let condition = self.condition(&clause);
                    self.once(&mut never.condition, condition, "when / unless", &clause);
                }
                Rule::because => *because = self.wordings(&clause),
                _ => {}
            }
        }
    }

    fn claimed_of(&mut self, clause: &Node<'t>) -> Option<ClaimedOf> {
        if let Some(role) = clause.child(Rule::claimed_role) {
            let mut names = self.each(&role, Rule::path).into_iter();
            let (role, study) = (names.next()?, names.next()?);
            return Some(ClaimedOf::Role { role, study });
        }
        if clause.has(Rule::k_anyone) {
            return Some(ClaimedOf::Anyone);
        }
        self.first_name(clause, Rule::word)
            .map(ClaimedOf::Recipient)
    }
}

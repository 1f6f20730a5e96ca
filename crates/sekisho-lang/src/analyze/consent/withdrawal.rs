//! What a form promises for the day somebody takes a consent back.

use sekisho_model::consent::{
    BankCopies, Delivered, Duration, Infeasible, Models, Results, Specimens, Withdrawal,
    WithdrawalScope,
};
use sekisho_syntax::ast::{self, Consequence, Deed, Name, WithdrawLine};

use super::super::Analyzer;
use crate::problem::consent as problems;

impl Analyzer<'_> {
    pub(super) fn withdrawals(&mut self, form: &ast::Consent) -> Vec<Withdrawal> {
        for (n, line) in form.withdrawals.iter().enumerate() {
            if let WithdrawalScope::Item(item) = &line.scope {
                let (text, origin) = (item.0.clone(), line.scope_origin.clone());
                self.known_item(form, &Name { text, origin });
            }
            let same = |other: &&WithdrawLine| other.scope == line.scope;
            if let Some(first) = form.withdrawals[..n].iter().find(same) {
                let (at, first) = (line.scope_origin.clone(), first.scope_origin.clone());
                self.say(problems::withdraw_twice(at, first));
            }
        }
        if form.withdrawals.is_empty() {
            return vec![Withdrawal::silent(form.origin.clone())];
        }
        form.withdrawals
            .iter()
            .map(|line| self.withdrawal(line))
            .collect()
    }

    fn withdrawal(&mut self, line: &WithdrawLine) -> Withdrawal {
        if let Some(place) = &line.stops_later {
            self.say(problems::stops_at_once(place.clone()));
        }
        Withdrawal {
            scope: line.scope.clone(),
            delivered: line
                .delivered
                .as_ref()
                .and_then(|said| self.delivered(said)),
            specimens: line
                .specimens
                .as_ref()
                .and_then(|said| self.specimens(said)),
            bank_copies: line
                .bank_copies
                .as_ref()
                .and_then(|said| self.bank_copies(said)),
            models: line.models.as_ref().map(|said| match said.deed {
                Deed::Retrain => Models::Retrain,
                _ => Models::Keep,
            }),
            results: line.results.as_ref().map(|said| match said.deed {
                Deed::Recall => Results::Recall,
                _ => Results::Keep,
            }),
            infeasible: line.infeasible.as_ref().map(|(board, person)| Infeasible {
                board: board.text.clone(),
                tells_person: *person,
            }),
            origin: line.origin.clone(),
        }
    }

    fn delivered(&mut self, said: &Consequence) -> Option<Delivered> {
        let unless_anonymized = said.unless.is_some();
        if let Some(word) = said
            .unless
            .as_ref()
            .filter(|word| word.text != "anonymized")
        {
            self.say(problems::unless_word(word.origin.clone(), &word.text));
        }
        match said.deed {
            Deed::Recall => self
                .within(said, "delivered recall")
                .map(|within| Delivered::Recall {
                    within,
                    unless_anonymized,
                }),
            Deed::Notify => self
                .within(said, "delivered notify")
                .map(|within| Delivered::Notify {
                    within,
                    unless_anonymized,
                }),
            _ => Some(Delivered::Keep),
        }
    }

    fn specimens(&mut self, said: &Consequence) -> Option<Specimens> {
        match said.deed {
            Deed::Destroy => {
                let within = self.within(said, "specimens destroy")?;
                Some(Specimens::Destroy { within })
            }
            _ => Some(Specimens::Keep),
        }
    }

    fn bank_copies(&mut self, said: &Consequence) -> Option<BankCopies> {
        match said.deed {
            Deed::Seal => {
                let within = self.within(said, "bank copies seal")?;
                Some(BankCopies::Seal { within })
            }
            Deed::Erase => {
                let within = self.within(said, "bank copies erase")?;
                Some(BankCopies::Erase { within })
            }
            _ => Some(BankCopies::Keep),
        }
    }

    /// A duty without a time limit binds nobody.
    fn within(&mut self, said: &Consequence, what: &str) -> Option<Duration> {
        if said.within.is_none() {
            self.say(problems::needs_within(said.origin.clone(), what));
        }
        said.within
    }
}

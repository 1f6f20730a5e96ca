//! What a new bundle means for what was signed under the one before it.
//!
//! A paper that says something else from now on keeps its old text for old signatures. Only a
//! board's `corrects form F item N` reaches them: the item was mis-encoded, and its new text is what
//! stood on the paper all along. Such a correction is entered once, and by its words, so that a line
//! left standing in a package corrects nothing that is changed later.

use std::collections::BTreeSet;

use sekisho_model::book::{EntryDraft, FormCorrected};
use sekisho_model::bundle::Approval;
use sekisho_model::consent::{ConsentEvent, EventKind, Form, Item, Kept, KeptPaper};
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Correction, Policy};
use sekisho_model::{FormName, ItemName, SealedBundle};
use sekisho_store::{Corrected, Succession as Stored};

use crate::bank::Bank;
use crate::bundle_folder;
use crate::error::BankError;

#[derive(Default)]
pub(crate) struct Succession {
    pub stored: Stored,
    pub said_anew: Vec<FormName>,
    pub corrected: Vec<(FormName, ItemName)>,
    /// Entries of the corrections, each with the people who signed the item.
    pub drafts: Vec<EntryDraft>,
}

impl Bank {
    pub(crate) async fn succession(&self, new: &SealedBundle) -> Result<Succession, BankError> {
        let policy = &new.bundle.policy;
        let mut succession = Succession::default();
        succession.stored.papers = papers(policy);
        if let Some(old) = self.store.bundle().await? {
            let old = bundle_folder::parse(&old.bytes)
                .map_err(|e| {
                    BankError::bundle(
                        format!("今の束が読めません: {e}"),
                        format!("the bundle in force can't be read: {e}"),
                    )
                })?
                .policy;
            let in_use = self.store.papers_in_use().await?;
            for name in papers(&old) {
                let Some(before) = Kept::of(&old, &name) else {
                    continue;
                };
                if Kept::of(policy, &name).is_some_and(|now| now.means_the_same(&before)) {
                    continue;
                }
                if in_use.contains(&name) {
                    succession
                        .stored
                        .renamed
                        .extend(renamed(&before, &old, policy));
                    succession.said_anew.push(name);
                }
                succession.stored.ends.push(before);
            }
        }
        self.corrections(new, &mut succession).await?;
        Ok(succession)
    }

    async fn corrections(
        &self,
        new: &SealedBundle,
        succession: &mut Succession,
    ) -> Result<(), BankError> {
        let kept = self.store.kept_papers().await?;
        let mut signed = None;
        for correction in &new.bundle.policy.corrections {
            let (form, item) = (&correction.form, &correction.item);
            let words = words(correction);
            let entered = self.store.is_corrected(form, item.as_str(), &words);
            let Some(right) = item_of(&new.bundle.policy, form, item) else {
                continue;
            };
            if entered.await? {
                continue;
            }
            // A text that nobody signed under needs no correction; its words are spent all the same.
            let ends = succession.said_anew.contains(form);
            if ends || kept.iter().any(|(_, kept)| kept.name() == form) {
                self.by_a_board(&new.approvals, correction)?;
                let signed = match &mut signed {
                    Some(signed) => signed,
                    none => none.insert(self.store.consent_events(None).await?),
                };
                let people = signed.iter().filter(|(_, events)| {
                    events.iter().any(|event| is_signature(event, form, item))
                });
                let people: BTreeSet<Subject> = people.map(|(subject, _)| *subject).collect();
                succession
                    .drafts
                    .push(entry(new, correction, right, &people));
                succession.corrected.push((form.clone(), item.clone()));
            }
            succession.stored.corrections.push(Corrected {
                form: form.clone(),
                item: right.clone(),
                words,
            });
        }
        Ok(())
    }

    /// The bank's own seal is no board.
    fn by_a_board(&self, approvals: &[Approval], correction: &Correction) -> Result<(), BankError> {
        let trusted = &self.settings().trusted_keys;
        if approvals
            .iter()
            .any(|a| trusted.contains(&a.key) && !a.by_bank)
        {
            return Ok(());
        }
        let (form, item) = (&correction.form, &correction.item);
        Err(BankError::bundle(
            format!(
                "この束は同意書 {form} の項目 {item} を訂正します。前に署名した人の同意の意味が変わるので、この銀行が信頼する審査者の署名（`sekisho seal`、`bank init --trust`）が要ります。何も変えていません"
            ),
            format!(
                "this bundle corrects item {item} of form {form}, which changes what people agreed to who signed before: it needs the signature of a board that this bank trusts (`sekisho seal`, `bank init --trust`); nothing was changed"
            ),
        ))
    }
}

/// The same printed number under another name is the same paper: who signed it on an old day, and
/// is keyed in only now, agreed to the old text.
fn renamed(before: &Kept, old: &Policy, new: &Policy) -> Option<Kept> {
    let KeptPaper::Form(text) = &before.paper else {
        return None;
    };
    let known = |name: &FormName| old.forms.iter().any(|form| form.name == *name);
    let same = |form: &&Form| form.number == text.number && !known(&form.name);
    let gone = !new.forms.iter().any(|form| form.name == text.name);
    let now = new
        .forms
        .iter()
        .find(same)
        .filter(|_| gone && !text.number.is_empty())?;
    let text = Form {
        name: now.name.clone(),
        ..text.clone()
    };
    Some(Kept {
        paper: KeptPaper::Form(text),
        ..before.clone()
    })
}

fn papers(policy: &Policy) -> Vec<FormName> {
    let forms = policy.forms.iter().map(|form| &form.name);
    let optouts = policy.optouts.iter().map(|optout| &optout.name);
    forms.chain(optouts).cloned().collect()
}

fn item_of<'p>(policy: &'p Policy, form: &FormName, item: &ItemName) -> Option<&'p Item> {
    let form: &Form = policy.forms.iter().find(|f| f.name == *form)?;
    form.items.iter().find(|i| i.name == *item)
}

fn is_signature(event: &ConsentEvent, form: &FormName, item: &ItemName) -> bool {
    matches!(&event.kind, EventKind::Signed { form: f, items, .. } if f == form && items.contains(item))
}

fn words(correction: &Correction) -> String {
    format!("{}\n{}", correction.because.ja, correction.because.en)
}

fn entry(
    new: &SealedBundle,
    correction: &Correction,
    right: &Item,
    people: &BTreeSet<Subject>,
) -> EntryDraft {
    let corrected = FormCorrected {
        bundle: new.digest,
        form: correction.form.clone(),
        item: correction.item.clone(),
        because: correction.because.clone(),
        place: correction.origin.to_string(),
        purposes: right.purposes.clone(),
        classes: right.classes.clone(),
        approvals: new.approvals.iter().filter(|a| !a.by_bank).count() as u64,
    };
    EntryDraft::new("", corrected).about(people.iter().map(|subject| subject.0).collect())
}

//! Staged: the ledger knew whom it is about, and then every byte of it was written in the folder
//! beside the destination. The keys of its pseudonyms are gone from memory.

use sekisho_gate::{Extracted, Machinery, extract};
use sekisho_model::book::{self, EntryDraft, EntryKind, Folder};
use sekisho_model::record::Snapshot;
use sekisho_model::standard::Regime;
use sekisho_model::transform::{DateSurvey, RecordTransform, TableTransform};
use sekisho_model::{Digest, Text};
use sekisho_plugin::{ModuleRunner, WithPlugins};
use sekisho_store::{Beside, Unless};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use super::{Order, Prepared, Reached};
use crate::bank::Bank;
use crate::error::BankError;
use crate::extract::evidence::Paper;
use crate::extract::past::Earlier;
use crate::extract::stopped;
use crate::recall::Terms;
use crate::release::{Staging, place};

pub(in crate::extract) struct Staged<'a> {
    pub(super) order: &'a Order<'a>,
    pub(super) permit: i64,
    pub(super) snapshot: Snapshot,
    pub(super) paper: Paper,
    pub(super) terms: Terms,
    pub(super) scope: String,
    pub(super) held_back: u64,
    pub(super) earlier: Option<Earlier>,
    /// The `staging` entry.
    pub(super) entry: i64,
    pub(super) staging: Staging,
    pub(super) extracted: Extracted,
}

impl<'a> Prepared<'a> {
    pub async fn stage(
        self,
        bank: &Bank,
        reached: &mut Reached,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Staged<'a>, BankError> {
        let Self {
            order,
            permit,
            held_back,
            earlier,
            mut forms,
            mut watching,
            mut dates,
            scope,
            keyed,
            seal,
            module,
            patients,
            plugins,
        } = self;
        let profile = order.profile;
        let (seq, snapshot) = (permit.seq(), permit.snapshot());
        let issued = order.delivery.ground(bank.settings().zone).issued;
        let terms = Terms::of(order.delivery, profile, permit.purpose(), &scope, issued);
        let folder = place(order.out, seq);
        bank.store.remember_staging(seq, &folder, order.out).await?;
        let formats = forms.table_formats.clone();
        let traced = profile.regime != Some(Regime::Anonymized);
        let mut staging = Staging::at(&folder, order.out, formats, seal, traced)?;
        let of = book::Staged {
            permit: seq,
            delivery: order.delivery.name.clone(),
            terms: terms.clone(),
            scope: scope.clone(),
            decided_for: permit.at(),
            held_back,
        };
        let folder = Folder {
            place: path_digest(&folder),
            destination: path_digest(order.out),
        };
        let entry = intend(bank, order, &permit, earlier.as_ref(), (of, folder)).await?;
        let paper = Paper::of(&permit);
        let mut own = ModuleRunner::new(&module, profile, keyed.clone()).knowing(&patients);
        let mut transforms = WithPlugins::new(profile, &mut own, &plugins);
        let machinery = Machinery {
            records: forms
                .records
                .as_mut()
                .map(|r| r as &mut dyn RecordTransform),
            tables: forms.tables.as_mut().map(|t| t as &mut dyn TableTransform),
            transforms: &mut transforms,
            keyed: &*keyed,
            shared_by: profile.shared_by(),
            dates: dates.as_mut().map(|dates| dates as &mut dyn DateSurvey),
            watch: watching.as_mut().map(|watching| watching.watch(profile)),
        };
        let extracted = extract(&bank.store, permit, machinery, &mut staging, progress).await;
        reached.bytes = staging.touched();
        Ok(Staged {
            order,
            permit: seq,
            snapshot,
            paper,
            terms,
            scope,
            held_back,
            earlier,
            entry,
            staging,
            extracted: extracted.map_err(|error| stopped(error, profile))?,
        })
    }
}

/// The entry before the first byte. From here on the people count as told to the recipient. Of two
/// that began at the same time, where only one may be made or both must be compared, the later stops.
async fn intend(
    bank: &Bank,
    order: &Order<'_>,
    permit: &sekisho_gate::Permit,
    earlier: Option<&Earlier>,
    (of, folder): (book::Staged, Folder),
) -> Result<i64, BankError> {
    let (delivery, now) = (order.delivery, order.papers.now);
    let sets = bank.told_sets(delivery, permit.subjects(), now).await?;
    let told = crate::extract::past::told_digests(&sets);
    let staging = book::Staging { of, folder, told };
    let people = permit.subjects().iter().map(|subject| subject.0).collect();
    let draft = EntryDraft::new(order.papers.who.to_string(), staging).about(people);
    let seen: Vec<(String, i64)> = earlier.iter().map(|e| e.seen.clone()).collect();
    let once = delivery.before.is_some() || delivery.every.is_some();
    let beside = Beside {
        sets: &sets,
        seen: &seen,
        unless: once.then(|| Unless {
            kinds: &[
                EntryKind::Staging,
                EntryKind::Delivered,
                EntryKind::MayHaveLeft,
            ],
            delivery: Some(delivery.name.as_str()),
            after: permit.seq(),
        }),
        ..Beside::default()
    };
    let entries = bank.store.append_beside(vec![draft], now, beside).await?;
    let entry = entries.and_then(|entries| entries.into_iter().next());
    entry.map(|entry| entry.seq).ok_or_else(|| {
        let text = Text::new(
            "同じ提供先への別の回答がちょうど始まったので、見比べるために止めました。何も出していません。それが終わってから、もう一度実行してください",
            "another answer to the same recipient has just begun, so this one stopped to be compared with it; nothing left. Try again when that one has ended",
        );
        BankError::Gate(text)
    })
}

/// A path as entries commit to it.
pub(in crate::extract) fn path_digest(path: &Path) -> Digest {
    Digest::of(path.as_os_str().as_bytes())
}

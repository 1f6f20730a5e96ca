//! Who may be counted: each person must allow it on every class they have in what is read.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::identity::Subject;
use sekisho_model::record::Collected;
use sekisho_model::{DataClass, Instant};
use sekisho_store::Member;

use super::request::Needs;
use crate::GateError;
use crate::decide::Hearing;
use crate::judge::Judge;

pub(super) async fn countable(
    hearing: &Hearing<'_>,
    judge: &Judge<'_>,
    needs: &Needs,
    members: &[Member],
) -> Result<BTreeSet<Subject>, GateError> {
    let subjects: Vec<Subject> = members.iter().map(|m| m.subject).collect();
    let read = needs.classes();
    let mut present: BTreeMap<Subject, BTreeSet<DataClass>> = BTreeMap::new();
    for head in hearing
        .store
        .head_summary(hearing.snapshot, Some(&subjects))
        .await?
    {
        if read.contains(&head.class) {
            present.entry(head.subject).or_default().insert(head.class);
        }
    }
    let grants = hearing.grants(&subjects).await?;
    let mut counted = BTreeSet::new();
    for (member, grants) in members.iter().zip(grants) {
        let collected = member.index.map_or(Collected::Undated, |at| {
            Collected::Between(at, Instant(at.0 + 1))
        });
        let classes = present.remove(&member.subject).unwrap_or_default();
        let of_events = classes.iter().map(|c| (c, collected));
        let asked: Vec<(&DataClass, Collected)> = needs
            .person
            .iter()
            .map(|c| (c, Collected::Timeless))
            .chain(of_events)
            .collect();
        let answers = judge.person(member.subject, &grants, asked.iter().copied())?;
        if asked.iter().all(|(class, at)| answers.allow((*class, *at))) {
            counted.insert(member.subject);
        }
    }
    Ok(counted)
}

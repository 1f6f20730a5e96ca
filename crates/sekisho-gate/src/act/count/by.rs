//! What a count is broken down by: one to three columns of the data model, in the form in which the
//! count's profile lets them out.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::catalog::Identifiability;
use sekisho_model::identity::Subject;
use sekisho_model::lexicon::Lexicon;
use sekisho_model::oncology::{ColumnType, Lies};
use sekisho_model::policy::Study;
use sekisho_model::profile::{Action, FieldRule, Modality, Profile, Selector};
use sekisho_model::release::ReleasedField;
use sekisho_model::transform::Column;
use sekisho_model::{Text, oncology::DataModel};

use super::{Counting, words};
use crate::GateError;
use crate::disclosure::Label;
use crate::hearing::Hearing;
use crate::judge::membership::Chosen;
use crate::refusal::Why;

/// More fields than this are no table anybody reads, and every one makes cells smaller.
pub const FIELDS_MAX: usize = 3;

/// The fields exist, and are few and different.
pub(super) fn check(model: &DataModel, by: &[ReleasedField]) -> Result<(), Why> {
    let different: BTreeSet<&ReleasedField> = by.iter().collect();
    if by.len() > FIELDS_MAX || different.len() < by.len() {
        return Err(papers(
            format!("--by には、違う項目を {FIELDS_MAX} つまで書けます"),
            format!("--by takes up to {FIELDS_MAX} different fields"),
        ));
    }
    by.iter().try_for_each(|field| known(model, field))
}

fn known(model: &DataModel, field: &ReleasedField) -> Result<(), Why> {
    let view = model.views.get(&field.view);
    match view.and_then(|view| view.column(field.column.as_str())) {
        Some(column) if column.measure.is_some() => Err(papers(
            format!(
                "{field} の値は行ごとに単位と比較記号を持つので、集計の区分に使えません。しきい値をコホートに書いてください"
            ),
            format!(
                "each value of {field} has a unit and a comparator of its own, so a count can't be broken down by it; write a threshold in a cohort"
            ),
        )),
        Some(column) if column.lies != Lies::Vault => Ok(()),
        Some(_) => Err(papers(
            format!("{field} は個人を指す項目なので、集計の区分に使えません"),
            format!("{field} names the person; a count can't be broken down by it"),
        )),
        None => Err(papers(
            format!(
                "{field} という項目はデータモデルにありません。patient.sex のように「表.列」で書いてください"
            ),
            format!("the data model has no field {field}; write VIEW.COLUMN, such as patient.sex"),
        )),
    }
}

/// The rule of each field, with its number.
pub(super) fn rules<'p>(
    profile: Option<&'p Profile>,
    by: &[ReleasedField],
) -> Result<Vec<(u16, &'p FieldRule)>, Why> {
    by.iter().map(|field| rule(profile, field)).collect()
}

fn rule<'p>(
    profile: Option<&'p Profile>,
    field: &ReleasedField,
) -> Result<(u16, &'p FieldRule), Why> {
    let name = profile.map_or("", |p| p.name.as_str());
    let Some((number, rule)) = profile.and_then(|profile| named(profile, field)) else {
        let (view, column) = (&field.view, &field.column);
        return Err(papers(
            format!(
                "プロファイル {name} に {field} の規則がないので、{field} では分けられません。方針を書く人に「table {view} {{ {column}: … }}」を足してもらうか、--by から外してください"
            ),
            format!(
                "profile {name} has no rule for {field}, so a count can't be broken down by it; have 'table {view} {{ {column}: … }}' added to the profile, or leave it out of --by"
            ),
        ));
    };
    let fit = |action: &Action| match action {
        Action::Drop | Action::Blank => Err(("出しません", "lets nothing of it out")),
        Action::Pseudonym | Action::Remap => {
            Err(("一人ずつの仮名にします", "makes a pseudonym of each value"))
        }
        Action::MaskBurnedIn { .. } => Err(("画像として扱います", "takes it for a picture")),
        Action::Keep
        | Action::Shift
        | Action::Year
        | Action::Month
        | Action::Cap(_)
        | Action::First(_)
        | Action::Round(_)
        | Action::Band(_)
        | Action::Map(_)
        | Action::Replace(_)
        | Action::Call(_) => Ok(()),
    };
    match rule.actions.iter().try_for_each(fit) {
        Ok(()) => Ok((number, rule)),
        Err((ja, en)) => Err(papers(
            format!("プロファイル {name} は {field} を{ja}。--by から外してください"),
            format!("profile {name} {en}: {field}; leave it out of --by"),
        )),
    }
}

/// The first rule of the profile's table blocks that names the column.
fn named<'p>(profile: &'p Profile, field: &ReleasedField) -> Option<(u16, &'p FieldRule)> {
    let wanted = Selector::Column(field.column.clone());
    let blocks = profile.blocks.iter().enumerate();
    let of_view = blocks.filter(|(_, b)| b.modality == Modality::Table(field.view.clone()));
    let mut rules = of_view.flat_map(|(n, block)| {
        let first = profile.first_rule_of_block(n);
        (first..).zip(&block.rules)
    });
    rules.find(|(_, rule)| rule.selectors.contains(&wanted))
}

/// Of each person, in order, the label in each field.
pub(super) async fn labels<C: Counting>(
    hearing: &Hearing<'_>,
    counting: &C,
    profile: Option<&Profile>,
    study: &Study,
    by: &[ReleasedField],
    chosen: &Chosen,
) -> Result<Vec<Vec<Label>>, GateError> {
    let (people, coverage) = (chosen.subjects(), chosen.coverage());
    let mut labels = vec![Vec::with_capacity(by.len()); people.len()];
    let rules = rules(profile, by).unwrap_or_default();
    let (Some(profile), model) = (profile, &hearing.gate.model) else {
        return Ok(labels);
    };
    let codelists = &hearing.gate.bundle().policy.codelists;
    let lexicon = Lexicon::of(model, codelists, &profile.trusts);
    for (field, (number, rule)) in by.iter().zip(rules) {
        let values = hearing
            .store
            .values_of(field, model, hearing.snapshot, &coverage)
            .await?;
        let mut column = Column::new();
        values
            .iter()
            .for_each(|(_, value)| column.push(Some(value.as_bytes())));
        let subjects: Vec<Subject> = values.iter().map(|(subject, _)| *subject).collect();
        let left = counting
            .transformed(profile, study, number, &subjects, column)
            .await?;
        let mut of: BTreeMap<Subject, BTreeSet<String>> = BTreeMap::new();
        for (row, subject) in subjects.iter().enumerate() {
            let text = left.get(row).map(String::from_utf8_lossy);
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                of.entry(*subject).or_default().insert(text.into_owned());
            }
        }
        if rule.shows() && holds_words(model, field) {
            words::fold(&mut of, profile.shared_by(), &lexicon);
        }
        let none = BTreeSet::new();
        for (person, labels) in people.iter().zip(&mut labels) {
            labels.push(Label::of(of.get(person).unwrap_or(&none)));
        }
    }
    Ok(labels)
}

/// Where a code or a word of the record would be the label: somebody may have typed a name there.
fn holds_words(model: &DataModel, field: &ReleasedField) -> bool {
    let view = model.views.get(&field.view);
    let column = view.and_then(|view| view.column(field.column.as_str()));
    column.is_some_and(|column| match column.kind {
        ColumnType::Code => true,
        ColumnType::Text => matches!(
            column.identifiability,
            Identifiability::Open | Identifiability::Technical
        ),
        _ => false,
    })
}

fn papers(ja: String, en: String) -> Why {
    Why::Papers {
        says: Text::new(ja, en),
    }
}

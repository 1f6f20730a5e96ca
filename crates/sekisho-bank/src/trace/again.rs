//! The delivered record or row, made again from its source with the policy, the module and the keys
//! of that day.

use sekisho_store::Called;
use std::sync::Arc;

use sekisho_exchange::fhir::telling::Telling;
use sekisho_exchange::fhir::transform::{Explained, FhirTransform};
use sekisho_exchange::table::Tables;
use sekisho_gate::{Among, Traced, again};
use sekisho_lang::data_model::oncology;
use sekisho_model::lexicon::{Lexicon, Shared};
use sekisho_model::profile::{Action, Profile};
use sekisho_model::record::Record;
use sekisho_model::transform::{
    Held, Holds, Keyed, RecordTransform as _, TableTransform as _, TransformError, Transforms,
};
use sekisho_model::{Text, catalog};
use sekisho_plugin::{ModuleRunner, WithPlugins};

use super::made::{Made, Row};
use super::{Asked, At, Case, controlled, delivered, out_of_range, unreadable};
use crate::bank::Bank;
use crate::error::BankError;
use crate::extract::{gate_error, lexicon};
use crate::record::dates;

impl Bank {
    /// `Err`: nothing stands behind that place, and why.
    pub(super) async fn made_again(
        &self,
        asked: &Asked,
        case: &Case,
        traced: &Traced,
    ) -> Result<Result<Made, Text>, BankError> {
        let policy = &case.bundle.policy;
        let Some(profile) = policy.profile(case.certificate.profile.as_str()) else {
            return Ok(Err(lost()));
        };
        let Some(keyed) = self.standing_scope(&case.certificate.scope).await? else {
            return Ok(Err(Text::new(
                "追跡できません: この提供の仮名の鍵が、銀行にありません",
                "can't be traced: the bank does not hold the key of this delivery's pseudonyms",
            )));
        };
        let keyed: Arc<dyn Keyed + Send + Sync> = Arc::new(keyed);
        let module = self.module(&case.bundle, profile).await?;
        let people: Vec<_> = case.found.line.subject.into_iter().collect();
        // As the bank was then: what is out today had left.
        let patients = self
            .patients_then(profile, &people, case.certificate.snapshot)
            .await?;
        let plugins = self.plugins(&case.bundle, profile).await?;
        let mut own = ModuleRunner::new(&module, profile, keyed).knowing(&patients);
        let mut transforms = WithPlugins::new(profile, &mut own, &plugins);
        match &asked.at {
            At::Line { path, .. } => {
                self.record(asked, case, traced, (profile, &mut transforms), path)
                    .await
            }
            At::Cell { column, .. } => {
                let called = self.store.called(case.found.line.subject).await?;
                let with = (profile, &mut transforms as &mut dyn Transforms);
                self.row(asked, case, (traced, &called), with, column)
            }
        }
    }

    async fn record(
        &self,
        asked: &Asked,
        case: &Case,
        traced: &Traced,
        (profile, transforms): (&Profile, &mut dyn Transforms),
        path: &str,
    ) -> Result<Result<Made, Text>, BankError> {
        let file = asked.out.join("release").join(&asked.file);
        let line = delivered::line(&file, asked.number()).map_err(|e| unreadable(&file, e))?;
        let Some(line) = line else {
            return Ok(Err(out_of_range(asked)));
        };
        let Some(Ok(records)) = profile
            .fhir
            .as_ref()
            .map(|rules| FhirTransform::compile(rules, profile.unlisted, catalog::r4()))
        else {
            return Ok(Err(lost()));
        };
        // What left was settled or shared; who shares it need not be counted again.
        let mut records = records
            .reading(lexicon(&case.bundle.policy, profile))
            .hiding(Telling::of(profile));
        records.share_dates(&dates::of(self, &asked.out)?);
        let mut known: Vec<(String, String)> = Vec::new();
        let left = Record {
            bytes: line.clone(),
            ..case.version.record.clone()
        };
        records.loose(&left, &mut |system, code| {
            known.push((system.to_owned(), code.to_owned()));
        });
        let known = known.iter().map(|(s, c)| (s.as_str(), c.as_str()));
        records.share(&Arc::new(Shared::of(known)));
        let among = Among {
            delivered: &case.found.delivered,
            stubs: &case.found.stubs,
        };
        let record = &case.as_it_left();
        let store = self.store.as_it_was();
        let explained = again(
            &store,
            traced,
            record,
            among,
            &mut records,
            |records, links| records.explain(record, links, transforms, path),
        )
        .await
        .map_err(gate_error)?;
        Ok(match explained {
            None => Err(lost()),
            Some(Err(error)) => return Err(stopped(error)),
            Some(Ok(Err(held))) => Err(held_now(&held)),
            Some(Ok(Ok(explained))) => of_record(asked, path, line, explained),
        })
    }

    fn row(
        &self,
        asked: &Asked,
        case: &Case,
        (traced, called): (&Traced, &Called),
        (profile, transforms): (&Profile, &mut dyn Transforms),
        column: &str,
    ) -> Result<Result<Made, Text>, BankError> {
        let file = asked.out.join("release").join(&asked.file);
        let row = delivered::row(&file, asked.number()).map_err(|e| unreadable(&file, e))?;
        let Some(place) = row.columns.iter().position(|name| name == column) else {
            let known = row.columns.join(", ");
            return Ok(Err(Text::new(
                format!(
                    "{} に列 {column} はありません。あるのは {known}",
                    asked.file
                ),
                format!("{} has no column {column}; it has {known}", asked.file),
            )));
        };
        let Some(cells) = row.cells else {
            return Ok(Err(out_of_range(asked)));
        };
        if case.bundle.model.digest != oncology().digest
            || !traced.allows(&case.version.record.head)
        {
            return Ok(Err(lost()));
        }
        let zone = self.settings().zone;
        let when = (zone.day_of(case.certificate.decided_for), zone);
        let Ok(tables) = Tables::compile(profile, oncology(), catalog::r4(), when) else {
            return Ok(Err(lost()));
        };
        let lexicon = lexicon(&case.bundle.policy, profile);
        let mut tables = tables.reading(lexicon.clone());
        tables.share(&Arc::new(shared_in(&cells, &lexicon)));
        tables.share_dates(&dates::of(self, &asked.out)?);
        let heads = tables.tables().to_vec();
        let mut made = None;
        // What else of this person might leave is not decided again: a reference led there or not.
        let left = case.as_it_left();
        let source = left.head.source();
        for leads in [true, false] {
            let name = |reference: &str| called.key(&source, reference);
            tables.push(&left, &|reference| name(reference).filter(|_| leads));
            let mut see = |_: usize, row: sekisho_model::transform::TableRow<'_>| {
                let here = heads[row.table].view.as_str() == case.found.line.kind
                    && Some((row.part, row.coding)) == case.found.line.part;
                if here {
                    let cells = row.cells.iter().map(|cell| cell.map(str::to_owned));
                    made = Some(cells.collect::<Vec<_>>());
                }
                Ok(())
            };
            tables.flush(transforms, &mut see).map_err(stopped)?;
            if made.as_ref() == Some(&cells) {
                break;
            }
        }
        let head = heads
            .iter()
            .find(|head| head.view.as_str() == case.found.line.kind);
        let Some(of) = head.and_then(|head| head.columns.get(place)) else {
            return Ok(Err(lost()));
        };
        let view = oncology().views.get(case.found.line.kind.as_str());
        let source = view.and_then(|view| {
            let known = view.column(of.name.as_str())?;
            let kind = &case.version.record.head.kind;
            let from = view.from.iter().find(|from| from.resource == *kind)?;
            Some(from.path(known).to_owned())
        });
        let keeps = of.rule.is_some_and(|number| {
            let mut rules = profile.rules();
            rules.any(|(n, rule)| n == number && rule.actions.iter().all(|a| *a == Action::Keep))
        });
        let report = controlled::report(self, &asked.out)?;
        let acted = report.as_ref().zip(head);
        let acted = acted.map(|(report, head)| controlled::columns(report, head));
        let mut made = Made::cell(Row {
            delivered: cells,
            made,
            place,
            rule: of.rule,
            keeps,
            source_path: source.filter(|_| of.holds == Holds::Value),
            holds: of.holds,
            acted: acted.unwrap_or_default(),
        });
        let control = made.control.zip(report);
        made.told = control.map(|(acted, r)| controlled::told(&r, &case.bundle, acted));
        Ok(Ok(made))
    }
}

/// The words of a delivered row: each cell alone, and beside the cell after it, its system.
fn shared_in(cells: &[Option<String>], lexicon: &Lexicon) -> Shared {
    let mut words = Vec::new();
    for (n, cell) in cells.iter().enumerate() {
        let Some(code) = cell.as_deref() else {
            continue;
        };
        words.push(("", code));
        if let Some(Some(system)) = cells.get(n + 1) {
            words.push((lexicon.canonical(lexicon.system(system), system), code));
        }
    }
    Shared::of(words.into_iter())
}

fn of_record(asked: &Asked, path: &str, line: Vec<u8>, explained: Explained) -> Result<Made, Text> {
    if explained.behind.is_none() && explained.line == line {
        return Err(Text::new(
            format!(
                "{} の {} 行目に {path} はありません",
                asked.file,
                asked.number()
            ),
            format!("line {} of {} has no {path}", asked.number(), asked.file),
        ));
    }
    Ok(Made::record(line, explained))
}

/// What a delivery was made with is not all there any more.
fn lost() -> Text {
    Text::new(
        "この版の関所では作り直せません（渡したときの形かデータモデルがありません）",
        "this sekisho can't make it again: the profile or the data model of that day is gone",
    )
}

fn held_now(held: &Held) -> Text {
    let why = match held {
        Held::Unlisted => "unlisted",
        Held::Modifier => "modifier",
        Held::Part => "part",
        Held::Malformed(what) => what,
    };
    Text::new(
        format!(
            "作り直すと、この記録は出せないと判断されます（{why}）。渡したときの判断と食い違います"
        ),
        format!(
            "made again, this record would stay in ({why}): that is not what was decided when it left"
        ),
    )
}

fn stopped(error: TransformError) -> BankError {
    BankError::from(error)
}

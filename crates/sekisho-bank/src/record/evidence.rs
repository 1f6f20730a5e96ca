//! Opening one file of a delivery's record. Lineage and grants lead back to people, so they open only
//! as a trace does, and hold only whom it may still be told of; the rest opens for the bank's users.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use sekisho_exchange::columnar::{Cell, Kind, Value, Writer, read};
use sekisho_gate::{Evidence, Refusal, Seeable};
use sekisho_model::Text;
use sekisho_model::book::RecordOpened;
use sekisho_model::identity::Subject;

use super::certificate::{self, Certificate};
use super::{grants, lineage, open};
use crate::bank::Bank;
use crate::error::BankError;
use crate::extract::gate_error;
use crate::trace::{self, Asker};

/// How the asking ended, other than by a fault.
pub enum Opened {
    Shown {
        bytes: Vec<u8>,
        /// Lines about people of whom it may not be told now.
        withheld: u64,
    },
    Refused(Box<Refusal>),
    /// There is nothing that leads back, and why.
    Nothing(Text),
}

impl Bank {
    /// One file of a delivery's record, for somebody whom the bank knows. The ledger notes who and
    /// which before a byte is shown.
    pub async fn open_record(
        &self,
        out: &Path,
        file: &str,
        asker: &Asker<'_>,
    ) -> Result<Opened, BankError> {
        self.known(asker.who).await?;
        self.may_let_out().await?;
        let certificate = certificate::read(self, out)?;
        if file != certificate::NAME && !certificate.record.contains_key(file) {
            return Err(no_such(file, &certificate));
        }
        if !lineage::is(file) && file != grants::NAME {
            self.note_opened(&certificate, file, asker).await?;
            let bytes = open(self, out, file)?;
            return Ok(Opened::Shown { bytes, withheld: 0 });
        }
        if !certificate.traceable {
            return Ok(Opened::Nothing(trace::unlinked(&certificate)));
        }
        let gone = self
            .destroyed(&certificate.scope, certificate.permit)
            .await?;
        if let Some(seq) = gone {
            return Ok(Opened::Nothing(trace::destroyed(seq)));
        }
        match self.seeable(out, file, &certificate, asker).await? {
            Err(refusal) => Ok(Opened::Refused(refusal)),
            Ok(seeable) => {
                self.note_opened(&certificate, file, asker).await?;
                seen(open(self, out, file)?, file, &seeable)
            }
        }
    }

    async fn note_opened(
        &self,
        certificate: &Certificate,
        file: &str,
        asker: &Asker<'_>,
    ) -> Result<(), BankError> {
        let opened = RecordOpened {
            delivery: certificate.delivery.clone(),
            permit: certificate.permit,
            file: file.to_owned(),
        };
        self.note(asker.who, opened, Vec::new(), asker.now).await?;
        Ok(())
    }

    /// Asks the gate about every source version that the delivery's lines came from.
    async fn seeable(
        &self,
        out: &Path,
        file: &str,
        certificate: &Certificate,
        asker: &Asker<'_>,
    ) -> Result<Result<Seeable, Box<Refusal>>, BankError> {
        let mut rows = BTreeSet::new();
        lineage::each(self, out, |line| {
            rows.insert(line.source_row);
            true
        })?;
        let sources = self.store.heads_of_rows(&rows).await?;
        let what = Evidence {
            delivery: &certificate.delivery,
            study: &certificate.study,
            profile: &certificate.profile,
            recipient: &certificate.recipient,
            permit: certificate.permit,
            bundle: certificate.bundle,
            file,
            sources: &sources,
            seconds: &asker.seconds,
        };
        let papers = trace::papers(certificate, asker);
        let gate = self.gate().await?;
        gate.evidence(&self.store, &papers, &what)
            .await
            .map_err(gate_error)
    }
}

/// The lines about those of whom it may be told.
fn seen(bytes: Vec<u8>, file: &str, seeable: &Seeable) -> Result<Opened, BankError> {
    let lineage = lineage::is(file);
    let columns: &[(&str, Kind)] = if lineage {
        &lineage::COLUMNS
    } else {
        &grants::COLUMNS
    };
    let tells = |cells: &[Value]| {
        let cell = if lineage { lineage::SOURCE_ROW } else { 0 };
        let number = cells.get(cell).and_then(lineage::number);
        number.is_some_and(|number| match lineage {
            true => seeable.row(number),
            false => seeable.person(Subject(number)),
        })
    };
    let mut withheld = 0;
    let filter = || -> io::Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new(), columns)?;
        let mut fault = Ok(());
        read(bytes, |_, cells| {
            if tells(&cells) {
                fault = writer.push(&cells.iter().map(cell).collect::<Vec<_>>());
            } else {
                withheld += 1;
            }
            fault.is_ok()
        })?;
        fault?;
        writer.finish()
    };
    let bytes = filter().map_err(|e| BankError::bundle(e.to_string(), e.to_string()))?;
    Ok(Opened::Shown { bytes, withheld })
}

fn cell(value: &Value) -> Cell<'_> {
    match value {
        Value::Absent => Cell::Absent,
        Value::Text(text) => Cell::Text(text),
        Value::Integer(number) => Cell::Integer(*number),
        Value::Boolean(answer) => Cell::Boolean(*answer),
        Value::Date(day) => Cell::Date(*day),
    }
}

fn no_such(file: &str, certificate: &Certificate) -> BankError {
    let names: Vec<&str> = certificate.record.keys().map(String::as_str).collect();
    let names = names.join(", ");
    BankError::usage(
        format!("record/ に {file} はありません。あるもの: {names}"),
        format!("record/ has no {file}; it has {names}"),
    )
}

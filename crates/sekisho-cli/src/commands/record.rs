//! `record`: a delivery held against what the bank signed, and the evidence behind it.

use std::path::Path;

use sekisho_bank::outlet;
use sekisho_bank::record::certificate::Standing;
use sekisho_bank::record::{self, Opened, certificate};
use sekisho_bank::trace::Asker;
use sekisho_model::Text;

use super::extract::refused;
use super::open;
use crate::args::Format;
use crate::show::{Done, Ended, Show, err, out as print};

/// Whether every file is as it was delivered.
pub async fn verify(bank: &Path, out: &Path, format: Format, show: &Show) -> Done {
    let (bank, _) = open(bank).await?;
    let certificate = certificate::read(&bank, out)?;
    let standings = certificate.standings(&bank, out)?;
    let good = standings.values().all(|s| *s == Standing::AsDelivered);
    if format == Format::Json {
        let facts = serde_json::json!({ "certificate": certificate, "files": standings, "good": good,
            "record": record::names(out)? });
        print(&serde_json::to_string_pretty(&facts).unwrap_or_default());
    } else {
        show.say(
            format!(
                "{}: 許可は台帳 {}、方針は {}。この銀行の署名です",
                certificate.delivery, certificate.permit, certificate.bundle
            ),
            format!(
                "{}: permit is ledger entry {}, policy {}; signed by this bank",
                certificate.delivery, certificate.permit, certificate.bundle
            ),
        );
        for (file, standing) in &standings {
            let (ja, en) = word(standing);
            show.say(format!("  {file}: {ja}"), format!("  {file}: {en}"));
        }
    }
    if good { Ok(()) } else { Err(Ended::Refused) }
}

/// One file, and with what papers.
pub struct Request<'a> {
    pub file: &'a str,
    pub who: &'a str,
    pub justify: Option<&'a str>,
    pub approved_by: &'a [String],
    pub network: Option<&'a str>,
    pub to: Option<&'a Path>,
}

/// One file of the record, Parquet as lines of JSON; the ledger knows first.
pub async fn show(bank: &Path, out: &Path, request: &Request<'_>, show: &Show) -> Done {
    let (bank, now) = open(bank).await?;
    let Request { file, to, .. } = *request;
    let asker = Asker {
        who: request.who,
        justification: request.justify,
        network: request.network,
        seconds: request
            .approved_by
            .iter()
            .map(|who| who.as_str().into())
            .collect(),
        now,
    };
    let bytes = match bank.open_record(out, file, &asker).await? {
        Opened::Refused(refusal) => return refused(&refusal, Format::Text, show),
        Opened::Nothing(why) => {
            show.say_text(&why);
            return Err(Ended::Refused);
        }
        Opened::Shown { bytes, withheld: 0 } => bytes,
        Opened::Shown { bytes, withheld } => {
            let text = Text::new(
                format!("{withheld} 行は、いまは伝えられない記録のものなので除いてあります"),
                format!("{withheld} lines are left out: their records are not available now"),
            );
            err(&show.lines(&text).join("\n"));
            bytes
        }
    };
    match to {
        Some(path) => Ok(outlet::write_new(path, &bytes)?),
        None if file.ends_with(".parquet") => {
            record::rows(bytes, &mut |row| print(&row))?;
            Ok(())
        }
        None => {
            print(String::from_utf8_lossy(&bytes).trim_end());
            Ok(())
        }
    }
}

fn word(standing: &Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::AsDelivered => ("渡したときのまま", "as delivered"),
        Standing::Changed => ("渡した後に変わっています", "changed since"),
        Standing::Missing => ("ありません", "missing"),
        Standing::Unknown => (
            "証明書にない、知らないファイルです",
            "not in the certificate",
        ),
    }
}

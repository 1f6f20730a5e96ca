//! One file a family of commands.

mod audit;
mod backup;
mod bank;
mod clock;
mod consent;
mod coverage;
mod demo;
mod explain;
mod extract;
mod fix;
mod fmt;
mod guard;
mod held;
mod keys;
mod left;
mod page;
mod plugin;
mod policies;
mod policy;
mod problem;
mod recall;
mod record;
mod retire;
mod standing;
mod table;
mod test;
mod trace;
mod withheld;

use std::path::Path;
use std::sync::Mutex;

use sekisho_bank::{Bank, Settled};
use sekisho_model::Instant;
use sekisho_store::Store;

use crate::account;
use crate::actor;
use crate::args::{Command, KeyCommand};
use crate::clock as wall;
use crate::passphrase;
use crate::show::{Done, Ended, Show};

pub async fn run(command: Command, show: &Show) -> Done {
    match command {
        Command::Check {
            package,
            format,
            fix,
            coverage,
        } => {
            if fix {
                fix::fix(&package)?;
            }
            policy::check(&package, format, coverage, show)
        }
        Command::Fmt { paths, check } => fmt::fmt(&paths, check, show),
        Command::Policies {
            name,
            unverified,
            on,
            format,
        } => policies::run(name.as_deref(), unverified, on.as_deref(), format, show),
        Command::Problem { code, format } => problem::run(code.as_deref(), format, show),
        Command::Test {
            package,
            only,
            format,
        } => test::run(&package, only.as_deref(), format, show).await,
        Command::Build {
            package,
            output,
            plugins,
        } => policy::build(&package, &output, plugins.as_deref(), show),
        Command::Key(KeyCommand::New { file }) => policy::new_key(&file, show),
        Command::Seal { bundle, key } => policy::seal(&bundle, &key, show),
        Command::Verify { bundle } => policy::verify(&bundle, show),
        Command::Bank(command) => bank::run(command, show).await,
        Command::Ingest {
            bank,
            paths,
            source,
            base,
            format,
            who,
        } => {
            let from = sekisho_bank::ingest::From {
                source,
                bases: base,
            };
            bank::ingest(&bank, &paths, &from, &format, who.as_deref(), show).await
        }
        Command::Retire {
            bank,
            records,
            who,
            justify,
            recall,
            undo,
        } => {
            let by = (who.as_str(), justify.as_str());
            match undo {
                true => retire::undo(&bank, &records, by, show).await,
                false => retire::retire(&bank, &records, by, recall, show).await,
            }
        }
        Command::Consent(command) => consent::run(command, show).await,
        Command::Count {
            bank,
            study,
            cohort,
            by,
            papers,
            format,
        } => {
            let of = extract::CountTyped {
                study: &study,
                cohort: cohort.as_deref(),
                by: &by,
            };
            extract::count(&bank, &of, &papers, format, show).await
        }
        Command::Extract {
            bank,
            delivery,
            out,
            at,
            dry_run,
            papers,
            format,
        } => {
            let request = extract::Request {
                delivery: &delivery,
                out: out.as_deref().filter(|_| !dry_run),
                at: at.as_deref(),
            };
            extract::extract(&bank, &request, &papers, format, show).await
        }
        Command::Explain {
            place,
            act,
            on,
            study,
            emergency,
            patient,
            at,
            asker,
            format,
        } => {
            let question = explain::Question {
                act: &act,
                on: &on,
                study: study.as_deref(),
                emergency: emergency.as_deref(),
                patient: patient.as_deref(),
                at: at.as_deref(),
            };
            explain::explain(&place, &question, &asker, format, show).await
        }
        Command::Trace {
            bank,
            place,
            who,
            justify,
            approved_by,
            network,
            format,
        } => {
            let request = trace::Request {
                place: &place,
                who: &who,
                justify: justify.as_deref(),
                approved_by: &approved_by,
                network: network.as_deref(),
            };
            trace::trace(&bank, &request, format, show).await
        }
        Command::Record {
            bank,
            out,
            file,
            to,
            who,
            justify,
            approved_by,
            network,
            format,
        } => match (file, who) {
            (Some(file), Some(who)) => {
                let request = record::Request {
                    file: &file,
                    who: &who,
                    justify: justify.as_deref(),
                    approved_by: &approved_by,
                    network: network.as_deref(),
                    to: to.as_deref(),
                };
                record::show(&bank, &out, &request, show).await
            }
            _ => record::verify(&bank, &out, format, show).await,
        },
        Command::Audit { bank, command } => audit::run(&bank, command, show).await,
        Command::Proof {
            file,
            checkpoint,
            key,
        } => audit::check_proof(&file, &checkpoint, &key, show),
        Command::Plugin(command) => plugin::run(command, show),
        Command::Recall { bank, command } => recall::run(&bank, command, show).await,
        Command::Demo { dir, data_only } => demo::run(dir.as_deref(), data_only, show).await,
    }
}

/// The bank in this folder, and the time there. What a killed process left open is settled first; a
/// bank whose files are not of one day is not opened.
async fn open(dir: &Path) -> Result<(Bank, Instant), Ended> {
    open_as(dir, None).await
}

/// The same in the hands of somebody: what the command changes or reads is written under their
/// name, or under the system's user where nobody is named.
async fn open_as(dir: &Path, who: Option<&str>) -> Result<(Bank, Instant), Ended> {
    let (bank, now, _) = settled_as(dir, who).await?;
    Ok((bank, now))
}

/// The same, and what there was to settle.
async fn settled_as(dir: &Path, who: Option<&str>) -> Result<(Bank, Instant, Settled), Ended> {
    let bank = open_to_look(dir).await?;
    let bank = bank.acting_as(&actor::named(who)?).await?;
    let now = time(&bank)?;
    let settled = bank.settle(now).await?;
    Ok((bank, now, settled))
}

/// The bank as it lies there: nothing is written first.
async fn open_to_look(dir: &Path) -> Result<Bank, Ended> {
    account::alone();
    if !dir.is_dir() {
        return Err(Ended::usage(
            format!(
                "{} という銀行はありません。`sekisho bank init` で作れます",
                dir.display()
            ),
            format!(
                "there is no bank {}; `sekisho bank init` makes one",
                dir.display()
            ),
        ));
    }
    let bank = Bank::open(dir, passphrase::given()?).await?;
    opened(&bank);
    Ok(bank)
}

/// Banks that this command opened or made, to be left in order at its end.
static OPENED: Mutex<Vec<Store>> = Mutex::new(Vec::new());

fn opened(bank: &Bank) {
    if let Ok(mut stores) = OPENED.lock() {
        stores.push(bank.store.clone());
    }
}

/// Leaves every bank that was opened, however the command ended.
pub async fn leave() {
    let stores = OPENED.lock().map(|mut stores| std::mem::take(&mut *stores));
    for store in stores.unwrap_or_default() {
        store.leave().await;
    }
}

fn time(bank: &Bank) -> Result<Instant, Ended> {
    let settings = bank.settings();
    wall::now(settings.test_clock, settings.zone).map_err(|e| Ended::usage(e.clone(), e))
}

fn read(path: &Path) -> Result<Vec<u8>, Ended> {
    std::fs::read(path).map_err(|e| {
        Ended::usage(
            format!("{} を読めません: {e}", path.display()),
            format!("{} can't be read: {e}", path.display()),
        )
    })
}

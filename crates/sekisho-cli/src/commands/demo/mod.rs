//! `demo`: the whole story on a synthetic lung-cancer bank, each step by the same code as the
//! commands, and each with the command that does it.

mod chapters;

use std::path::{Path, PathBuf};

use sekisho_bank::{demo_data, outlet};
use sekisho_model::Text;

use super::extract;
use crate::args::{Format, PapersArgs};
use crate::show::{Done, Ended, Show, out};

pub async fn run(dir: Option<&Path>, data_only: bool, show: &Show) -> Done {
    let dir = dir.map_or_else(|| PathBuf::from("sekisho-demo"), Path::to_owned);
    outlet::outside(&dir)?;
    if dir.symlink_metadata().is_ok() {
        return Err(Ended::usage(
            format!(
                "{} はもうあります。別の名前を付けるか、消してからもう一度どうぞ",
                dir.display()
            ),
            format!(
                "{} exists; give another name, or remove it and try again",
                dir.display()
            ),
        ));
    }
    if data_only {
        return written(&dir, show);
    }
    let bank = dir.join("bank");
    Tour { show, dir, bank }.walk().await
}

/// `--data-only`: the invented people, to try a policy of one's own on.
fn written(dir: &Path, show: &Show) -> Done {
    let demo = demo_data::write(dir).map_err(|e| Ended::failed(format!("{e}"), format!("{e}")))?;
    show.say(
        format!(
            "合成データを書きました。記録 {}、同意 {}",
            demo.records.display(),
            demo.consents.display()
        ),
        format!(
            "synthetic data written: records {}, consents {}",
            demo.records.display(),
            demo.consents.display()
        ),
    );
    Ok(())
}

/// One walk through the checkpoint, in a folder of its own.
struct Tour<'a> {
    show: &'a Show,
    dir: PathBuf,
    bank: PathBuf,
}

impl Tour<'_> {
    async fn extract(&self, who: &str, delivery: &str, folder: &str) -> Done {
        let place = self.dir.join(folder);
        self.typed(&format!(
            "extract {} {delivery} --as {who} --out {}",
            self.bank.display(),
            place.display()
        ));
        let request = extract::Request {
            delivery,
            out: Some(&place),
            at: None,
        };
        extract::extract(&self.bank, &request, &papers(who), Format::Text, self.show).await
    }

    /// The story needs its refusals: a door that opens here is a fault.
    fn expect_refusal(&self, ended: Done) -> Done {
        match ended {
            Err(Ended::Refused) => Ok(()),
            Ok(()) => Err(Ended::failed(
                "断られるはずの提供が通りました",
                "a delivery that must be refused went through",
            )),
            other => other,
        }
    }

    fn chapter(&self, number: u32, ja: &str, en: &str) {
        let lines = Text::new(ja, en);
        out(&format!(
            "\n== {number}. {}",
            self.show.lines(&lines).join(" / ")
        ));
    }

    fn typed(&self, command: &str) {
        out(&format!("\n$ sekisho {command}"));
    }
}

fn papers(who: &str) -> PapersArgs {
    PapersArgs {
        who: who.into(),
        purpose: None,
        justify: None,
        network: None,
    }
}

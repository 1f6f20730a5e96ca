//! `demo`: the whole story on a synthetic lung-cancer bank, each step by the same code as the
//! commands, and each with the command that does it.

use std::path::{Path, PathBuf};

use sekisho_bank::demo_data::{self, story};

use super::{audit, bank, consent, extract, policy};
use crate::args::{AuditCommand, BankCommand, ConsentCommand, Format, Leaf, PapersArgs, SaidArgs};
use crate::show::{Done, Ended, Show, out};

pub async fn run(dir: Option<&Path>, data_only: bool, show: &Show) -> Done {
    let dir = dir.map_or_else(|| PathBuf::from("sekisho-demo"), Path::to_owned);
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
    let tour = Tour {
        show,
        bank: dir.join("bank"),
        dir,
    };
    tour.found().await?;
    tour.allowed().await?;
    tour.refused().await?;
    tour.withdrawn().await?;
    tour.looked_up().await?;
    tour.farewell();
    Ok(())
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

struct Tour<'a> {
    show: &'a Show,
    dir: PathBuf,
    bank: PathBuf,
}

impl Tour<'_> {
    /// Policy to bundle, bank, people, records, consents.
    async fn found(&self) -> Done {
        let demo = demo_data::write(&self.dir)
            .map_err(|e| Ended::failed(format!("{e}"), format!("{e}")))?;
        self.chapter(
            "1",
            "方針を検査し、束にする",
            "Check the policy and compile it to a bundle",
        );
        self.typed(&format!("check {}", demo.package.display()));
        policy::check(&demo.package, Format::Text, false, self.show)?;
        let bundle = self.dir.join("bundle");
        self.typed(&format!(
            "build {} -o {}",
            demo.package.display(),
            bundle.display()
        ));
        policy::build(&demo.package, &bundle, None, self.show)?;

        self.chapter(
            "2",
            "銀行を開き、束・利用者・記録・同意を入れる",
            "Found a bank; load the bundle, people, records and consents",
        );
        let at = self.bank.display();
        self.typed(&format!("bank init {at}"));
        let init = BankCommand::Init {
            bank: self.bank.clone(),
            approvals: 0,
            trust: Vec::new(),
            zone: "Asia/Tokyo".into(),
            country: "JP".into(),
            blobs: None,
            store: None,
            test_clock: false,
        };
        bank::run(init, self.show).await?;
        self.typed(&format!("bank load {at} {}", bundle.display()));
        bank::run(
            BankCommand::Load {
                bank: self.bank.clone(),
                bundle,
            },
            self.show,
        )
        .await?;
        self.typed(&format!("bank people {at} {}", demo.users.display()));
        bank::run(
            BankCommand::People {
                bank: self.bank.clone(),
                file: demo.users,
            },
            self.show,
        )
        .await?;
        self.typed(&format!("ingest {at} {}", demo.records.display()));
        bank::ingest(&self.bank, &[demo.records], "fhir", self.show).await?;
        self.typed(&format!("consent import {at} {}", demo.consents.display()));
        consent::run(
            ConsentCommand::Import {
                bank: self.bank.clone(),
                file: demo.consents,
            },
            self.show,
        )
        .await
    }

    async fn allowed(&self) -> Done {
        self.chapter("3", "資格のある人が取り出す", "The entitled user extracts");
        self.extract(story::ANALYST, story::DELIVERY, "out-1").await
    }

    async fn refused(&self) -> Done {
        self.chapter(
            "4",
            "役のない人は、方針の行とともに断られる",
            "A user without a role is refused, with the policy line",
        );
        self.expect_refusal(self.extract(story::VISITOR, story::DELIVERY, "out-2").await)?;
        self.chapter(
            "5",
            "承認のそろわない企業への提供も断られる",
            "So is a delivery to a company whose approvals are missing",
        );
        self.expect_refusal(
            self.extract(story::COMPANY_ANALYST, story::COMPANY_DELIVERY, "out-3")
                .await,
        )
    }

    async fn withdrawn(&self) -> Done {
        self.chapter(
            "6",
            "一人が撤回すると、次の提供から消える",
            "One person withdraws and is gone from the next delivery",
        );
        let (patient, form) = (story::WITHDRAWING, story::FORM);
        self.typed(&format!(
            "consent withdraw {} --patient {patient} --form {form}",
            self.bank.display()
        ));
        let withdraw = ConsentCommand::Withdraw {
            bank: self.bank.clone(),
            patient: patient.into(),
            form: form.into(),
            item: None,
            said: SaidArgs {
                date: None,
                by: None,
                relation: None,
            },
        };
        consent::run(withdraw, self.show).await?;
        self.extract(story::ANALYST, story::DELIVERY, "out-4").await
    }

    async fn looked_up(&self) -> Done {
        self.chapter(
            "7",
            "患者の側から、台帳を見る",
            "The ledger, as it concerns that patient",
        );
        let patient = story::WITHDRAWING;
        self.typed(&format!("audit {} patient {patient}", self.bank.display()));
        let command = AuditCommand::Patient {
            id: patient.into(),
            format: Leaf::Text,
            output: None,
            who: String::new(),
        };
        audit::run(&self.bank, command, self.show).await?;
        self.typed(&format!("audit {} verify", self.bank.display()));
        audit::run(&self.bank, AuditCommand::Verify, self.show).await
    }

    async fn extract(&self, who: &str, delivery: &str, folder: &str) -> Done {
        let place = self.dir.join(folder);
        self.typed(&format!(
            "extract {} {delivery} --as {who} --out {}",
            self.bank.display(),
            place.display()
        ));
        let papers = PapersArgs {
            who: who.into(),
            purpose: None,
            justify: None,
            network: None,
        };
        let request = extract::Request {
            delivery,
            out: Some(&place),
            at: None,
            dry_run: false,
        };
        extract::extract(&self.bank, &request, &papers, Format::Text, self.show).await
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

    fn chapter(&self, number: &str, ja: &str, en: &str) {
        let lines = sekisho_model::Text::new(ja, en);
        out(&format!(
            "\n== {number}. {}",
            self.show.lines(&lines).join(" / ")
        ));
    }

    fn typed(&self, command: &str) {
        out(&format!("\n$ sekisho {command}"));
    }

    fn farewell(&self) {
        let dir = self.dir.display();
        self.chapter("8", "次に見るところ", "Where to look next");
        self.show.say(
            format!("  {dir}/package/policies   方針の原文（倫理委員会が読むもの）"),
            format!("  {dir}/package/policies   the policy text, as an ethics board reads it"),
        );
        self.show.say(
            format!("  {dir}/out-1/release      受け手に渡るもの。out-4 と比べてください"),
            format!("  {dir}/out-1/release      what the recipient gets; compare out-4"),
        );
        self.show.say(
            format!("  {dir}/out-1/record       銀行に残る証拠（渡さない）"),
            format!("  {dir}/out-1/record       the bank's evidence, never delivered"),
        );
        self.show.say(
            "  README.ja.md、docs/ARCHITECTURE.md、examples/synthea   さらに詳しく",
            "  README.md, docs/ARCHITECTURE.md, examples/synthea      to go on",
        );
    }
}

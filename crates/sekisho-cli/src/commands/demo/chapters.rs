//! The chapters of the demo, in the order they are told.

use sekisho_bank::Bank;
use sekisho_bank::demo_data::{self, story};

use super::{Tour, papers};
use crate::args::{
    AuditCommand, BankCommand, ConsentCommand, Format, Leaf, RecallCommand, SaidArgs,
};
use crate::commands::{audit, bank, consent, extract, policy, recall, record, test};
use crate::show::{Done, Ended};

impl Tour<'_> {
    pub(super) async fn walk(&self) -> Done {
        let demo = demo_data::write(&self.dir)
            .map_err(|e| Ended::failed(format!("{e}"), format!("{e}")))?;
        self.checked(&demo).await?;
        self.founded(demo).await?;
        self.delivered().await?;
        self.refused().await?;
        self.anonymized().await?;
        self.counted().await?;
        self.withdrawn().await?;
        self.recalled().await?;
        self.read_by_the_patient().await?;
        self.verified().await?;
        self.farewell();
        Ok(())
    }

    async fn checked(&self, demo: &demo_data::Demo) -> Done {
        self.chapter(
            1,
            "方針を検査し、試し、束にする",
            "Check the policy, test it, compile it to a bundle",
        );
        let (package, bundle) = (&demo.package, self.dir.join("bundle"));
        self.typed(&format!("check {}", package.display()));
        policy::check(package, Format::Text, false, self.show)?;
        self.typed(&format!("test {}", package.display()));
        test::run(package, None, Format::Text, self.show).await?;
        self.typed(&format!(
            "build {} -o {}",
            package.display(),
            bundle.display()
        ));
        policy::build(package, &bundle, None, self.show)
    }

    async fn founded(&self, demo: demo_data::Demo) -> Done {
        self.chapter(
            2,
            "銀行を開き、束・利用者・記録・同意を入れる",
            "Found a bank; load the bundle, people, records and consents",
        );
        let (at, bundle) = (self.bank.display(), self.dir.join("bundle"));
        self.typed(&format!("bank init {at}"));
        bank::run(
            BankCommand::Init {
                bank: self.bank.clone(),
                approvals: 0,
                trust: Vec::new(),
                zone: "Asia/Tokyo".into(),
                country: "JP".into(),
                blobs: None,
                store: None,
                test_clock: false,
                who: None,
                mark: None,
            },
            self.show,
        )
        .await?;
        self.typed(&format!("bank load {at} {}", bundle.display()));
        let load = BankCommand::Load {
            bank: self.bank.clone(),
            bundle,
            who: None,
        };
        bank::run(load, self.show).await?;
        self.typed(&format!("bank people {at} {}", demo.users.display()));
        let people = BankCommand::People {
            bank: self.bank.clone(),
            file: demo.users,
            who: None,
        };
        bank::run(people, self.show).await?;
        self.typed(&format!("ingest {at} {}", demo.records.display()));
        let from = sekisho_bank::ingest::From::default();
        bank::ingest(&self.bank, &[demo.records], &from, "fhir", None, self.show).await?;
        self.typed(&format!("consent import {at} {}", demo.consents.display()));
        let import = ConsentCommand::Import {
            bank: self.bank.clone(),
            file: demo.consents,
            source: None,
            who: None,
        };
        consent::run(import, self.show).await
    }

    async fn delivered(&self) -> Done {
        self.chapter(
            3,
            "資格のある人に、仮名にして渡す",
            "The entitled user receives coded records",
        );
        self.extract(story::ANALYST, story::DELIVERY, "out-1").await
    }

    async fn refused(&self) -> Done {
        self.chapter(
            4,
            "役のない人は、方針の行とともに断られる",
            "A user without a role is refused, with the policy line",
        );
        self.expect_refusal(self.extract(story::VISITOR, story::DELIVERY, "out-2").await)?;
        self.chapter(
            5,
            "承認のそろわない企業への提供も断られる",
            "So is a delivery to a company whose approvals are missing",
        );
        self.expect_refusal(
            self.extract(story::COMPANY_ANALYST, story::COMPANY_DELIVERY, "out-3")
                .await,
        )
    }

    async fn anonymized(&self) -> Done {
        self.chapter(
            6,
            "企業に渡せるのは匿名の表だけ。五人そろわない組は出ない",
            "What a company may have: anonymized tables, without groups of fewer than five",
        );
        self.extract(story::COMPANY_ANALYST, story::COMPANY_TABLES, "out-5")
            .await?;
        self.reported().await
    }

    /// What the controls did is in the bank's evidence, which the recipient never has.
    async fn reported(&self) -> Done {
        let (delivery, page) = (self.dir.join("out-5"), self.dir.join("risk.html"));
        self.typed(&format!(
            "record {} {} risk.html --as {} --to {}",
            self.bank.display(),
            delivery.display(),
            story::DATA_STEWARD,
            page.display()
        ));
        let request = record::Request {
            file: "risk.html",
            who: story::DATA_STEWARD,
            justify: None,
            approved_by: &[],
            network: None,
            to: Some(&page),
        };
        record::show(&self.bank, &delivery, &request, self.show).await?;
        self.show.say(
            format!("委員会が読むリスク報告を {} に書きました", page.display()),
            format!("a risk report for the board: {}", page.display()),
        );
        Ok(())
    }

    async fn counted(&self) -> Done {
        self.chapter(
            7,
            "人数だけを尋ねる。少なければ伏せられる",
            "Ask only for a number; a small one is withheld",
        );
        self.count(&[]).await?;
        // The same people once more, by sex and region: what could be worked out is withheld too.
        self.count(&["patient.sex", "patient.prefecture"]).await
    }

    async fn count(&self, by: &[&str]) -> Done {
        let by: Vec<String> = by.iter().map(|field| (*field).to_owned()).collect();
        let broken = match by.is_empty() {
            true => String::new(),
            false => format!(" --by {}", by.join(" ")),
        };
        self.typed(&format!(
            "count {} --study {} --as {}{broken}",
            self.bank.display(),
            story::STUDY,
            story::ANALYST
        ));
        let of = extract::CountTyped {
            study: story::STUDY,
            cohort: None,
            by: &by,
        };
        let who = papers(story::ANALYST);
        extract::count(&self.bank, &of, &who, Format::Text, self.show).await
    }

    async fn withdrawn(&self) -> Done {
        self.chapter(
            8,
            "一人が同意を取り消す。次の提供からいなくなり、渡した写しの回収が始まる",
            "One person takes consent back: gone from the next delivery, and the copy is recalled",
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
                source: None,
                date: None,
                by: None,
                relation: None,
                who: None,
            },
        };
        consent::run(withdraw, self.show).await?;
        self.extract(story::ANALYST, story::DELIVERY, "out-4")
            .await?;
        self.count(&[]).await?;
        self.show.say(
            "（前に見せた数と一人しか違わない数は見せません。引き算で、その人が分かるからです）",
            "(a number that differs by one person from an earlier one is not shown: the difference would be that person)",
        );
        Ok(())
    }

    /// The recipient finds the person by the name it knows, deletes, and proves it.
    async fn recalled(&self) -> Done {
        self.chapter(
            9,
            "受け手が受け付け、消し、証明を納める",
            "The recipient acknowledges, deletes and proves it",
        );
        let at = self.bank.display();
        self.typed(&format!("recall {at} list"));
        let list = RecallCommand::List {
            open: false,
            overdue: false,
            format: Format::Text,
        };
        recall::run(&self.bank, list, self.show).await?;
        let duties = Bank::open(&self.bank, None).await?.recalls().await?;
        let Some(duty) = duties.first() else {
            return Err(Ended::failed(
                "回収が始まっていません",
                "no recall was opened",
            ));
        };
        let (id, who) = (duty.id.clone(), story::ANALYST.to_owned());
        self.typed(&format!("recall {at} acknowledge {id} --as {who}"));
        let acknowledge = RecallCommand::Acknowledge {
            id: id.clone(),
            who: who.clone(),
            note: String::new(),
        };
        recall::run(&self.bank, acknowledge, self.show).await?;
        let file = self.dir.join("certificate.txt");
        std::fs::write(&file, "消去証明書 / Certificate of deletion\n")
            .map_err(|e| Ended::failed(format!("{e}"), format!("{e}")))?;
        self.typed(&format!(
            "recall {at} certify {id} --as {who} --file {}",
            file.display()
        ));
        let certify = RecallCommand::Certify { id, who, file };
        recall::run(&self.bank, certify, self.show).await
    }

    async fn read_by_the_patient(&self) -> Done {
        self.chapter(
            10,
            "本人が読む: だれが、いつ、何のために、そしてその後",
            "What the person can read: who, when, what for, and what came of it",
        );
        let (patient, page) = (story::WITHDRAWING, self.dir.join("patient.html"));
        self.typed(&format!(
            "audit {} patient {patient} --format html -o {}",
            self.bank.display(),
            page.display()
        ));
        let command = AuditCommand::Patient {
            id: patient.into(),
            format: Leaf::Html,
            output: Some(page),
            who: None,
        };
        audit::run(&self.bank, command, self.show).await
    }

    async fn verified(&self) -> Done {
        self.chapter(
            11,
            "すべては台帳にあり、書きかえれば分かる",
            "All of it stands in the ledger, and a change would show",
        );
        self.typed(&format!("audit {} verify", self.bank.display()));
        audit::run(
            &self.bank,
            AuditCommand::Verify { checkpoint: None },
            self.show,
        )
        .await
    }

    fn farewell(&self) {
        let dir = self.dir.display();
        self.chapter(12, "次に見るところ", "Where to look next");
        self.show.say(
            format!("  {dir}/patient.html       本人が読むページ。ブラウザーで開いてください"),
            format!("  {dir}/patient.html       the person's page; open it in a browser"),
        );
        self.show.say(
            format!("  {dir}/risk.html          委員会が読むリスク報告。組の大きさ、出なかったものとその理由"),
            format!("  {dir}/risk.html          the board's risk report: groups, what stayed out and why"),
        );
        self.show.say(
            format!("  {dir}/package/policies   方針の原文（倫理委員会が読むもの）"),
            format!("  {dir}/package/policies   the policy text, as an ethics board reads it"),
        );
        self.show.say(
            format!("  {dir}/out-1/release      受け手に渡るもの。out-4 と比べてください"),
            format!("  {dir}/out-1/release      what the recipient gets; compare out-4"),
        );
        self.show.say(
            format!("  {dir}/out-5/release      企業に渡る匿名の表"),
            format!("  {dir}/out-5/release      the company's anonymized tables"),
        );
        self.show.say(
            format!("  {dir}/out-1/record       銀行に残る証拠（渡さない）"),
            format!("  {dir}/out-1/record       the bank's evidence, never delivered"),
        );
        self.show.say(
            "  README.ja.md、docs/ARCHITECTURE.md、examples/lung-bank   さらに詳しく",
            "  README.md, docs/ARCHITECTURE.md, examples/lung-bank      to go on",
        );
    }
}

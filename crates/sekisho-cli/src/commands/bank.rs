//! `bank init|load|people|status` and `ingest`.

use std::path::{Path, PathBuf};

use sekisho_bank::{Bank, ingest as taking, keys::read_public};
use sekisho_lang::data_model::oncology;
use sekisho_model::source::Source;
use sekisho_model::{Zone, catalog};
use sekisho_store::Settings;

use super::{
    backup, clock as time, consent, guard, held, keys, left, open_as, open_to_look, opened, read,
    standing, time as wall, withheld,
};
use crate::account;
use crate::actor;
use crate::args::{BankCommand, Format};
use crate::clock;
use crate::passphrase;
use crate::show::{Done, Ended, Progress, Show, out};

pub async fn run(command: BankCommand, show: &Show) -> Done {
    match command {
        BankCommand::Init {
            bank,
            approvals,
            trust,
            zone,
            country,
            blobs,
            store,
            test_clock,
            who,
            mark,
        } => {
            if let Some(url) = store.filter(|url| url != "sqlite") {
                return Err(Ended::usage(
                    format!("保存先 {url} はまだ使えません（sqlite のみ）"),
                    format!("store {url} is not available yet (sqlite only)"),
                ));
            }
            let settings = settings(approvals, &trust, &zone, country, blobs, test_clock)?;
            init(&bank, &settings, mark.as_deref(), who.as_deref(), show).await
        }
        BankCommand::Load { bank, bundle, who } => load(&bank, &bundle, who.as_deref(), show).await,
        BankCommand::People { bank, file, who } => {
            let csv = read(&file)?;
            let (bank, now) = open_as(&bank, who.as_deref()).await?;
            let n = bank.people(&csv, now).await?;
            show.say(
                format!("利用者 {n} 人を載せました"),
                format!("loaded {n} people"),
            );
            Ok(())
        }
        BankCommand::Status { bank, format } => status(&bank, format, show).await,
        BankCommand::Clock { bank, command } => time::run(&bank, command, show).await,
        BankCommand::Held { bank, command } => held::run(&bank, command, show).await,
        BankCommand::Check { bank, format } => standing::check(&bank, format, show).await,
        BankCommand::Sweep { bank } => standing::sweep(&bank, show).await,
        BankCommand::Left { bank, command } => left::run(&bank, command, show).await,
        BankCommand::Mark {
            bank,
            file,
            who,
            justify,
        } => standing::mark(&bank, &file, &who, &justify, show).await,
        BankCommand::Backup { bank, to, who } => {
            backup::make(&bank, &to, who.as_deref(), show).await
        }
        BankCommand::Restore { backup, to, who } => {
            backup::restore(&backup, &to, who.as_deref(), show).await
        }
        BankCommand::Restored { bank, who, justify } => {
            backup::restored(&bank, &who, &justify, show).await
        }
        BankCommand::Page { bank, command } => withheld::run(&bank, command, show).await,
        BankCommand::Guard { bank, command } => guard::run(&bank, command, show).await,
        BankCommand::Keys { bank, command } => keys::run(&bank, command, show).await,
    }
}

fn settings(
    approvals: u32,
    trust: &[PathBuf],
    zone: &str,
    country: String,
    blobs: Option<String>,
    test_clock: bool,
) -> Result<Settings, Ended> {
    let zone = Zone::parse(zone).ok_or_else(|| {
        Ended::usage(
            format!("時間帯 {zone} を知りません。Asia/Tokyo、UTC、または +09:00 の形で"),
            format!("unknown zone {zone}; write Asia/Tokyo, UTC, or an offset such as +09:00"),
        )
    })?;
    let country_holds = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
    if !country_holds {
        return Err(Ended::usage(
            "国は JP のような二文字で",
            "the country is two capital letters, e.g. JP",
        ));
    }
    let trusted_keys = trust
        .iter()
        .map(|p| read_public(p))
        .collect::<Result<_, _>>()?;
    Ok(Settings {
        zone,
        country,
        approvals,
        test_clock,
        trusted_keys,
        blobs,
    })
}

async fn init(
    dir: &Path,
    settings: &Settings,
    mark: Option<&Path>,
    who: Option<&str>,
    show: &Show,
) -> Done {
    let now =
        clock::now(settings.test_clock, settings.zone).map_err(|e| Ended::usage(e.clone(), e))?;
    account::alone();
    let passphrase = passphrase::given()?;
    let sealed = passphrase.is_some();
    let mut bank = Bank::founded_by(&actor::named(who)?, dir, settings, passphrase, now).await?;
    opened(&bank);
    if let Some(place) = mark {
        bank.begin_mark(place, "", "", now).await?;
    }
    show.say(
        format!("銀行 {} を開きました", dir.display()),
        format!("founded bank {}", dir.display()),
    );
    show.say_text(&keys::sealing(sealed));
    if settings.approvals == 0 {
        show.say(
            "審査者の署名は求めません（--approvals 0）。束は銀行自身の鍵で封印され、どの提供の目録にもそう記されます",
            "no reviewer's signature is asked for (--approvals 0): bundles are sealed with the bank's own key, and every manifest says so",
        );
    }
    Ok(())
}

async fn load(bank: &Path, bundle: &Path, who: Option<&str>, show: &Show) -> Done {
    let (bank, now) = open_as(bank, who).await?;
    let loaded = bank.load(bundle, now).await?;
    for form in &loaded.said_anew {
        show.say(
            format!("同意書・通知 {form} の意味が変わりました。これまでの署名と通知には、前の文のままの狭い方が効きます"),
            format!("the paper {form} says something else from now on; what was signed or notified before grants no more than its old text did"),
        );
    }
    for (form, item) in &loaded.corrected {
        show.say(
            format!("同意書 {form} の項目 {item} を、審査者の署名のもとで訂正しました。これまでの署名も新しい文で読みます（台帳と、署名した人のページに載ります）"),
            format!("item {item} of form {form} is corrected under the board's seal; earlier signatures are read by its new text (in the ledger, and on the page of whoever signed)"),
        );
    }
    show.say(
        format!(
            "束 {}（{}）を載せました。署名 {} 件",
            loaded.package,
            loaded.digest,
            loaded.approvals.len()
        ),
        format!(
            "loaded bundle {} ({}), {} signatures",
            loaded.package,
            loaded.digest,
            loaded.approvals.len()
        ),
    );
    Ok(())
}

async fn status(bank: &Path, format: Format, show: &Show) -> Done {
    let bank = open_to_look(bank).await?;
    let now = wall(&bank)?;
    let hold = bank.hold().await?.map(|hold| hold.text());
    let status = bank.store.status().await?;
    let clock = bank.clock(now).await?;
    let bundle = bank.store.bundle().await?;
    let quarantine = bank.store.quarantine().await?;
    let questions = bank.store.open_questions().await?;
    let sources = bank.store.sources().await?;
    let sources: Vec<&str> = sources.iter().map(Source::name).collect();
    if format == Format::Json {
        let records: Vec<_> = status
            .records
            .iter()
            .map(|(kind, class, n)| serde_json::json!({"type": kind, "class": class, "records": n}))
            .collect();
        let rows: Vec<_> = quarantine
            .iter()
            .map(|q| serde_json::json!({"file": q.file, "line": q.line, "reason": q.reason, "at": q.at}))
            .collect();
        let value = serde_json::json!({
            "snapshot": status.snapshot, "sources": sources, "records": records, "superseded": status.superseded,
            "out": status.out, "waiting": status.waiting,
            "patients": status.subjects, "people": status.people, "consent_events": status.consent_events,
            "ledger_entries": status.ledger_entries, "quarantine": rows, "questions": questions.len(), "disk_bytes": status.disk_bytes,
            "clock": clock, "bundle": bundle.map(|b| b.digest), "keys_sealed": bank.keys_sealed()?,
            "nothing_leaves_because": hold,
        });
        out(&serde_json::to_string_pretty(&value).unwrap_or_default());
        return Ok(());
    }
    let total: u64 = status.records.iter().map(|(_, _, n)| n).sum();
    show.say(
        format!(
            "患者 {} 人、記録 {total} 件（旧版 {} 件）、{} MB",
            status.subjects,
            status.superseded,
            status.disk_bytes >> 20
        ),
        format!(
            "{} patients, {total} records ({} older versions), {} MB",
            status.subjects,
            status.superseded,
            status.disk_bytes >> 20
        ),
    );
    for (kind, class, n) in &status.records {
        out(&format!("  {kind:<24} {class:<16} {n:>9}"));
    }
    if sources.iter().any(|name| *name != Source::DEFAULT) {
        let names = sources.join(", ");
        show.say(format!("送り元 {names}"), format!("sources {names}"));
    }
    show.say(
        format!(
            "同意の出来事 {} 件、利用者 {} 人、台帳 {} 件、隔離 {} 件",
            status.consent_events, status.people, status.ledger_entries, status.quarantine
        ),
        format!(
            "{} consent events, {} people, {} ledger entries, {} quarantined",
            status.consent_events, status.people, status.ledger_entries, status.quarantine
        ),
    );
    awaited(status.codes_awaited, show);
    for row in quarantine.iter().take(20) {
        out(&format!(
            "  {}:{} {}",
            row.file,
            row.line,
            show.lines(&row.reason).join(" / ")
        ));
    }
    let more = quarantine.len().saturating_sub(20);
    if more > 0 {
        show.say(format!("  ほか {more} 件"), format!("  and {more} more"));
    }
    if status.out > 0 {
        show.say(
            format!(
                "取り下げたか、決定を待っていて使わない記録 {} 件",
                status.out
            ),
            format!("{} records are out: retired, or waiting", status.out),
        );
    }
    if status.waiting > 0 {
        show.say_text(&waits(status.waiting));
    }
    if !questions.is_empty() {
        show.say(
            format!(
                "データ管理者を待つ問い {} 件（`sekisho consent questions BANK --as WHO`）",
                questions.len()
            ),
            format!(
                "{} questions wait for a data steward (`sekisho consent questions BANK --as WHO`)",
                questions.len()
            ),
        );
    }
    for question in questions.iter().take(20) {
        out(&format!(
            "  {} {}",
            question.id,
            show.lines(&question.says).join(" / ")
        ));
    }
    match bundle {
        Some(bundle) => show.say(
            format!("束 {}", bundle.digest),
            format!("bundle {}", bundle.digest),
        ),
        None => show.say("束はまだ載っていません", "no bundle is loaded yet"),
    }
    show.say_text(&keys::sealing(bank.keys_sealed()?));
    if let Some(text) = clock.says(bank.settings().zone) {
        show.say_text(&text);
    }
    if let Some(why) = hold {
        show.say_text(&why);
    }
    Ok(())
}

pub async fn ingest(
    bank: &Path,
    paths: &[PathBuf],
    from: &taking::From,
    format: &str,
    who: Option<&str>,
    show: &Show,
) -> Done {
    if format != "fhir" {
        return Err(Ended::usage(
            format!("形式 {format} はまだ読めません（fhir のみ）"),
            format!("format {format} can't be read yet (fhir only)"),
        ));
    }
    if let Some(missing) = paths.iter().find(|p| !p.exists()) {
        return Err(Ended::usage(
            format!("{} がありません", missing.display()),
            format!("there is no {}", missing.display()),
        ));
    }
    let (bank, now) = open_as(bank, who).await?;
    let mut bar = Progress::new("取り込み", "ingest");
    let report = taking::ingest(
        &bank.store,
        oncology(),
        catalog::r4(),
        from,
        paths,
        now,
        &mut |p| bar.at(p.done, p.all),
    )
    .await?;
    drop(bar);
    bank.note_removals(now).await?;
    let fallen = bank.signatures_fallen(now).await?;
    for (kind, n) in &report.by_kind {
        out(&format!(
            "  {kind:<24} +{:<8} ={:<8} ↑{:<8} !{}",
            n.new, n.same, n.superseded, n.quarantined
        ));
    }
    show.say(
        format!(
            "新規 {} 件、既存 {} 件、更新 {} 件、隔離 {} 件",
            report.new(),
            report.same(),
            report.superseded(),
            report.quarantined()
        ),
        format!(
            "{} new, {} known, {} updated, {} quarantined",
            report.new(),
            report.same(),
            report.superseded(),
            report.quarantined()
        ),
    );
    beside(&report, show);
    consent::fell(fallen.signatures, show);
    if fallen.recalls > 0 {
        show.say(
            format!(
                "渡したデータの回収を {} 件始めました。`sekisho recall BANK list` で見られます",
                fallen.recalls
            ),
            format!(
                "recalls of delivered copies opened: {}; `sekisho recall BANK list` shows them",
                fallen.recalls
            ),
        );
    }
    if !report.unknown_systems.is_empty() {
        show.say(
            "データモデルにないコード体系です（コードはそのまま残り、URI を書けばコード表に使えます）:",
            "code systems that the data model does not know (kept as they are; a codelist may name them by URI):",
        );
        for (system, codings) in &report.unknown_systems {
            out(&format!("  {codings:>8}  {system}"));
        }
    }
    awaited(report.codes_awaited, show);
    if report.quarantined() > 0 {
        show.say(
            "隔離した行は `sekisho bank status` に理由とともに出ます",
            "`sekisho bank status` lists the quarantined lines with their reasons",
        );
    }
    match report.took_all() {
        true => Ok(()),
        false => Err(Ended::Refused),
    }
}

/// Events whose code is unknown because it stands in a record that is not there.
fn awaited(records: u64, show: &Show) {
    if records > 0 {
        show.say(
            format!(
                "コードが別の記録（Medication など）にあり、それがまだ届いていない記録が {records} 件あります。届くまで、その出来事のコードは「分からない」です"
            ),
            format!(
                "{records} records take their code from another record (a Medication, say) that has not come; until it does the code of their events is unknown"
            ),
        );
    }
}

/// What an ingest did beside taking records in.
fn beside(report: &taking::IngestReport, show: &Show) {
    if let Some(consents) = report.by_kind.get("Consent")
        && consents.new > 0
    {
        show.say(
            format!(
                "Consent {} 件は記録になっただけで、同意の出来事にはなっていません。`sekisho consent import` で取り込んでください",
                consents.new
            ),
            format!(
                "{} Consents are records and nothing else; `sekisho consent import` makes events of them",
                consents.new
            ),
        );
    }
    let deletions = report.deletions;
    if deletions.records > 0 {
        show.say(
            format!(
                "送り元が削除した記録 {} 件を取り下げました（消してはいません。`sekisho recall BANK list` に受け手への通知があります）",
                deletions.records
            ),
            format!(
                "{} records that the source deleted are out (nothing is erased; `sekisho recall BANK list` has the notices to recipients)",
                deletions.records
            ),
        );
    }
    if let Some((number, records)) = deletions.waiting {
        show.say(
            format!(
                "一度に {records} 件の削除は多すぎるので、まだ行っていません。データ管理者が `sekisho bank held BANK confirm {number}` か reject で決めてください"
            ),
            format!(
                "{records} deletions in one run are too many, and none is carried out yet; a steward decides with `sekisho bank held BANK confirm {number}` or reject"
            ),
        );
    }
    if deletions.idle > 0 {
        show.say(
            format!(
                "効果のない削除 {} 件（銀行にないか、より新しい版がある）",
                deletions.idle
            ),
            format!(
                "{} deletions without effect (not in the bank, or in a newer version)",
                deletions.idle
            ),
        );
    }
    if report.older() > 0 {
        show.say(
            format!(
                "いまの版より古い版 {} 件（保管し、使わない）",
                report.older()
            ),
            format!(
                "{} versions older than the current one (kept, not used)",
                report.older()
            ),
        );
    }
    if report.out() > 0 {
        show.say(
            format!(
                "取り下げ済みの記録がまた届きました: {} 件（使わない。戻すには `sekisho retire BANK TYPE/ID --undo`）",
                report.out()
            ),
            format!(
                "{} records came again that are out; they stay out (`sekisho retire BANK TYPE/ID --undo` lets one stand again)",
                report.out()
            ),
        );
    }
    if report.held() > 0 {
        show.say_text(&waits(report.held()));
    }
}

fn waits(n: u64) -> sekisho_model::Text {
    sekisho_model::Text::new(
        format!(
            "データ管理者の決定を待つもの {n} 件。`sekisho bank held BANK list --as WHO` で見られます"
        ),
        format!("{n} wait for a steward; `sekisho bank held BANK list --as WHO` shows them"),
    )
}

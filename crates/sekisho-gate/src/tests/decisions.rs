//! Decisions over the small bank: what passes, what is refused, and what the ledger has of it.

use sekisho_model::DataClass;
use sekisho_model::book::{self, EntryKind};
use sekisho_model::consent::EventKind;
use sekisho_model::policy::Requirement;
use sekisho_model::profile::{Release, SmallCells};
use sekisho_model::text::Lang;

use super::bank::{Bank, Decision, PATIENTS, count, extract, from_one_on, since_2010};
use super::{at, gate};
use crate::act::permit::KeptOut;
use crate::explain::{Applies, Verdict, Whose};
use crate::refusal::Why;
use crate::{Ask, story};

#[tokio::test]
async fn a_stranger_hears_no_and_nothing_else_but_the_ledger_knows() {
    let (bank, gate) = (Bank::founded().await, gate(&story::policy()));
    let papers = extract("東大_定期", "2026-06-01").with(|papers| papers.who = "誰か".into());
    let refusal = bank.refusal(&gate, &papers).await;
    assert_eq!(
        (
            refusal.say(Lang::En).as_str(),
            refusal.say(Lang::Ja).as_str()
        ),
        ("No.", "お通しできません。")
    );
    let entry = bank.last_entry().await;
    assert_eq!(
        (entry.kind, entry.who.as_str(), entry.seq),
        (EntryKind::Refusal.into(), "誰か", refusal.seq())
    );
}

#[tokio::test]
async fn a_known_person_without_a_role_reads_the_nearest_rule() {
    let (bank, gate) = (Bank::founded().await, gate(&story::policy()));
    let papers = extract("東大_定期", "2026-06-01").with(|papers| papers.who = "田中".into());
    let refusal = bank.refusal(&gate, &papers).await;
    let expect = "\
お通しできません: 引き渡し「東大_定期」の取り出し（申請者 田中、記帳済み）
administrative・clinical・laboratory について、満たされた許可がありません。最も近い規則: 肺がん予後2026#2（policies/肺がん.seki:9）
    allow extract to 共同研究者 on 診療情報, 画像 as 符号化_標準
  ✘ 役割 共同研究者 を持つこと（グループ \"utokyo-lung\"）
  ✘ 所属が 東京大学 であること  [policies/肺がん.seki:7]
  ✔ 研究は 肺がん予後2026 であること
  ✔ 研究が承認期間中であること（NCC-2026-014 2026-02-10 から 2029-03-31 まで）  [policies/肺がん.seki:7]
  ✔ 目的が 予後予測研究 かその下であること  [policies/肺がん.seki:7]
  ✔ 形は 符号化_標準 であること
  ✔ データ管理者・倫理委員・責任医師 のうち 2 者が承認していること
  ✔ 理由が書かれていること
理由: 院外への提供は二者の承認を要する";
    assert_eq!(refusal.say(Lang::Ja), expect);
}

#[tokio::test]
async fn without_consents_nothing_leaves_and_the_guard_is_named() {
    let (bank, gate) = (Bank::founded().await, gate(&story::policy()));
    let refusal = bank
        .refusal(&gate, &extract("東大_定期", "2026-06-01"))
        .await;
    let Why::Forbidden { quote, .. } = refusal.why() else {
        panic!("{refusal:?}")
    };
    assert_eq!(
        (quote.rule.as_str(), quote.line.as_deref()),
        ("同意 / consent", None)
    );
    // The ledger knows which; whoever asked hears the same where nobody is in the cohort.
    let entry = bank.last_entry().await;
    let told = entry.told::<book::Refusal>().expect("readable");
    let quote = told.and_then(|told| told.cause.quote).expect("a rule");
    assert_eq!(quote.rule.as_str(), "同意 / consent");
    let said = refusal.say(Lang::En);
    let words = [
        "Refused: extract of delivery 東大_定期, asked by 佐藤 (noted in the ledger)",
        "There is nobody to deliver. Whether nobody is in the cohort, or consent and the rules cover none of them, is not told: ",
    ];
    assert!(words.iter().all(|words| said.contains(words)), "{said}");
    assert!(!said.contains("This rule forbids it"), "{said}");
    let of_nobody = Bank::empty().await;
    let nobody = of_nobody
        .refusal(&gate, &extract("東大_定期", "2026-06-01"))
        .await;
    assert!(matches!(nobody.why(), Why::Nobody { .. }), "{nobody:?}");
    assert_eq!(nobody.say(Lang::En), said);
}

#[tokio::test]
async fn a_permit_holds_exactly_what_was_consented_to() {
    let (bank, gate) = (Bank::founded().await, gate(&since_2010()));
    bank.signs("花子", "2024-02-01").await;
    bank.signs("太郎", "2024-02-01").await;
    let permit = bank
        .permit(&gate, &extract("東大_定期", "2026-06-01"))
        .await;
    // 太郎's diagnosis of 2009 is not covered: it chooses nobody.
    assert_eq!(permit.subjects(), [bank.subject("花子")]);
    let count = |class: &str| {
        permit
            .counts()
            .get(&DataClass::from(class))
            .copied()
            .unwrap_or_default()
    };
    assert_eq!(
        ["administrative", "clinical", "laboratory", "genome"].map(count),
        [1, 1, 1, 0]
    );
    let kept = |why: KeptOut| permit.kept_out().get(&why).copied().unwrap_or_default();
    // 花子's undated condition; of whom the cohort does not hold nothing is said.
    assert_eq!((kept(KeptOut::Consent), kept(KeptOut::Undated)), (0, 1));
    let mut allowed = Vec::new();
    for (name, _) in PATIENTS {
        for head in bank
            .store
            .heads_of(bank.subject(name), permit.snapshot())
            .await
            .expect("heads")
        {
            if permit.allows(&head) {
                allowed.push(head.source_id);
            }
        }
    }
    allowed.sort();
    assert_eq!(allowed, ["花子", "花子-c0", "花子-lab"]);
    let relied = permit.relied_on(bank.subject("花子")).expect("grants");
    assert!(
        relied
            .iter()
            .all(|r| r.form.as_str() == "研究同意_第3版" && r.item == Some("1".into()))
    );
    assert_eq!(permit.duties().iter().collect::<Vec<_>>(), ["log_summary"]);
}

#[tokio::test]
async fn the_entry_stands_before_the_permit_and_names_its_people_beside_it() {
    let (bank, gate) = (Bank::founded().await, gate(&story::policy()));
    bank.signs("花子", "2024-02-01").await;
    let permit = bank
        .permit(&gate, &extract("東大_定期", "2026-06-01"))
        .await;
    let entry = bank.last_entry().await;
    assert_eq!(
        (entry.seq, entry.kind.clone(), entry.subject_count),
        (permit.seq(), EntryKind::Permit.into(), 1)
    );
    assert_eq!(
        bank.store
            .subjects_of_entry(entry.seq)
            .await
            .expect("subjects"),
        [bank.subject("花子").0]
    );
    let told = entry.told::<book::Permit>().expect("readable");
    let told = told.as_ref().and_then(book::Permit::extract).expect("one");
    assert_eq!(told.patients, 1);
    assert_eq!(told.purpose.as_str(), "予後予測研究");
    // The others' diagnoses chose nobody, so they are not even people whose records stay.
    assert_eq!((told.cohort, told.kept_out.len()), (1, 0));
}

#[tokio::test]
async fn a_withdrawal_counts_from_the_next_decision_on() {
    let (bank, gate) = (Bank::founded().await, gate(&story::policy()));
    bank.signs("花子", "2024-02-01").await;
    bank.signs("次郎", "2024-02-01").await;
    let papers = extract("東大_定期", "2026-06-01");
    assert_eq!(bank.permit(&gate, &papers).await.subjects().len(), 2);
    bank.says(
        "次郎",
        EventKind::Withdrawn {
            form: "研究同意_第3版".into(),
            item: None,
        },
        "2026-05-20",
    )
    .await;
    let permit = bank.permit(&gate, &papers).await;
    assert_eq!(permit.subjects(), [bank.subject("花子")]);
    let earlier = papers
        .look()
        .with(|papers| papers.at = Some(at("2026-05-10")));
    let Decision::Preview(preview) = bank.decide(&gate, &earlier).await else {
        panic!("no preview")
    };
    let found = &preview.finding;
    assert_eq!(
        (found.subjects.len(), found.cohort),
        (1, 1),
        "an older state of the data revives nothing"
    );
}

#[tokio::test]
async fn a_dry_run_leaves_nothing_to_spend_and_an_earlier_date_needs_one() {
    let (bank, gate) = (Bank::founded().await, gate(&story::policy()));
    bank.signs("花子", "2024-02-01").await;
    let papers = extract("東大_定期", "2026-06-01").look();
    assert!(matches!(
        bank.decide(&gate, &papers).await,
        Decision::Preview(_)
    ));
    assert_eq!(bank.last_entry().await.kind, EntryKind::Explained);
    for day in ["2026-05-31", "2026-06-02"] {
        let other_day = extract("東大_定期", "2026-06-01").with(|papers| papers.at = Some(at(day)));
        assert!(
            matches!(
                bank.refusal(&gate, &other_day).await.why(),
                Why::Papers { .. }
            ),
            "{day}"
        );
    }
    let ahead = papers.with(|papers| papers.at = Some(at("2029-06-01")));
    assert!(
        matches!(
            bank.refusal(&gate, &ahead).await.why(),
            Why::NoPermit { .. }
        ),
        "the study is closed by then"
    );
    assert_eq!(
        bank.last_entry().await.at,
        at("2026-06-01"),
        "no date that is asked for moves the ledger's clock"
    );
}

#[tokio::test]
async fn limits_stop_and_never_choose() {
    let bank = Bank::founded().await;
    for name in ["花子", "太郎", "次郎"] {
        bank.signs(name, "2024-02-01").await;
    }
    let mut policy = story::policy();
    policy.deliveries[0].limit_patients = Some(2);
    let refusal = bank
        .refusal(&gate(&policy), &extract("東大_定期", "2026-06-01"))
        .await;
    let Why::TooManyPatients {
        patients: 3,
        limit: 2,
        quote,
    } = refusal.why()
    else {
        panic!("{refusal:?}")
    };
    assert_eq!(quote.line.as_deref(), Some("deliver 東大_定期 { … }"));
    policy.deliveries[0].limit_patients = Some(3);
    policy.profiles[1].release.small_cells = Some(SmallCells {
        below: 4,
        stop: true,
    });
    let refusal = bank
        .refusal(&gate(&policy), &extract("東大_定期", "2026-06-01"))
        .await;
    assert!(
        matches!(refusal.why(), Why::TooFewPatients { below: 4, .. }),
        "{refusal:?}"
    );
    policy.profiles[1].release.small_cells = Some(SmallCells {
        below: 3,
        stop: true,
    });
    assert!(matches!(
        bank.decide(&gate(&policy), &extract("東大_定期", "2026-06-01"))
            .await,
        Decision::Permit(_)
    ));
}

#[tokio::test]
async fn a_delivery_holds_its_own_requirements_and_its_last_day() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let mut policy = story::policy();
    policy.deliveries[0].before = Some(story::day("2026-06-02"));
    policy.deliveries[0].requires = vec![Requirement::Approval {
        count: 1,
        by: vec!["責任医師".into()],
    }];
    let gate = gate(&policy);
    let mut papers = extract("東大_定期", "2026-06-01");
    let refusal = bank.refusal(&gate, &papers).await;
    let Why::Forbidden { quote, .. } = refusal.why() else {
        panic!("{refusal:?}")
    };
    assert_eq!(
        (quote.rule.as_str(), quote.origin.line),
        ("東大_定期#1", 14)
    );
    papers.approvals.insert("責任医師".into());
    assert!(matches!(
        bank.decide(&gate, &papers).await,
        Decision::Permit(_)
    ));
    papers.now = at("2026-06-02");
    let refusal = bank.refusal(&gate, &papers).await;
    assert_eq!(
        refusal.quote().map(|q| q.rule.as_str()),
        Some("東大_定期#before")
    );
}

#[tokio::test]
async fn a_delivery_is_asked_for_whole() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let mut policy = story::policy();
    policy.deliveries[0].classes.push("genome".into());
    let refusal = bank
        .refusal(&gate(&policy), &extract("東大_定期", "2026-06-01"))
        .await;
    assert_eq!(
        refusal.quote().map(|q| q.rule.as_str()),
        Some("肺がん予後2026#3")
    );
}

/// A count tells of one person where its profile doesn't say from how many people on it is told.
#[tokio::test]
async fn nothing_is_counted_without_a_bound() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let mut policy = since_2010();
    policy.profiles[0].release = Release {
        round_to: Some(5),
        ..Release::default()
    };
    let papers = count("鈴木", Some("analysis-room"));
    let refusal = bank.refusal(&gate(&policy), &papers).await;
    let said = refusal.say(Lang::En);
    assert!(said.contains("small cells below 10 suppress"), "{said}");
    policy.access[0].profile = None;
    let refusal = bank.refusal(&gate(&policy), &papers).await;
    assert!(matches!(refusal.why(), Why::Papers { .. }), "{refusal:?}");
}

#[tokio::test]
async fn a_count_hides_small_numbers_and_none_alike() {
    let (bank, plain) = (Bank::founded().await, gate(&story::policy()));
    let papers = count("鈴木", Some("analysis-room"));
    for expect in ["<10", "<10"] {
        let Decision::Counted(counted) = bank.decide(&plain, &papers).await else {
            panic!("no count")
        };
        assert_eq!(
            (
                counted.to_string().as_str(),
                counted.guarded(),
                counted.suppressed()
            ),
            (expect, None, true)
        );
        bank.signs("花子", "2024-02-01").await;
    }
    let mut policy = since_2010();
    policy.profiles[0].release = from_one_on();
    let fee = Requirement::Fee("件数照会".into());
    policy.access[0].requires.push(fee);
    let open = gate(&policy);
    for (name, expect) in [("花子", 1), ("次郎", 2), ("太郎", 2)] {
        bank.signs(name, "2024-02-01").await;
        let Decision::Counted(counted) = bank.decide(&open, &papers).await else {
            panic!("no count")
        };
        assert_eq!(
            counted.guarded(),
            Some(expect),
            "{name}; 太郎's diagnosis of 2009 is not covered"
        );
    }
    let entry = bank.last_entry().await;
    let Some(book::Permit::Count(told)) = entry.told().expect("readable") else {
        panic!("{entry:?}")
    };
    assert_eq!(entry.subject_count, 2);
    // What the rule lays down is in the book: the log it asks for, and what is charged.
    let duties: Vec<&str> = told.duties.iter().map(String::as_str).collect();
    assert_eq!(duties, ["fee 件数照会", "log_each_row"]);
    let refusal = bank.refusal(&open, &count("鈴木", None)).await;
    assert_eq!(
        refusal.quote().map(|q| q.rule.as_str()),
        Some("肺がん予後2026#1")
    );
}

#[tokio::test]
async fn an_explanation_keeps_consent_from_all_but_stewards() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let mut policy = story::policy();
    policy.studies[0].roles[1].org = None;
    policy.studies[0].roles[1].group = "steward".into();
    let steward_gate = gate(&policy);
    let class = DataClass::from("clinical");
    let papers = extract("東大_定期", "2026-06-01");
    let ask = Ask::Extract {
        delivery: "東大_定期".into(),
    };
    let of_somebody = gate(&story::policy())
        .explain(
            &bank.store,
            &papers,
            &ask,
            &class,
            Whose::Person(bank.subject("花子")),
        )
        .await
        .expect("an explanation");
    let nobody_consented = gate(&story::policy())
        .explain(
            &bank.store,
            &papers,
            &ask,
            &class,
            Whose::Person(bank.subject("太郎")),
        )
        .await
        .expect("an explanation");
    assert_eq!(of_somebody.verdict, Verdict::NotAvailable);
    let said = |e: &crate::Explanation| e.say(Lang::Ja);
    assert_eq!(
        said(&of_somebody),
        said(&nobody_consented),
        "the reader can't tell who consented"
    );
    assert_eq!(of_somebody.forbids[0].applies, Applies::NotAvailable);
    let yamada = papers.clone().with(|papers| papers.who = "山田".into());
    let seen = |name: &str| {
        let (gate, bank, yamada, ask) = (&steward_gate, &bank, &yamada, &ask);
        let (class, subject) = (&class, bank.subject(name));
        async move {
            gate.explain(&bank.store, yamada, ask, class, Whose::Person(subject))
                .await
                .expect("an explanation")
        }
    };
    assert_eq!(
        seen("花子").await.verdict,
        Verdict::Records { allowed: 2, of: 2 }
    );
    let taro = seen("太郎").await;
    assert_eq!(
        (taro.verdict, taro.forbids[0].applies),
        (Verdict::Records { allowed: 0, of: 1 }, Applies::Yes)
    );
    assert_eq!(bank.last_entry().await.kind, EntryKind::Explained);
    let at_large = gate(&story::policy())
        .explain(&bank.store, &papers, &ask, &class, Whose::AtLarge)
        .await
        .expect("an explanation");
    assert_eq!(at_large.verdict, Verdict::ByRecord);
    assert!(
        at_large.permits[0]
            .conditions
            .iter()
            .all(|c| c.holds == Some(true))
    );
}

#[tokio::test]
async fn too_many_consent_periods_are_counted_as_a_stewards_problem() {
    let bank = Bank::founded().await;
    let mut policy = story::policy();
    // Each form covers one year of data, so that nothing merges.
    for year in 0..9 {
        let mut form = story::form();
        form.name = format!("版{year}").into();
        form.collected_since = Some(story::day(&format!("{}-01-01", 2017 + year)));
        form.collected_until = Some(story::day(&format!("{}-01-01", 2018 + year)));
        policy.forms.push(form);
        let kind = EventKind::Signed {
            form: format!("版{year}").into(),
            items: vec!["1".into()],
            until: None,
        };
        bank.says("花子", kind, "2024-02-01").await;
    }
    bank.signs("次郎", "2024-02-01").await;
    let permit = bank
        .permit(&gate(&policy), &extract("東大_定期", "2026-06-01"))
        .await;
    assert_eq!(permit.subjects(), [bank.subject("次郎")]);
    assert_eq!(permit.evidence().told.consent_overflow_patients, 1);
    assert!(!permit.subjects().contains(&bank.subject("花子")));
}

#[tokio::test]
async fn a_purpose_must_be_one_of_the_studys() {
    let (bank, gate) = (Bank::founded().await, gate(&story::policy()));
    bank.signs("花子", "2024-02-01").await;
    let papers =
        extract("東大_定期", "2026-06-01").with(|papers| papers.purpose = Some("企業創薬".into()));
    let refusal = bank.refusal(&gate, &papers).await;
    let Why::NoPermit {
        nearest: Some(nearest),
        ..
    } = refusal.why()
    else {
        panic!("{refusal:?}")
    };
    let failing: Vec<&str> = nearest
        .conditions
        .iter()
        .filter(|c| c.holds == Some(false))
        .map(|c| c.says.en.as_str())
        .collect();
    assert_eq!(failing, ["the purpose is 予後予測研究 or lies under it"]);
}

/// The bank of the story holds three people in the cohort; `expect count` is about those who agreed.
#[tokio::test]
async fn a_cohort_of_another_size_than_expected_stops_a_delivery_and_tells_nothing_more() {
    let bank = Bank::founded().await;
    for name in ["花子", "太郎", "次郎"] {
        bank.signs(name, "2024-02-01").await;
    }
    let mut policy = story::policy();
    let mut told = Vec::new();
    for expect in [(4, 10), (0, 2), (4, 4)] {
        policy.cohorts[0].expect = Some(expect);
        let refusal = bank
            .refusal(&gate(&policy), &extract("東大_定期", "2026-06-01"))
            .await;
        let (low, high) = expect;
        let said = refusal.say(Lang::En);
        assert!(
            matches!(refusal.why(), Why::UnexpectedCount { .. })
                && said.contains(&format!("({low} to {high})")),
            "{said}"
        );
        told.push(said.replace(&format!("({low} to {high})"), "()"));
    }
    let without_entry = |said: &String| said.lines().skip(1).collect::<String>();
    assert!(
        told.iter()
            .all(|said| without_entry(said) == without_entry(&told[0])),
        "too few and too many read alike: {told:?}"
    );
    for expect in [(3, 3), (1, 3), (3, 10)] {
        policy.cohorts[0].expect = Some(expect);
        assert!(matches!(
            bank.decide(&gate(&policy), &extract("東大_定期", "2026-06-01"))
                .await,
            Decision::Permit(_)
        ));
    }
}

/// A count is compared as it is shown: a suppressed one says only what its bound says.
#[tokio::test]
async fn a_count_warns_by_what_it_shows() {
    let bank = Bank::founded().await;
    bank.signs("花子", "2024-02-01").await;
    let mut policy = story::policy();
    let papers = count("鈴木", Some("analysis-room"));
    for (expect, warns) in [((10, 20), true), ((9, 20), false), ((0, 0), false)] {
        policy.cohorts[0].expect = Some(expect);
        let Decision::Counted(counted) = bank.decide(&gate(&policy), &papers).await else {
            panic!("no count")
        };
        assert_eq!(counted.to_string(), "<10");
        assert_eq!(counted.unexpected(), warns.then_some(expect), "{expect:?}");
    }
}

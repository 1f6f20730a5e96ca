//! Single questions to the policies: each condition of a rule, each edge of a consent.

use sekisho_model::Instant;
use sekisho_model::consent::{Grant, RecipientKind};
use sekisho_model::policy::{Act, Attribute, TestOp, TestValue, When};
use sekisho_model::record::Collected;

use super::{Asking, approvals, at, gate, grant, person};
use crate::explain::trial::Answer;
use crate::refusal::Why;
use crate::{Gate, MatrixPapers, show_matrix, story};

const CONSENT: &str = "同意 / consent";

/// The conditions that failed, in English.
fn failing(asking: &Asking, gate: &Gate) -> Vec<String> {
    match asking.of(gate) {
        Answer::Refused {
            why:
                Why::NoPermit {
                    nearest: Some(nearest),
                    ..
                },
            ..
        } => nearest
            .conditions
            .iter()
            .filter(|c| c.holds == Some(false))
            .map(|c| c.says.en.clone())
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_partner_with_everything_in_order_is_let_through() {
    let gate = gate(&story::policy());
    let Answer::Allowed(permits) = Asking::partner().of(&gate) else {
        panic!("refused")
    };
    assert_eq!(permits[0].rule.as_str(), "肺がん予後2026#2");
    assert_eq!(permits[0].origin.to_string(), "policies/肺がん.seki:9");
    assert_eq!(
        permits[0].line.as_deref(),
        Some("allow extract to 共同研究者 on 診療情報, 画像 as 符号化_標準")
    );
}

#[test]
fn each_missing_condition_is_the_one_that_is_named() {
    let gate = gate(&story::policy());
    let partner = Asking::partner;
    let cases = [
        (
            Asking {
                person: person("田中", "nobody", "東京大学"),
                ..partner()
            },
            "holds the role 共同研究者 (group \"utokyo-lung\")",
        ),
        (
            Asking {
                person: person("田中", "utokyo-lung", "京都大学"),
                ..partner()
            },
            "belongs to 東京大学",
        ),
        (
            Asking {
                approvals: approvals(&["倫理委員"]),
                ..partner()
            },
            "approved by 2 of データ管理者, 倫理委員, 責任医師",
        ),
        (
            Asking {
                justified: false,
                ..partner()
            },
            "a justification is given",
        ),
        (
            Asking {
                now: at("2026-02-09"),
                ..partner()
            },
            "the study is approved and open (NCC-2026-014 from 2026-02-10 until 2029-03-31)",
        ),
    ];
    for (asking, expect) in cases {
        let failing = failing(&asking, &gate);
        assert!(failing.iter().any(|f| f == expect), "{expect}: {failing:?}");
        assert!(
            failing.len() == 1 || expect.starts_with("holds the role"),
            "{failing:?}"
        );
    }
}

#[test]
fn the_last_day_of_an_approval_still_counts() {
    let gate = gate(&story::policy());
    let on = |now: Instant| {
        Asking {
            now,
            ..Asking::partner()
        }
        .allowed(&gate)
    };
    assert!(on(at("2026-02-10")) && on(Instant(at("2029-04-01").0 - 1)));
    assert!(!on(Instant(at("2026-02-10").0 - 1)) && !on(at("2029-04-01")));
}

#[test]
fn a_training_runs_out_after_its_months_and_counts_on_its_last_day() {
    let gate = gate(&story::policy());
    let analyst = |day: &str, now: &str| {
        let mut person = person("鈴木", "lung-analyst", "");
        person.training = vec![("研究倫理".into(), story::day(day))];
        Asking {
            person,
            act: Act::Read,
            network: Some("analysis-room".into()),
            now: at(now),
            recipient: None,
            ..Asking::partner()
        }
    };
    assert!(analyst("2025-06-01", "2026-06-01").allowed(&gate));
    assert!(!analyst("2025-06-01", "2026-06-02").allowed(&gate));
    assert!(
        !analyst("2026-06-02", "2026-06-01").allowed(&gate),
        "a training still to come is none"
    );
    assert_eq!(
        failing(&analyst("2020-01-01", "2026-06-01"), &gate),
        ["took the training '研究倫理' within 12 months"]
    );
}

#[test]
fn a_network_left_out_is_not_the_analysis_room() {
    let gate = gate(&story::policy());
    let mut asking = Asking {
        act: Act::Read,
        recipient: None,
        ..Asking::partner()
    };
    asking.person = person("鈴木", "lung-analyst", "");
    asking.person.training = vec![("研究倫理".into(), story::day("2026-01-01"))];
    assert_eq!(
        failing(&asking, &gate),
        ["the network is \"analysis-room\""]
    );
    asking.network = Some("analysis-room".into());
    assert!(asking.allowed(&gate));
}

#[test]
fn what_a_requester_leaves_out_never_escapes_a_guard() {
    let mut policy = story::policy();
    policy.guards[1].condition = When::When(story::compare(
        Attribute::RequestNetwork,
        TestOp::NotEqual,
        TestValue::Text("analysis-room".into()),
    ));
    let gate = gate(&policy);
    let with = |network: Option<&str>| Asking {
        network: network.map(Into::into),
        ..Asking::partner()
    };
    assert!(with(Some("analysis-room")).allowed(&gate));
    assert_eq!(with(Some("internet")).refused_by(&gate), "封印された記録");
    assert_eq!(with(None).refused_by(&gate), "封印された記録");
}

#[test]
fn a_guard_that_asks_for_training_holds_for_who_never_had_any() {
    let mut policy = story::policy();
    policy.guards[1].condition = When::Unless(story::compare(
        Attribute::PrincipalTrainingUntil,
        TestOp::Greater,
        TestValue::RequestTime,
    ));
    let gate = gate(&policy);
    assert_eq!(Asking::partner().refused_by(&gate), "封印された記録");
}

#[test]
fn nothing_leaves_the_country_and_the_guard_says_why() {
    let gate = gate(&story::policy());
    let asking = Asking {
        recipient: Some((RecipientKind::University, "US".into())),
        ..Asking::partner()
    };
    let Answer::Refused {
        why: Why::Forbidden { quote, .. },
        ..
    } = asking.of(&gate)
    else {
        panic!("not forbidden")
    };
    assert_eq!((quote.rule.as_str(), quote.origin.line), ("海外提供", 4));
    assert_eq!(quote.because.ja, "国外へは出せません");
}

#[test]
fn a_forbid_line_beats_every_allow() {
    let mut policy = story::policy();
    policy.access[1].classes.push("genome".into());
    let gate = gate(&policy);
    let asking = Asking {
        class: "genome".into(),
        grants: vec![grant("予後予測研究", "genome")],
        ..Asking::partner()
    };
    assert_eq!(asking.refused_by(&gate), "肺がん予後2026#3");
}

#[test]
fn a_forbid_is_named_where_no_allow_was_ever_written() {
    let gate = gate(&story::policy());
    let asking = Asking {
        class: "genome".into(),
        grants: Vec::new(),
        ..Asking::partner()
    };
    let Answer::Refused {
        why: Why::Forbidden { quote, .. },
        forbids,
    } = asking.of(&gate)
    else {
        panic!("not forbidden")
    };
    assert_eq!(quote.rule.as_str(), "肺がん予後2026#3");
    let all: Vec<&str> = forbids.iter().map(|q| q.rule.as_str()).collect();
    assert_eq!(
        all,
        [CONSENT, "肺がん予後2026#3"],
        "a test block may name either"
    );
    let stranger_to_genome = Asking {
        person: person("鈴木", "lung-analyst", ""),
        ..asking
    };
    assert_eq!(stranger_to_genome.refused_by(&gate), "no rule");
}

#[test]
fn without_consent_the_built_in_guard_refuses() {
    let gate = gate(&story::policy());
    assert_eq!(
        Asking {
            grants: Vec::new(),
            ..Asking::partner()
        }
        .refused_by(&gate),
        CONSENT
    );
    let other_purpose = Asking {
        grants: vec![grant("企業創薬", "clinical")],
        ..Asking::partner()
    };
    assert_eq!(other_purpose.refused_by(&gate), CONSENT);
    let other_class = Asking {
        grants: vec![grant("予後予測研究", "imaging")],
        ..Asking::partner()
    };
    assert_eq!(other_class.refused_by(&gate), CONSENT);
}

#[test]
fn a_use_window_opens_at_its_first_instant_and_is_closed_at_its_last() {
    let gate = gate(&story::policy());
    let span = Grant {
        from: at("2026-05-01"),
        until: at("2026-06-01"),
        ..grant("予後予測研究", "clinical")
    };
    let on = |now: Instant| {
        Asking {
            now,
            grants: vec![span.clone()],
            ..Asking::partner()
        }
        .allowed(&gate)
    };
    assert!(on(at("2026-05-01")) && on(Instant(at("2026-06-01").0 - 1)));
    assert!(!on(Instant(at("2026-05-01").0 - 1)) && !on(at("2026-06-01")));
}

#[test]
fn a_collected_window_holds_the_whole_interval_a_date_may_mean() {
    let gate = gate(&story::policy());
    let since = Grant {
        since: at("2010-01-01"),
        to: at("2025-01-01"),
        ..grant("予後予測研究", "clinical")
    };
    let of = |collected| {
        Asking {
            collected,
            grants: vec![since.clone()],
            ..Asking::partner()
        }
        .allowed(&gate)
    };
    assert!(of(Collected::Between(at("2010-01-01"), at("2011-01-01"))));
    assert!(of(Collected::Between(at("2024-12-31"), at("2025-01-01"))));
    assert!(
        !of(Collected::Between(at("2009-12-01"), at("2010-01-02"))),
        "a scan of the turn of the year"
    );
    assert!(!of(Collected::Between(at("2024-12-01"), at("2025-01-02"))));
    assert!(
        of(Collected::Timeless),
        "a timeless record skips the collected test"
    );
    assert!(
        !of(Collected::Undated),
        "an undated one is outside every window"
    );
    let whenever = Asking {
        collected: Collected::Undated,
        ..Asking::partner()
    };
    assert!(whenever.allowed(&gate), "but inside a consent without any");
    let half = Grant {
        to: Instant::MAX,
        ..since
    };
    assert!(
        !Asking {
            collected: Collected::Undated,
            grants: vec![half],
            ..Asking::partner()
        }
        .allowed(&gate)
    );
}

#[test]
fn silence_means_no_company() {
    let gate = gate(&story::policy());
    assert!(Asking::company().allowed(&gate));
    let silent = Asking {
        grants: vec![grant("企業創薬", "clinical")],
        ..Asking::company()
    };
    assert_eq!(silent.refused_by(&gate), CONSENT);
}

#[test]
fn an_opt_out_binds_the_regime_it_names() {
    let gate = gate(&story::policy());
    let notice = |regime: &str| Some(regime.to_owned());
    let to_partner = |only_as| Asking {
        grants: vec![Grant {
            only_as,
            ..grant("予後予測研究", "clinical")
        }],
        ..Asking::partner()
    };
    assert!(to_partner(notice("coded")).allowed(&gate));
    for more in ["pseudonymized", "anonymized"] {
        assert_eq!(to_partner(notice(more)).refused_by(&gate), CONSENT);
    }
    for less in ["coded", "pseudonymized"] {
        let mut company = Asking::company();
        company.grants[0].only_as = notice(less);
        assert!(company.allowed(&gate), "anonymized is more than {less}");
    }
}

#[test]
fn the_ninth_rectangle_denies_and_the_eighth_is_read() {
    let gate = gate(&story::policy());
    let year = |y: i32| {
        let day = |y: i32| at(&format!("{y}-01-01"));
        Grant {
            since: day(y),
            to: day(y + 1),
            ..grant("予後予測研究", "clinical")
        }
    };
    let of = |n: i32| Asking {
        grants: (0..n).map(|i| year(2026 - n + i)).collect(),
        ..Asking::partner()
    };
    assert!(of(8).allowed(&gate));
    assert_eq!(of(9).refused_by(&gate), CONSENT);
}

#[test]
fn hostile_names_ask_and_are_answered_like_any_other() {
    for name in [
        r#"x"}; permit(principal,action,resource);//"#,
        "逆\u{202e}順\u{0}\"\\",
    ] {
        let mut policy = story::policy();
        policy.studies[0].name = name.into();
        for access in &mut policy.access {
            if access.study.as_str() == "肺がん予後2026" {
                access.study = name.into();
            }
        }
        let gate = gate(&policy);
        let asking = Asking {
            study: name.into(),
            ..Asking::partner()
        };
        assert!(asking.allowed(&gate), "{name}");
        assert_eq!(
            Asking {
                grants: Vec::new(),
                ..asking
            }
            .refused_by(&gate),
            CONSENT
        );
    }
}

#[test]
fn the_permission_matrix_reads_like_the_policy() {
    let gate = gate(&story::policy());
    let mut analyst = person("鈴木", "lung-analyst", "");
    analyst.training = vec![("研究倫理".into(), story::day("2026-01-01"))];
    let papers = MatrixPapers {
        now: at("2026-06-01"),
        justified: true,
        network: Some("analysis-room".into()),
        approvals: approvals(&["データ管理者", "倫理委員"]),
    };
    let rows = gate
        .matrix_of(
            &[super::partner(), analyst, person("田中", "", "")],
            &papers,
        )
        .expect("a matrix");
    let text = show_matrix(&rows);
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/matrix.golden");
    if std::env::var_os("SEKISHO_BLESS").is_some() {
        std::fs::write(golden, &text).expect("written");
    }
    assert_eq!(text, std::fs::read_to_string(golden).unwrap_or_default());
}

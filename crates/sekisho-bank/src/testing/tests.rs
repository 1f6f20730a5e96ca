//! Tests written into the lung example, run on the real engines: what passes, and what each
//! failure says.

use std::path::Path;

use sekisho_lang::data_model::oncology;
use sekisho_lang::{Package, Program, analyze};
use sekisho_model::release::{GroupFate, KAnonymity, ReleasedField};
use sekisho_model::{ColumnName, SourceText, ViewName, catalog};

use super::{Outcome, Report, run};

/// The lung example with one more policy file.
fn with(tests: &str) -> Program {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/lung");
    let mut package = Package::load(&folder).expect("the lung example");
    let head = "sekisho 1\npackage lung.more\nuse model oncology 2026.1\nuse lung.consent\nuse lung.prognosis\nuse lung.drugs\n";
    package.sources.push(SourceText::new(
        "policies/more.seki",
        format!("{head}{tests}"),
    ));
    let parses: Vec<_> = package.sources.iter().map(sekisho_syntax::parse).collect();
    let analysis = analyze(&package, &parses, oncology(), catalog::r4());
    let errors: Vec<_> = analysis
        .problems
        .iter()
        .map(|p| (p.code, &p.message.en))
        .collect();
    analysis.program.unwrap_or_else(|| panic!("{errors:?}"))
}

async fn report(tests: &str) -> Report {
    run(&with(tests), Some("T:"))
        .await
        .expect("the engines run")
}

/// The codes of one test's failures, and everything said in English.
async fn failures(test: &str) -> (Vec<u16>, String) {
    let report = report(test).await;
    let failed: Vec<&Outcome> = report.outcomes().filter(|o| o.failure.is_some()).collect();
    let codes = failed
        .iter()
        .flat_map(|o| &o.failure)
        .map(|f| f.problem.code);
    let said = failed.iter().flat_map(|o| &o.failure);
    let said = said.map(|f| format!("{}\n{}\n", f.problem.message.en, f.why.en));
    (codes.collect(), said.collect())
}

async fn passes(test: &str) {
    let (codes, said) = failures(test).await;
    assert!(codes.is_empty(), "{test}\n{said}");
}

const AGREED: &str = "
  given patient P1 {
    birth_date 1960-05-01
    diagnosis { code \"C34.1\" system \"ICD-10\"; date 2024-01-10 }
    consent 研究同意_第3版 { signed 2024-02-01; item \"1\" }
  }
  at 2026-06-01
";

fn as_analyst(expect: &str) -> String {
    format!(
        "test \"T: 1\" {{ {AGREED}  as 解析者 of 肺がん予後2026 for 予後予測研究\n  {expect}\n}}\n"
    )
}

fn as_pi(expect: &str) -> String {
    format!(
        "test \"T: 1\" {{ {AGREED}  as 責任医師 of 肺がん予後2026 for 予後予測研究\n  {expect}\n}}\n"
    )
}

#[tokio::test]
async fn every_test_of_the_examples_passes() {
    for example in ["lung", "synthea"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../examples")
            .join(example);
        let program = sekisho_lang::check(&folder).unwrap().program.unwrap();
        let report = run(&program, None).await.unwrap();
        let failed: Vec<_> = report.outcomes().filter(|o| o.failure.is_some()).collect();
        assert!(failed.is_empty() && !report.tests.is_empty(), "{failed:#?}");
    }
}

#[tokio::test]
async fn papers_open_what_they_should_and_nothing_else() {
    let count =
        as_pi("trained \"研究倫理\" on 2026-01-20\n  expect allowed count on 診療情報 of P1");
    passes(&count).await;
    let untrained = as_pi("expect allowed count on 診療情報 of P1");
    let (codes, said) = failures(&untrained).await;
    assert_eq!(codes, [1021]);
    assert!(said.contains("✘ took the training '研究倫理'"), "{said}");
    assert!(said.contains("policies/02_予後研究.seki"), "{said}");
    let too_old = as_pi(
        "trained \"研究倫理\" on 2025-05-31\n  expect denied count on 診療情報 of P1 because 肺がん予後2026",
    );
    passes(&too_old).await;
}

#[tokio::test]
async fn a_denial_must_have_the_reason_it_names() {
    let right = as_analyst(
        "recipient university country \"US\"\n  expect denied extract on 診療情報 of P1 because 国外への提供",
    );
    // Nobody agreed to a recipient abroad either, so the guard is not the reason alone.
    let (codes, said) = failures(&right).await;
    assert_eq!(codes, [1023]);
    assert!(said.contains("同意 / consent"), "{said}");
    let nothing = as_analyst("expect denied read on 診療情報 of P1 because 肺がん予後2026");
    passes(&nothing).await;
    let wrong = as_analyst("expect denied read on 診療情報 of P1 because consent");
    assert_eq!(failures(&wrong).await.0, [1023]);
    let other = as_analyst("expect denied read on 診療情報 of P1 because 国外への提供");
    assert_eq!(failures(&other).await.0, [1023]);
    let open = as_analyst("expect denied extract on 診療情報 of P1 because consent");
    let (codes, said) = failures(&open).await;
    assert_eq!(codes, [1022]);
    assert!(said.contains("allow extract to 解析者"), "{said}");
}

#[tokio::test]
async fn the_date_of_the_record_counts() {
    let old =
        as_analyst("expect denied extract on 画像 of P1 collected 2009-12-31 because consent");
    passes(&old).await;
    let first = as_analyst("expect allowed extract on 画像 of P1 collected 2010-01-01");
    passes(&first).await;
    let undated =
        as_analyst("expect denied extract on 画像 of P1 collected unknown because consent");
    passes(&undated).await;
}

#[tokio::test]
async fn what_is_required_must_be_needed() {
    let company = |expect: &str| {
        let patient = AGREED.replace("item \"1\"", "item \"1\", \"2\", \"3\"");
        format!(
            "test \"T: 1\" {{ {patient}  as 企業解析者 of 肺がん創薬A for 企業創薬\n  approvals データ管理者, 倫理委員\n  {expect}\n}}\n"
        )
    };
    let needed = company(
        "expect allowed extract on 診療情報 of P1 require profile 符号化_標準 require approval by [データ管理者]",
    );
    passes(&needed).await;
    let free = company(
        "justify \"計画\"\n  expect allowed extract on 診療情報 of P1 require justification",
    );
    assert_eq!(failures(&free).await.0, [1024]);
    let as_another = company(
        "expect denied extract on 診療情報 of P1 require profile 集計_10 because 肺がん創薬A",
    );
    passes(&as_another).await;
}

#[tokio::test]
async fn cohorts_are_asked_of_both_engines_and_a_failure_shows_each_condition() {
    let test = "cohort 女性 { from patient; index first diagnosis where code in 肺の悪性新生物 as 診断日; where sex = \"female\" unknown stop }
test \"T: 1\" {
  given patient F { sex \"female\"; diagnosis { code \"C34.1\" system \"ICD-10\"; date 2024-01-10 } }
  given patient M { sex \"male\"; diagnosis { code \"C34.1\" system \"ICD-10\"; date 2024-01-10 } }
  expect in cohort 女性 F
  expect not in cohort 女性 M
  expect in cohort 女性 M
  expect not in cohort 女性 F
}\n";
    let (codes, said) = failures(test).await;
    assert_eq!(codes, [1025, 1026]);
    assert!(
        said.contains("✘ where sex = \"female\" unknown stop"),
        "{said}"
    );
    let stopped = test.replace("sex \"male\"; ", "");
    let (codes, said) = failures(&stopped).await;
    assert_eq!(codes, [1027; 4]);
    assert!(said.contains("unknown for 1 of the patients"), "{said}");
}

#[tokio::test]
async fn a_delivery_counts_patients_in_the_cohort_who_agreed() {
    let (ja, en) = ("予後_東大", "予後_東大");
    passes(&as_analyst(&format!("expect delivery {ja} rows 1"))).await;
    let (codes, said) = failures(&as_analyst(&format!("expect delivery {en} rows 0"))).await;
    assert_eq!(codes, [1028]);
    assert!(said.contains("1 leave (P1)"), "{said}");
    let outside = as_analyst(
        "given patient P2 { birth_date 1960-05-01 }\n  expect delivery 予後_東大 rows 1",
    );
    let (codes, said) = failures(&outside).await;
    assert_eq!(codes, [1029]);
    assert!(
        said.contains("P2 is not in the delivery's cohort"),
        "{said}"
    );
    let told = as_analyst(
        "given patient P2 { birth_date 1960-05-01 }\n  expect not in cohort 肺がん患者 P2\n  expect delivery 予後_東大 rows 1",
    );
    passes(&told).await;
    let silent = as_analyst("expect delivery 予後_東大 rows 0").replace(
        "consent 研究同意_第3版 { signed 2024-02-01; item \"1\" }",
        "",
    );
    passes(&silent).await;
    let by_pi = as_pi(
        "trained \"研究倫理\" on 2026-01-20\n  expect delivery 予後_東大 stops because 肺がん予後2026",
    );
    passes(&by_pi).await;
    let not_stopped = as_analyst("expect delivery 予後_東大 stops because limit");
    assert_eq!(failures(&not_stopped).await.0, [1030]);
    let no_consent = silent.replace("rows 0", "stops because consent");
    passes(&no_consent).await;
}

/// One patient alone in a group of two: left out, or the delivery stops, by the author's word.
#[tokio::test]
async fn a_delivery_goes_through_the_release_control() {
    for (k, fate, expected) in [
        (1, GroupFate::Suppress, "rows 1"),
        (2, GroupFate::Suppress, "rows 0"),
        (2, GroupFate::Stop, "stops because k"),
    ] {
        let mut program = with(&as_analyst(&format!(
            "expect delivery 予後_東大 {expected}"
        )));
        let profile = program
            .policy
            .delivery("予後_東大")
            .expect("it")
            .profile
            .clone();
        let mut profiles = program.policy.profiles.iter_mut();
        let profile = profiles.find(|p| p.name == profile).expect("its profile");
        profile.release.k = Some(KAnonymity {
            k,
            on: vec![ReleasedField {
                view: ViewName::new("patient"),
                column: ColumnName::new("sex"),
            }],
            fate,
            origin: profile.origin.clone(),
        });
        let report = run(&program, Some("T:")).await.expect("the engines run");
        assert_eq!(report.outcomes().count(), 1);
        assert!(report.passed(), "k {k} {fate:?}: {report:?}");
    }
}

#[tokio::test]
async fn only_picks_tests_by_name() {
    let report = report(&as_analyst("expect in cohort 肺がん患者 P1")).await;
    assert_eq!(report.tests.len(), 1);
    assert_eq!(
        report.tests[0].outcomes[0].expected,
        "expect in cohort 肺がん患者 P1"
    );
}

#[tokio::test]
async fn outputs_are_what_the_profile_lets_out() {
    let test = |expect: &str| {
        format!(
            "profile 表 {{
  unlisted drop
  key scope study
  table patient {{
    name: drop
    birth_date: year
    age: cap 90 years
  }}
}}
test \"T: 1\" {{
  given patient P1 {{ birth_date 1930-01-01; name \"山田 花子\" }}
  given patient P2 {{ sex \"male\" }}
  at 2026-05-01
  expect output 表 patient.age of P2 missing
  {expect}
}}\n"
        )
    };
    let right = "expect output 表 patient.age of P1 is 90\n  expect output 表 patient.birth_date of P1 is \"1930\"\n  expect output 表 patient.name of P1 missing\n  expect output 表 patient.sex of P2 missing";
    let (codes, said) = failures(&test(right)).await;
    assert_eq!(codes, [1033], "nobody knows how old P2 is\n{said}");
    let wrong = "expect output 表 patient.age of P1 is 96\n  expect output 表 patient.name of P1 is \"山田 花子\"";
    let (codes, said) = failures(&test(wrong)).await;
    assert_eq!(codes, [1033, 1031, 1031]);
    assert!(
        said.contains("'90' leaves") && said.contains("nothing leaves"),
        "{said}"
    );
}

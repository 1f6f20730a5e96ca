//! The cohorts of a lung-cancer bank are written over the oncology model without a problem.

use std::collections::BTreeMap;

use sekisho_lang::{Package, analyze, data_model};
use sekisho_model::{SourceText, Zone};

const COHORTS: &str = r#"
sekisho 1
package t
use model oncology 2026.1
codelist 肺がん { label ja "肺" en "lung"; system "ICD-10"; include "C34" and below }
codelist 非小細胞 { label ja "非" en "nsclc"; system "ICD-O-3"; include "8046/3" }
codelist 進行期 { label ja "進" en "adv"; system "病期"; include "III", "IV", "3B" }
codelist EGFR阻害薬 { label ja "E" en "E"; system "ATC"; include "L01EB" and below }
cohort 初回治療_進行非小細胞 {
  label ja "初" en "naive"
  from patient
  index first diagnosis where code in 肺がん as 診断日
  where age at 診断日 between 20 years and 89 years unknown exclude
  where stage at 診断日 in 進行期 unknown exclude
  where some pathology within 90 days around 診断日 unknown exclude has (histology in 非小細胞 unknown exclude)
  where no treatment before 診断日 unknown exclude
  where some imaging_series within 60 days around 診断日 unknown exclude has (modality = "CT" and slice_thickness <= 2.5 mm unknown exclude)
  exclude where no follow_up after 診断日 unknown exclude
}
cohort EGFR変異_再発 {
  label ja "E" en "E"
  from patient
  index first relapse as 再発日
  where some variant before 再発日 unknown exclude has (gene = "EGFR" unknown exclude and pathogenic is yes unknown exclude)
  where some drug_exposure before 再発日 unknown exclude has (code in EGFR阻害薬 unknown exclude)
  where age at 再発日 >= 20 years unknown exclude
}
"#;

#[test]
fn the_cohorts_of_a_lung_cancer_bank_have_no_problem() {
    let package = Package {
        name: "t".into(),
        version: "1".into(),
        model: "oncology 2026.1".into(),
        zone: Zone::TOKYO,
        country: "JP".into(),
        contact: None,
        institution: None,
        sources: vec![SourceText::new("cohorts.seki", COHORTS.trim().into())],
        files: BTreeMap::new(),
        texts: BTreeMap::new(),
    };
    let parses: Vec<_> = package.sources.iter().map(sekisho_syntax::parse).collect();
    let model = data_model::oncology();
    let analysis = analyze(&package, &parses, model, sekisho_model::catalog::r4());
    // Nothing here uses them: that alone may be said.
    let unused = |code| sekisho_lang::problem::OF_ABSENCE.contains(&code);
    let said: Vec<_> = analysis
        .problems
        .iter()
        .filter(|p| !unused(p.code))
        .collect();
    assert!(said.is_empty(), "{said:#?}");
    assert_eq!(analysis.program.expect("a program").policy.cohorts.len(), 2);
}

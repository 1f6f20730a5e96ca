use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page { code: 817, title: wording("知られていない課金の単位", "A unit of charge nobody knows"), meaning: wording("fee の per の後に、記録・患者・提供のどれでもない言葉があります。", "The word after 'per' is no record, patient or delivery."), why: wording("請求の額が計算できません。", "The amount due can't be worked out."), example: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  fee standard 120 yen per recrod\n}\n"), instead: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  fee standard 120 yen per record\n}\n") };

pub fn unknown_fee_unit(at: Origin, unit: &str, near: Option<&str>) -> Problem {
PAGE.error(at, Text::new(format!("「{unit}」ごとの料金は数えられません。"), format!("A fee can't be counted per '{unit}'.")))
.help(near_or(near, Text::new("書けるのは: per record, per patient, per delivery", "Write per record, per patient or per delivery"))).fix_if(near)
}

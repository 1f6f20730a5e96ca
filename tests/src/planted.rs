//! A package that delivers everything of a cohort under profiles that a test brings: the synthea
//! example's form and cohort, with a study whose analyst may have each of them.

use std::path::Path;

use crate::banks::copy_folder;
use crate::samples::ours;

const HEAD: &str = "sekisho 1\npackage synthea.planted\nuse model oncology 2026.1\nuse synthea.consent\nuse synthea.cohorts\n\nlabel ja \"植える\" en \"Planted\"\n\n";

/// A study of its own for each, so that none asks which profile a count is under.
fn study(name: &str, formats: &str) -> String {
    let act = if formats.is_empty() {
        "count"
    } else {
        "extract"
    };
    let mut text = format!(
        "study planted_{name} {{\n  label ja \"植える研究\" en \"A study of the planted\"\n  approval \"X-{name}\" by \"委員会\" from 2020-01-01 until 2100-01-01\n  permission \"X-{name}\" by \"学長\" on 2020-01-01\n  purpose outcomes_research\n  cohort sinusitis\n  data everything\n  role analyst group \"outcomes-team\" from org \"関所大学\"\n}}\naccess planted_{name} {{\n  allow {act} to analyst on everything as {name}\n    because ja \"試す\" en \"To try it\"\n}}\n"
    );
    if !formats.is_empty() {
        // Joint use carries every form, also the one that consent doesn't (個人情報保護法41条6項).
        text += &format!(
            "deliver d_{name} {{\n  label ja \"提供\" en \"Delivery\"\n  study planted_{name}\n  cohort sinusitis\n  data everything\n  to org \"関所大学\" kind university country \"JP\"\n  basis 共同利用\n  held as 保険診療\n  as {name}\n  format {formats}\n}}\n"
        );
    }
    text
}

/// Writes the package: these declarations, and for each profile a delivery `d_NAME` in its formats, or,
/// where there are none, its counts.
///
/// # Panics
/// When it can't be written.
pub fn package(folder: &Path, declarations: &str, profiles: &[(&str, &str)]) {
    copy_folder(&ours("examples/synthea"), folder);
    for file in ["study.seki", "profiles.seki", "tests.seki"] {
        std::fs::remove_file(folder.join("policies").join(file)).expect("the example has it");
    }
    let mut text = format!("{HEAD}{declarations}");
    text.extend(profiles.iter().map(|(name, formats)| study(name, formats)));
    std::fs::write(folder.join("policies/planted.seki"), text).expect("it is written");
}

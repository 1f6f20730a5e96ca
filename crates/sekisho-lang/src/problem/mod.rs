//! Problems of meaning: one function each, Japanese and English side by side, codes for life.
//!
//! 02xx names · 03xx types and unknown · 04xx consent · 05xx access and guards · 06xx cohorts ·
//! 07xx profiles · 08xx deliveries · 09xx the package and what is not built yet. 01xx is syntax.

pub mod access;
pub mod cohort;
pub mod consent;
pub mod deliver;
pub mod names;
pub mod package;
pub mod profile;
pub mod types;

use sekisho_model::Text;

/// The help "did you mean", or another help.
pub fn near_or(near: Option<&str>, other: Text) -> Text {
    match near {
        Some(near) => Text::new(
            format!("「{near}」のことですか。"),
            format!("Did you mean '{near}'?"),
        ),
        None => other,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_code_is_used_twice() {
        let files = [
            include_str!("access.rs"),
            include_str!("cohort.rs"),
            include_str!("consent.rs"),
            include_str!("deliver.rs"),
            include_str!("names.rs"),
            include_str!("package.rs"),
            include_str!("profile.rs"),
            include_str!("types.rs"),
        ];
        let mut codes: Vec<&str> = files
            .iter()
            .flat_map(|file| file.split("Problem::").skip(1))
            .filter_map(|rest| rest.split_once('('))
            .filter_map(|(_, rest)| rest.trim_start().get(..3))
            .collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert!(count > 40 && codes.len() == count, "{codes:?}");
    }
}

//! The folder in which a delivery is staged, beside its destination, and how it is known again.

use std::path::{Path, PathBuf};

/// Where the delivery of this permit to this destination is staged.
pub(crate) fn place(destination: &Path, permit: i64) -> PathBuf {
    let name = destination.file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let pid = std::process::id();
    super::parent_of(destination).join(format!(".{name}.sekisho-{pid}-{permit}"))
}

/// Whether this can be the name of a folder that `place` named: nothing else is ever swept.
pub(crate) fn is_place(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let Some((_, numbers)) = name.rsplit_once(".sekisho-") else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    name.starts_with('.')
        && numbers
            .split_once('-')
            .is_some_and(|(pid, permit)| digits(pid) && digits(permit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_known_by_its_name_alone() {
        let folder = place(Path::new("/srv/out"), 7);
        assert_eq!(folder.parent(), Some(Path::new("/srv")));
        assert!(is_place(&folder) && !is_place(Path::new("/srv/out")));
        assert!(!is_place(Path::new("/srv/.out.sekisho-7")));
    }
}

//! Replaces a policy file by a better text, in one step or not at all.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::show::Ended;

/// Writes beside the file and renames over it, so that it is whole at every moment; its mode stays.
/// A file that changed since it was read is left alone.
pub fn replace(path: &Path, before: &str, after: &str) -> Result<(), Ended> {
    let failed = |error: std::io::Error| failed(path, &error);
    // A link keeps pointing at the file it pointed at.
    let path = fs::canonicalize(path).map_err(failed)?;
    let permissions = fs::metadata(&path).map_err(failed)?.permissions();
    if permissions.readonly() {
        return Err(Ended::failed(
            format!("{} は読み取り専用です。触れていません", path.display()),
            format!("{} is read-only; it is left as it is", path.display()),
        ));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut staged = tempfile::Builder::new()
        .prefix(".sekisho-fmt-")
        .tempfile_in(folder)
        .map_err(failed)?;
    staged.write_all(after.as_bytes()).map_err(failed)?;
    staged
        .as_file()
        .set_permissions(permissions)
        .map_err(failed)?;
    staged.as_file().sync_all().map_err(failed)?;
    if fs::read(&path).map_err(failed)? != before.as_bytes() {
        return Err(Ended::failed(
            format!(
                "{} は読んだ後に変わりました。触れていません",
                path.display()
            ),
            format!(
                "{} changed after it was read; it is left as it is",
                path.display()
            ),
        ));
    }
    staged.persist(&path).map_err(|error| failed(error.error))?;
    Ok(())
}

pub fn failed(path: &Path, error: &std::io::Error) -> Ended {
    Ended::failed(
        format!("{}: 読み書きできません（{error}）", path.display()),
        format!("{}: can't be read or written ({error})", path.display()),
    )
}

//! Who runs the command, where `--as` names nobody: the operating system's user, written as such.

use sekisho_bank::BankError;
use sekisho_bank::people::SYSTEM;

/// `--as`, or `system:NAME`. Nobody writes another account's name into the book.
pub fn named(given: Option<&str>) -> Result<String, BankError> {
    let own = format!("{SYSTEM}{}", user());
    match given {
        Some(who) if who.starts_with(SYSTEM) && who != own => Err(BankError::usage(
            format!("「{SYSTEM}」で始まる名は OS の利用者の名です。--as を省けば {own} と記します"),
            format!(
                "a name that begins with '{SYSTEM}' is the operating system's; without --as the ledger says {own}"
            ),
        )),
        Some(who) => Ok(who.to_owned()),
        None => Ok(own),
    }
}

/// The account's name; its number where the system has no name for it.
fn user() -> String {
    let Some(uid) = uid() else {
        let known = ["LOGNAME", "USER", "USERNAME"].into_iter();
        return known
            .filter_map(|name| std::env::var(name).ok())
            .find(|name| !name.is_empty())
            .unwrap_or_else(|| "unknown".into());
    };
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = accounts.lines().find_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next()?;
        (parts.nth(1)? == uid.to_string()).then(|| name.to_owned())
    });
    named.unwrap_or_else(|| uid.to_string())
}

/// Whose process this is: the owner of its entry in `/proc`, which no variable can change.
#[cfg(target_os = "linux")]
fn uid() -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self")
        .ok()
        .map(|entry| entry.uid())
}

#[cfg(not(target_os = "linux"))]
fn uid() -> Option<u32> {
    None
}

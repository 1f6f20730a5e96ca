//! Authors' words inside Cedar text: always a quoted string, never syntax.

/// A Cedar string literal. What can't be seen (controls, direction marks) is written as an escape.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.escape_debug())
}

/// `Type::"id"`
pub fn entity(kind: &str, id: &str) -> String {
    format!("{kind}::{}", quoted(id))
}

/// `[a, b]`
pub fn set<T: AsRef<str>>(members: impl IntoIterator<Item = T>) -> String {
    let members: Vec<String> = members.into_iter().map(|m| m.as_ref().to_owned()).collect();
    format!("[{}]", members.join(", "))
}

/// `(a || b)`; nothing to choose from is `false`.
pub fn any(parts: &[String]) -> String {
    join(parts, " || ", "false")
}

/// `(a && b)`; nothing to hold is `true`.
pub fn all(parts: &[String]) -> String {
    join(parts, " && ", "true")
}

fn join(parts: &[String], with: &str, empty: &str) -> String {
    match parts {
        [] => empty.to_owned(),
        [one] => one.clone(),
        many => format!("({})", many.join(with)),
    }
}

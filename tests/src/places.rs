//! Every place of a record: its path, its value and what stands beside it.

use crate::json::Json;

/// A value that is neither an object nor a list.
pub struct Place<'a> {
    /// Keys only: `identifier.value`. Two items of one list share a path.
    pub path: &'a str,
    pub key: &'a str,
    pub value: &'a Json,
    /// The object the value stands in.
    pub beside: &'a Json,
}

impl Place<'_> {
    /// A `display` with system and code beside it: the words of a public code, not of a person.
    pub fn is_coded_display(&self) -> bool {
        let text = |key| {
            self.beside
                .get(key)
                .is_some_and(|v| v.text().is_some_and(|t| !t.is_empty()))
        };
        self.key == "display" && text("system") && text("code")
    }
}

/// Calls `see` for every leaf, in the order of the text.
pub fn walk(record: &Json, see: &mut dyn FnMut(&Place<'_>)) {
    members(record, &mut String::new(), see);
}

/// Every leaf whose path is this one, in order.
pub fn leaves_at<'a>(record: &'a Json, path: &str) -> Vec<&'a Json> {
    let mut found = vec![record];
    for key in path.split('.') {
        found = found
            .into_iter()
            .flat_map(|here| all_members(here, key))
            .collect();
    }
    found.into_iter().flat_map(flattened).collect()
}

/// Every object or leaf under this key; a list gives its items.
fn all_members<'a>(here: &'a Json, key: &str) -> Vec<&'a Json> {
    match here {
        Json::Object(members) => members
            .iter()
            .filter(|(k, _)| k == key)
            .flat_map(|(_, v)| flattened(v))
            .collect(),
        _ => Vec::new(),
    }
}

fn flattened(value: &Json) -> Vec<&Json> {
    match value {
        Json::List(items) => items.iter().flat_map(flattened).collect(),
        other => vec![other],
    }
}

fn members(object: &Json, path: &mut String, see: &mut dyn FnMut(&Place<'_>)) {
    let Json::Object(all) = object else { return };
    for (key, value) in all {
        let above = path.len();
        if above > 0 {
            path.push('.');
        }
        path.push_str(key);
        value_at(value, key, object, path, see);
        path.truncate(above);
    }
}

fn value_at(
    value: &Json,
    key: &str,
    beside: &Json,
    path: &mut String,
    see: &mut dyn FnMut(&Place<'_>),
) {
    match value {
        Json::Object(_) => members(value, path, see),
        Json::List(items) => items
            .iter()
            .for_each(|item| value_at(item, key, beside, path, see)),
        leaf => see(&Place {
            path,
            key,
            value: leaf,
            beside,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_sees_every_leaf_and_knows_a_coded_display() {
        let record = Json::parse(
            r#"{"a":[{"b":1},{"b":[2,3]}],"c":{"system":"s","code":"k","display":"d"}}"#,
        );
        let mut seen = Vec::new();
        walk(&record, &mut |p| {
            seen.push(format!(
                "{}{}",
                p.path,
                if p.is_coded_display() { "!" } else { "" }
            ))
        });
        assert_eq!(
            seen,
            ["a.b", "a.b", "a.b", "c.system", "c.code", "c.display!"]
        );
        assert_eq!(leaves_at(&record, "a.b").len(), 3);
    }
}

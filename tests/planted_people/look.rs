//! Every byte that a recipient gets, decoded: names of files, records, tables in both formats.

use std::path::Path;

use sekisho_exchange::columnar::{Value, read};

/// The texts of a release with where they stand. A Parquet file gives its cells besides its bytes.
pub fn texts(release: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![release.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path
                .strip_prefix(release)
                .expect("below")
                .display()
                .to_string();
            found.push((format!("the name {name}"), name.clone()));
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file");
            found.push((name.clone(), String::from_utf8_lossy(&bytes).into_owned()));
            if name.ends_with(".parquet") {
                found.push((format!("{name}, decoded"), cells(bytes)));
            }
        }
    }
    found
}

fn cells(bytes: Vec<u8>) -> String {
    let mut text = String::new();
    let columns = read(bytes, |_, cells| {
        for cell in cells {
            match cell {
                Value::Text(cell) => text += &cell,
                Value::Integer(number) => text += &number.to_string(),
                Value::Absent | Value::Boolean(_) | Value::Date(_) => {}
            }
            text.push('\n');
        }
        true
    });
    text + &columns.expect("a Parquet file").join("\n")
}

//! `plugin new`: a folder whose plugin builds and passes, to be changed into one's own.

use std::path::Path;

use sekisho_bank::outlet;
use sekisho_plugin::WIT;

use crate::show::{Done, Ended, Show, out};

macro_rules! sdk {
    ($file:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../plugins/sdk/",
            $file
        ))
    };
}

const WAT: &[(&str, &str)] = &[
    ("plugin.wat", sdk!("wat/plugin.wat")),
    ("cases.ndjson", sdk!("cases.ndjson")),
    ("transform.wit", WIT),
    ("README.md", sdk!("wat/README.md")),
];

const C: &[(&str, &str)] = &[
    ("plugin.c", sdk!("c/plugin.c")),
    ("abi.h", sdk!("abi.h")),
    ("build.sh", sdk!("c/build.sh")),
    ("cases.ndjson", sdk!("cases.ndjson")),
    ("transform.wit", WIT),
    ("README.md", sdk!("c/README.md")),
];

pub fn new(dir: &Path, c: bool, show: &Show) -> Done {
    outlet::outside(dir)?;
    let name = dir.display();
    let is_taken = dir.exists()
        && !dir
            .read_dir()
            .is_ok_and(|mut entries| entries.next().is_none());
    if is_taken {
        return Err(Ended::usage(
            format!("{name} は空ではありません。まだない名前を選んでください"),
            format!("{name} is not empty; choose a name that does not exist"),
        ));
    }
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(dir)?;
        for (file, text) in if c { C } else { WAT } {
            std::fs::write(dir.join(file), text)?;
        }
        Ok(())
    };
    write().map_err(|error| {
        Ended::failed(
            format!("{name} に書けません: {error}"),
            format!("{name} can't be written to: {error}"),
        )
    })?;
    show.say(
        format!("プラグインの雛形を {name} に作りました。次は:"),
        format!("made a plugin to begin with in {name}; next:"),
    );
    match c {
        true => out(&format!("  sh {name}/build.sh")),
        false => out(&format!(
            "  sekisho plugin build {name}/plugin.wat -o {name}/plugin.wasm"
        )),
    }
    out(&format!(
        "  sekisho plugin test {name}/plugin.wasm --cases {name}/cases.ndjson"
    ));
    Ok(())
}

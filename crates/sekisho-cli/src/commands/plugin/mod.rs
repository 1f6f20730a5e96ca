//! `plugin`: what an author of a transform needs, from the first folder to the lines of the policy.

mod build;
mod inspect;
mod new;
mod test;

use std::path::Path;

use sekisho_lang::{Declared, declared};
use sekisho_model::Digest;
use sekisho_plugin::{LoadError, said};

use crate::args::PluginCommand;
use crate::problems;
use crate::show::{Done, Ended, Show, err_coloured};

pub fn run(command: PluginCommand, show: &Show) -> Done {
    match command {
        PluginCommand::New { dir, wat: _, c } => new::new(&dir, c, show),
        PluginCommand::Build { core, output } => build::build(&core, &output, show),
        PluginCommand::Test {
            component,
            cases,
            format,
        } => test::test(&component, cases.as_deref(), format, show),
        PluginCommand::Inspect { component, format } => inspect::inspect(&component, format, show),
    }
}

/// What the component says of itself; its problems are told.
fn declaration(file: &Path, component: &[u8], show: &Show) -> Result<Declared, Ended> {
    let Some(lines) = said(component) else {
        return Err(Ended::failed(
            format!(
                "{} は自分の宣言（custom section「sekisho.plugin」）を持っていません。`sekisho plugin new` の雛形のように書いてください",
                file.display()
            ),
            format!(
                "{} carries no declaration (custom section 'sekisho.plugin'); write one as the folder of `sekisho plugin new` does",
                file.display()
            ),
        ));
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let from = format!("file:plugins/{name}");
    declared(lines, &from, Digest::of(component)).map_err(|(found, source)| {
        for problem in &found {
            err_coloured(problems::render(problem, std::slice::from_ref(&source), show).trim_end());
        }
        Ended::Refused
    })
}

fn not_loaded(file: &Path, why: &LoadError) -> Ended {
    let (name, why) = (file.display(), why.text());
    Ended::failed(format!("{name} {}", why.ja), format!("{name} {}", why.en))
}

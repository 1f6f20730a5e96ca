//! `plugin build`: a core module becomes a component, and says how a policy declares it.

use std::path::Path;

use sekisho_bank::outlet;
use sekisho_model::Digest;
use sekisho_plugin::{Author, Engines, World, component_of, core_of, limits_of};

use super::{declaration, not_loaded};
use crate::commands::read;
use crate::show::{Done, Ended, Show, out};

pub fn build(source: &Path, output: &Path, show: &Show) -> Done {
    let failed = |why: String| {
        let name = source.display();
        Ended::failed(
            format!("{name} からコンポーネントを作れません: {why}"),
            format!("{name} does not become a component: {why}"),
        )
    };
    outlet::outside(output)?;
    let core = core_of(&read(source)?).map_err(failed)?;
    let component = component_of(&core, World::Plugin).map_err(failed)?;
    // What would be refused later is refused now, before a file stands there.
    let declared = declaration(output, &component, show)?;
    Author::load(Engines::shared(), &component, limits_of(&declared.plugin))
        .map_err(|why| not_loaded(source, &why))?;
    std::fs::write(output, &component).map_err(|error| {
        Ended::failed(
            format!("{} を書けません: {error}", output.display()),
            format!("{} can't be written: {error}", output.display()),
        )
    })?;
    let digest = Digest::of(&component);
    show.say(
        format!(
            "{} を書きました（{} バイト）。指紋 {digest}",
            output.display(),
            component.len()
        ),
        format!(
            "wrote {} ({} bytes), digest {digest}",
            output.display(),
            component.len()
        ),
    );
    show.say(
        "方針に貼る宣言（部品は方針のフォルダーの plugins/ に置いてください）:",
        "the declaration to paste into a policy (lay the component into the package's plugins/):",
    );
    out("");
    out(declared.text.trim_end());
    Ok(())
}

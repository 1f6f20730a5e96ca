//! What a component says of itself, read as the policy it will be declared by.

use std::collections::BTreeMap;

use sekisho_model::plugin::Plugin;
use sekisho_model::{Digest, Problem, Severity, SourceText, Zone};

use crate::{Package, check_package};

/// A plugin's declaration, as text to paste into a policy and as what it means.
#[derive(Clone, Debug)]
pub struct Declared {
    pub plugin: Plugin,
    pub text: String,
}

/// Reads the lines a component carries: `plugin NAME VERSION`, then those of the block. `Err`: what
/// the checker says of them, and the text that its places are of.
pub fn declared(
    said: &str,
    from: &str,
    digest: Digest,
) -> Result<Declared, (Vec<Problem>, SourceText)> {
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let head = lines.next().unwrap_or_default();
    let body: String = lines.map(|line| format!("  {line}\n")).collect();
    let block = format!("{head} from \"{from}\" digest \"{digest}\" {{\n{body}}}\n");
    let text = format!("sekisho 1\npackage declared\nuse model oncology 2026.1\n\n{block}");
    let source = SourceText::new("sekisho.plugin", text);
    let package = Package {
        name: "declared".into(),
        version: String::new(),
        model: "oncology 2026.1".into(),
        zone: Zone::TOKYO,
        country: "JP".into(),
        contact: None,
        institution: None,
        sources: vec![source.clone()],
        files: BTreeMap::new(),
        texts: BTreeMap::new(),
    };
    let analysis = check_package(&package);
    let mut plugins = analysis.program.map(|program| program.policy.plugins);
    match plugins.as_mut().and_then(Vec::pop) {
        Some(plugin) => Ok(Declared {
            plugin,
            text: block,
        }),
        None => {
            let mut problems = analysis.problems;
            problems.retain(|problem| problem.severity == Severity::Error);
            Err((problems, source))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_says_what_a_policy_would() {
        let said = "plugin tool 1.0\nlabel ja \"道具\" en \"Tool\"\n\
            function mask(text: Text, how: Text) -> Text deterministic leaves cleaned\n\
            capabilities none\nfuel 5 million\nmemory 2 MiB\n";
        let digest = Digest::of(b"tool");
        let found = declared(said, "file:tool.wasm", digest).expect("it is sound");
        assert_eq!(
            (found.plugin.name.as_str(), found.plugin.fuel),
            ("tool", 5_000_000)
        );
        assert_eq!(found.plugin.functions[0].parameters.len(), 2);
        assert!(
            found
                .text
                .starts_with("plugin tool 1.0 from \"file:tool.wasm\" digest \"sha256:")
        );
    }

    #[test]
    fn what_is_missing_is_said_as_of_a_policy() {
        let (problems, _) = declared("plugin tool 1.0\n", "x", Digest::of(b"")).unwrap_err();
        assert!(problems.iter().any(|problem| problem.code == 1302));
    }
}

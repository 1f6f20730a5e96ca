//! `plugin inspect`: what a component is, without running it.

use std::path::Path;

use sekisho_lower::module::{RuleTable, rule_table};
use sekisho_model::Digest;
use sekisho_plugin::{imports_and_exports, said};

use super::not_loaded;
use crate::args::Format;
use crate::commands::read;
use crate::show::{Done, Show, out};

pub fn inspect(file: &Path, format: Format, show: &Show) -> Done {
    let bytes = read(file)?;
    let shape = imports_and_exports(&bytes).map_err(|why| not_loaded(file, &why))?;
    let (imports, exports) = shape;
    let digest = Digest::of(&bytes);
    let declaration = said(&bytes);
    let rules = rule_table(&bytes).ok();
    if format == Format::Json {
        let json = serde_json::json!({
            "digest": digest, "bytes": bytes.len(), "imports": imports, "exports": exports,
            "declaration": declaration, "rules": rules,
        });
        out(&serde_json::to_string_pretty(&json).unwrap_or_default());
        return Ok(());
    }
    show.say(
        format!("{} バイト、指紋 {digest}", bytes.len()),
        format!("{} bytes, digest {digest}", bytes.len()),
    );
    show.say("求めるもの:", "asks for:");
    tell_names(&imports, show);
    show.say("出すもの:", "offers:");
    tell_names(&exports, show);
    if let Some(lines) = declaration {
        show.say("自分の宣言:", "says of itself:");
        lines.lines().for_each(|line| out(&format!("  {line}")));
    }
    if let Some(rules) = rules {
        tell_rules(&rules, show);
    }
    Ok(())
}

fn tell_names(names: &[String], show: &Show) {
    names.iter().for_each(|name| out(&format!("  {name}")));
    if names.is_empty() {
        show.say("  なし", "  nothing");
    }
}

fn tell_rules(table: &RuleTable, show: &Show) {
    show.say("プロファイルの規則:", "rules of the profile:");
    for rule in &table.rules {
        let (number, block) = (rule.rule, &rule.block);
        let (fields, actions) = (rule.selectors.join(", "), rule.actions.join(" then "));
        let when = if rule.conditional { " when …" } else { "" };
        let origin = &rule.origin;
        out(&format!(
            "  {number:>4}  {block}: {fields}: {actions}{when}  [{origin}]"
        ));
    }
}

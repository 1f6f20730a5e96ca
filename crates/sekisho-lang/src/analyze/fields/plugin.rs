//! Plugins: what their declaration must say, and whether a rule calls them as they are declared.

use sekisho_model::plugin::{Function, Leaves, Parameter, Plugin, PluginType};
use sekisho_model::profile::{Action, Argument, ArgumentValue, Call, Profile, ValueKind};
use sekisho_model::{Digest, Origin};
use sekisho_syntax::ast::{self, Name};
use sekisho_syntax::nearest;

use super::super::{Analyzer, Kind};
use crate::problem::plugin as problems;

/// Instructions one batch may spend at most: minutes of one core.
const FUEL_MAX: u64 = 1_000_000_000_000;
const MEMORY_BYTES_MAX: u64 = 4 << 30;
const MIB: u64 = 1 << 20;

impl Analyzer<'_> {
    pub(in super::super) fn plugin(&mut self, plugin: &ast::Plugin) {
        if !self.names.is_first(Kind::Plugin, &plugin.name) {
            return;
        }
        let at = || plugin.name.origin.clone();
        let digest = self.plugin_digest(&plugin.digest);
        match &plugin.capabilities {
            None => self.say(problems::plugin_lacks(
                at(),
                &plugin.name.text,
                "capabilities none",
            )),
            Some(named) => {
                for name in named {
                    self.say(problems::capability(name.origin.clone(), &name.text));
                }
            }
        }
        let fuel = self.limit(plugin.fuel.as_ref(), ("million", 1_000_000), FUEL_MAX);
        let memory = self.memory(plugin.memory.as_ref());
        for (said, line) in [
            (plugin.fuel.is_some(), "fuel 50 million"),
            (plugin.memory.is_some(), "memory 64 MiB"),
        ] {
            if !said {
                self.say(problems::plugin_lacks(at(), &plugin.name.text, line));
            }
        }
        if plugin.functions.is_empty() {
            let line = "function NAME(value: Text) -> Text deterministic leaves cleaned";
            self.say(problems::plugin_lacks(at(), &plugin.name.text, line));
        }
        if let Some(golden) = &plugin.golden
            && !self.package.texts.contains_key(&golden.text)
        {
            let (place, name) = (golden.origin.clone(), &plugin.name.text);
            self.say(problems::golden_missing(place, name, &golden.text));
        }
        let mut functions: Vec<Function> = Vec::new();
        for function in &plugin.functions {
            if let Some(first) = functions.iter().find(|f| f.name == function.name.text) {
                let problem = problems::function_twice(
                    function.name.origin.clone(),
                    &function.name.text,
                    first.origin.clone(),
                );
                self.say(problem);
            } else {
                functions.extend(self.function(function));
            }
        }
        self.policy.plugins.push(Plugin {
            name: plugin.name.text.clone(),
            version: plugin.version.text.clone(),
            from: plugin.from.text.clone(),
            digest: digest.unwrap_or(Digest([0; 32])),
            label: plugin.label.clone(),
            functions,
            fuel: fuel.unwrap_or_default(),
            memory_bytes: memory.unwrap_or_default(),
            golden: plugin.golden.as_ref().map(|golden| golden.text.clone()),
            origin: plugin.origin.clone(),
        });
    }

    fn plugin_digest(&mut self, written: &Name) -> Option<Digest> {
        let digest = written.text.parse::<Digest>().ok();
        if digest.is_none() {
            self.say(problems::plugin_digest(written.origin.clone()));
        }
        digest
    }

    fn limit(
        &mut self,
        written: Option<&(Name, Name)>,
        (unit, times): (&str, u64),
        max: u64,
    ) -> Option<u64> {
        let (number, said) = written?;
        let amount = number
            .text
            .parse::<u64>()
            .ok()
            .and_then(|n| n.checked_mul(times));
        let fits = amount.filter(|n| *n > 0 && *n <= max && said.text == unit);
        if fits.is_none() {
            let most = format!("{} {unit}", max / times);
            self.say(problems::plugin_limit(
                number.origin.clone(),
                &number.text,
                &said.text,
                &most,
            ));
        }
        fits
    }

    fn memory(&mut self, written: Option<&(Name, Name)>) -> Option<u64> {
        let is_gib = written.is_some_and(|(_, unit)| unit.text == "GiB");
        let unit = if is_gib {
            ("GiB", MIB << 10)
        } else {
            ("MiB", MIB)
        };
        self.limit(written, unit, MEMORY_BYTES_MAX)
    }

    fn function(&mut self, function: &ast::Function) -> Option<Function> {
        let at = || function.name.origin.clone();
        let parameters: Vec<Option<Parameter>> = function
            .parameters
            .iter()
            .map(|(name, kind)| {
                let kind = self.plugin_type(kind)?;
                Some(Parameter {
                    name: name.text.clone(),
                    kind,
                })
            })
            .collect();
        let result = self.plugin_type(&function.result);
        if function.parameters.is_empty() {
            self.say(problems::no_value_parameter(at(), &function.name.text));
        }
        if function.random.is_none() {
            self.say(problems::determinism_unsaid(at(), &function.name.text));
        }
        let leaves = match &function.leaves {
            Some(word) => Leaves::parse(&word.text),
            None => None,
        };
        if leaves.is_none() {
            let place = function
                .leaves
                .as_ref()
                .map_or_else(at, |word| word.origin.clone());
            self.say(problems::leaves_unsaid(place, &function.name.text));
        }
        Some(Function {
            name: function.name.text.clone(),
            parameters: parameters.into_iter().collect::<Option<_>>()?,
            result: result?,
            random: function.random.unwrap_or(true),
            leaves: leaves.unwrap_or(Leaves::Itself),
            origin: function.origin.clone(),
        })
    }

    fn plugin_type(&mut self, name: &Name) -> Option<PluginType> {
        let found = PluginType::parse(&name.text);
        if found.is_none() {
            let near = nearest(&name.text, PluginType::ALL.iter().map(|kind| kind.word()));
            self.say(problems::plugin_type(name.origin.clone(), &name.text, near));
        }
        found
    }

    /// The plugin and the function exist, and the arguments are those it takes.
    pub(super) fn call(&mut self, call: &Call, at: &Origin) {
        let name = Name {
            text: call.plugin.clone(),
            origin: at.clone(),
        };
        if call.plugin.is_empty() {
            let known: Vec<String> = self
                .names
                .of_kind(Kind::Plugin)
                .map(str::to_owned)
                .collect();
            let near = nearest(&call.function, known.iter().map(String::as_str));
            self.say(problems::unknown_action(at.clone(), &call.function, near));
            return;
        }
        if self.resolve(Kind::Plugin, &name).is_none() {
            return;
        }
        self.called.insert(call.plugin.clone());
        let Some(plugin) = self.policy.plugins.iter().find(|p| p.name == call.plugin) else {
            return;
        };
        let Some(function) = plugin.function(&call.function).cloned() else {
            let known: Vec<String> = plugin.functions.iter().map(|f| f.name.clone()).collect();
            let near = nearest(&call.function, known.iter().map(String::as_str)).map(str::to_owned);
            self.say(problems::unknown_function(
                at.clone(),
                &call.plugin,
                &call.function,
                near.as_deref(),
            ));
            return;
        };
        self.arguments(call, &function, at);
    }

    fn arguments(&mut self, call: &Call, function: &Function, at: &Origin) {
        let takes = function.parameters.get(1..).unwrap_or_default();
        for argument in &call.arguments {
            match takes.iter().find(|p| p.name == argument.name) {
                None => {
                    let names: Vec<&str> = takes.iter().map(|p| p.name.as_str()).collect();
                    self.say(problems::unknown_argument(
                        at.clone(),
                        &argument.name,
                        &names.join(", "),
                    ));
                }
                Some(parameter) if !suits(argument, parameter.kind) => {
                    self.say(problems::argument_type(
                        at.clone(),
                        &argument.name,
                        parameter.kind.word(),
                    ));
                }
                Some(_) => {}
            }
        }
        for parameter in takes {
            let given = call
                .arguments
                .iter()
                .filter(|a| a.name == parameter.name)
                .count();
            if given != 1 {
                self.say(problems::argument_missing(
                    at.clone(),
                    &parameter.name,
                    parameter.kind.word(),
                ));
            }
        }
    }

    /// What the called function makes of a value of this kind.
    pub(in super::super) fn call_fits(
        &mut self,
        call: &Call,
        kind: ValueKind,
        at: &Origin,
    ) -> Option<ValueKind> {
        let plugin = self.policy.plugins.iter().find(|p| p.name == call.plugin)?;
        let function = plugin.function(&call.function)?;
        let takes = function.parameters.first()?.kind;
        let result = kind_of(function.result, kind);
        if !accepts(takes, kind) {
            self.say(problems::value_type(
                at.clone(),
                &format!("{}.{}", call.plugin, call.function),
                takes.word(),
                kind,
            ));
            return None;
        }
        Some(result)
    }

    /// A declared plugin that no rule calls is a slip, or a leftover.
    pub(in super::super) fn plugins_unused(&mut self) {
        let unused: Vec<(String, Origin)> = self
            .policy
            .plugins
            .iter()
            .filter(|plugin| !self.called.contains(&plugin.name))
            .map(|plugin| (plugin.name.clone(), plugin.origin.clone()))
            .collect();
        for (name, origin) in unused {
            self.say(problems::plugin_unused(origin, &name));
        }
    }

    /// The same snapshot, bundle and request must give the same bytes: no delivery goes by a
    /// function that may answer otherwise the next time.
    pub(in super::super) fn random_plugins(&mut self, profile: &Profile, at: &Origin) {
        let rules = profile.fhir.iter().flat_map(|fhir| &fhir.rules);
        let rules = rules.chain(profile.blocks.iter().flat_map(|block| &block.rules));
        let mut found = Vec::new();
        for action in rules.flat_map(|rule| &rule.actions) {
            if let Action::Call(call) = action
                && let Some(plugin) = self.policy.plugins.iter().find(|p| p.name == call.plugin)
                && plugin.function(&call.function).is_some_and(|f| f.random)
            {
                found.push(format!("{}.{}", call.plugin, call.function));
            }
        }
        found.sort();
        found.dedup();
        for name in found {
            self.say(problems::random_plugin(
                at.clone(),
                &name,
                profile.name.as_str(),
            ));
        }
    }
}

fn suits(argument: &Argument, kind: PluginType) -> bool {
    match (&argument.value, kind) {
        (ArgumentValue::Text(_), PluginType::Text | PluginType::Code)
        | (ArgumentValue::Number(_), PluginType::Decimal)
        | (ArgumentValue::Bool(_), PluginType::Bool)
        | (ArgumentValue::Date(_), PluginType::Date) => true,
        (ArgumentValue::Number(number), PluginType::Integer) => !number.contains('.'),
        _ => false,
    }
}

fn accepts(takes: PluginType, kind: ValueKind) -> bool {
    match takes {
        PluginType::Text => matches!(kind, ValueKind::Text | ValueKind::Prose | ValueKind::Id),
        PluginType::Code => kind == ValueKind::Code,
        PluginType::Date => matches!(kind, ValueKind::Date | ValueKind::Instant),
        PluginType::Decimal => matches!(kind, ValueKind::Decimal | ValueKind::Integer),
        PluginType::Integer => kind == ValueKind::Integer,
        PluginType::Bool => kind == ValueKind::Bool,
        PluginType::Image => kind == ValueKind::Picture,
    }
}

fn kind_of(result: PluginType, given: ValueKind) -> ValueKind {
    match result {
        // A text stays as long as it was: prose is not cut.
        PluginType::Text if matches!(given, ValueKind::Prose | ValueKind::Id) => given,
        PluginType::Text => ValueKind::Text,
        PluginType::Code => ValueKind::Code,
        PluginType::Date => ValueKind::Date,
        PluginType::Decimal => ValueKind::Decimal,
        PluginType::Integer => ValueKind::Integer,
        PluginType::Bool => ValueKind::Bool,
        PluginType::Image => ValueKind::Picture,
    }
}

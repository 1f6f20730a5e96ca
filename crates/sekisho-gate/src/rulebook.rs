//! The bundle's policies as the gate keeps them: parsed once, sliced by study, act and class.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::{
    EntityTypeName, Expression, Policy, PolicyId, PolicySet, ResourceConstraint, pst,
};
use sekisho_model::policy::Act;
use sekisho_model::{Bundle, CedarPolicy, DataClass, Effect, Origin, RuleName, StudyName, Text};

/// One policy with what an explanation needs of it.
pub(crate) struct Rule {
    pub name: RuleName,
    pub effect: Effect,
    pub class: DataClass,
    pub because: Text,
    pub origin: Origin,
    pub duties: BTreeSet<String>,
    pub clauses: Vec<Clause>,
    cuts: Vec<i64>,
    policy: Policy,
}

/// One condition of a policy, to be asked by itself.
pub(crate) struct Clause {
    /// What kind of condition: `role`, `open`, `requirement 0`, …
    pub kind: String,
    pub unless: bool,
    /// `None`: its answer may differ from record to record, and only a whole decision gives it.
    pub test: Option<Expression>,
}

/// What may decide one act on one class in one study, in the bundle's order.
pub(crate) struct Slice {
    pub set: PolicySet,
    /// Indices into the rulebook.
    pub rules: Vec<usize>,
    /// Where an answer may change with the record's date, sorted.
    pub cuts: Vec<i64>,
}

pub(crate) struct Rulebook {
    pub rules: Vec<Rule>,
    by_id: BTreeMap<String, usize>,
    slices: BTreeMap<StudyName, BTreeMap<(Act, DataClass), Slice>>,
    types: BTreeMap<DataClass, EntityTypeName>,
}

impl Rulebook {
    /// `Err` names the policy that can't be read.
    pub fn read(bundle: &Bundle) -> Result<Self, String> {
        let mut book = Self {
            rules: Vec::new(),
            by_id: BTreeMap::new(),
            slices: BTreeMap::new(),
            types: BTreeMap::new(),
        };
        for policy in &bundle.cedar {
            book.add(policy)
                .map_err(|why| format!("{}: {why}", policy.id))?;
        }
        let studies = bundle.policy.studies.iter().map(|s| s.name.clone());
        let emergencies = bundle.policy.emergencies.iter().map(|e| e.study());
        for name in studies.chain(emergencies) {
            let slices = book.slices_of(&name, bundle)?;
            book.slices.insert(name, slices);
        }
        Ok(book)
    }

    /// Everything in one set, as the validator wants it.
    pub fn whole(&self) -> Result<PolicySet, String> {
        PolicySet::from_policies(self.rules.iter().map(|r| r.policy.clone()))
            .map_err(|e| e.to_string())
    }

    pub fn slice(&self, study: &StudyName, act: Act, class: &DataClass) -> Option<&Slice> {
        self.slices.get(study)?.get(&(act, class.clone()))
    }

    pub fn resource_type(&self, class: &DataClass) -> Option<&EntityTypeName> {
        self.types.get(class)
    }

    pub fn index_of(&self, id: &PolicyId) -> Option<usize> {
        let id: &str = id.as_ref();
        self.by_id.get(id).copied()
    }

    fn add(&mut self, written: &CedarPolicy) -> Result<(), String> {
        let policy = Policy::parse(Some(PolicyId::new(&written.id)), &written.text)
            .map_err(|e| e.to_string())?;
        let ResourceConstraint::Is(kind) = policy.resource_constraint() else {
            return Err("it does not name its resource type".into());
        };
        if self
            .types
            .entry(written.class.clone())
            .or_insert_with(|| kind.clone())
            != &kind
        {
            return Err("its resource type is not its class's".into());
        }
        if (policy.effect() == cedar_policy::Effect::Permit) != (written.effect == Effect::Permit) {
            return Err("its effect is not what the bundle says".into());
        }
        if self
            .by_id
            .insert(written.id.clone(), self.rules.len())
            .is_some()
        {
            return Err("its id occurs twice".into());
        }
        let word = |key: &str| policy.annotation(key).unwrap_or_default().to_owned();
        self.rules.push(Rule {
            name: written.rule.clone(),
            effect: written.effect,
            class: written.class.clone(),
            because: Text::new(word("because_ja"), word("because_en")),
            origin: written.origin.clone(),
            duties: word("duty")
                .split(',')
                .filter(|d| !d.is_empty())
                .map(str::to_owned)
                .collect(),
            clauses: clauses(&policy)?,
            cuts: written.collected_cuts.clone(),
            policy,
        });
        Ok(())
    }

    fn slices_of(
        &self,
        study: &StudyName,
        bundle: &Bundle,
    ) -> Result<BTreeMap<(Act, DataClass), Slice>, String> {
        let mut slices = BTreeMap::new();
        for act in Act::ALL {
            for class in self.types.keys() {
                let here = |(i, p): (usize, &CedarPolicy)| {
                    let applies = p.study.as_ref().is_none_or(|s| s == study);
                    (applies && p.acts.contains(&act) && &p.class == class).then_some(i)
                };
                let rules: Vec<usize> = bundle.cedar.iter().enumerate().filter_map(here).collect();
                let set =
                    PolicySet::from_policies(rules.iter().map(|i| self.rules[*i].policy.clone()));
                let cuts: BTreeSet<i64> = rules
                    .iter()
                    .flat_map(|i| self.rules[*i].cuts.iter().copied())
                    .collect();
                let slice = Slice {
                    set: set.map_err(|e| e.to_string())?,
                    rules,
                    cuts: cuts.into_iter().collect(),
                };
                slices.insert((act, class.clone()), slice);
            }
        }
        Ok(slices)
    }
}

impl Rule {
    /// Its answer is the same for every record of its class.
    pub fn of_request(&self) -> bool {
        self.clauses.iter().all(|c| c.test.is_some())
    }

    /// The built-in consent guard: what it reads of a person is not everybody's to know.
    pub fn is_consent(&self) -> bool {
        self.origin.is_built_in() && self.clauses.iter().any(|c| c.kind == "consent")
    }
}

/// The policy's own clauses with the kinds that lowering wrote beside them.
fn clauses(policy: &Policy) -> Result<Vec<Clause>, String> {
    let tree = policy.to_pst().map_err(|e| e.to_string())?;
    let mut clauses = Vec::new();
    for (n, clause) in tree.body().clauses().iter().enumerate() {
        let (unless, test) = match clause {
            pst::Clause::When(test) => (false, test),
            pst::Clause::Unless(test) => (true, test),
        };
        let note = policy
            .annotation(format!("clause{n}"))
            .unwrap_or("record condition");
        let (of, kind) = note.split_once(' ').unwrap_or(("record", note));
        let test = match of {
            "request" => Some(
                test.to_string()
                    .parse()
                    .map_err(|e: cedar_policy::ParseErrors| e.to_string())?,
            ),
            _ => None,
        };
        clauses.push(Clause {
            kind: kind.to_owned(),
            unless,
            test,
        });
    }
    Ok(clauses)
}

#[cfg(test)]
impl Rulebook {
    /// Adds a policy without any check, as no bundle can.
    pub fn slip_in(&mut self, text: &str, study: &StudyName, class: &DataClass) {
        let policy = Policy::parse(Some(PolicyId::new("slipped in")), text).expect("Cedar");
        for ((_, of), slice) in self.slices.get_mut(study).expect("a study") {
            if of == class {
                slice.set.add(policy.clone()).expect("a new id");
            }
        }
    }
}

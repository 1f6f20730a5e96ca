//! From parsed files to a program: names first, then each kind of declaration in its own file.

mod asked;
mod basis;
mod carried;
mod claim;
mod codelist;
mod codelist_sense;
mod cohort;
mod cohort_sense;
mod compare;
mod consent;
mod coverage;
mod dates;
pub mod decide;
mod deliver;
mod duo;
mod emergency;
mod expected;
mod extends;
mod fields;
mod given;
mod ground;
mod law;
mod leaving;
mod look_alike;
mod modifiers;
mod names;
mod notice;
mod numbers;
mod open;
mod outcomes;
mod permits;
mod profile;
mod purposes;
mod quantity;
mod ranges;
mod regime;
mod release;
mod request;
mod required;
mod standard;
mod study;
mod terms;
mod test;
mod trusts;
mod truth;
mod undecided;
mod unproved;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::catalog::Catalog;
use sekisho_model::cohort::Codes;
use sekisho_model::decimal::Decimal;
use sekisho_model::oncology::DataModel;
use sekisho_model::policy::Policy;
use sekisho_model::standard::Standard;
use sekisho_model::{CodelistName, DataClass, Origin, Problem, ProfileName, Severity};
use sekisho_syntax::Parse;
use sekisho_syntax::ast::{Item, Name};

pub use codelist::Slip;
pub use names::Kind;
use names::{Names, Scope};
pub use undecided::{Coverage, UndecidedElement, coverage};

use crate::package::Package;
use crate::problem::{names as name_problems, package as package_problems};
use crate::program::{Analysis, Program, TestDecl};
use crate::shipped::{self, References};

/// Checks a whole package. With an error there is no program; every problem of every file is given.
pub fn analyze(
    package: &Package,
    parses: &[Parse],
    model: &DataModel,
    catalog: &Catalog,
) -> Analysis {
    analyze_under(shipped::parses(), package, parses, model, catalog)
}

/// The same with other shipped packages than ours.
pub fn analyze_under(
    law: &[Parse],
    package: &Package,
    parses: &[Parse],
    model: &DataModel,
    catalog: &Catalog,
) -> Analysis {
    let all: Vec<&Parse> = shipped::beside(law, parses)
        .into_iter()
        .chain(parses)
        .collect();
    let mut analyzer = Analyzer::new(package, &all, model, catalog);
    analyzer.run(&all);
    let reached = analyzer.references.reached();
    shipped::leave_out_unreached(&mut analyzer.policy, &reached);
    let mut problems = analyzer.problems;
    problems.extend(
        parses
            .iter()
            .flat_map(|parse| parse.problems.iter().cloned()),
    );
    problems.sort_by(|a, b| {
        (&a.origin.file, a.origin.start, a.code).cmp(&(&b.origin.file, b.origin.start, b.code))
    });
    problems.dedup();
    let program = Program {
        package: package.name.clone(),
        zone: package.zone,
        country: package.country.clone(),
        policy: analyzer.policy,
        tests: analyzer
            .tests
            .into_iter()
            .filter(|test| !shipped::is_shipped(&test.origin))
            .collect(),
        sources: package
            .sources
            .iter()
            .cloned()
            .chain(shipped::sources(&reached))
            .collect(),
    };
    let failed = problems.iter().any(|p| p.severity == Severity::Error);
    Analysis {
        program: (!failed).then_some(program),
        problems,
    }
}

/// Everything known while a package is checked. The policy grows kind by kind.
struct Analyzer<'a> {
    package: &'a Package,
    model: &'a DataModel,
    catalog: &'a Catalog,
    names: Names,
    references: References,
    /// The file at hand: which packages its names may come from.
    here: Scope,
    classes: BTreeMap<String, Vec<DataClass>>,
    /// Plugins that some rule calls.
    called: BTreeSet<String>,
    codelists: BTreeMap<String, Codes>,
    /// Grams per mole, of the lists that state it.
    molar_masses: BTreeMap<CodelistName, Decimal>,
    /// Inside a condition: lists of codes of which the event at hand has one.
    coded: Vec<Codes>,
    /// Everything that was referred to by name.
    used: BTreeSet<(Kind, String)>,
    standards: BTreeMap<String, Standard>,
    /// Profiles that say 仮名加工, with the standard's name where they say it.
    said_pseudonymized: BTreeMap<ProfileName, Name>,
    presets: BTreeMap<String, release::Preset>,
    /// What presets say of notices; known before any opt-out.
    notices: BTreeMap<String, notice::Said>,
    policy: Policy,
    /// Once every purpose is known.
    purposes: purposes::PurposeTree,
    tests: Vec<TestDecl>,
    problems: Vec<Problem>,
}

impl<'a> Analyzer<'a> {
    fn new(
        package: &'a Package,
        parses: &[&Parse],
        model: &'a DataModel,
        catalog: &'a Catalog,
    ) -> Self {
        let (names, problems) = Names::collect(parses);
        Self {
            package,
            model,
            catalog,
            names,
            references: References::default(),
            here: Scope::default(),
            classes: BTreeMap::new(),
            called: BTreeSet::new(),
            codelists: BTreeMap::new(),
            molar_masses: BTreeMap::new(),
            coded: Vec::new(),
            used: BTreeSet::new(),
            standards: BTreeMap::new(),
            said_pseudonymized: BTreeMap::new(),
            presets: BTreeMap::new(),
            notices: BTreeMap::new(),
            policy: Policy {
                contact: package.contact.clone(),
                institution: package.institution.clone(),
                ..Policy::default()
            },
            purposes: purposes::PurposeTree::default(),
            tests: Vec::new(),
            problems,
        }
    }

    /// Later kinds use what earlier ones declared, wherever it stands in the text.
    fn run(&mut self, parses: &[&Parse]) {
        self.headers(parses);
        self.declare_classes(parses);
        self.each(parses, |a, item| {
            if let Item::Purpose(purpose) = item {
                a.purpose(purpose);
            }
        });
        self.purpose_circles();
        self.declare_codelists(parses);
        self.each(parses, |a, item| {
            if let Item::Plugin(plugin) = item {
                a.plugin(plugin);
            }
        });
        self.each(parses, |a, item| {
            if let Item::Preset(preset) = item {
                a.preset_of_notices(preset);
            }
        });
        self.each(parses, |a, item| match item {
            Item::Consent(form) => a.consent(form),
            Item::Optout(optout) => a.optout(optout),
            Item::Guard(guard) => a.guard(guard),
            Item::Cohort(cohort) => a.cohort(cohort),
            Item::Standard(standard) => a.standard(standard),
            _ => {}
        });
        self.each(parses, |a, item| {
            if let Item::Corrects(corrects) = item {
                a.corrects(corrects);
            }
        });
        self.each(parses, |a, item| {
            if let Item::Preset(preset) = item {
                a.preset(preset);
            }
        });
        self.profiles(parses);
        self.each(parses, |a, item| {
            if let Item::Study(study) = item {
                a.study(study);
            }
        });
        self.each(parses, |a, item| {
            if let Item::Access(access) = item {
                a.access(access);
            }
        });
        self.each(parses, |a, item| match item {
            Item::Emergency(emergency) => a.emergency(emergency),
            Item::Basis(basis) => a.basis(basis),
            Item::Ground(ground) => a.ground(ground),
            _ => {}
        });
        self.each(parses, |a, item| {
            if let Item::Deliver(deliver) = item {
                a.deliver(deliver);
            }
        });
        self.predecessors(parses);
        self.law_of_the_day(parses);
        self.succession(parses);
        self.forms_told_apart();
        self.coverage(parses);
        self.carried(parses);
        self.stops_unlisted(parses);
        self.unused_codelists(parses);
        self.plugins_unused();
        self.each(parses, |a, item| {
            if let Item::Claim(claim) = item {
                a.claim(claim);
            }
        });
        self.permits();
        self.each(parses, |a, item| {
            if let Item::Test(test) = item {
                a.test(test);
            }
        });
        self.cohorts_make_sense();
        self.same_codelists(parses);
    }

    fn each(&mut self, parses: &[&Parse], mut visit: impl FnMut(&mut Self, &Item)) {
        for parse in parses {
            self.here = Scope::of(&parse.file);
            parse.file.items.iter().for_each(|item| visit(self, item));
        }
    }

    /// `use` lines, the model, and what belongs to a later version.
    fn headers(&mut self, parses: &[&Parse]) {
        let model = format!("{} {}", self.model.name, self.model.version);
        if self.package.model != model
            && let Some(parse) = parses
                .iter()
                .find(|parse| !shipped::is_shipped_file(&parse.source.path))
        {
            let start = Origin {
                file: parse.source.path.clone(),
                start: 0,
                end: 0,
                line: 1,
                column: 1,
            };
            self.say(package_problems::model_differs(
                start,
                &self.package.model,
                &model,
            ));
        }
        for parse in parses {
            for used in &parse.file.uses {
                if !self.names.has_package(&used.text) {
                    let near = self.names.nearest_package(&used.text);
                    self.say(name_problems::unknown_package(
                        used.origin.clone(),
                        &used.text,
                        near.as_deref(),
                    ));
                }
            }
            if let Some(used) = &parse.file.model {
                let found = format!("{} {}", used.name.text, used.version.text);
                if found != model {
                    let mut at = used.name.origin.clone();
                    at.end = used.version.origin.end;
                    self.say(name_problems::other_model(at, &found, &model));
                }
            }
            for later in &parse.file.later {
                self.say(package_problems::not_available(
                    later.origin.clone(),
                    &later.feature,
                ));
            }
        }
    }

    fn say(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

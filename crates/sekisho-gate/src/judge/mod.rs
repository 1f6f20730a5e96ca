//! Cedar decides; this file asks it, once for each bucket of a person's records.
//!
//! Any error in any policy denies. The entities that stay the same are built once per case; a
//! person and their buckets join them in one step.

pub(crate) mod bucket;
pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod clock;
pub(crate) mod membership;
pub(crate) mod parts;
pub(crate) mod person;
pub(crate) mod tally;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, EvalResult, Request, eval_expression,
};
use sekisho_model::DataClass;
use sekisho_model::consent::Grant;
use sekisho_model::identity::Subject;
use sekisho_model::record::{Collected, Stamp};

use crate::judge::bucket::Bucket;
use crate::judge::case::Case;
use crate::judge::person::{Grants, record_entity, subject_uid};
use crate::rulebook::{Clause, Rule, Slice};
use crate::{Gate, GateError};

/// Whose records about nobody are; the vault numbers people from 1.
const NOBODY: Subject = Subject(0);

/// What Cedar said to one record, with the rules it rests on (indices into the rulebook).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ruling {
    pub allowed: bool,
    /// Satisfied permits of an allowed record, or satisfied forbids of a denied one.
    pub because: Vec<usize>,
    pub erred: bool,
}

/// One person's answers by class and bucket.
#[derive(Debug, Default)]
pub(crate) struct Answers(BTreeMap<DataClass, ClassAnswers>);

#[derive(Debug, Default)]
struct ClassAnswers {
    cuts: Vec<i64>,
    overflow: bool,
    rulings: BTreeMap<(Bucket, bool), Ruling>,
}

pub(crate) struct Judge<'g> {
    pub gate: &'g Gate,
    pub case: Case<'g>,
    authorizer: Authorizer,
    base: Entities,
    /// The request now and, under a clock nobody has confirmed, at the bank's time too.
    contexts: Vec<Context>,
    principal: EntityUid,
    action: EntityUid,
}

impl<'g> Judge<'g> {
    pub fn new(gate: &'g Gate, case: Case<'g>) -> Result<Self, GateError> {
        let moments = [Some(case.now), case.still];
        let contexts: Result<_, GateError> = moments
            .into_iter()
            .flatten()
            .map(|moment| case.context(gate, moment))
            .collect();
        Ok(Self {
            base: case.entities(gate)?,
            contexts: contexts?,
            principal: case.principal()?,
            action: case.action()?,
            authorizer: Authorizer::new(),
            gate,
            case,
        })
    }

    pub fn slice(&self, class: &DataClass) -> Option<&'g Slice> {
        self.gate
            .book
            .slice(&self.case.study.name, self.case.act, class)
    }

    /// Decides every record of one person, once per bucket.
    pub fn person<'t, S: Into<Stamp<'t>>>(
        &self,
        subject: Subject,
        grants: &[Grant],
        records: impl IntoIterator<Item = S>,
    ) -> Result<Answers, GateError> {
        let grants = Grants::of(&self.case.purpose, grants);
        let mut answers = Answers::default();
        let mut asked: Vec<(Stamp<'t>, Bucket)> = Vec::new();
        for stamp in records {
            let stamp: Stamp<'t> = stamp.into();
            let class = stamp.class;
            let of_class = match answers.0.get_mut(class) {
                Some(known) => known,
                None => answers
                    .0
                    .entry(class.clone())
                    .or_insert(self.class_answers(class, &grants)),
            };
            let bucket = Bucket::of(stamp.collected, &of_class.cuts);
            if let Entry::Vacant(place) = of_class.rulings.entry((bucket, stamp.sealed)) {
                place.insert(Ruling::default());
                asked.push((stamp, bucket));
            }
        }
        for ((stamp, bucket), ruling) in asked.iter().zip(self.ask(subject, &grants, &asked)?) {
            if let Some(of_class) = answers.0.get_mut(stamp.class) {
                of_class.rulings.insert((*bucket, stamp.sealed), ruling);
            }
        }
        Ok(answers)
    }

    /// Decides records about nobody: by everything but a person's consent.
    pub fn nobody<'t>(
        &self,
        records: impl IntoIterator<Item = Stamp<'t>>,
    ) -> Result<Answers, GateError> {
        let stamps: Vec<Stamp<'t>> = records.into_iter().collect();
        let classes: BTreeSet<&DataClass> = stamps.iter().map(|stamp| stamp.class).collect();
        let unbounded = classes.into_iter().map(|class| {
            Gate::full_consent(&self.case.purpose, class, [self.case.country.clone()])
        });
        let unbounded: Vec<Grant> = unbounded.collect();
        self.person(NOBODY, &unbounded, stamps)
    }

    /// Where an answer on this class may change with the record's date, sorted.
    pub fn cuts(&self, class: &DataClass, grants: &[Grant]) -> Vec<i64> {
        let grants = Grants::of(&self.case.purpose, grants);
        self.class_answers(class, &grants).cuts
    }

    fn class_answers(&self, class: &DataClass, grants: &Grants<'_>) -> ClassAnswers {
        let mut cuts = grants.cuts(class);
        cuts.extend(
            self.slice(class)
                .map(|s| s.cuts.as_slice())
                .unwrap_or_default(),
        );
        // A policy may compare a record's date with the time of the request.
        cuts.insert(self.case.now.0);
        cuts.extend(self.case.still.map(|still| still.0));
        ClassAnswers {
            cuts: cuts.into_iter().collect(),
            overflow: grants.overflow(class),
            rulings: BTreeMap::new(),
        }
    }

    fn ask(
        &self,
        subject: Subject,
        grants: &Grants<'_>,
        asked: &[(Stamp<'_>, Bucket)],
    ) -> Result<Vec<Ruling>, GateError> {
        let owner = subject_uid(subject)?;
        let mut entities = vec![grants.entity(subject, &self.case.purpose)?];
        let mut resources = Vec::with_capacity(asked.len());
        for (n, (stamp, _)) in asked.iter().enumerate() {
            let Some(kind) = self.gate.book.resource_type(stamp.class) else {
                resources.push(None);
                continue;
            };
            let record = record_entity(kind, n, &owner, *stamp)?;
            resources.push(Some(record.uid()));
            entities.push(record);
        }
        let entities = self
            .base
            .clone()
            .upsert_entities(entities, None)
            .map_err(GateError::cedar)?;
        let rulings = asked.iter().zip(resources).map(|((stamp, _), resource)| {
            match (self.slice(stamp.class), resource) {
                (Some(slice), Some(resource)) => self.authorize(slice, resource, &entities),
                _ => Ok(Ruling::default()),
            }
        });
        rulings.collect()
    }

    fn authorize(
        &self,
        slice: &Slice,
        resource: EntityUid,
        entities: &Entities,
    ) -> Result<Ruling, GateError> {
        let mut ruling = Ruling::default();
        for context in &self.contexts {
            ruling = self.authorize_in(context, slice, resource.clone(), entities)?;
            if !ruling.allowed {
                break;
            }
        }
        Ok(ruling)
    }

    fn authorize_in(
        &self,
        context: &Context,
        slice: &Slice,
        resource: EntityUid,
        entities: &Entities,
    ) -> Result<Ruling, GateError> {
        let request = self.request(context, resource)?;
        let response = self
            .authorizer
            .is_authorized(&request, &slice.set, entities);
        let erred = response.diagnostics().errors().next().is_some();
        let mut because: Vec<usize> = response
            .diagnostics()
            .reason()
            .filter_map(|id| self.gate.book.index_of(id))
            .collect();
        because.sort_unstable();
        Ok(Ruling {
            allowed: response.decision() == Decision::Allow && !erred,
            because,
            erred,
        })
    }

    fn request(&self, context: &Context, resource: EntityUid) -> Result<Request, GateError> {
        Request::new(
            self.principal.clone(),
            self.action.clone(),
            resource,
            context.clone(),
            None,
        )
        .map_err(GateError::cedar)
    }

    /// The stage for questions about the request alone: a record of nobody in that class. As of
    /// now, and where the clock is not confirmed as of the bank's time.
    pub fn stages(&self, class: &DataClass) -> Result<Vec<Stage>, GateError> {
        let stages = self
            .contexts
            .iter()
            .map(|context| self.stage_in(context, class));
        stages.filter_map(Result::transpose).collect()
    }

    /// The stage as of now.
    pub fn stage(&self, class: &DataClass) -> Result<Option<Stage>, GateError> {
        match self.contexts.first() {
            Some(context) => self.stage_in(context, class),
            None => Ok(None),
        }
    }

    fn stage_in(&self, context: &Context, class: &DataClass) -> Result<Option<Stage>, GateError> {
        let Some(kind) = self.gate.book.resource_type(class) else {
            return Ok(None);
        };
        let nobody = subject_uid(Subject(-1))?;
        let record = record_entity(kind, 0, &nobody, (class, Collected::Timeless).into())?;
        let request = self.request(context, record.uid())?;
        let entities = self
            .base
            .clone()
            .upsert_entities([record], None)
            .map_err(GateError::cedar)?;
        Ok(Some(Stage { request, entities }))
    }
}

/// One request with its entities, on which single conditions can be asked.
pub(crate) struct Stage {
    request: Request,
    entities: Entities,
}

impl Stage {
    /// Whether a condition of the request holds; `None` where it depends on the record. A
    /// condition that errs does not hold.
    pub fn holds(&self, clause: &Clause) -> Option<bool> {
        let test = clause.test.as_ref()?;
        match eval_expression(&self.request, &self.entities, test) {
            Ok(EvalResult::Bool(value)) => Some(value != clause.unless),
            _ => Some(false),
        }
    }

    /// How many of a permit's conditions fail before any record is looked at.
    pub fn failing(&self, rule: &Rule) -> usize {
        rule.clauses
            .iter()
            .filter(|c| self.holds(c) == Some(false))
            .count()
    }

    /// A forbid that holds for every record alike. One that errs is taken to apply.
    pub fn forbids_all(&self, rule: &Rule) -> bool {
        let applies = |clause: &Clause| {
            let Some(test) = &clause.test else {
                return false;
            };
            match eval_expression(&self.request, &self.entities, test) {
                Ok(EvalResult::Bool(value)) => value != clause.unless,
                _ => true,
            }
        };
        rule.clauses.iter().all(applies)
    }
}

impl Answers {
    pub fn ruling<'s>(&self, stamp: impl Into<Stamp<'s>>) -> Option<&Ruling> {
        let stamp: Stamp<'s> = stamp.into();
        let of_class = self.0.get(stamp.class)?;
        let bucket = Bucket::of(stamp.collected, &of_class.cuts);
        of_class.rulings.get(&(bucket, stamp.sealed))
    }

    /// Whether it was asked and let through.
    pub fn allow<'s>(&self, stamp: impl Into<Stamp<'s>>) -> bool {
        self.ruling(stamp).is_some_and(|ruling| ruling.allowed)
    }

    pub fn overflow(&self, class: &DataClass) -> bool {
        self.0.get(class).is_some_and(|c| c.overflow)
    }

    /// How often Cedar was asked.
    pub fn decisions(&self) -> usize {
        self.0.values().map(|c| c.rulings.len()).sum()
    }
}

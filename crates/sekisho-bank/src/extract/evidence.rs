//! What of a permit outlives its being spent: the facts of `record/`.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_gate::{Extracted, Gate, KeptOut, Papers, Permit, Relied};
use sekisho_lang::clauses::clauses;
use sekisho_model::book::ExtractPermit;
use sekisho_model::dates::SharedDates;
use sekisho_model::identity::Subject;
use sekisho_model::policy::Delivery;
use sekisho_model::profile::{Action, KeyFate, Profile, Trust};
use sekisho_model::record::Snapshot;
use sekisho_model::standard::Regime;
use sekisho_model::{Bundle, Instant, PurposeName, RuleName, Text};

use crate::error::BankError;
use crate::keys::SignKey;
use crate::record::certificate::{self, Certificate};
use crate::record::risk::{
    self, Duties, KeptIn, Labels, Limits, People, Risk, Seal, StandardTold, Trusted, Values, Words,
};
use crate::record::{dates, grants};
use crate::release::{DeliveredFile, Staging};

/// A permit's facts, taken before it is spent.
pub(super) struct Paper {
    seq: i64,
    snapshot: Snapshot,
    purpose: PurposeName,
    at: Instant,
    relied: BTreeMap<Subject, BTreeSet<Relied>>,
    kept_out: BTreeMap<KeptOut, u64>,
    /// As the ledger has it.
    told: ExtractPermit,
}

impl Paper {
    pub fn of(permit: &Permit) -> Self {
        Self {
            seq: permit.seq(),
            snapshot: permit.snapshot(),
            purpose: permit.purpose().clone(),
            at: permit.at(),
            relied: permit.relied().clone(),
            kept_out: permit.kept_out().clone(),
            told: permit.evidence().told,
        }
    }

    /// The time it was decided for.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The certificate, its lists of files still empty.
    pub fn certificate(
        &self,
        gate: &Gate,
        delivery: &Delivery,
        profile: &Profile,
        papers: &Papers,
        scope: String,
    ) -> Certificate {
        Certificate {
            sekisho: env!("CARGO_PKG_VERSION").to_owned(),
            delivery: delivery.name.clone(),
            study: delivery.study.clone(),
            cohort: delivery.cohort.clone(),
            purpose: self.purpose.clone(),
            recipient: delivery.recipient.clone(),
            basis: delivery.basis.clone(),
            held: delivery.held.clone(),
            agreed: delivery.agreed.clone(),
            keep_record_until: super::manifest::keep_record_until(gate, delivery, papers.now),
            profile: profile.name.clone(),
            satisfies: profile.satisfies.clone(),
            regime: profile.regime,
            scope,
            bundle: gate.sealed().digest,
            module: gate.bundle().module(&profile.name).map(|m| m.digest),
            snapshot: self.snapshot,
            permit: self.seq,
            requested_by: papers.who.clone(),
            requested_at: papers.now,
            decided_for: self.at,
            justification: papers.justification.clone(),
            patients: 0,
            traceable: profile.regime != Some(Regime::Anonymized),
            release: BTreeMap::new(),
            record: BTreeMap::new(),
        }
    }

    /// Writes the grants relied on, the report and, last of all, the signed certificate.
    pub fn file(
        &self,
        key: &SignKey,
        staging: &Staging,
        mut certificate: Certificate,
        parts: &Parts<'_>,
    ) -> Result<(), BankError> {
        let record = staging.record();
        if certificate.traceable {
            let people = parts.extracted.people.iter();
            let relied = people.filter_map(|who| Some((*who, self.relied.get(who)?)));
            grants::put(record, relied)?;
        }
        dates::put(record, &parts.extracted.shared)?;
        certificate.patients = parts.extracted.subjects;
        certificate.release = staging.release_digests(parts.files)?;
        let risk = self.risk(staging, certificate.clone(), parts);
        risk::put(record, &risk, parts.gate.zone())?;
        certificate.record = record.written();
        certificate::put(record, key, certificate)
    }

    fn risk(&self, staging: &Staging, certificate: Certificate, parts: &Parts<'_>) -> Risk {
        let (bundle, profile) = (parts.gate.bundle(), parts.profile);
        let extracted = parts.extracted;
        let changing: BTreeSet<u16> = profile
            .rules()
            .filter(|(_, rule)| rule.actions.iter().any(|a| *a != Action::Keep))
            .map(|(number, _)| number)
            .collect();
        let mut fields = risk::of_records(bundle, profile, &extracted.fields);
        let columns = staging.columns(|rule| changing.contains(&rule));
        let control = extracted.control.as_ref();
        fields.extend(risk::of_tables(bundle, profile, &columns, control));
        Risk {
            labels: labels(parts),
            people: People {
                cohort: self.told.cohort,
                permitted: self.told.patients,
                delivered: extracted.subjects,
            },
            records: extracted.records.clone(),
            files: parts.files.to_vec(),
            fields,
            values: Values {
                changed: extracted.counts.values_changed,
                elements_dropped: extracted.counts.elements_dropped,
                references_absent: extracted.counts.references_absent,
                required_absent: extracted.counts.required_absent,
                placeholders: extracted.counts.dates.placeholders,
                shared_dates: extracted.counts.dates.shared,
                numbers_as_dates: extracted.counts.dates.numbers,
                ages: extracted.counts.dates.ages,
            },
            words: Words {
                shared_by: profile.shared_by(),
                codes_withheld: extracted.counts.codes_withheld,
                trusted: profile.trusts.iter().map(trusted).collect(),
            },
            dates: super::manifest::dates(profile),
            shared_dates: shared_told(&extracted.shared),
            standards: standards(bundle, profile),
            control: extracted.control.clone(),
            kept_by_decision: self.kept_in(),
            kept_by_profile: super::report::kept_out(extracted),
            limits: Limits {
                patients: parts.delivery.limit_patients,
                records: parts.delivery.limit_records,
                bytes: parts.delivery.limit_bytes,
            },
            duties: Duties {
                after_delivery: parts
                    .delivery
                    .after
                    .words()
                    .into_iter()
                    .map(|(duty, when)| (duty.to_owned(), when))
                    .collect(),
                of_rules: self.told.duties.iter().cloned().collect(),
            },
            key: key_text(profile.key_fate),
            seals: parts
                .gate
                .sealed()
                .approvals
                .iter()
                .map(|approval| Seal {
                    key: approval.key.clone(),
                    by_bank: approval.by_bank,
                })
                .collect(),
            rules: self.told.permits.iter().map(RuleName::to_string).collect(),
            fee_due_yen: parts.fee,
            certificate,
        }
    }

    fn kept_in(&self) -> Vec<KeptIn> {
        let kept = self.kept_out.iter().map(|(why, records)| KeptIn {
            why: why.word(),
            reason: why.text(),
            records: *records,
        });
        kept.collect()
    }
}

/// What one delivery was made of and came to.
pub(super) struct Parts<'a> {
    pub gate: &'a Gate,
    pub delivery: &'a Delivery,
    pub profile: &'a Profile,
    pub extracted: &'a Extracted,
    pub files: &'a [DeliveredFile],
    pub fee: Option<u64>,
}

/// Which elements, and how many of their dates; the dates themselves stand in no report.
fn shared_told(shared: &SharedDates) -> BTreeMap<String, usize> {
    let told = |(path, values): (&String, &BTreeSet<String>)| (path.clone(), values.len());
    shared.0.iter().map(told).collect()
}

/// What the curator calls things.
fn labels(parts: &Parts<'_>) -> Labels {
    let policy = &parts.gate.bundle().policy;
    let delivery = parts.delivery;
    let purposes = policy.study(delivery.study.as_str());
    let purpose = purposes.and_then(|study| study.purposes.first());
    let purpose = purpose.and_then(|name| policy.purposes.iter().find(|p| p.name == *name));
    let basis = delivery.basis.as_ref();
    let basis = basis.and_then(|name| policy.bases.iter().find(|basis| basis.name == *name));
    let held = delivery.held.as_ref();
    let held = held.and_then(|name| policy.ground(name.as_str()));
    Labels {
        delivery: delivery.label.clone(),
        study: policy
            .study(delivery.study.as_str())
            .map(|study| study.label.clone())
            .unwrap_or_default(),
        cohort: policy
            .cohort(delivery.cohort.as_str())
            .map(|cohort| cohort.label.clone())
            .unwrap_or_default(),
        purpose: purpose.map(|p| p.label.clone()).unwrap_or_default(),
        profile: parts.profile.label.clone(),
        basis: basis.map(|basis| basis.label.clone()).unwrap_or_default(),
        held: held.map(|ground| ground.label.clone()).unwrap_or_default(),
    }
}

fn standards(bundle: &Bundle, profile: &Profile) -> Vec<StandardTold> {
    clauses(&bundle.sources, &profile.satisfies)
        .into_iter()
        .map(|standard| StandardTold {
            name: standard.name,
            label: standard.label,
            clauses: standard.cites,
        })
        .collect()
}

fn trusted(trust: &Trust) -> Trusted {
    let systems = trust.systems.iter().map(|system| system.written.clone());
    Trusted {
        systems: systems.collect(),
        because: trust.because.clone(),
        place: format!("{}:{}", trust.origin.file, trust.origin.line),
    }
}

fn key_text(fate: KeyFate) -> Text {
    match fate {
        KeyFate::KeptApart => Text::new(
            "銀行の金庫に、データと離して置く",
            "kept in the bank's vault, apart from what leaves",
        ),
        KeyFate::DestroyedAfterDelivery => Text::new(
            "提供が済んだら破棄する（破棄は台帳に残る）",
            "destroyed once the delivery is done; the ledger notes it",
        ),
    }
}

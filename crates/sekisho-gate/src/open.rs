//! Opening a gate: a sealed bundle is read, checked against what this runtime knows, and sliced.
//!
//! What it refuses: another bundle layout, another data model, a policy that does not pass strict
//! validation, a class without its consent guard, a duty or a record attribute nobody here knows.

use std::str::FromStr as _;

use cedar_policy::{Schema, ValidationMode, Validator};
use sekisho_model::bundle::BUNDLE_FORMAT;
use sekisho_model::consent::LegalGround;
use sekisho_model::oncology::DataModel;
use sekisho_model::policy::{Act, Emergency, Requirement, Study};
use sekisho_model::{
    Bundle, DataClass, DeliveryName, Digest, SealedBundle, Text, Zone, consent_guard,
};

use crate::rulebook::Rulebook;

/// How deep policies may reach: `resource.subject.getTag(…)`.
const DEREFERENCES_MAX: u32 = 2;

/// Duties after release that this runtime carries out: the ledger entry of a permit is the
/// summary, the lineage beside a delivery the row log.
const DUTIES: [&str; 2] = ["log_each_row", "log_summary"];

/// Duties that nothing here can carry out yet: a request they would fall on is refused by name.
pub const DUTIES_LATER: [&str; 1] = ["watermark"];

/// Attributes of a record that this runtime can state, projected when the record came in.
const RECORD_ATTRIBUTES: [&str; 1] = ["sealed"];

/// The bundle in force, ready to decide.
pub struct Gate {
    pub(crate) sealed: SealedBundle,
    pub(crate) model: DataModel,
    pub(crate) zone: Zone,
    pub(crate) home_country: String,
    pub(crate) schema: Schema,
    pub(crate) book: Rulebook,
    /// Each emergency of the bundle as the study that Cedar knows it by.
    pub(crate) emergencies: Vec<Study>,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("the bundle has layout {found}; this sekisho reads layout {BUNDLE_FORMAT}")]
    Format { found: u32 },
    #[error("the bundle was compiled against data model {wanted} ({}), the bank has {found} ({})", wanted_digest.short(), found_digest.short())]
    Model {
        wanted: String,
        wanted_digest: Digest,
        found: String,
        found_digest: Digest,
    },
    #[error("a policy of the bundle can't be read: {0}")]
    Policy(String),
    #[error("a policy of the bundle fails validation: {0}")]
    Invalid(String),
    #[error("the bundle has no consent guard for {0}")]
    NoConsentGuard(String),
    #[error("rule {rule} lays down the duty '{duty}', which this sekisho does not know")]
    UnknownDuty { rule: String, duty: String },
    #[error("rule {rule} reads '{attribute}' of a record, which this bank does not keep")]
    UnknownAttribute { rule: String, attribute: String },
}

impl Gate {
    /// Who validates here: a bundle that this validator has let in once needs no second look, for
    /// its seal covers every byte that was looked at.
    pub fn validator() -> String {
        let version = cedar_policy::get_sdk_version();
        format!("cedar {version}, strict, level {DEREFERENCES_MAX}")
    }

    pub fn open(
        sealed: SealedBundle,
        model: &DataModel,
        zone: Zone,
        home_country: &str,
    ) -> Result<Self, OpenError> {
        Self::reopen(sealed, model, zone, home_country, None)
    }

    /// A bundle whose policies this validator has looked at before: [`Self::validator`] as it was
    /// written then. Anything else is looked at now.
    pub fn reopen(
        sealed: SealedBundle,
        model: &DataModel,
        zone: Zone,
        home_country: &str,
        validated_by: Option<&str>,
    ) -> Result<Self, OpenError> {
        let bundle = &sealed.bundle;
        check_layout(bundle, model)?;
        check_duties(bundle)?;
        check_attributes(bundle)?;
        let schema =
            Schema::from_str(&bundle.cedar_schema).map_err(|e| OpenError::Policy(e.to_string()))?;
        let book = Rulebook::read(bundle).map_err(OpenError::Policy)?;
        if validated_by != Some(&Self::validator()) {
            validate(&book, &schema)?;
        }
        check_consent_guard(bundle, &book, model)?;
        Ok(Self {
            model: model.clone(),
            zone,
            home_country: home_country.to_owned(),
            schema,
            book,
            emergencies: sealed
                .bundle
                .policy
                .emergencies
                .iter()
                .map(Emergency::as_study)
                .collect(),
            sealed,
        })
    }

    pub fn bundle(&self) -> &Bundle {
        &self.sealed.bundle
    }

    /// A study of the bundle, or what an emergency is to Cedar.
    pub(crate) fn study(&self, name: &str) -> Option<&Study> {
        let declared = self.bundle().policy.study(name);
        declared.or_else(|| self.emergencies.iter().find(|s| s.name.as_str() == name))
    }

    /// The legal basis and the permit of a delivery; none where the bundle no longer has it.
    pub(crate) fn ground_of(&self, delivery: &DeliveryName) -> LegalGround<'_> {
        let delivery = self.bundle().policy.delivery(delivery.as_str());
        delivery.map_or_else(LegalGround::default, |delivery| delivery.ground(self.zone))
    }

    /// The bank's time zone.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    pub fn sealed(&self) -> &SealedBundle {
        &self.sealed
    }
}

fn check_layout(bundle: &Bundle, model: &DataModel) -> Result<(), OpenError> {
    if bundle.format != BUNDLE_FORMAT {
        return Err(OpenError::Format {
            found: bundle.format,
        });
    }
    if bundle.model.digest != model.digest {
        return Err(OpenError::Model {
            wanted: format!("{} {}", bundle.model.name, bundle.model.version),
            wanted_digest: bundle.model.digest,
            found: format!("{} {}", model.name, model.version),
            found_digest: model.digest,
        });
    }
    Ok(())
}

fn check_duties(bundle: &Bundle) -> Result<(), OpenError> {
    let access = bundle
        .policy
        .access
        .iter()
        .map(|r| (r.name.as_str(), &r.requires));
    let deliveries = bundle
        .policy
        .deliveries
        .iter()
        .map(|d| (d.name.as_str(), &d.requires));
    for (rule, requires) in access.chain(deliveries) {
        for required in requires {
            if let Requirement::Duty(duty) = required
                && !DUTIES.contains(&duty.as_str())
                && !DUTIES_LATER.contains(&duty.as_str())
            {
                return Err(OpenError::UnknownDuty {
                    rule: rule.into(),
                    duty: duty.clone(),
                });
            }
        }
    }
    Ok(())
}

fn check_attributes(bundle: &Bundle) -> Result<(), OpenError> {
    for policy in &bundle.cedar {
        if let Some(attribute) = policy
            .reads
            .iter()
            .find(|a| !RECORD_ATTRIBUTES.contains(&a.as_str()))
        {
            return Err(OpenError::UnknownAttribute {
                rule: policy.rule.to_string(),
                attribute: attribute.clone(),
            });
        }
    }
    Ok(())
}

fn validate(book: &Rulebook, schema: &Schema) -> Result<(), OpenError> {
    let set = book.whole().map_err(OpenError::Policy)?;
    let result = Validator::new(schema.clone()).validate_with_level(
        &set,
        ValidationMode::Strict,
        DEREFERENCES_MAX,
    );
    match result.validation_errors().map(ToString::to_string).min() {
        None => Ok(()),
        Some(first) => Err(OpenError::Invalid(first)),
    }
}

/// A bundle made by other hands could lack what lowering never leaves out, or say it otherwise.
fn check_consent_guard(
    bundle: &Bundle,
    book: &Rulebook,
    model: &DataModel,
) -> Result<(), OpenError> {
    let stands = |class: &DataClass| {
        let kind = book.resource_type(class)?.to_string();
        let text = consent_guard::policy(class, &kind, &bundle.policy.emergencies);
        bundle
            .cedar
            .iter()
            .find(|p| p.text == text && p.study.is_none() && p.acts == Act::ALL)
    };
    match model.classes.keys().find(|class| stands(class).is_none()) {
        None => Ok(()),
        Some(class) => Err(OpenError::NoConsentGuard(class.to_string())),
    }
}

impl OpenError {
    /// The sentence in both languages.
    pub fn text(&self) -> Text {
        let ja = match self {
            Self::Format { found } => {
                format!(
                    "バンドルの版は {found} ですが、この関所が読めるのは版 {BUNDLE_FORMAT} です。`sekisho build` で作り直してください"
                )
            }
            Self::Model { wanted, found, .. } => {
                format!(
                    "バンドルはデータモデル {wanted} 用ですが、銀行は {found} です。同じモデルで作り直してください"
                )
            }
            Self::Policy(why) => format!("バンドルの規則を読めません: {why}"),
            Self::Invalid(why) => format!("バンドルの規則が検査を通りません: {why}"),
            Self::NoConsentGuard(class) => format!("バンドルに {class} の同意の柵がありません"),
            Self::UnknownDuty { rule, duty } => {
                format!("規則 {rule} の義務「{duty}」をこの関所は知りません")
            }
            Self::UnknownAttribute { rule, attribute } => {
                format!("規則 {rule} が読む記録の属性「{attribute}」をこの銀行は持っていません")
            }
        };
        Text::new(ja, self.to_string())
    }
}

//! What a trace tells, as data and as lines to read.

use std::collections::BTreeSet;

use sekisho_gate::{Relied, Traced};
use sekisho_model::profile::{Action, FieldRule};
use sekisho_model::record::Snapshot;
use sekisho_model::text::Lang;
use sekisho_model::{
    DeliveryName, Digest, FormName, Instant, ItemName, ProfileName, RuleName, StudyName, Text,
};
use serde::Serialize;

use super::controlled::ControlTold;
use super::made::Made;
use super::{Asked, Case};

/// One traced value.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    pub place: String,
    /// The value as it stands in the delivered file.
    pub delivered: Option<String>,
    pub how: &'static str,
    pub made: Text,
    pub rule: Option<RuleTold>,
    /// The control over the whole delivery that made the value, after the rule.
    pub control: Option<ControlTold>,
    pub source: SourceTold,
    pub grants: Vec<GrantTold>,
    pub permit: PermitTold,
    pub delivery: DeliveryName,
    pub study: StudyName,
    pub profile: ProfileName,
    pub bundle: Digest,
    /// Whether the bank still obeys that bundle.
    pub bundle_in_force: bool,
    pub snapshot: Snapshot,
    pub again: Again,
    /// Ledger entry of this trace.
    pub ledger_seq: i64,
}

/// The rule that decided the value.
#[derive(Clone, Debug, Serialize)]
pub struct RuleTold {
    /// In the profile.
    pub number: u16,
    /// `policies/02_予後研究.seki:63`
    pub place: String,
    pub line: Option<String>,
    /// One after the other.
    pub stages: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct SourceTold {
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
    /// Which version of the record, from 1.
    pub version: i64,
    pub sha256: Digest,
    pub since_snapshot: Snapshot,
    /// Another version took its place in this snapshot.
    pub superseded_in: Option<Snapshot>,
    /// Since this snapshot the record is out: deleted at its source, retired, or in doubt.
    pub out_since: Option<Snapshot>,
    pub path: Option<String>,
    /// Only to who may read such records as they are.
    pub value: Option<String>,
    pub value_shown: bool,
}

/// A form's item that the delivery rested on.
#[derive(Clone, Debug, Serialize)]
pub struct GrantTold {
    pub form: FormName,
    pub item: Option<ItemName>,
    /// The sentence the patient read.
    pub says: Option<Text>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PermitTold {
    pub ledger_seq: i64,
    pub delivered_seq: Option<i64>,
    pub who: String,
    pub at: Instant,
    pub justification: Option<String>,
    /// Access rules it rested on.
    pub rules: Vec<String>,
}

/// The record or row made again.
#[derive(Clone, Debug, Serialize)]
pub struct Again {
    pub same_value: bool,
    pub same_record: bool,
    /// Not the same, and every difference is what the control over the whole delivery did.
    pub but_for_control: bool,
    /// Digest of the delivered line or row.
    pub sha256: Digest,
}

pub(super) fn of(
    asked: &Asked,
    case: &Case,
    made: Made,
    relied: &BTreeSet<Relied>,
    traced: &Traced,
    in_force: bool,
) -> Told {
    let certificate = &case.certificate;
    let shown = traced.shows_source();
    let head = &case.version.record.head;
    Told {
        place: asked.to_string(),
        delivered: made.delivered,
        how: made.how.word(),
        made: made.how.text(),
        rule: made.rule.and_then(|number| rule(case, number)),
        control: made.told,
        source: SourceTold {
            kind: head.kind.clone(),
            id: head.source_id.clone(),
            version: case.version.number,
            sha256: head.digest,
            since_snapshot: case.version.since,
            superseded_in: case.version.until,
            out_since: case.version.out,
            path: made.source_path,
            value: made.source_value.filter(|_| shown),
            value_shown: shown,
        },
        grants: relied.iter().filter_map(|one| grant(case, one)).collect(),
        permit: permit(case),
        delivery: certificate.delivery.clone(),
        study: certificate.study.clone(),
        profile: certificate.profile.clone(),
        bundle: certificate.bundle,
        bundle_in_force: in_force,
        snapshot: certificate.snapshot,
        again: Again {
            same_value: made.same_value,
            same_record: made.same_whole,
            but_for_control: made.but_for_control,
            sha256: made.digest,
        },
        ledger_seq: traced.seq(),
    }
}

fn rule(case: &Case, number: u16) -> Option<RuleTold> {
    let profile = case
        .bundle
        .policy
        .profile(case.certificate.profile.as_str())?;
    let (_, rule) = profile.rules().find(|(n, _)| *n == number)?;
    Some(RuleTold {
        number,
        place: rule.origin.to_string(),
        line: case.bundle.source_line(&rule.origin).map(str::to_owned),
        stages: stages(rule),
    })
}

fn stages(rule: &FieldRule) -> Vec<String> {
    let stage = |action: &Action| match action {
        Action::First(n) => format!("first {n}"),
        Action::Round(step) => format!("round {step}"),
        Action::Cap(cap) => match &cap.unit {
            Some(unit) => format!("cap {} {unit}", cap.bound),
            None => format!("cap {}", cap.bound),
        },
        Action::Band(bounds) => format!("band {}", bounds.join(", ")),
        Action::Call(call) => format!("{}.{}", call.plugin, call.function),
        other => other.word().to_owned(),
    };
    rule.actions.iter().map(stage).collect()
}

/// Of what the person's release rested on, the items that reach this record's class.
fn grant(case: &Case, relied: &Relied) -> Option<GrantTold> {
    let policy = &case.bundle.policy;
    let form = policy.forms.iter().find(|form| form.name == relied.form);
    let item = form.zip(relied.item.as_ref());
    let item = item.and_then(|(form, name)| form.items.iter().find(|item| item.name == *name));
    let class = &case.version.record.head.class;
    let reaches = item.is_none_or(|item| item.classes.contains(class));
    reaches.then(|| GrantTold {
        form: relied.form.clone(),
        item: relied.item.clone(),
        says: item.map(|item| item.says.clone()),
    })
}

fn permit(case: &Case) -> PermitTold {
    let (entry, told) = (&case.permit.entry, &case.permit.told);
    PermitTold {
        ledger_seq: entry.seq,
        delivered_seq: case.delivered_seq,
        who: entry.who.clone(),
        at: entry.at,
        justification: told.justification.clone(),
        rules: told.permits.iter().map(RuleName::to_string).collect(),
    }
}

impl Told {
    /// What a person reads.
    pub fn say(&self, lang: Lang, zone: sekisho_model::Zone) -> Vec<String> {
        let ja = lang == Lang::Ja;
        let word =
            |japanese: &'static str, english: &'static str| if ja { japanese } else { english };
        let mut lines = vec![match &self.delivered {
            Some(value) => format!("{}: {}", self.place, short(value)),
            None => self.place.clone(),
        }];
        let mut line = |label: &str, text: String| lines.push(format!("  {label}: {text}"));
        line(word("どう作ったか", "made"), self.made.get(lang).to_owned());
        if let Some(rule) = &self.rule {
            let text = rule.line.as_deref().unwrap_or_default();
            line(word("規則", "rule"), format!("{}  {text}", rule.place));
            line(word("処理", "actions"), rule.stages.join(" → "));
        }
        if let Some(control) = &self.control {
            let place = control.place.as_deref().unwrap_or_default();
            let text = format!("{place}  {}", control.line);
            line(word("制御", "control"), text.trim().to_owned());
        }
        line(word("元の記録", "source"), self.source.text(ja));
        for grant in &self.grants {
            line(word("同意", "consent"), grant.text(lang));
        }
        let permit = &self.permit;
        line(
            word("許可", "permit"),
            format!(
                "{} {} · {} · {} · {}",
                word("台帳", "ledger entry"),
                permit.ledger_seq,
                permit.who,
                permit.at.iso(zone),
                permit.rules.join(", ")
            ),
        );
        let in_force = match self.bundle_in_force {
            true => "",
            false => word("（いまは別の束）", " (another is in force now)"),
        };
        line(word("方針", "policy"), format!("{}{in_force}", self.bundle));
        line(
            word("作り直し", "made again"),
            self.again.text().get(lang).to_owned(),
        );
        line(
            word("この追跡", "this trace"),
            format!("{} {}", word("台帳", "ledger entry"), self.ledger_seq),
        );
        lines
    }
}

impl SourceTold {
    fn text(&self, ja: bool) -> String {
        let path = self.path.as_deref().unwrap_or_default();
        let value = match (&self.value, self.value_shown, ja) {
            (Some(value), ..) => format!(" = {}", short(value)),
            (None, true, _) => String::new(),
            (None, false, true) => "（元の値は、記録を read できる人にだけ見せます）".into(),
            (None, false, false) => {
                " (its value is shown only to who may read such records)".into()
            }
        };
        let (kind, id, version) = (&self.kind, &self.id, self.version);
        let since = self.since_snapshot.0;
        let out = match (self.out_since, ja) {
            (None, _) => "",
            (Some(_), true) => "。この記録はその後取り下げられ、いまは使われません",
            (Some(_), false) => "; the record was taken out since and is used no more",
        };
        match ja {
            true => format!(
                "{kind}/{id} 第 {version} 版（状態 {since} から、{}{out}） {path}{value}",
                self.sha256
            ),
            false => format!(
                "{kind}/{id} version {version} (since snapshot {since}, {}{out}) {path}{value}",
                self.sha256
            ),
        }
    }
}

impl GrantTold {
    fn text(&self, lang: Lang) -> String {
        let item = match (&self.item, lang) {
            (Some(item), Lang::Ja) => format!(" 項目 {item}"),
            (Some(item), Lang::En) => format!(" item {item}"),
            (None, _) => String::new(),
        };
        let says = match (&self.says, lang) {
            (Some(says), Lang::Ja) => format!("「{}」", says.get(lang)),
            (Some(says), Lang::En) => format!(" \"{}\"", says.get(lang)),
            (None, _) => String::new(),
        };
        format!("{}{item}{says}", self.form)
    }
}

impl Again {
    /// Nothing is unaccounted for.
    pub fn holds(&self) -> bool {
        self.same_record || self.but_for_control
    }

    fn text(&self) -> Text {
        match (self.same_record, self.same_value) {
            _ if self.but_for_control => Text::new(
                "提供全体の制御が変えた列のほかは、同じバイトが出ました",
                "the same bytes came out, but for what the control over the whole delivery changed",
            ),
            (true, _) => Text::new(
                "同じバイトが出ました（記録の全体）",
                "the same bytes came out, for the whole record",
            ),
            (false, true) => Text::new(
                "この値は同じですが、同じ行のほかの値が違います",
                "this value is the same, others of its row differ",
            ),
            (false, false) => Text::new(
                "同じバイトは出ませんでした。変換か鍵かつながりが、渡したときと違います",
                "the same bytes did not come out: transform, key or links are not those of that day",
            ),
        }
    }
}

/// Long values are cut for reading; `--format json` has them whole.
fn short(value: &str) -> String {
    const SHOWN: usize = 200;
    match value.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}

//! A rule's conditions as sentences, in Japanese and English, each with its place in the text.
//!
//! The table is made from the bundle's policy data; what a condition *decides* stays Cedar's.

use sekisho_model::consent::Duration;
use sekisho_model::policy::{
    AccessRule, Attribute, Delivery, Emergency, Policy, Requirement, Role, Study, Test, TestOp,
    TestValue, When,
};
use sekisho_model::{Day, Origin, Text, Zone};

use crate::rulebook::{Clause, Rule};

/// What a condition says, and where it is written.
pub(crate) fn condition(
    policy: &Policy,
    zone: Zone,
    rule: &Rule,
    clause: &Clause,
) -> (Text, Origin) {
    let access = policy
        .access
        .iter()
        .find(|a| a.name == rule.name && a.origin == rule.origin);
    let said = access
        .and_then(|access| of_access(policy, zone, access, &clause.kind))
        .or_else(|| of_delivery(policy, rule, &clause.kind))
        .or_else(|| {
            Some((
                of_emergency(policy.emergency(rule.name.as_str())?, clause)?,
                None,
            ))
        });
    let (text, origin) = said.unwrap_or_else(|| (of_other(&clause.kind), None));
    (text, origin.unwrap_or_else(|| rule.origin.clone()))
}

type Said = (Text, Option<Origin>);

fn of_access(policy: &Policy, zone: Zone, access: &AccessRule, kind: &str) -> Option<Said> {
    let (word, number) = kind
        .split_once(' ')
        .map_or((kind, None), |(word, n)| (word, n.parse::<usize>().ok()));
    let study = policy.study(access.study.as_str())?;
    let roles: Vec<&Role> = study
        .roles
        .iter()
        .filter(|r| access.roles.contains(&r.name))
        .collect();
    match word {
        "role" => Some((held_role(access, &roles), None)),
        "org" => Some((from_org(&roles), roles.first().map(|r| r.origin.clone()))),
        "training" => Some((trained(&roles), roles.first().map(|r| r.origin.clone()))),
        "study" => Some((
            Text::new(
                format!("研究は {} であること", study.name),
                format!("the study is {}", study.name),
            ),
            None,
        )),
        "open" => Some((
            open(study),
            study.approvals.first().map(|a| a.origin.clone()),
        )),
        "permission" => study.permission.as_ref().map(|p| {
            (
                Text::new(
                    format!("{}の許可（{}）の日 {} 以後であること", p.by, p.number, p.on),
                    format!("{} permitted it ({}) from {} on", p.by, p.number, p.on),
                ),
                Some(p.origin.clone()),
            )
        }),
        "law" => {
            let profile = policy.profile(access.profile.as_ref()?.as_str())?;
            profile.rests.get(number?).map(|rests| {
                (
                    Text::new(
                        format!(
                            "基準「{}」か、それに代わる版に効力がある日であること",
                            rests.on
                        ),
                        format!(
                            "a day on which the standard '{}' or one in its place is in force",
                            rests.on
                        ),
                    ),
                    Some(profile.origin.clone()),
                )
            })
        }
        "site" => study.sites.get(number?).map(|site| {
            let bound = |day: Option<Day>| day.map(|d| d.to_string()).unwrap_or_default();
            let (from, until) = (bound(site.from), bound(site.until));
            (
                Text::new(
                    format!(
                        "{} の人なら、参加の期間内であること（{from}–{until}）",
                        site.org
                    ),
                    format!(
                        "for people of {}: while it is a site ({from}–{until})",
                        site.org
                    ),
                ),
                Some(site.origin.clone()),
            )
        }),
        "purpose" => Some((purpose(study), Some(study.origin.clone()))),
        "ends" => policy.purposes.get(number?).map(|p| {
            let day = p.ends.map(|d| d.to_string()).unwrap_or_default();
            (
                Text::new(
                    format!("目的 {} が {day} までであること", p.name),
                    format!("purpose {} runs until {day}", p.name),
                ),
                Some(p.origin.clone()),
            )
        }),
        "profile" => access.profile.as_ref().map(|p| {
            (
                Text::new(format!("形は {p} であること"), format!("it leaves as {p}")),
                None,
            )
        }),
        "requirement" => access.requires.get(number?).map(|r| (requirement(r), None)),
        "condition" => Some(when(&access.condition, zone)),
        _ => None,
    }
}

/// What a delivery asks by itself, said as what must be so.
fn of_delivery(policy: &Policy, rule: &Rule, kind: &str) -> Option<Said> {
    let name = rule.name.as_str().rsplit_once('#')?.0;
    let delivery = policy.delivery(name)?;
    let (word, rest) = kind.split_once(' ').unwrap_or((kind, ""));
    let basis = delivery
        .basis
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let carries = |ja: &str, en: &str| {
        Text::new(
            format!("法的根拠「{basis}」が{ja}を認めること"),
            format!("the legal basis '{basis}' carries {en}"),
        )
    };
    let text = match (word, rest) {
        ("before", _) => delivery.before.map(|day| {
            Text::new(
                format!("{day} より前であること"),
                format!("it is before {day}"),
            )
        })?,
        ("until", _) => delivery.every.as_ref().map(|every| {
            let day = every.until;
            Text::new(
                format!("{day} までであること"),
                format!("it is {day} or earlier"),
            )
        })?,
        ("proposal" | "contract" | "permit" | "certificate", side) => {
            of_paper(delivery, word, side)?
        }
        ("requirement", n) => requirement(delivery.requires.get(n.parse::<usize>().ok()?)?),
        ("basis", "form") => carries("この形", "data in this form"),
        ("basis", "recipient") => carries("この提供先", "this recipient"),
        ("basis", "purpose") => carries("この目的", "this purpose"),
        ("basis", "institution") => carries("この種類の機関", "this kind of institution"),
        ("basis", "asks") => carries("書類の揃ったこの提供", "a delivery with these papers"),
        ("basis", "country") => carries("この国", "this country"),
        _ => return None,
    };
    Some((text, None))
}

/// The day that a paper of the delivery lays down.
fn of_paper(delivery: &Delivery, paper: &str, side: &str) -> Option<Text> {
    let agreed = &delivery.agreed;
    let (contract, permit) = (agreed.contract.as_ref(), agreed.permit.as_ref());
    let (ja, en, number, day) = match (paper, side) {
        ("proposal", _) => {
            let proposal = agreed.proposal.as_ref()?;
            ("提案", "proposal", &proposal.number, proposal.screened)
        }
        ("contract", "from") => ("契約", "contract", &contract?.number, contract?.on),
        ("contract", _) => ("契約", "contract", &contract?.number, contract?.until?),
        ("permit", "from") => ("許可", "permit", &permit?.number, permit?.from),
        ("permit", _) => ("許可", "permit", &permit?.number, permit?.until),
        _ => {
            let certificate = delivery.recipient.certified.as_ref()?;
            (
                "提供先の認定",
                "the recipient's certificate",
                &certificate.number,
                certificate.until,
            )
        }
    };
    let begins = paper == "proposal" || side == "from";
    Some(match begins {
        true => Text::new(
            format!("{ja}「{number}」の日（{day}）以後であること"),
            format!("it is not before {day}, the day of {en} '{number}'"),
        ),
        false => Text::new(
            format!("{ja}「{number}」が続いていること（{day} まで）"),
            format!("{en} '{number}' still runs (until {day})"),
        ),
    })
}

fn of_emergency(emergency: &Emergency, clause: &Clause) -> Option<Text> {
    Some(match clause.kind.as_str() {
        "group" => Text::new(
            format!("グループ \"{}\" に属すること", emergency.group),
            format!("belongs to the group \"{}\"", emergency.group),
        ),
        "emergency" => Text::new(
            format!("緊急閲覧「{}」として申し出ること", emergency.name),
            format!("asked as the emergency {}", emergency.name),
        ),
        "reason" => Text::new("理由が書かれていること", "a reason is given"),
        _ => return None,
    })
}

fn of_other(kind: &str) -> Text {
    match kind {
        "consent" => Text::new(
            "有効な同意がその利用を含むこと",
            "an effective consent contains this use",
        ),
        _ => Text::new("規則の条件", "the rule's condition"),
    }
}

fn names<T: std::fmt::Display>(items: impl IntoIterator<Item = T>, with: &str) -> String {
    items
        .into_iter()
        .map(|i| i.to_string())
        .collect::<Vec<_>>()
        .join(with)
}

fn held_role(access: &AccessRule, roles: &[&Role]) -> Text {
    let groups = |with: &str| names(roles.iter().map(|r| format!("\"{}\"", r.group)), with);
    Text::new(
        format!(
            "役割 {} を持つこと（グループ {}）",
            names(&access.roles, " か "),
            groups("、")
        ),
        format!(
            "holds the role {} (group {})",
            names(&access.roles, " or "),
            groups(", ")
        ),
    )
}

fn from_org(roles: &[&Role]) -> Text {
    let orgs: Vec<&String> = roles.iter().filter_map(|r| r.org.as_ref()).collect();
    Text::new(
        format!("所属が {} であること", names(&orgs, " か ")),
        format!("belongs to {}", names(&orgs, " or ")),
    )
}

fn trained(roles: &[&Role]) -> Text {
    let trainings: Vec<_> = roles.iter().filter_map(|r| r.training.as_ref()).collect();
    Text::new(
        names(
            trainings.iter().map(|t| {
                format!(
                    "研修「{}」を{}以内に受けていること",
                    t.name,
                    length(t.within).ja
                )
            }),
            "、または",
        ),
        names(
            trainings.iter().map(|t| {
                format!(
                    "took the training '{}' within {}",
                    t.name,
                    length(t.within).en
                )
            }),
            ", or ",
        ),
    )
}

fn length(duration: Duration) -> Text {
    match duration {
        Duration::Days(n) => Text::new(format!(" {n} 日"), format!("{n} days")),
        Duration::Months(n) => Text::new(format!(" {n} か月"), format!("{n} months")),
        Duration::Years(n) => Text::new(format!(" {n} 年"), format!("{n} years")),
    }
}

fn open(study: &Study) -> Text {
    let approvals = study.approvals.iter().map(|a| (&a.number, a.from, a.until));
    let extensions = study.amendments.iter();
    let extensions = extensions.filter_map(|a| Some((&a.number, a.approved, a.until?)));
    let windows: Vec<_> = approvals.chain(extensions).collect();
    let said = |(number, from, until): &(&String, Day, Day), ja| match ja {
        true => format!("{number} {from} から {until} まで"),
        false => format!("{number} from {from} until {until}"),
    };
    Text::new(
        format!(
            "研究が承認期間中であること（{}）",
            names(windows.iter().map(|w| said(w, true)), "、")
        ),
        format!(
            "the study is approved and open ({})",
            names(windows.iter().map(|w| said(w, false)), ", ")
        ),
    )
}

fn purpose(study: &Study) -> Text {
    Text::new(
        format!("目的が {} かその下であること", names(&study.purposes, "、")),
        format!(
            "the purpose is {} or lies under it",
            names(&study.purposes, ", ")
        ),
    )
}

pub(crate) fn requirement(required: &Requirement) -> Text {
    match required {
        Requirement::Approval { count, by } => Text::new(
            format!("{} のうち {count} 者が承認していること", names(by, "・")),
            format!("approved by {count} of {}", names(by, ", ")),
        ),
        Requirement::Justification => {
            Text::new("理由が書かれていること", "a justification is given")
        }
        Requirement::Profile(p) => {
            Text::new(format!("形は {p} であること"), format!("it leaves as {p}"))
        }
        Requirement::Fee(name) => Text::new(format!("料金 {name}"), format!("fee {name}")),
        Requirement::Duty(duty) => Text::new(format!("義務 {duty}"), format!("duty {duty}")),
    }
}

fn when(condition: &When, zone: Zone) -> Said {
    match condition {
        When::Always => (Text::default(), None),
        When::When(t) => (test(t, zone), place(t)),
        When::Unless(t) => {
            let inner = test(t, zone);
            (
                Text::new(
                    format!("「{}」ではないこと", inner.ja),
                    format!("not ({})", inner.en),
                ),
                place(t),
            )
        }
    }
}

fn place(test: &Test) -> Option<Origin> {
    match test {
        Test::And(tests) | Test::Or(tests) => tests.iter().find_map(place),
        Test::Not(test) => place(test),
        Test::Compare { origin, .. } => Some(origin.clone()),
    }
}

fn test(t: &Test, zone: Zone) -> Text {
    let many = |tests: &[Test], ja: &str, en: &str| {
        let all: Vec<Text> = tests.iter().map(|t| test(t, zone)).collect();
        Text::new(
            names(all.iter().map(|t| &t.ja), ja),
            names(all.iter().map(|t| &t.en), en),
        )
    };
    match t {
        Test::And(tests) => many(tests, "、かつ ", " and "),
        Test::Or(tests) => many(tests, "、または ", " or "),
        Test::Not(inner) => {
            let inner = test(inner, zone);
            Text::new(
                format!("（{}）ではない", inner.ja),
                format!("not ({})", inner.en),
            )
        }
        Test::Compare {
            left, op, right, ..
        } => {
            let (left, right) = (attribute(*left), value(right, zone));
            let (ja, en) = sign(*op);
            Text::new(
                format!("{}が {} {ja}", left.ja, right.ja),
                format!("{} {en} {}", left.en, right.en),
            )
        }
    }
}

fn attribute(attribute: Attribute) -> Text {
    let (ja, en) = match attribute {
        Attribute::RequestNetwork => ("ネットワーク", "the network"),
        Attribute::RequestCountry => ("提供先の国", "the recipient's country"),
        Attribute::RequestTime => ("申請の時刻", "the time of the request"),
        Attribute::RequestJustified => ("理由の有無", "a justification"),
        Attribute::PrincipalOrg => ("申請者の所属", "the requester's organisation"),
        Attribute::PrincipalTraining => ("申請者の研修", "the requester's training"),
        Attribute::PrincipalTrainingUntil => {
            ("研修の有効期限", "the end of the requester's training")
        }
        Attribute::RecordCollected => ("記録の採取日", "the record's date"),
        Attribute::RecordSealed => ("記録の封印", "the record's seal"),
    };
    Text::new(ja, en)
}

fn sign(op: TestOp) -> (&'static str, &'static str) {
    match op {
        TestOp::Equal => ("である", "is"),
        TestOp::NotEqual => ("でない", "is not"),
        TestOp::Less => ("より前", "is before"),
        TestOp::LessOrEqual => ("以前", "is at or before"),
        TestOp::Greater => ("より後", "is after"),
        TestOp::GreaterOrEqual => ("以後", "is at or after"),
        TestOp::In => ("のどれか", "is one of"),
        TestOp::NotIn => ("のどれでもない", "is none of"),
    }
}

fn value(value: &TestValue, zone: Zone) -> Text {
    match value {
        TestValue::Text(word) => Text::new(format!("「{word}」"), format!("\"{word}\"")),
        TestValue::Bool(true) => Text::new("はい", "yes"),
        TestValue::Bool(false) => Text::new("いいえ", "no"),
        TestValue::Integer(n) => Text::new(n.to_string(), n.to_string()),
        TestValue::Instant(instant) => {
            let day = zone.day_of(*instant).to_string();
            Text::new(day.clone(), day)
        }
        TestValue::Texts(words) => Text::new(
            names(words.iter().map(|w| format!("「{w}」")), "・"),
            names(words.iter().map(|w| format!("\"{w}\"")), ", "),
        ),
        TestValue::RequestTime => Text::new("申請の時刻", "the time of the request"),
    }
}

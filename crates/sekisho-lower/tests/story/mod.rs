//! A small bank's policy, as the checker would hand it over: a lung-cancer prognosis study whose
//! university partner extracts, and a company's drug study. Shared by the tests of lowering and of
//! the gate.
#![allow(dead_code, reason = "each test file uses its own part of the story")]

use std::collections::BTreeMap;

use sekisho_model::asks::Agreed;
use sekisho_model::catalog::Identifiability;
use sekisho_model::cohort::{Cohort, End, IndexEvent};
use sekisho_model::consent::{AfterDeath, Duration, Form, Item, RecipientKind};
use sekisho_model::identity::Scope;
use sekisho_model::oncology::{Column, ColumnType, DataModel, Lies, RecordType, Source, View};
use sekisho_model::policy::*;
use sekisho_model::profile::{Profile, Release, SmallCells, Unlisted};
use sekisho_model::standard::Regime;
use sekisho_model::{DataClass, Day, Digest, Origin, PurposeName, SourceText, Text};

pub const CLASSES: [&str; 5] = [
    "administrative",
    "clinical",
    "genome",
    "imaging",
    "laboratory",
];

/// What the curators wrote, line by line; origins point into it.
pub const SOURCE: &str = "\
sekisho 1
purpose 医学研究 { }
consent 研究同意_第3版 { … }
guard 海外提供 { forbid extract when request.country is not \"JP\" … }
guard 封印された記録 { forbid any when record.sealed is yes … }
cohort 肺がん患者 { index first diagnosis as 診断日 }
study 肺がん予後2026 { … }
allow read, count to 解析者 on 診療情報, 画像 as 集計_10
allow extract to 共同研究者 on 診療情報, 画像 as 符号化_標準
forbid read, extract to 共同研究者 on ゲノム
study 肺がん創薬A { … }
allow count to 解析者 on 診療情報 as 集計_10
allow extract to 解析者 on 診療情報 as 匿名_企業
deliver 東大_定期 { … }
deliver アクメ_第1回 { … }
deliver 海外_第1回 { … }
";

pub fn sources() -> Vec<SourceText> {
    vec![SourceText::new("policies/肺がん.seki", SOURCE.into())]
}

pub fn line(line: u32) -> Origin {
    Origin {
        file: "policies/肺がん.seki".into(),
        start: 0,
        end: 1,
        line,
        column: 1,
    }
}

pub fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

pub fn classes(names: &[&str]) -> Vec<DataClass> {
    names.iter().map(|n| DataClass::from(*n)).collect()
}

pub fn model() -> DataModel {
    let column = |name: &str, kind, nullable| Column {
        name: name.into(),
        kind,
        path: name.into(),
        nullable,
        unit: None,
        measure: None,
        identifiability: Identifiability::Open,
        concept: None,
        lies: Lies::Table,
        label: Text::default(),
    };
    let record = |subject: &str, collected: &[&str], class: &str| RecordType {
        subject: Some(subject.into()),
        subject_optional: false,
        collected: collected.iter().map(|c| (*c).into()).collect(),
        class_rules: Vec::new(),
        class: class.into(),
        parts: Vec::new(),
        sealed: Vec::new(),
        beside: Vec::new(),
    };
    let view = |resource: &str, date: Option<&str>, columns: Vec<Column>| View {
        label: Text::default(),
        from: vec![Source {
            resource: resource.into(),
            filter: None,
            classes: Vec::new(),
            each: None,
            columns: BTreeMap::new(),
        }],
        date: date.map(Into::into),
        was_not: Vec::new(),
        columns,
    };
    DataModel {
        name: "story".into(),
        version: "1".into(),
        classes: CLASSES
            .iter()
            .map(|c| (DataClass::from(*c), Text::default()))
            .collect(),
        records: BTreeMap::from([
            ("Patient".into(), record("id", &[], "administrative")),
            (
                "Condition".into(),
                record("subject", &["onsetDateTime"], "clinical"),
            ),
            (
                "Observation".into(),
                record("subject", &["effectiveDateTime"], "laboratory"),
            ),
        ]),
        views: BTreeMap::from([
            (
                "patient".into(),
                view(
                    "Patient",
                    None,
                    vec![
                        column("birth_date", ColumnType::Date, true),
                        column("death", ColumnType::Date, true),
                    ],
                ),
            ),
            (
                "diagnosis".into(),
                view(
                    "Condition",
                    Some("date"),
                    vec![column("date", ColumnType::Date, true)],
                ),
            ),
        ]),
        systems: BTreeMap::new(),
        system_families: Vec::new(),
        sealed_labels: Vec::new(),
        spellings: BTreeMap::new(),
        digest: Digest::of(b"story"),
    }
}

fn purpose(name: &str, under: Option<&str>, commercial: bool) -> Purpose {
    Purpose {
        name: name.into(),
        label: Text::default(),
        under: under.map(Into::into),
        duo: Vec::new(),
        disease: None,
        commercial,
        since: None,
        ends: None,
        origin: line(2),
    }
}

fn item(name: &str, purposes: &[&str], on: &[&str], recipients: Vec<RecipientKind>) -> Item {
    Item {
        name: name.into(),
        says: Text::default(),
        purposes: purposes.iter().map(|p| PurposeName::from(*p)).collect(),
        later: Vec::new(),
        classes: classes(on),
        acts: Vec::new(),
        recipients,
        countries: Vec::new(),
        requires: None,
        origin: line(3),
    }
}

fn role(name: &str, group: &str, org: Option<&str>, training: Option<&str>) -> Role {
    Role {
        name: name.into(),
        group: group.into(),
        org: org.map(Into::into),
        training: training.map(|t| Training {
            name: t.into(),
            within: Duration::Months(12),
        }),
        origin: line(7),
    }
}

fn study(name: &str, purpose: &str, roles: Vec<Role>, at: u32) -> Study {
    Study {
        name: name.into(),
        label: Text::default(),
        approvals: vec![Approval {
            number: "NCC-2026-014".into(),
            by: "研究倫理審査委員会".into(),
            from: day("2026-02-10"),
            until: day("2029-03-31"),
            origin: line(at),
        }],
        permission: None,
        amendments: Vec::new(),
        sites: Vec::new(),
        embargoes: Vec::new(),
        purposes: vec![purpose.into()],
        cohorts: vec!["肺がん患者".into()],
        classes: classes(&CLASSES),
        roles,
        origin: line(at),
    }
}

#[expect(clippy::too_many_arguments, reason = "one line of policy per call")]
fn access(
    study: &str,
    n: u32,
    allow: bool,
    acts: &[Act],
    role: &str,
    on: &[&str],
    profile: Option<&str>,
    at: u32,
) -> AccessRule {
    AccessRule {
        name: format!("{study}#{n}").into(),
        study: study.into(),
        allow,
        acts: acts.to_vec(),
        roles: vec![role.into()],
        classes: classes(on),
        profile: profile.map(Into::into),
        condition: When::Always,
        requires: Vec::new(),
        because: Text::default(),
        origin: line(at),
    }
}

fn profile(name: &str, satisfies: &str, below: Option<u32>, round_to: Option<u32>) -> Profile {
    Profile {
        name: name.into(),
        label: Text::default(),
        satisfies: vec![satisfies.into()],
        regime: match satisfies {
            "jp_coded_consent" => Some(Regime::Coded),
            other => other.strip_prefix("jp_").and_then(Regime::parse),
        },
        rests: Vec::new(),
        key_fate: Default::default(),
        key: None,
        scope: Scope::Study,
        shift_days_max: None,
        dates: Default::default(),
        unlisted: Unlisted::Drop,
        trusts: Vec::new(),
        release: Release {
            small_cells: below.map(|below| SmallCells { below, stop: false }),
            round_to,
            ..Release::default()
        },
        fhir: None,
        blocks: Vec::new(),
        origin: line(1),
    }
}

fn delivery(
    name: &str,
    study: &str,
    kind: RecipientKind,
    country: &str,
    profile: &str,
    at: u32,
) -> Delivery {
    Delivery {
        name: name.into(),
        label: Text::default(),
        study: study.into(),
        cohort: "肺がん患者".into(),
        classes: classes(&["administrative", "clinical", "laboratory"]),
        recipient: Recipient {
            org: "東京大学".into(),
            kind,
            country: country.into(),
            endpoint: None,
            certified: None,
            eligible: None,
        },
        basis: None,
        held: None,
        profile: profile.into(),
        formats: vec!["fhir R4".into()],
        before: None,
        every: None,
        limit_patients: None,
        limit_records: None,
        limit_bytes: None,
        fee: None,
        agreed: Agreed::default(),
        requires: Vec::new(),
        after: AfterDelivery::default(),
        origin: line(at),
    }
}

pub fn compare(left: Attribute, op: TestOp, right: TestValue) -> Test {
    Test::Compare {
        left,
        op,
        right,
        origin: line(1),
    }
}

fn guard(name: &str, acts: &[Act], condition: When, because: (&str, &str), at: u32) -> Guard {
    Guard {
        name: name.into(),
        label: Text::default(),
        acts: acts.to_vec(),
        classes: classes(&CLASSES),
        condition,
        because: Text::new(because.0, because.1),
        cites: Vec::new(),
        origin: line(at),
    }
}

pub fn form() -> Form {
    Form {
        name: "研究同意_第3版".into(),
        label: Text::default(),
        number: "IC-LUNG-03".into(),
        effective: day("2023-04-01"),
        until: None,
        document: None,
        replaces: None,
        items: vec![
            item(
                "1",
                &["予後予測研究"],
                &["administrative", "clinical", "imaging", "laboratory"],
                Vec::new(),
            ),
            item(
                "3",
                &["企業創薬"],
                &["administrative", "clinical"],
                vec![RecipientKind::Company],
            ),
        ],
        collected_since: None,
        collected_until: None,
        includes_gap: false,
        expires: None,
        after_death: AfterDeath::Keep,
        minor: None,
        incapacity: None,
        includes_later: vec![],
        fhir: Default::default(),
        withdrawals: Vec::new(),
        earlier: Vec::new(),
        origin: line(3),
    }
}

pub fn policy() -> Policy {
    let japan = TestValue::Text("JP".into());
    let clinical = ["administrative", "clinical", "imaging", "laboratory"];
    let (prognosis, drugs) = ("肺がん予後2026", "肺がん創薬A");
    let mut analysts = access(
        prognosis,
        1,
        true,
        &[Act::Read, Act::Count],
        "解析者",
        &clinical,
        Some("集計_10"),
        8,
    );
    analysts.condition = When::When(compare(
        Attribute::RequestNetwork,
        TestOp::Equal,
        TestValue::Text("analysis-room".into()),
    ));
    analysts.requires = vec![Requirement::Duty("log_each_row".into())];
    let mut partner = access(
        prognosis,
        2,
        true,
        &[Act::Extract],
        "共同研究者",
        &clinical,
        Some("符号化_標準"),
        9,
    );
    partner.because = Text::new(
        "院外への提供は二者の承認を要する",
        "Delivery outside needs two approvals",
    );
    partner.requires = vec![
        Requirement::Approval {
            count: 2,
            by: vec!["データ管理者".into(), "倫理委員".into(), "責任医師".into()],
        },
        Requirement::Justification,
        Requirement::Duty("log_summary".into()),
    ];
    let mut company = access(
        drugs,
        2,
        true,
        &[Act::Extract],
        "解析者",
        &clinical,
        Some("匿名_企業"),
        13,
    );
    company.condition = When::Unless(compare(
        Attribute::RequestCountry,
        TestOp::NotIn,
        TestValue::Texts(vec!["JP".into()]),
    ));
    Policy {
        codelists: Vec::new(),
        plugins: Vec::new(),
        purposes: vec![
            purpose("医学研究", None, false),
            purpose("予後予測研究", Some("医学研究"), false),
            purpose("企業創薬", Some("医学研究"), true),
        ],
        classes: Vec::new(),
        forms: vec![form()],
        optouts: Vec::new(),
        corrections: Vec::new(),
        guards: vec![
            guard(
                "海外提供",
                &[Act::Extract],
                When::When(compare(Attribute::RequestCountry, TestOp::NotEqual, japan)),
                ("国外へは出せません", "Nothing leaves the country"),
                4,
            ),
            guard(
                "封印された記録",
                &Act::ALL,
                When::When(compare(
                    Attribute::RecordSealed,
                    TestOp::Equal,
                    TestValue::Bool(true),
                )),
                (
                    "診療科が封印した記録です",
                    "Record sealed by the department",
                ),
                5,
            ),
        ],
        cohorts: vec![Cohort {
            name: "肺がん患者".into(),
            label: Text::default(),
            because: Text::default(),
            index: Some(IndexEvent {
                end: End::First,
                view: "diagnosis".into(),
                filter: None,
                was: None,
                name: "診断日".into(),
                origin: line(6),
            }),
            conditions: Vec::new(),
            expect: None,
            origin: line(6),
        }],
        studies: vec![
            study(
                prognosis,
                "予後予測研究",
                vec![
                    role("解析者", "lung-analyst", None, Some("研究倫理")),
                    role("共同研究者", "utokyo-lung", Some("東京大学"), None),
                ],
                7,
            ),
            study(
                drugs,
                "企業創薬",
                vec![role("解析者", "acme-bio", Some("アクメ製薬"), None)],
                11,
            ),
        ],
        access: vec![
            analysts,
            partner,
            access(
                prognosis,
                3,
                false,
                &[Act::Read, Act::Extract],
                "共同研究者",
                &["genome"],
                None,
                10,
            ),
            access(
                drugs,
                1,
                true,
                &[Act::Count],
                "解析者",
                &clinical,
                Some("集計_10"),
                12,
            ),
            company,
        ],
        profiles: vec![
            profile("集計_10", "jp_anonymized", Some(10), Some(5)),
            profile("符号化_標準", "jp_coded_consent", None, None),
            profile("匿名_企業", "jp_anonymized", None, None),
        ],
        deliveries: vec![
            delivery(
                "東大_定期",
                prognosis,
                RecipientKind::University,
                "JP",
                "符号化_標準",
                14,
            ),
            delivery(
                "アクメ_第1回",
                drugs,
                RecipientKind::Company,
                "JP",
                "匿名_企業",
                15,
            ),
            delivery(
                "海外_第1回",
                prognosis,
                RecipientKind::University,
                "US",
                "符号化_標準",
                16,
            ),
        ],
        emergencies: Vec::new(),
        claims: Vec::new(),
        bases: Vec::new(),
        grounds: Vec::new(),
        contact: None,
        institution: None,
    }
}

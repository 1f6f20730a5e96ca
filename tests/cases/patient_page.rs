//! The page that a patient could read, looked at from outside.

use std::collections::BTreeSet;

use sekisho_tests::banks::{Bank, Scratch, patients_in};
use sekisho_tests::command::sekisho;
use sekisho_tests::json::Json;
use sekisho_tests::samples::{ndjson_files, ours, text_of};

use crate::recall::delivered_twice;

fn page(bank: &Bank, patient: &str, lang: &str) -> String {
    let file = bank.scratch.path(&format!("page-{patient}-{lang}.html"));
    let path = file.to_string_lossy().into_owned();
    bank.run(
        ["audit"],
        [
            "patient", patient, "--format", "html", "-o", &path, "--lang", lang,
        ],
    )
    .done();
    text_of(&file)
}

#[test]
fn it_tells_who_when_for_what_on_which_consent_and_in_what_form() {
    let bank = delivered_twice();
    let text = bank
        .run(["audit"], ["patient", "LC-0001", "--lang", "ja"])
        .done()
        .out;
    for words in [
        "東京大学（大学）へ",
        "アクメ製薬（企業）へ",
        "東京大学の人（役割: 解析者）",
        "肺がん予後予測研究",
        "R-2025-114",
        "放射線画像",
        "意味のない符号に置きかえ",
        "企業が薬を開発するために使うことに同意します。",
        "policies/02_予後研究.seki:",
        "院外へは符号化した形でだけ渡す",
    ] {
        assert!(text.contains(words), "never says {words}:\n{text}");
    }
    // LC-0007 agreed to no company, and was in no delivery to one.
    let other = bank
        .run(["audit"], ["patient", "LC-0007", "--lang", "en"])
        .done()
        .out;
    assert!(other.contains("To 東京大学 (a university)"), "{other}");
    assert!(!other.contains("アクメ製薬 (a company)"), "{other}");
}

/// Names, numbers and addresses of everybody else, and every pseudonym that left, are looked for.
#[test]
fn it_holds_nothing_of_anybody_else_and_no_pseudonym() {
    let bank = delivered_twice();
    let delivery = bank.delivered("予後_東大", "佐藤");
    let scratch = Scratch::default();
    let data = scratch.path("data");
    let _ = sekisho(["demo".as_ref(), data.as_os_str(), "--data-only".as_ref()]).done();
    let html = page(&bank, "LC-0001", "both");
    let mut looked_for = 0;
    for line in text_of(&data.join("fhir/Patient.ndjson")).lines() {
        let patient = Json::parse(line);
        if line.contains("LC-0001") {
            continue;
        }
        for value in values(&patient) {
            assert!(!html.contains(&value), "the page holds {value}");
            looked_for += 1;
        }
    }
    for file in ndjson_files(&delivery.folder.join("release")) {
        for id in patients_in(&file) {
            assert!(!html.contains(&id), "the page holds a pseudonym");
            looked_for += 1;
        }
    }
    assert!(looked_for > 500, "{looked_for}");
}

/// Identifying strings of a Patient: identifiers, ids, whole addresses, telephone, birth dates.
fn values(patient: &Json) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    let mut keep = |value: Option<&Json>| {
        values.extend(value.and_then(Json::text).map(str::to_owned));
    };
    keep(patient.get("id"));
    keep(patient.get("birthDate"));
    for name in ["identifier", "telecom"] {
        for one in patient.get(name).map(Json::items).unwrap_or_default() {
            keep(one.get("value"));
        }
    }
    for one in patient.get("name").map(Json::items).unwrap_or_default() {
        keep(one.get("text"));
    }
    for one in patient.get("address").map(Json::items).unwrap_or_default() {
        keep(one.get("text"));
    }
    values
}

#[test]
fn the_html_stands_alone_in_one_language_or_both() {
    let bank = delivered_twice();
    for lang in ["ja", "en", "both"] {
        let html = page(&bank, "LC-0001", lang);
        for outside in [
            "http:", "https:", "src=", "href=", "<script", "<link", "<img", "url(", "@import",
        ] {
            assert!(!html.contains(outside), "{lang}: {outside}");
        }
        assert_eq!(html.contains("渡されたデータ"), lang != "en");
        assert_eq!(html.contains("Data that was handed over"), lang != "ja");
        assert!(html.contains("default-src 'none'"));
        let balanced = |tag: &str| {
            html.matches(&format!("<{tag}")).count() == html.matches(&format!("</{tag}>")).count()
        };
        assert!(
            ["section", "article", "span", "dl", "main"]
                .iter()
                .all(|tag| balanced(tag))
        );
    }
}

/// The login of whoever asked, opened or read anything stands on no page, in no form of it.
#[test]
fn it_names_no_login() {
    let bank = delivered_twice();
    for who in ["佐藤", "鈴木"] {
        let _ = bank.run(["count"], ["--study", "肺がん予後2026", "--as", who]);
    }
    bank.run(["extract"], ["予後_東大", "--as", "鈴木", "--dry-run"]);
    let (ran, _) = bank.extract("予後_東大", "鈴木");
    ran.refused();
    let users = text_of(&ours("examples/lung/users.csv"));
    let logins: Vec<&str> = users
        .lines()
        .skip(1)
        .filter_map(|l| l.split(',').next())
        .collect();
    assert!(logins.contains(&"佐藤") && logins.contains(&"鈴木"));
    for format in ["text", "json", "html"] {
        let page = bank
            .run(["audit"], ["patient", "LC-0001", "--format", format])
            .done()
            .out;
        for login in &logins {
            assert!(!page.contains(login), "{format}: {login}");
        }
        assert!(!page.contains("system:"), "{format}");
    }
}

/// A refusal is told by the kind of condition that failed, in the language of the page.
#[test]
fn a_refusal_is_told_in_plain_words_of_the_pages_language() {
    let bank = delivered_twice();
    let (ran, _) = bank.extract("予後_東大", "鈴木");
    ran.refused();
    let section = |lang: &str, from: &str| {
        let text = bank
            .run(["audit"], ["patient", "LC-0001", "--lang", lang])
            .done()
            .out;
        let at = text.find(from).expect("the section");
        text[at..]
            .split("## ")
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let en = section("en", "Requests that were refused");
    assert!(
        en.contains("they have no part in the study that allows it"),
        "{en}"
    );
    assert!(en.contains("A delivery was refused"), "{en}");
    let why = en
        .lines()
        .filter(|line| line.contains("Why it was refused"));
    for line in why {
        assert!(
            line.is_ascii(),
            "another language on an English page: {line}"
        );
    }
    let ja = section("ja", "断った申し込み");
    assert!(
        ja.contains("その研究でデータを扱う役割の人ではありませんでした"),
        "{ja}"
    );
    assert!(!ja.contains("refused") && !ja.contains("extract"), "{ja}");
}

#[test]
fn counts_of_a_day_are_one_line() {
    let bank = delivered_twice();
    let count = || bank.run(["count"], ["--study", "肺がん予後2026", "--as", "佐藤"]);
    for _ in 0..4 {
        count().done();
    }
    let counts = bank
        .run(["audit"], ["patient", "LC-0001", "--lang", "en"])
        .done()
        .out;
    let at = counts.find("## Counts").expect("the section");
    let section = counts[at..].split("\n## ").next().expect("it");
    assert_eq!(section.matches("\n- ").count(), 1, "{section}");
    assert!(section.contains("4 counts of people"), "{section}");
    assert!(section.contains("Entries "), "{section}");
}

/// The desk of `sekisho.yaml` stands at the end of the page; without one a general sentence does.
#[test]
fn whom_to_ask_is_what_the_package_says() {
    let bank = delivered_twice();
    for (lang, words) in [
        (
            "ja",
            ["患者相談窓口", "電話 03-0000-0000", "平日 9 時から 17 時"],
        ),
        (
            "en",
            ["Patient desk", "Telephone 03-0000-0000", "Weekdays 9 to 17"],
        ),
    ] {
        let html = page(&bank, "LC-0001", lang);
        let footer = &html[html.find("<footer>").expect("a footer")..];
        let text = bank
            .run(["audit"], ["patient", "LC-0001", "--lang", lang])
            .done()
            .out;
        for word in words {
            assert!(footer.contains(word), "{lang}: {word}");
            assert!(text.contains(word), "{lang}: {word}");
        }
    }
    let bank = Bank::small();
    let html = page(&bank, "pt-hanako-0001", "ja");
    assert!(html.contains("担当の窓口にこの紙をお見せください"));
}

#[test]
fn it_tells_what_came_of_a_withdrawal_and_that_it_was_read() {
    let bank = delivered_twice();
    let withdraw = [
        "--patient",
        "LC-0001",
        "--form",
        "研究同意_第3版",
        "--item",
        "3",
    ];
    bank.run(["consent", "withdraw"], withdraw).done();
    let listed = bank
        .run(["recall"], ["list", "--format", "json"])
        .done()
        .json();
    let id = listed.items()[0]
        .get("id")
        .and_then(Json::text)
        .expect("an id")
        .to_owned();
    let read = || {
        bank.run(["audit"], ["patient", "LC-0001", "--lang", "en"])
            .done()
            .out
    };
    assert!(read().contains("they have been asked to delete it, by"));
    bank.run(["recall"], ["acknowledge", &id, "--as", "鈴木"])
        .done();
    assert!(read().contains("that they will delete it"));
    let certificate = bank.scratch.file("c.txt", "gone\n");
    let file = certificate.to_string_lossy().into_owned();
    bank.run(
        ["recall"],
        ["certify", &id, "--as", "鈴木", "--file", &file],
    )
    .done();
    let text = read();
    assert!(text.contains("deleted; the certificate came on"), "{text}");
    assert!(
        text.contains("it rests on something you did not take back"),
        "{text}"
    );
    assert!(text.contains("This record was read twice before"), "{text}");
    assert_eq!(
        bank.ledger_kinds().last().map(String::as_str),
        Some("patient_page_read")
    );
    bank.run(["audit"], ["verify"]).done();
}

//! The report as one page: Japanese and English beside each other, nothing loaded from elsewhere,
//! no script, fit to print. Its reader sits on an ethics board and is no programmer.

use std::fmt::Write as _;

use sekisho_model::text::in_html;
use sekisho_model::{Text, Zone};

use super::Risk;

mod control;
mod fields;
mod papers;
mod style;

/// The whole page.
pub fn page(risk: &Risk, zone: Zone) -> String {
    let mut page = Page::default();
    page.head(risk);
    page.in_short(risk);
    page.for_whom(risk, zone);
    page.what_left(risk);
    page.fields(risk);
    page.words(risk);
    page.dates_and_standards(risk);
    page.control(risk);
    page.what_stayed(risk);
    page.duties(risk);
    page.seals(risk);
    page.0.push_str("</main></body></html>\n");
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn head(&mut self, risk: &Risk) {
        let title = &risk.labels.delivery;
        let name = risk.certificate.delivery.as_str();
        let _ = write!(
            self.0,
            "<!doctype html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{} – 提供の報告 / Delivery report</title><style>{}</style></head><body><main>",
            in_html(name),
            style::CSS
        );
        let _ = write!(
            self.0,
            "<p class=\"kind\">提供の危険度報告 <span lang=\"en\">Risk report of a delivery</span></p><h1>{}</h1>",
            both_or(title, name)
        );
        self.note(
            "この報告は銀行に残す証拠で、提供先には渡しません。患者の値は一つも書いていません。",
            "This report is the bank's own evidence and is not delivered. It holds no value of any patient.",
        );
    }

    fn in_short(&mut self, risk: &Risk) {
        let people = &risk.people;
        let records: u64 = risk.records.values().sum();
        self.0.push_str("<div class=\"figures\">");
        self.figure(people.cohort, "コホートの人", "people in the cohort");
        self.figure(people.permitted, "出してよい人", "of them permitted");
        self.figure(people.delivered, "データが出た人", "whose data left");
        self.figure(records, "出た記録", "records that left");
        self.0.push_str("</div>");
        let (ja, en) = regime(risk);
        self.note(&ja, &en);
    }

    fn figure(&mut self, n: u64, ja: &str, en: &str) {
        let _ = write!(
            self.0,
            "<div><b>{}</b><span>{ja}</span><span lang=\"en\">{en}</span></div>",
            number(n)
        );
    }

    fn for_whom(&mut self, risk: &Risk, zone: Zone) {
        let c = &risk.certificate;
        self.section("誰に、何のために", "For whom, and why");
        let recipient = format!(
            "{} ({}, {})",
            c.recipient.org,
            c.recipient.kind.as_str(),
            c.recipient.country
        );
        let mut rows = vec![
            row("提供先", "Recipient", in_html(&recipient)),
            row(
                "研究",
                "Study",
                both_or(&risk.labels.study, c.study.as_str()),
            ),
            row(
                "目的",
                "Purpose",
                both_or(&risk.labels.purpose, c.purpose.as_str()),
            ),
            row(
                "コホート",
                "Cohort",
                both_or(&risk.labels.cohort, c.cohort.as_str()),
            ),
            row("申請した人", "Asked by", in_html(c.requested_by.as_str())),
            row(
                "決めた日時",
                "Decided for",
                in_html(&c.decided_for.iso(zone)),
            ),
            row(
                "理由書",
                "Justification",
                c.justification.as_deref().map_or_else(none, in_html),
            ),
        ];
        if let Some(basis) = &c.basis {
            let basis = both_or(&risk.labels.basis, basis.as_str());
            rows.insert(3, row("法的根拠", "Legal basis", basis));
        }
        if let Some(held) = &c.held {
            let held = both_or(&risk.labels.held, held.as_str());
            let at = 3 + usize::from(c.basis.is_some());
            rows.insert(
                at,
                row(
                    "被保険者番号を持つ根拠",
                    "Ground for holding insured numbers",
                    held,
                ),
            );
        }
        rows.extend(papers::papers(c));
        self.pairs(&rows);
    }

    fn what_left(&mut self, risk: &Risk) {
        self.section("何が出たか", "What left");
        self.table(&[
            ("ファイル", "File", false),
            ("種類", "Type", false),
            ("形式", "Format", false),
            ("件数・行数", "Records or rows", true),
            ("バイト", "Bytes", true),
        ]);
        for file in &risk.files {
            self.cells(&[
                (code(&file.file), false),
                (in_html(&file.kind), false),
                (in_html(&file.format), false),
                (number(file.count), true),
                (number(file.bytes), true),
            ]);
        }
        self.0.push_str("</tbody></table></div>");
    }

    fn words(&mut self, risk: &Risk) {
        self.section("コードと表示名", "Codes and displays");
        self.note(
            "コード、単位、表示名は、表で引けるものだけが出ます。どの表にもないコードは、下の人数以上が持つときだけ出ます。",
            "Codes, units and displays leave where a table has them. A code that no table has leaves only where at least this many people have it.",
        );
        let words = &risk.words;
        self.pairs(&[
            row(
                "表にないコードが出るのに要る人数",
                "People who must share a code that no table has",
                number(u64::from(words.shared_by)),
            ),
            row(
                "引けないので出さなかったコードと単位",
                "Codes and units that could not be looked up and stayed",
                number(words.codes_withheld),
            ),
        ]);
        for trusted in &words.trusted {
            let systems: Vec<String> = trusted.systems.iter().map(|s| code(s)).collect();
            self.pairs(&[row(
                "プロファイルの言葉を信じて、コードと表示名をそのまま出した体系",
                "Systems whose codes and displays left on the profile's word",
                format!(
                    "{}<br>{}<br>{}",
                    systems.join(" "),
                    both(&trusted.because),
                    code(&trusted.place)
                ),
            )]);
        }
    }

    fn dates_and_standards(&mut self, risk: &Risk) {
        self.section("日付と基準", "Dates and standards");
        let v = &risk.values;
        self.pairs(&[
            row("日付", "Dates", both(&risk.dates)),
            row(
                "「不明」「終わりなし」を表す日付で、masked とした値",
                "Dates that stand for “not known” or “no end”, masked",
                number(v.placeholders),
            ),
            row(
                "多くの人に共通の日付で、masked とした値",
                "Dates that many people share, masked",
                number(v.shared_dates),
            ),
            row(
                "数や文字で書かれた日付で、masked とした値",
                "Dates that stand as numbers or texts, masked",
                number(v.numbers_as_dates),
            ),
            row(
                "上限を超える年齢（量）で、masked とした値",
                "Ages in quantities above the limit, masked",
                number(v.ages),
            ),
        ]);
        if !risk.shared_dates.is_empty() {
            self.note(
                "次の項目には、50 人以上かつ 1 % 以上の人に共通の日付があります。知る人がいれば、ずらした幅がそこから分かるので伏せました。伏せずに動かしてよい項目なら、プロファイルに shared dates of \"…\" move と書きます。",
                "These elements hold dates that at least 50 people and 1 % share. Whoever knows such a date reads the shift off it, so they were masked. Where an element's may move like any other, the profile says: shared dates of “…” move.",
            );
            for (element, values) in &risk.shared_dates {
                let _ = write!(
                    self.0,
                    "<p>{} ({})</p>",
                    code(element),
                    number(*values as u64)
                );
            }
        }
        for standard in &risk.standards {
            let _ = write!(
                self.0,
                "<h3>{} {}</h3><p class=\"clauses\">{}</p>",
                both(&standard.label),
                code(&standard.name),
                standard
                    .clauses
                    .iter()
                    .map(|clause| format!("<span>{}</span>", in_html(&clause.to_string())))
                    .collect::<Vec<_>>()
                    .join(" ")
            );
        }
        if risk.standards.is_empty() {
            self.note(
                "この形は、どの基準も満たすとは証明されていません。",
                "The form is not proved to satisfy any standard.",
            );
        }
    }

    fn what_stayed(&mut self, risk: &Risk) {
        self.section("出なかったものと、その理由", "What stayed, and why");
        self.table(&[
            ("理由", "Why", false),
            ("種類", "Type", false),
            ("記録", "Records", true),
        ]);
        for kept in &risk.kept_by_decision {
            self.cells(&[
                (both(&kept.reason), false),
                (String::new(), false),
                (number(kept.records), true),
            ]);
        }
        for kept in &risk.kept_by_profile {
            self.cells(&[
                (both(&kept.reason), false),
                (in_html(&kept.kind), false),
                (number(kept.records), true),
            ]);
        }
        if risk.kept_by_decision.is_empty() && risk.kept_by_profile.is_empty() {
            let nothing = both(&Text::new("ありません", "nothing"));
            self.cells(&[(nothing, false), (String::new(), false), (number(0), true)]);
        }
        self.0.push_str("</tbody></table></div>");
        let limit = |n: Option<u64>| n.map_or_else(none, number);
        self.pairs(&[
            row("上限: 人", "Limit: patients", limit(risk.limits.patients)),
            row("上限: 記録", "Limit: records", limit(risk.limits.records)),
            row("上限: バイト", "Limit: bytes", limit(risk.limits.bytes)),
        ]);
    }

    fn duties(&mut self, risk: &Risk) {
        self.section("提供した後の義務と鍵", "Duties after delivery, and keys");
        let mut rows: Vec<_> = risk
            .duties
            .after_delivery
            .iter()
            .map(|(duty, when)| row(duty_word(duty), duty, in_html(when)))
            .collect();
        if !risk.duties.of_rules.is_empty() {
            let duties = in_html(&risk.duties.of_rules.join(", "));
            rows.push(row("規則の課す義務", "Duties of the rules", duties));
        }
        if let Some(yen) = risk.fee_due_yen {
            rows.push(row("料金（円）", "Fee (yen)", number(yen)));
        }
        rows.push(row("仮名の鍵", "Key of the pseudonyms", both(&risk.key)));
        self.pairs(&rows);
    }

    fn seals(&mut self, risk: &Risk) {
        let c = &risk.certificate;
        self.section("許可と署名", "Permit and signatures");
        let mut rows = vec![
            row(
                "許可（台帳）",
                "Permit (ledger entry)",
                number(c.permit.unsigned_abs()),
            ),
            row(
                "基づいた規則",
                "Rules it rested on",
                in_html(&risk.rules.join(", ")),
            ),
            row("方針の束", "Policy bundle", code(&c.bundle.to_string())),
            row(
                "データの状態",
                "State of the data",
                number(c.snapshot.0.unsigned_abs()),
            ),
        ];
        if let Some(module) = c.module {
            rows.push(row(
                "変換のモジュール",
                "Transform module",
                code(&module.to_string()),
            ));
        }
        for seal in &risk.seals {
            let by = match seal.by_bank {
                true => both(&Text::new(
                    "銀行自身の鍵（審査者の署名ではない）",
                    "the bank's own key; no reviewer signed",
                )),
                false => both(&Text::new("審査者の鍵", "a reviewer's key")),
            };
            rows.push(row(
                "署名",
                "Signed by",
                format!("{by}<br>{}", code(&seal.key)),
            ));
        }
        self.pairs(&rows);
    }

    fn section(&mut self, ja: &str, en: &str) {
        let _ = write!(self.0, "<h2>{ja} <span lang=\"en\">{en}</span></h2>");
    }

    fn note(&mut self, ja: &str, en: &str) {
        let _ = write!(
            self.0,
            "<div class=\"note\"><p>{}</p><p lang=\"en\">{}</p></div>",
            in_html(ja),
            in_html(en)
        );
    }

    fn pairs(&mut self, rows: &[String]) {
        let _ = write!(self.0, "<dl>{}</dl>", rows.concat());
    }

    fn table(&mut self, heads: &[(&str, &str, bool)]) {
        self.0.push_str("<div class=\"wide\"><table><thead><tr>");
        for (ja, en, is_number) in heads {
            let class = if *is_number { " class=\"n\"" } else { "" };
            let _ = write!(self.0, "<th{class}>{ja}<span lang=\"en\">{en}</span></th>");
        }
        self.0.push_str("</tr></thead><tbody>");
    }

    fn cells(&mut self, cells: &[(String, bool)]) {
        self.0.push_str("<tr>");
        for (text, is_number) in cells {
            self.cell(text, *is_number);
        }
        self.0.push_str("</tr>");
    }

    fn cell(&mut self, html: &str, is_number: bool) {
        let class = if is_number { " class=\"n\"" } else { "" };
        let _ = write!(self.0, "<td{class}>{html}</td>");
    }
}

fn row(ja: &str, en: &str, html: String) -> String {
    format!("<div><dt>{ja}<span lang=\"en\">{en}</span></dt><dd>{html}</dd></div>")
}

/// What the proved regime means, in a sentence.
fn regime(risk: &Risk) -> (String, String) {
    use sekisho_model::standard::Regime;
    match risk.certificate.regime {
        Some(Regime::Anonymized) => (
            "匿名加工した形で出しました。行から人に戻る手がかりは、銀行の証拠にも残していません。".into(),
            "It left anonymized. Nothing that leads from a row back to a person is kept, not even in the bank's evidence.".into(),
        ),
        Some(Regime::Pseudonymized) => (
            "仮名加工情報（仮名加工医療情報）として出しました。名前や番号は仮名に置き換わり、元に戻す鍵は銀行だけが持ちます。ほかの第三者には渡せません。".into(),
            "It left as pseudonymously processed information: names and numbers became pseudonyms, and only the bank holds the key that leads back. It may be passed to no other third party.".into(),
        ),
        Some(Regime::Coded) => (
            "符号化した個人データとして出しました。名前や番号は仮名に置き換わり、元に戻す鍵は銀行だけが持ちます。個人情報のままで、仮名加工情報でも匿名加工情報でもありません。".into(),
            "It left as coded personal data: names and numbers became pseudonyms, and only the bank holds the key that leads back. It stays personal data; in law it is neither pseudonymized nor anonymized.".into(),
        ),
        Some(Regime::Identified) | None => (
            "この形は、符号化・仮名加工・匿名加工のどれとも証明されていません。".into(),
            "The form is proved neither coded, nor pseudonymized, nor anonymized.".into(),
        ),
    }
}

fn duty_word(duty: &str) -> &'static str {
    match duty {
        "receipt" => "受領の報告",
        "destroy" => "廃棄",
        "publication" => "公表",
        "return results" => "結果の返却",
        _ => "その他の義務",
    }
}

fn both(text: &Text) -> String {
    if text.ja == text.en || text.en.is_empty() {
        return in_html(&text.ja);
    }
    format!(
        "{} <span lang=\"en\">{}</span>",
        in_html(&text.ja),
        in_html(&text.en)
    )
}

/// A label, or the name where nobody gave one.
fn both_or(text: &Text, name: &str) -> String {
    if text.is_empty() {
        in_html(name)
    } else {
        both(text)
    }
}

fn none() -> String {
    both(&Text::new("なし", "none"))
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", in_html(text))
}

/// With thin gaps between thousands.
fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_policy_is_never_markup() {
        assert_eq!(in_html("<b>&\"x\""), "&lt;b&gt;&amp;&quot;x&quot;");
        assert_eq!(
            both(&Text::new("<i>", "<u>")),
            "&lt;i&gt; <span lang=\"en\">&lt;u&gt;</span>"
        );
    }

    #[test]
    fn thousands_are_parted() {
        assert_eq!(number(7), "7");
        assert_eq!(number(1_234), "1,234");
        assert_eq!(number(1_234_567), "1,234,567");
    }
}

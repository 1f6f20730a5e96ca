//! The part of the page that says, leaf by leaf, what left and how; and what never did.

use std::fmt::Write as _;

use sekisho_model::Text;
use sekisho_model::catalog::r4;

use super::super::FieldReport;
use super::{Page, Risk, both, code, in_html, number, row};

impl Page {
    pub(super) fn fields(&mut self, risk: &Risk) {
        self.section("項目ごとの扱い", "Field by field");
        self.note(
            "数えているのは、いちばん下の項目に書かれた値の数です。「出た」は渡したファイルにある数、「出なかった」は渡した記録のもとにあって渡したファイルにない数です（表では空欄の数）。ここにない項目は、渡した記録のもとにもありませんでした。",
            "Counted are values, at the last step of each path. “Left” is how many stand in the delivered files; “stayed” how many stood in the records they were made of and are not in the files (of a table: empty cells). What is not listed here stood in none of those records.",
        );
        for fields in risk.fields.chunk_by(|one, next| one.form == next.form) {
            self.form(fields);
        }
        let v = &risk.values;
        self.pairs(&[
            row("変えた値の合計", "Values changed in all", number(v.changed)),
            row(
                "落とした要素",
                "Elements dropped",
                number(v.elements_dropped),
            ),
            row(
                "参照先を渡していないので masked とした参照",
                "References that say masked: their target was not delivered",
                number(v.references_absent),
            ),
            row(
                "中身を出さず masked とした必須の要素",
                "Required elements that say masked",
                number(v.required_absent),
            ),
        ]);
    }

    /// One type of record, or one table.
    fn form(&mut self, fields: &[FieldReport]) {
        let form = fields[0].form.as_str();
        let label = match r4().type_label(form) {
            label if label == form => String::new(),
            label => format!("{} ", in_html(label)),
        };
        let _ = write!(self.0, "<h3>{label}{}</h3>", code(form));
        let (never, left): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.never_left());
        if !left.is_empty() {
            self.table(&[
                ("項目", "Field", false),
                ("扱い", "How", false),
                ("出た", "Left", true),
                ("出なかった", "Stayed", true),
                ("変えた値", "Values changed", true),
                ("規則", "Rule", false),
            ]);
            left.iter().for_each(|field| self.field(field));
            self.0.push_str("</tbody></table></div>");
        }
        self.never(&never);
    }

    fn field(&mut self, field: &FieldReport) {
        let how: Vec<String> = field.treatment.iter().map(|t| both(&t.text())).collect();
        let rules: Vec<String> = match field.changes.is_empty() {
            false => field
                .changes
                .iter()
                .map(|c| place(&c.place, c.line.as_deref()))
                .collect(),
            true => field.decided_by.iter().map(|at| place(at, None)).collect(),
        };
        let changed: u64 = field.changes.iter().map(|c| c.values).sum();
        self.cells(&[
            (name(field), false),
            (how.join("<br>"), false),
            (number(field.left), true),
            (number(field.stayed), true),
            (number(changed), true),
            (rules.join("<br>"), false),
        ]);
    }

    /// What stood in the records and is in no file.
    fn never(&mut self, fields: &[&FieldReport]) {
        if fields.is_empty() {
            return;
        }
        let title = Text::new(
            format!("一つも出なかった項目 {}", number(fields.len() as u64)),
            format!("Of {} fields nothing left", number(fields.len() as u64)),
        );
        let _ = write!(self.0, "<h4>{}</h4><ul class=\"never\">", both(&title));
        for field in fields {
            let _ = write!(
                self.0,
                "<li><span>{}</span><b>{}</b></li>",
                name(field),
                number(field.stayed)
            );
        }
        self.0.push_str("</ul>");
    }
}

/// In Japanese, with the path that the standard has for it.
fn name(field: &FieldReport) -> String {
    match &field.element {
        Some(element) if field.label.ja.is_empty() => code(element),
        // A leaf's English name is its path.
        Some(element) if field.label.en == *element => {
            format!("{}<br>{}", in_html(&field.label.ja), code(element))
        }
        Some(element) => format!("{}<br>{}", both(&field.label), code(element)),
        None => both(&Text::new(
            "規格にない項目",
            "keys the standard does not know",
        )),
    }
}

fn place(at: &str, line: Option<&str>) -> String {
    match line {
        Some(line) => format!("<span class=\"at\">{}</span> {}", in_html(at), code(line)),
        None => format!("<span class=\"at\">{}</span>", in_html(at)),
    }
}

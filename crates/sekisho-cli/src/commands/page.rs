//! `audit BANK patient ID`: the patient's page on the terminal, as JSON or as one HTML file.

use std::path::Path;

use sekisho_bank::Bank;
use sekisho_bank::outlet;
use sekisho_bank::page::{Card, Page, contact, html, sections};
use sekisho_model::{Instant, Text};

use crate::args::Leaf;
use crate::show::{Done, Show, out};

pub async fn write(
    bank: &Bank,
    id: &str,
    who: &str,
    now: Instant,
    format: Leaf,
    output: Option<&Path>,
    show: &Show,
) -> Done {
    let page = bank.patient_page(id, who, now).await?;
    let text = match format {
        Leaf::Text => text(&page, show),
        Leaf::Json => serde_json::to_string_pretty(&page).unwrap_or_default() + "\n",
        Leaf::Html => html(&page, show.langs()),
    };
    let Some(output) = output else {
        out(text.trim_end());
        return Ok(());
    };
    outlet::replace(output, text.as_bytes())?;
    show.say(
        format!("{} に書きました", output.display()),
        format!("written to {}", output.display()),
    );
    Ok(())
}

/// One language after the other: a page is read in one of them.
fn text(page: &Page, show: &Show) -> String {
    let mut lines = Vec::new();
    for lang in show.langs() {
        for section in sections(page) {
            lines.push(format!("## {}", section.title.get(*lang)));
            lines.push(section.lead.get(*lang).to_owned());
            let says = |text: &Text| text.get(*lang).to_owned();
            section
                .cards
                .iter()
                .for_each(|one| card(one, &says, &mut lines));
            lines.push(String::new());
        }
        let contact = contact(page);
        lines.extend(contact.iter().map(|line| line.get(*lang).to_owned()));
        lines.push(String::new());
    }
    lines.join("\n")
}

fn card(card: &Card, says: &dyn Fn(&Text) -> String, lines: &mut Vec<String>) {
    lines.push(format!("\n- {}  {}", says(&card.when), says(&card.title)));
    for row in &card.rows {
        for (n, line) in row.says.iter().enumerate() {
            let label = if n == 0 {
                says(&row.label) + ": "
            } else {
                "  ".to_owned()
            };
            lines.push(format!("    {label}{}", says(line)));
        }
    }
    for small in &card.small {
        lines.push(format!("    ({})", says(small)));
    }
}

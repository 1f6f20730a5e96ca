//! `trace`: a delivered value led back.

use std::path::Path;

use sekisho_bank::trace::{Asked, Asker, Outcome};

use super::extract::{pretty, refused};
use super::open;
use crate::args::Format;
use crate::show::{Done, Ended, Show, out};

pub struct Request<'a> {
    pub place: &'a str,
    pub who: &'a str,
    pub justify: Option<&'a str>,
    pub approved_by: &'a [String],
    pub network: Option<&'a str>,
}

pub async fn trace(bank: &Path, request: &Request<'_>, format: Format, show: &Show) -> Done {
    let asked = Asked::parse(request.place)?;
    let (bank, now) = open(bank).await?;
    let asker = Asker {
        who: request.who,
        justification: request.justify,
        network: request.network,
        seconds: request
            .approved_by
            .iter()
            .map(|who| who.as_str().into())
            .collect(),
        now,
    };
    match bank.trace(&asked, &asker).await? {
        Outcome::Refused(refusal) => refused(&refusal, format, show),
        Outcome::Nothing(why) => {
            match format {
                Format::Json => out(&pretty(
                    &serde_json::json!({ "place": asked.to_string(), "traced": false, "why": why }),
                )),
                Format::Text => show.say_text(&why),
            }
            Err(Ended::Refused)
        }
        Outcome::Told(told) => {
            match format {
                Format::Json => out(&pretty(&serde_json::json!(told))),
                Format::Text => {
                    let zone = bank.settings().zone;
                    for lang in show.langs() {
                        told.say(*lang, zone).iter().for_each(|line| out(line));
                    }
                }
            }
            if told.again.holds() {
                Ok(())
            } else {
                Err(Ended::Refused)
            }
        }
    }
}

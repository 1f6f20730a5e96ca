//! `explain`: why, or why not, quoting the lines; of a bank, or of a policy package alone.

use std::path::Path;

use sekisho_bank::people;
use sekisho_gate::{Ask, Explanation, Gate, Papers, Verdict, Whose, Why};
use sekisho_lang::Program;
use sekisho_lang::data_model::oncology;
use sekisho_model::policy::{Act, Policy, Role};
use sekisho_model::time::parse_moment;
use sekisho_model::{DataClass, Day, Instant, SealedBundle};
use sekisho_store::Person;

use super::{open, policy, read};
use crate::args::{AskerArgs, Format};
use crate::clock;
use crate::show::{Done, Ended, Show, out};

pub struct Question<'a> {
    pub act: &'a str,
    pub on: &'a str,
    pub study: Option<&'a str>,
    pub emergency: Option<&'a str>,
    pub patient: Option<&'a str>,
    pub at: Option<&'a str>,
}

pub async fn explain(
    place: &Path,
    question: &Question<'_>,
    args: &AskerArgs,
    format: Format,
    show: &Show,
) -> Done {
    let explanations = if place.join("sekisho.yaml").is_file() {
        of_package(place, question, args, show)?
    } else {
        of_bank(place, question, args).await?
    };
    match (format, explanations.as_slice()) {
        (Format::Json, [one]) => out(&pretty(&serde_json::json!(one))),
        (Format::Json, all) => out(&pretty(&serde_json::json!(all))),
        (Format::Text, all) => {
            for lang in show.langs() {
                let said: Vec<String> = all.iter().map(|e| e.say(*lang)).collect();
                said_once(&said).iter().for_each(|text| out(text));
            }
        }
    }
    let refused = |e: &Explanation| matches!(e.verdict, Verdict::Refused(_));
    match explanations.iter().all(refused) {
        true => Err(Ended::Refused),
        false => Ok(()),
    }
}

/// Classes of which the same is to be said stand above it together; a stranger hears it once.
fn said_once(said: &[String]) -> Vec<String> {
    let mut groups: Vec<(Vec<&str>, &str)> = Vec::new();
    for text in said {
        let (head, body) = text.split_once('\n').unwrap_or((text, ""));
        match groups.iter_mut().find(|(_, other)| *other == body) {
            Some((heads, _)) if heads.contains(&head) => {}
            Some((heads, _)) => heads.push(head),
            None => groups.push((vec![head], body)),
        }
    }
    let whole = |(heads, body): (Vec<&str>, &str)| format!("{}\n{body}\n", heads.join("\n"));
    groups.into_iter().map(whole).collect()
}

async fn of_bank(
    dir: &Path,
    question: &Question<'_>,
    args: &AskerArgs,
) -> Result<Vec<Explanation>, Ended> {
    let (bank, now) = open(dir).await?;
    let Some(who) = args.who.as_deref() else {
        return Err(Ended::usage(
            "誰としてか（--as）を書いてください",
            "say as whom (--as)",
        ));
    };
    bank.may_let_out().await?;
    let gate = bank.gate().await?;
    let act = act(question)?;
    let at = match question.at {
        Some(text) => Some(moment(text, bank.settings().zone)?),
        None => None,
    };
    // Whom the bank does not know hears one answer, whatever is asked and whether it is there.
    let known = bank.store.person(who).await?.is_some();
    let (ask, classes) = match known {
        true => ask(&gate.bundle().policy, question, act)?,
        false => (of_stranger(question, act), vec![question.on.into()]),
    };
    let mut papers = papers(who, args, now);
    papers.at = at;
    let whose = match question.patient {
        None => Whose::AtLarge,
        Some(id) => (bank.person(id).await).map_or(Whose::NobodyNamed, Whose::Person),
    };
    let mut explanations = Vec::new();
    for class in &classes {
        let found = gate.explain(&bank.store, &papers, &ask, class, whose).await;
        explanations.push(found.map_err(|e| Ended::Failed(e.text()))?);
    }
    Ok(explanations)
}

fn of_package(
    dir: &Path,
    question: &Question<'_>,
    args: &AskerArgs,
    show: &Show,
) -> Result<Vec<Explanation>, Ended> {
    if question.patient.is_some() {
        return Err(Ended::usage(
            "--patient は銀行でだけ使えます",
            "--patient works on a bank only",
        ));
    }
    let program = policy::program(dir, show)?;
    let gate = gate_of(&program)?;
    let now = match question.at {
        Some(text) => moment(text, program.zone)?,
        None => clock::now(true, program.zone).map_err(|e| Ended::usage(e.clone(), e))?,
    };
    let (ask, classes) = ask(&program.policy, question, act(question)?)?;
    let person = person(dir, &program.policy, &ask, args, program.zone.day_of(now))?;
    let who = person.as_ref().map_or("", |p| p.user.as_str());
    let papers = papers(who, args, now);
    classes
        .iter()
        .map(|class| match &person {
            None => Ok(Explanation::refused(&ask, class, Why::Stranger)),
            Some(person) => gate
                .explain_rules(person, &papers, &ask, class)
                .map_err(|e| Ended::Failed(e.text())),
        })
        .collect()
}

/// The package's rules as a gate holds them. Nothing is sealed: nothing can leave by it.
fn gate_of(program: &Program) -> Result<Gate, Ended> {
    let bundle = sekisho_lower::lower(program, oncology());
    let sealed = SealedBundle {
        digest: bundle.digest(),
        bundle,
        approvals: Vec::new(),
    };
    Gate::open(sealed, oncology(), program.zone, &program.country)
        .map_err(|e| Ended::Failed(e.text()))
}

fn act(question: &Question<'_>) -> Result<Act, Ended> {
    Act::parse(question.act).ok_or_else(|| {
        let known = Act::ALL.map(Act::as_str).join(", ");
        Ended::usage(
            format!(
                "{} という行為はありません。{known} のどれかです",
                question.act
            ),
            format!("there is no act {}; known are {known}", question.act),
        )
    })
}

/// For the ledger: what was named, looked up nowhere.
fn of_stranger(question: &Question<'_>, act: Act) -> Ask {
    Ask::Act {
        study: question.study.unwrap_or_default().into(),
        act,
        profile: None,
    }
}

/// `--on` names a delivery, or a data class in a study or an emergency.
fn ask(policy: &Policy, question: &Question<'_>, act: Act) -> Result<(Ask, Vec<DataClass>), Ended> {
    let classes = || {
        let group = policy
            .classes
            .iter()
            .find(|c| c.name.as_str() == question.on);
        group.map_or_else(|| vec![DataClass::from(question.on)], |g| g.members.clone())
    };
    if let Some(emergency) = question.emergency {
        let ask = Ask::Emergency {
            emergency: emergency.into(),
            act,
        };
        return Ok((ask, classes()));
    }
    let of_study = |study: &str| Ask::Act {
        study: study.into(),
        act,
        profile: None,
    };
    match (policy.delivery(question.on), question.study) {
        (Some(delivery), _) if act == Act::Extract => {
            let ask = Ask::Extract {
                delivery: delivery.name.clone(),
            };
            Ok((ask, delivery.classes.clone()))
        }
        (Some(delivery), _) => Ok((of_study(delivery.study.as_str()), delivery.classes.clone())),
        (None, Some(study)) => Ok((of_study(study), classes())),
        (None, None) => Err(Ended::usage(
            format!(
                "{} は提供の名ではありません。データの種類なら --study か --emergency も書いてください",
                question.on
            ),
            format!(
                "{} is no delivery; for a data class give --study or --emergency as well",
                question.on
            ),
        )),
    }
}

/// Who asks, without a bank: a role of the study with what it asks for in order, somebody of the
/// list of users, or somebody made of the options. `None`: nobody the policy knows of.
fn person(
    dir: &Path,
    policy: &Policy,
    ask: &Ask,
    args: &AskerArgs,
    today: Day,
) -> Result<Option<Person>, Ended> {
    let trainings = args
        .training
        .iter()
        .map(|text| training(text))
        .collect::<Result<Vec<_>, _>>()?;
    let made =
        |user: &str, groups: Vec<String>, org: String, training: Vec<(String, Day)>| Person {
            user: user.to_owned(),
            groups,
            org,
            training,
        };
    if let Some(name) = &args.role {
        let role = role_of(policy, ask, name)?;
        let own = role.training.as_ref().map(|t| (t.name.clone(), today));
        let taken = match trainings.is_empty() {
            true => own.into_iter().collect(),
            false => trainings,
        };
        let org = args.org.clone().or(role.org.clone()).unwrap_or_default();
        let mut groups = args.group.clone();
        groups.push(role.group.clone());
        return Ok(Some(made(name, groups, org, taken)));
    }
    let Some(who) = args.who.as_deref() else {
        return Err(Ended::usage(
            "誰としてか（--as か --role）を書いてください",
            "say as whom (--as or --role)",
        ));
    };
    if !args.group.is_empty() {
        let org = args.org.clone().unwrap_or_default();
        return Ok(Some(made(who, args.group.clone(), org, trainings)));
    }
    let file = args.users.clone().unwrap_or_else(|| dir.join("users.csv"));
    if !file.is_file() {
        return Ok(None);
    }
    let users = people::read(&read(&file)?)?;
    Ok(users.into_iter().find(|p| p.user == who).map(|mut p| {
        p.org = args.org.clone().unwrap_or(p.org);
        p.training.extend(trainings);
        p
    }))
}

fn role_of<'p>(policy: &'p Policy, ask: &Ask, name: &str) -> Result<&'p Role, Ended> {
    let study = match ask {
        Ask::Extract { delivery } => policy.delivery(delivery.as_str()).map(|d| &d.study),
        Ask::Count { study } | Ask::Act { study, .. } => Some(study),
        Ask::Emergency { .. } => None,
    };
    let study = study.and_then(|study| policy.study(study.as_str()));
    let role = study.and_then(|s| s.roles.iter().find(|r| r.name.as_str() == name));
    role.ok_or_else(|| {
        Ended::usage(
            format!("{name} という役割はこの研究にありません"),
            format!("the study has no role {name}"),
        )
    })
}

/// `NAME:YYYY-MM-DD`
fn training(text: &str) -> Result<(String, Day), Ended> {
    let found = text
        .rsplit_once(':')
        .and_then(|(name, day)| Some((name.to_owned(), Day::parse(day)?)));
    found.ok_or_else(|| {
        Ended::usage(
            format!("--training {text} は「名前:日付」ではありません（例 研究倫理:2026-01-20）"),
            format!("--training {text} is no NAME:DATE (e.g. ethics:2026-01-20)"),
        )
    })
}

fn papers(who: &str, args: &AskerArgs, now: Instant) -> Papers {
    let mut papers = Papers::new(who, now);
    papers.purpose = args.purpose.as_deref().map(Into::into);
    papers.justification.clone_from(&args.justify);
    papers.network.clone_from(&args.network);
    papers.approvals = args.approval.iter().cloned().collect();
    papers
}

fn moment(text: &str, zone: sekisho_model::Zone) -> Result<Instant, Ended> {
    parse_moment(text, zone).ok_or_else(|| {
        Ended::usage(
            format!("--at {text} は日付でも時刻でもありません（例 2026-04-01）"),
            format!("--at {text} is neither a day nor an instant (e.g. 2026-04-01)"),
        )
    })
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::said_once;

    #[test]
    fn classes_of_which_the_same_is_said_stand_together() {
        let said = [
            "薬剤\n不可".to_owned(),
            "病理\n可".into(),
            "検査\n不可".into(),
        ];
        assert_eq!(said_once(&said), ["薬剤\n検査\n不可\n", "病理\n可\n"]);
        let stranger = ["いいえ".to_owned(), "いいえ".into()];
        assert_eq!(said_once(&stranger), ["いいえ\n\n"]);
    }
}

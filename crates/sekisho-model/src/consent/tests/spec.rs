//! Reads the fenced blocks of `dsl/spec/consent.md`: papers, a life, questions and answers.
//!
//! The same file can be taken into another crate's tests (`#[path = …] mod spec;` beside
//! `use sekisho_model as model;`), so that every engine answers the same questions.

use super::model::consent::{
    Actor, AfterDeath, ConsentEvent, Duration, Earlier, EventKind, Form, Grant, Incapacity, Item,
    LegalGround, Minor, Optout, RecipientKind, Reconsent, Request, SubjectFacts, TakenBack, fold,
};
use super::model::identity::Subject;
use super::model::record::Collected;
use super::model::time::parse_moment;
use super::model::{
    BasisName, DataClass, Day, FormName, Instant, Interval, ItemName, Origin, PurposeName, Text,
    Zone,
};

pub const HOME: &str = "JP";
pub const ZONE: Zone = Zone::TOKYO;
pub const SUBJECT: Subject = Subject(1);

#[derive(Clone, Default)]
pub struct Papers {
    pub forms: Vec<Form>,
    pub optouts: Vec<Optout>,
}

#[derive(Default)]
pub struct Case {
    pub title: String,
    pub papers: Papers,
    pub facts: SubjectFacts,
    pub events: Vec<ConsentEvent>,
    pub asks: Vec<Ask>,
    named: Vec<(String, usize)>,
}

pub struct Ask {
    pub line: usize,
    pub purpose: PurposeName,
    pub class: DataClass,
    pub act: String,
    pub recipient: RecipientKind,
    pub country: String,
    pub collected: Collected,
    pub at: Instant,
    pub basis: Option<BasisName>,
    pub issued: Option<Instant>,
    pub expect: bool,
}

impl Ask {
    pub fn ground(&self) -> LegalGround<'_> {
        LegalGround {
            basis: self.basis.as_ref(),
            issued: self.issued,
        }
    }

    pub fn request(&self) -> Request<'_> {
        Request {
            purpose: &self.purpose,
            class: &self.class,
            act: &self.act,
            recipient: self.recipient,
            country: &self.country,
            collected: self.collected,
            at: self.at,
        }
    }
}

impl Case {
    /// A case of no papers that speaks of these purposes.
    #[allow(dead_code, reason = "only engines that need a program ask for it")]
    pub fn asking(purposes: &[&str]) -> Self {
        let ask = |purpose: &&str| Ask {
            line: 0,
            purpose: (*purpose).into(),
            class: "clinical".into(),
            act: "extract".into(),
            recipient: RecipientKind::University,
            country: HOME.into(),
            collected: Collected::Timeless,
            at: Instant(0),
            basis: None,
            issued: None,
            expect: false,
        };
        Self {
            asks: purposes.iter().map(ask).collect(),
            ..Self::default()
        }
    }

    pub fn fold(&self) -> Vec<Grant> {
        fold(
            SUBJECT,
            &self.events,
            &self.facts,
            &self.papers.forms,
            &self.papers.optouts,
            HOME,
            ZONE,
        )
    }
}

/// Whether one grant covers the question on this ground; the form of the data is not asked here.
pub fn granted(grants: &[Grant], request: &Request<'_>, ground: LegalGround<'_>) -> bool {
    let allows = |grant: &&Grant| grant.allows(|_| true, ground);
    grants.iter().filter(allows).any(|g| g.contains(request))
}

/// Every case of the page. A `papers` block stands for all cases below it until the next one.
pub fn cases() -> Vec<Case> {
    let page = include_str!("../../../../../dsl/spec/consent.md");
    let (mut cases, mut papers, mut title, mut block) =
        (Vec::new(), Papers::default(), String::new(), None);
    for (index, line) in page.lines().enumerate() {
        match (line.trim_end(), &mut block) {
            ("```papers", None) => block = Some((true, Case::default())),
            ("```consent", None) => {
                block = Some((
                    false,
                    Case {
                        papers: papers.clone(),
                        title: title.clone(),
                        ..Case::default()
                    },
                ))
            }
            ("```", Some(_)) => match block.take() {
                Some((true, case)) => papers = case.papers,
                Some((false, case)) => cases.push(case),
                None => {}
            },
            (text, Some((_, case))) if !text.trim().is_empty() => {
                read_line(case, text.trim(), index + 1)
                    .unwrap_or_else(|| panic!("line {} can't be read: {text}", index + 1));
            }
            (text, None) if text.starts_with('#') => {
                title = text.trim_start_matches('#').trim().to_owned()
            }
            _ => {}
        }
    }
    cases
}

fn read_line(case: &mut Case, line: &str, number: usize) -> Option<()> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match word {
        "form" => case.papers.forms.push(form(rest)?),
        "item" => {
            let (name, item) = item(rest)?;
            case.papers
                .forms
                .iter_mut()
                .find(|f| f.name == name)?
                .items
                .push(item);
        }
        "optout" => case.papers.optouts.push(optout(rest)?),
        "born" => {
            let (from, last) = days(rest)?;
            (case.facts.born_from, case.facts.birth) = (Some(from), Some(last));
        }
        "died" => {
            let death = Interval::parse(rest, ZONE)?;
            case.facts.death = Some(death.from);
            case.facts.dead_until = Some(death.days(ZONE).1);
        }
        "before" => before(case, rest)?,
        "event" => event(case, rest)?,
        "ask" => case.asks.push(ask(rest, number)?),
        _ => return None,
    }
    Some(())
}

/// `T form F …`, `T item F …`, `T optout O …`: what the paper said until then.
fn before(case: &mut Case, text: &str) -> Option<()> {
    let (until, rest) = text.split_once(' ')?;
    let (word, rest) = rest.split_once(' ')?;
    let until = moment(until)?;
    let forms = &mut case.papers.forms;
    match word {
        "form" => {
            let text = form(rest)?;
            let present = forms.iter_mut().find(|f| f.name == text.name)?;
            present.earlier.push(then(until, text));
        }
        "item" => {
            let (name, item) = item(rest)?;
            let present = forms.iter_mut().find(|f| f.name == name)?;
            let mut texts = present.earlier.iter_mut();
            let then = texts.find(|earlier| earlier.until == until)?;
            then.text.items.push(item);
        }
        "optout" => {
            let text = optout(rest)?;
            let mut optouts = case.papers.optouts.iter_mut();
            let present = optouts.find(|o| o.name == text.name)?;
            present.earlier.push(then(until, text));
        }
        _ => return None,
    }
    Some(())
}

fn then<T>(until: Instant, text: T) -> Earlier<T> {
    Earlier {
        until,
        text,
        withheld: Vec::new(),
        successors: Vec::new(),
    }
}

/// The days that a date may mean.
fn days(text: &str) -> Option<(Day, Day)> {
    Some(Interval::parse(text, ZONE)?.days(ZONE))
}

/// The words that follow a keyword, up to the next one of `keys`.
fn after<'a>(text: &'a str, key: &str, keys: &[&str]) -> Option<&'a str> {
    let words: Vec<(usize, &str)> = text
        .split(' ')
        .scan(0, |at, w| {
            let here = *at;
            *at += w.len() + 1;
            Some((here, w))
        })
        .collect();
    let start = words.iter().position(|(_, w)| *w == key)?;
    let from = words[start].0 + key.len() + 1;
    let to = words[start + 1..]
        .iter()
        .find(|(_, w)| keys.contains(w))
        .map_or(text.len(), |(at, _)| at - 1);
    text.get(from.min(text.len())..to.max(from.min(text.len())))
        .map(str::trim)
}

const FORM_KEYS: [&str; 10] = [
    "effective",
    "replaces",
    "within",
    "since",
    "until",
    "expires",
    "death",
    "gap",
    "minor",
    "incapacity",
];

fn form(text: &str) -> Option<Form> {
    let get = |key| after(text, key, &FORM_KEYS);
    Some(Form {
        name: FormName::from(text.split(' ').next()?),
        label: Text::default(),
        number: String::new(),
        effective: Day::parse(get("effective")?)?,
        until: None,
        document: None,
        replaces: get("replaces").map(|form| Reconsent {
            form: form.into(),
            within: get("within").and_then(length),
        }),
        items: Vec::new(),
        collected_since: get("since").and_then(Day::parse),
        collected_until: get("until").and_then(Day::parse),
        includes_gap: get("gap").is_some(),
        expires: get("expires").and_then(length),
        after_death: match get("death") {
            Some("stop") => AfterDeath::Stop,
            Some("unless-objected") => AfterDeath::KeepUnlessObjected,
            _ => AfterDeath::Keep,
        },
        minor: get("minor").and_then(minor),
        incapacity: match get("incapacity") {
            None => None,
            Some("proxy") => Some(Incapacity::Proxy {
                until_restored: false,
            }),
            Some("proxy-until-restored") => Some(Incapacity::Proxy {
                until_restored: true,
            }),
            Some("stop") => Some(Incapacity::Stop),
            Some(_) => return None,
        },
        includes_later: Vec::new(),
        fhir: Default::default(),
        withdrawals: Vec::new(),
        earlier: Vec::new(),
        origin: Origin::built_in(),
    })
}

fn minor(text: &str) -> Option<Minor> {
    let get = |key| after(text, key, &["under", "assent", "joint", "own", "hold"]);
    let years = |key| get(key).and_then(|text| text.parse().ok());
    Some(Minor {
        under_years: years("under")?,
        assent_from_years: years("assent"),
        own_consent_at_years: years("own")?,
        joint_from_years: years("joint"),
        hold: get("hold").and_then(length),
    })
}

const ITEM_KEYS: [&str; 6] = ["later", "on", "requires", "acts", "to", "in"];

/// `FORM N grants P, Q later R on C, D requires N acts A to K in XX`
fn item(text: &str) -> Option<(FormName, Item)> {
    let (form, rest) = text.split_once(' ')?;
    let (name, rest) = rest.split_once(' ')?;
    let get = |key| after(rest, key, &ITEM_KEYS);
    let item = Item {
        name: name.into(),
        says: Text::default(),
        purposes: list(get("grants")?).map(PurposeName::from).collect(),
        later: get("later")
            .map(|names| list(names).map(PurposeName::from).collect())
            .unwrap_or_default(),
        classes: list(get("on")?).map(DataClass::from).collect(),
        acts: get("acts")
            .map(|acts| list(acts).map(str::to_owned).collect())
            .unwrap_or_default(),
        recipients: get("to")
            .map(|kinds| list(kinds).filter_map(kind).collect())
            .unwrap_or_default(),
        countries: get("in")
            .map(|names| list(names).map(str::to_owned).collect())
            .unwrap_or_default(),
        requires: get("requires").map(ItemName::from),
        origin: Origin::built_in(),
    };
    Some((form.into(), item))
}

/// `NAME grants P on C notice 30 days as anonymized [under BASIS] [spares permits] [back gap|no-gap]`
fn optout(text: &str) -> Option<Optout> {
    let get = |key| {
        after(
            text,
            key,
            &["grants", "on", "notice", "as", "under", "spares", "back"],
        )
    };
    Some(Optout {
        name: text.split(' ').next()?.into(),
        label: Text::default(),
        purposes: list(get("grants")?).map(PurposeName::from).collect(),
        classes: list(get("on")?).map(DataClass::from).collect(),
        recipients: Vec::new(),
        countries: Vec::new(),
        notice: length(get("notice")?)?,
        effective: None,
        only_as: get("as").map(str::to_owned),
        only_under: get("under")
            .map(|names| list(names).map(BasisName::from).collect())
            .unwrap_or_default(),
        spares_permits: get("spares").is_some(),
        taken_back: match get("back") {
            None => None,
            Some("gap") => Some(TakenBack::WithGap),
            Some("no-gap") => Some(TakenBack::WithoutGap),
            Some(_) => return None,
        },
        bereaved: None,
        receipt: None,
        earlier: Vec::new(),
        origin: Origin::built_in(),
    })
}

/// `TIME KIND PAPER [ITEM…] [until TIME] [by self|proxy|bereaved] [recorded TIME] [as NAME]`
fn event(case: &mut Case, text: &str) -> Option<()> {
    let keys = ["until", "by", "recorded", "as"];
    let get = |key| after(text, key, &keys);
    let mut words = text.split(' ').take_while(|word| !keys.contains(word));
    let (effective, kind, paper) = (
        moment(words.next()?)?,
        words.next()?,
        words.next().unwrap_or(""),
    );
    let items: Vec<ItemName> = words.map(ItemName::from).collect();
    let kind = match kind {
        "signed" => EventKind::Signed {
            form: paper.into(),
            items,
            until: get("until").and_then(moment),
        },
        "declined" => EventKind::Declined {
            form: paper.into(),
            items,
        },
        "withdrawn" => EventKind::Withdrawn {
            form: paper.into(),
            item: items.into_iter().next(),
        },
        "notified" => EventKind::Notified {
            optout: paper.into(),
        },
        "taken-back" => EventKind::ObjectionTakenBack {
            optout: paper.into(),
        },
        "objected" => EventKind::Objected {
            optout: paper.into(),
        },
        "assented" => EventKind::Assented { form: paper.into() },
        "refused" => EventKind::Refused { form: paper.into() },
        "incapacitated" => EventKind::Incapacitated,
        "restored" => EventKind::Restored,
        "died" => EventKind::Died,
        "corrected" => {
            let index = case.named.iter().find(|(name, _)| name == paper)?.1;
            EventKind::Correction {
                voids: case.events[index].id(),
            }
        }
        _ => return None,
    };
    let by = match get("by") {
        Some("proxy") => Actor::Proxy("parent".into()),
        Some("bereaved") => Actor::Bereaved("spouse".into()),
        Some("self") | None => Actor::Self_,
        Some(_) => return None,
    };
    let recorded = get("recorded").map_or(Some(effective), moment)?;
    if let Some(name) = get("as") {
        case.named.push((name.to_owned(), case.events.len()));
    }
    case.events.push(ConsentEvent {
        subject: SUBJECT,
        kind,
        by,
        effective,
        recorded,
    });
    Some(())
}

/// `TIME PURPOSE on CLASS [collected DATE|unknown] [act A] [to KIND] [in XX] [under BASIS]
/// [permit DATE]: yes|no`, the permit issued on that day; without
/// `collected` the record is timeless.
fn ask(text: &str, line: usize) -> Option<Ask> {
    let (question, answer) = text.rsplit_once(": ")?;
    let (at, rest) = question.split_once(' ')?;
    let get = |key| {
        after(
            rest,
            key,
            &["on", "collected", "act", "to", "in", "under", "permit"],
        )
    };
    let collected = match get("collected") {
        None => Collected::Timeless,
        Some("unknown") => Collected::Undated,
        Some(date) => Interval::parse(date, ZONE).map(|i| Collected::Between(i.from, i.until))?,
    };
    Some(Ask {
        line,
        purpose: rest.split(' ').next()?.into(),
        class: get("on")?.into(),
        act: get("act").unwrap_or("extract").to_owned(),
        recipient: get("to").map_or(Some(RecipientKind::University), kind)?,
        country: get("in").unwrap_or(HOME).to_owned(),
        collected,
        at: moment(at)?,
        basis: get("under").map(BasisName::from),
        issued: match get("permit") {
            Some(day) => Some(ZONE.midnight(Day(Day::parse(day)?.0 + 1))),
            None => None,
        },
        expect: match answer.trim() {
            "yes" => true,
            "no" => false,
            _ => return None,
        },
    })
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

fn moment(text: &str) -> Option<Instant> {
    parse_moment(text, ZONE)
}

fn length(text: &str) -> Option<Duration> {
    let (n, unit) = text.split_once(' ')?;
    let n = n.parse().ok()?;
    match unit {
        "days" => Some(Duration::Days(n)),
        "months" => Some(Duration::Months(n)),
        "years" => Some(Duration::Years(n)),
        _ => None,
    }
}

fn kind(text: &str) -> Option<RecipientKind> {
    match text {
        "hospital" => Some(RecipientKind::Hospital),
        "university" => Some(RecipientKind::University),
        "public-body" => Some(RecipientKind::PublicBody),
        "registered-body" => Some(RecipientKind::RegisteredBody),
        "company" => Some(RecipientKind::Company),
        _ => None,
    }
}

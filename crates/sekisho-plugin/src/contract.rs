//! What every plugin must keep, tried on made-up values of its declared types: `sekisho plugin test`.

use sekisho_model::Text;
use sekisho_model::broken::Reason;
use sekisho_model::plugin::{Function, Plugin, PluginType};
use sekisho_model::transform::Column;

use crate::author::Author;
use crate::calls::{BYTES_MAX, ROWS_MAX};
use crate::written;

/// One promise, tried on one function.
#[derive(Clone, Debug)]
pub struct Check {
    pub function: String,
    pub promise: Text,
    /// What was seen: a figure where it was kept, the reason where not.
    pub seen: Result<Option<String>, Text>,
}

/// Every promise of every declared function.
pub fn contract(author: &Author, plugin: &Plugin) -> Vec<Check> {
    let mut checks = Vec::new();
    for (number, function) in plugin.functions.iter().enumerate() {
        let tried = Tried {
            author,
            number: number as u16,
            function,
        };
        checks.extend(tried.all());
    }
    checks.push(no_such_function(author, plugin));
    checks
}

struct Tried<'a> {
    author: &'a Author,
    number: u16,
    function: &'a Function,
}

type Seen = Result<Option<String>, Text>;

impl Tried<'_> {
    fn all(&self) -> Vec<Check> {
        let check = |ja: &str, en: &str, seen: Seen| Check {
            function: self.function.name.clone(),
            promise: Text::new(ja, en),
            seen,
        };
        vec![
            check(
                "空の列には空の列を返す",
                "an empty column for an empty column",
                self.empty(),
            ),
            check(
                "行ごとに一行、宣言した型で返す",
                "a row for a row, written as the declared type",
                self.rows(),
            ),
            check(
                "値のない行には値を返さない",
                "no value where there was none",
                self.absent(),
            ),
            check(
                "どう分けて聞いても同じ答え",
                "the same answers however a batch is split",
                self.split(),
            ),
            check(
                "順を逆に聞いても同じ答え",
                "the same answers in the reverse order",
                self.reversed(),
            ),
            check(
                "もう一度聞いても同じ答え",
                "the same answers when asked once more",
                self.again(),
            ),
            check(
                "一回分が命令数とメモリーの上限に収まる",
                "a full batch keeps within fuel and memory",
                self.full_batch(),
            ),
        ]
    }

    fn empty(&self) -> Seen {
        self.ask(&Column::new()).map(|_| None)
    }

    fn rows(&self) -> Seen {
        let values = samples(self.takes());
        let answers = self.ask(&values)?;
        let kind = self.function.result;
        let wrong = (0..answers.len()).find(|row| {
            let answer = answers.get(*row);
            answer.is_some_and(|answer| !written::is_of(kind, answer))
        });
        match wrong {
            None => Ok(None),
            Some(_) => Err(Reason::NotOfType(kind).text()),
        }
    }

    fn absent(&self) -> Seen {
        let mut values = Column::new();
        let samples = samples(self.takes());
        for row in 0..samples.len() {
            values.push(None);
            values.push(samples.get(row));
        }
        let answers = self.ask(&values)?;
        match (0..values.len()).any(|row| !values.valid[row] && answers.valid[row]) {
            false => Ok(None),
            true => Err(Reason::Malformed("an absent row got a value").text()),
        }
    }

    fn split(&self) -> Seen {
        let values = samples(self.takes());
        let whole = self.ask(&values)?;
        for size in [1, 2, values.len() - 1] {
            let mut joined = Column::new();
            let mut from = 0;
            while from < values.len() {
                let to = values.len().min(from + size);
                let part = self.ask(&rows_of(&values, from..to))?;
                (0..part.len()).for_each(|row| joined.push(part.get(row)));
                from = to;
            }
            if joined != whole {
                return Err(Reason::OtherAnswer.text());
            }
        }
        Ok(None)
    }

    fn reversed(&self) -> Seen {
        let values = samples(self.takes());
        let answers = self.ask(&values)?;
        let back = self.ask(&rows_of(&values, (0..values.len()).rev()))?;
        match rows_of(&back, (0..back.len()).rev()) == answers {
            true => Ok(None),
            false => Err(Reason::OtherAnswer.text()),
        }
    }

    fn again(&self) -> Seen {
        let values = samples(self.takes());
        match self.ask(&values)? == self.ask(&values)? {
            true => Ok(None),
            false => Err(Reason::OtherAnswer.text()),
        }
    }

    fn full_batch(&self) -> Seen {
        let samples = samples(self.takes());
        let mut values = Column::new();
        for row in (0..samples.len()).cycle() {
            let value = samples.get(row).unwrap_or_default();
            if values.len() == ROWS_MAX || values.data.len() + value.len() > BYTES_MAX {
                break;
            }
            values.push(Some(value));
        }
        let columns = self.columns(&values);
        let asked = self.author.ask_measured(self.number, &columns);
        let (_, spent) = asked.map_err(|reason| reason.text())?;
        let (rows, bytes) = (values.len(), values.data.len());
        Ok(Some(format!("{spent} / {rows} rows, {bytes} B")))
    }

    fn takes(&self) -> PluginType {
        let first = self.function.parameters.first();
        first.map_or(PluginType::Text, |parameter| parameter.kind)
    }

    fn ask(&self, values: &Column) -> Result<Column, Text> {
        let asked = self.author.ask(self.number, &self.columns(values));
        asked.map_err(|reason| reason.text())
    }

    fn columns(&self, values: &Column) -> Vec<Column> {
        let constant = |kind: PluginType| {
            let samples = samples(kind);
            let argument = samples.get(samples.len() - 1).unwrap_or_default();
            let mut column = Column::new();
            (0..values.len()).for_each(|_| column.push(Some(argument)));
            column
        };
        let further = self.function.parameters.iter().skip(1);
        std::iter::once(values.clone())
            .chain(further.map(|parameter| constant(parameter.kind)))
            .collect()
    }
}

fn no_such_function(author: &Author, plugin: &Plugin) -> Check {
    let number = plugin.functions.len() as u16;
    let asked = author.ask(number, &[samples(PluginType::Text)]);
    let seen = match asked {
        Err(Reason::NoSuchRule) => Ok(None),
        Err(reason) => Err(reason.text()),
        Ok(_) => Err(Text::new(
            "宣言にない関数なのに答えました",
            "answered for a function that is not declared",
        )),
    };
    Check {
        function: format!("#{number}"),
        promise: Text::new(
            "宣言にない関数には no-such-rule を返す",
            "no-such-rule for a function that is not declared",
        ),
        seen,
    }
}

fn rows_of(column: &Column, rows: impl Iterator<Item = usize>) -> Column {
    let mut out = Column::new();
    rows.for_each(|row| out.push(column.get(row)));
    out
}

/// Made-up values: short, long, of one byte and of many, and those at the edges of their type.
fn samples(kind: PluginType) -> Column {
    let long = "肺がん、左上葉。".repeat(60);
    let texts: Vec<&str> = match kind {
        PluginType::Text => vec![
            "",
            " ",
            "a",
            "東京",
            "é",
            "👩‍⚕️",
            "T2aN0M0 stage IB",
            "\u{0}\n\t\"\\",
            &long,
            "cisplatin 75 mg/m2",
        ],
        PluginType::Code => vec!["C34.1", "8140/3", "L01EB04", "女", "1"],
        PluginType::Date => vec![
            "2024",
            "2024-02",
            "2024-02-29",
            "2024-02-29T23:59:59.999+09:00",
            "0001-01-01",
        ],
        PluginType::Decimal => vec![
            "0",
            "-0.0",
            "1",
            "12.5",
            "-1234.5678",
            "0.000000001",
            "99999999999999",
            "0.5",
        ],
        PluginType::Integer => vec!["0", "-1", "42", "99999999999999", "7"],
        PluginType::Bool => vec!["true", "false", "true"],
        PluginType::Image => vec!["", "\u{1}\u{2}\u{3}", &long],
    };
    let mut column = Column::new();
    texts
        .iter()
        .for_each(|text| column.push(Some(text.as_bytes())));
    column
}

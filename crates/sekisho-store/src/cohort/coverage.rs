//! What each person's records may be used for, laid out beside the event tables for one question.
//!
//! Few people differ in what they cover, so people come in groups. The tables are temporary: they
//! belong to one connection, are filled before a question and emptied after it.

use sekisho_model::covered::Covered;
use sekisho_model::identity::Subject;
use sekisho_model::oncology::DataModel;
use sekisho_model::record::Collected;
use sekisho_model::{Day, Instant, ViewName, Zone};
use sqlx::sqlite::SqliteConnection;

use crate::error::Result;
use crate::records::collected_columns;
use crate::sql::{Bulk, Value};

/// Who is asked about, and what of each may be looked at.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Each person once, with the place of what they cover.
    pub people: Vec<(Subject, usize)>,
    pub groups: Vec<Covered>,
    /// What is asked of all time is asked until this day.
    pub today: Day,
}

const TABLES: &str = "
CREATE TEMP TABLE IF NOT EXISTS covered_person (subject INTEGER PRIMARY KEY, grp INTEGER NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS covered_record (
    grp INTEGER NOT NULL, class TEXT NOT NULL, collected INTEGER NOT NULL, n INTEGER NOT NULL,
    since_from INTEGER NOT NULL, since_to INTEGER NOT NULL, until_from INTEGER NOT NULL, until_to INTEGER NOT NULL,
    sealed INTEGER NOT NULL,
    PRIMARY KEY (grp, class, collected, n)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS covered_days (
    grp INTEGER NOT NULL, view TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (grp, view, first)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS covered_undated (
    grp INTEGER NOT NULL, view TEXT NOT NULL, PRIMARY KEY (grp, view)
) WITHOUT ROWID;
";

const EMPTY: &str = "DELETE FROM temp.covered_person; DELETE FROM temp.covered_record;
DELETE FROM temp.covered_days; DELETE FROM temp.covered_undated;";

impl Coverage {
    /// Lays the tables out for these views.
    pub(crate) async fn lay_out(
        &self,
        connection: &mut SqliteConnection,
        model: &DataModel,
        views: &[ViewName],
        zone: Zone,
    ) -> Result<()> {
        sqlx::raw_sql(TABLES).execute(&mut *connection).await?;
        clear(connection).await?;
        let mut people = Bulk::new("INSERT INTO temp.covered_person (subject, grp)", 2, "");
        for (subject, group) in &self.people {
            people.push([Value::Integer(subject.0), Value::Integer(*group as i64)]);
        }
        people.write(connection).await?;
        self.records().write(connection).await?;
        let mut days = Bulk::new(
            "INSERT INTO temp.covered_days (grp, view, first, last)",
            4,
            "",
        );
        let mut undated = Bulk::new("INSERT INTO temp.covered_undated (grp, view)", 2, "");
        for (group, covered) in self.groups.iter().enumerate() {
            let group = Value::Integer(group as i64);
            for (name, view) in views
                .iter()
                .filter_map(|name| model.views.get_key_value(name))
            {
                let whole = covered.whole(model, view, zone);
                let name = Value::Text(name.to_string());
                for (first, last) in whole.days {
                    let [first, last] = [first, last].map(|day| Value::Integer(day.0.into()));
                    days.push([group.clone(), name.clone(), first, last]);
                }
                if whole.undated {
                    undated.push([group.clone(), name]);
                }
            }
        }
        days.write(connection).await?;
        undated.write(connection).await?;
        Ok(())
    }

    /// The records of each group that may be used.
    fn records(&self) -> Bulk {
        let mut bulk = Bulk::new(
            "INSERT INTO temp.covered_record (grp, class, collected, n, since_from, since_to, until_from, until_to, sealed)",
            9,
            "",
        );
        for (group, covered) in self.groups.iter().enumerate() {
            for (class, of) in &covered.0 {
                let mut push = |collected: Collected, n: usize, ends: [Instant; 4]| {
                    let head = [
                        Value::Integer(group as i64),
                        Value::Text(class.to_string()),
                        Value::Integer(collected_columns(collected).0),
                        Value::Integer(n as i64),
                    ];
                    bulk.push(
                        head.into_iter()
                            .chain(ends.map(|end| Value::Integer(end.0)))
                            .chain([Value::Integer(of.sealed.into())]),
                    );
                };
                let any = [Instant::MIN, Instant::MAX, Instant::MIN, Instant::MAX];
                if of.timeless {
                    push(Collected::Timeless, 0, any);
                }
                if of.undated {
                    push(Collected::Undated, 0, any);
                }
                for (n, ends) in of.dated.iter().enumerate() {
                    let of_ends = [ends.from.0, ends.from.1, ends.until.0, ends.until.1];
                    push(Collected::Between(ends.from.0, ends.until.0), n, of_ends);
                }
            }
        }
        bulk
    }
}

pub(crate) async fn clear(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::raw_sql(EMPTY).execute(connection).await?;
    Ok(())
}

/// Whether the row behind an alias may be used by the people of a group.
pub(crate) fn usable(alias: &str, group: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM temp.covered_record AS u WHERE u.grp = {group} AND u.class = {alias}.class AND u.sealed >= {alias}.sealed
             AND u.collected = {alias}.collected AND coalesce({alias}.since, 0) BETWEEN u.since_from AND u.since_to
             AND coalesce({alias}.until, 0) BETWEEN u.until_from AND u.until_to)"
    )
}

/// Whether the people of a group may be seen whole through a view over these days.
pub(super) fn whole(group: &str, view: &str, (first, last): (&str, &str), undated: bool) -> String {
    let days = format!(
        "({first} > {last} OR EXISTS (SELECT 1 FROM temp.covered_days AS w
             WHERE w.grp = {group} AND w.view = {view} AND w.first <= {first} AND w.last >= {last}))"
    );
    match undated {
        false => days,
        true => format!(
            "({days} AND EXISTS (SELECT 1 FROM temp.covered_undated AS w WHERE w.grp = {group} AND w.view = {view}))"
        ),
    }
}

//! Which values leave only as words of a list: what is written where a code, a language or a URI
//! belongs may be anything that somebody typed.

use sekisho_model::catalog::{Field, Inside, Json, Shape};

use super::{Kind, Plan, Table, kind_of};
use crate::words::{LANGUAGE, ListId, MEDIA_TYPE, WORD};

impl Table {
    /// The plan of a value that must be looked up, in place of the one that would let it out as it
    /// stands. Codes beside a system are judged with it, when their object closes.
    pub(super) fn looked_up(&mut self, shape: &Shape, field: &Field, plan: Plan) -> Plan {
        let shows = |rule| self.book.shows(rule);
        match plan {
            Plan::Keep(Json::String) => {
                let list = self.list(shape, field);
                list.map_or(plan, Plan::Listed)
            }
            Plan::Text(rule) if shows(rule) => {
                let list = self.list(shape, field);
                list.map_or(plan, |list| Plan::Checked(rule, list))
            }
            _ => plan,
        }
    }

    fn list(&mut self, shape: &Shape, field: &Field) -> Option<ListId> {
        debug_assert!(matches!(field.inside, Inside::Value(_)));
        let beside_a_system = matches!(kind_of(shape), Kind::Coding | Kind::Quantity)
            && matches!(field.key, "system" | "code");
        match field.type_name {
            _ if beside_a_system => None,
            "code" => Some(match (field.value_set, field.key) {
                (Some(set), _) => self.words.set(self.catalog, set),
                (None, "language") => LANGUAGE,
                (
                    None,
                    "contentType" | "payloadMimeType" | "targetFormat" | "sigFormat" | "format"
                    | "patchFormat",
                ) => MEDIA_TYPE,
                (None, _) => WORD,
            }),
            "uri" | "canonical" => Some(WORD),
            _ => None,
        }
    }
}

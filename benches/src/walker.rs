//! The same job the usual way: parse into a `serde_json::Value`, walk, write. It knows no element
//! catalog, so it goes by key names and by what looks like a date.

use std::collections::HashMap;

use sekisho_model::identity::Subject;
use serde_json::{Map, Value};

use crate::keyed::{Secret, shifted};

pub struct Walker {
    secret: Secret,
    names: HashMap<String, String>,
    days: HashMap<Subject, i32>,
}

const DROPPED: [&str; 11] = [
    "text",
    "name",
    "telecom",
    "photo",
    "contact",
    "identifier",
    "note",
    "extension",
    "modifierExtension",
    "data",
    "div",
];

impl Walker {
    pub fn new() -> Self {
        Self {
            secret: Secret::new(),
            names: HashMap::new(),
            days: HashMap::new(),
        }
    }

    pub fn record(&mut self, bytes: &[u8], subject: Subject, out: &mut Vec<u8>) {
        let mut value: Value = serde_json::from_slice(bytes).expect("JSON");
        let days = *self
            .days
            .entry(subject)
            .or_insert_with(|| self.secret.days(subject));
        if let Value::Object(record) = &mut value {
            let name = format!(
                "{}/{}",
                record["resourceType"].as_str().unwrap_or_default(),
                record["id"].as_str().unwrap_or_default()
            );
            let id = self.name(&name);
            record.insert("id".into(), Value::String(id));
            self.object(record, days);
        }
        serde_json::to_writer(out, &value).expect("written to memory");
    }

    fn object(&mut self, object: &mut Map<String, Value>, days: i32) {
        for key in DROPPED {
            object.remove(key);
        }
        if let Some(Value::String(reference)) = object.get("reference") {
            let reference = match (reference.strip_prefix('#'), reference.split_once('/')) {
                (None, Some((kind, _))) => format!("{kind}/{}", self.name(&reference.clone())),
                _ => reference.clone(),
            };
            object.insert("reference".into(), Value::String(reference));
            object.remove("display");
        }
        if let Some(Value::String(birth)) = object.get_mut("birthDate") {
            birth.truncate(4);
        }
        if let Some(Value::Array(addresses)) = object.get_mut("address") {
            for address in addresses.iter_mut().filter_map(Value::as_object_mut) {
                let zip = address
                    .get("postalCode")
                    .and_then(Value::as_str)
                    .and_then(|zip| zip.get(..3))
                    .map(str::to_owned);
                address.retain(|key, _| key == "state" || key == "country");
                address.extend(zip.map(|zip| ("postalCode".to_owned(), Value::String(zip))));
            }
        }
        for value in object.values_mut() {
            self.value(value, days);
        }
    }

    fn value(&mut self, value: &mut Value, days: i32) {
        match value {
            Value::String(text) if is_date(text.as_bytes()) => {
                let mut room = [0; 40];
                if let Some(date) = shifted(text.as_bytes(), days, &mut room) {
                    *text = String::from_utf8_lossy(date).into_owned();
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item, days)),
            Value::Object(object) => self.object(object, days),
            _ => {}
        }
    }

    fn name(&mut self, of: &str) -> String {
        if let Some(name) = self.names.get(of) {
            return name.clone();
        }
        let name = String::from_utf8_lossy(&self.secret.name(b"other", of.as_bytes())).into_owned();
        self.names.insert(of.to_owned(), name.clone());
        name
    }
}

fn is_date(text: &[u8]) -> bool {
    text.len() >= 10
        && text[4] == b'-'
        && text[7] == b'-'
        && text[..4].iter().all(u8::is_ascii_digit)
        && (text.len() == 10 || text[10] == b'T')
}

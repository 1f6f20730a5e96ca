//! A world: somebody of the cohort who agreed, others who did not agree to anything here, and what of
//! all of them was put where. What may leave is known from this plan, not from Sekisho: of what
//! is planted, nothing. Every planted value is a word or a number that stands nowhere else.

use sekisho_tests::Json;
use sekisho_tests::chance::Chance;
use sekisho_tests::r4::{Element, R4, Where, listed};

/// Why somebody else's values must not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Withdrew,
    NeverAsked,
    /// Agreed, and is not in the cohort that is delivered.
    OutsideTheCohort,
    /// The bank has no Patient of theirs.
    Unknown,
}

const STANDINGS: [Standing; 4] = [
    Standing::Withdrew,
    Standing::NeverAsked,
    Standing::OutsideTheCohort,
    Standing::Unknown,
];

pub struct World {
    pub n: usize,
    /// In the cohort, and agreed.
    pub inside: String,
    pub other: Person,
    pub records: Vec<String>,
    /// Value -> where it was put and whose it is.
    pub planted: Vec<(String, String)>,
}

pub struct Person {
    pub id: String,
    pub standing: Standing,
    number: String,
    name: String,
}

pub struct Maker<'a> {
    pub r4: &'a R4,
    pub chance: &'a mut Chance,
}

/// The world under construction.
struct Draft {
    n: usize,
    serial: usize,
    planted: Vec<(String, String)>,
    /// How the record that is being planted points to the one inside, and to whom else.
    contained: Vec<Json>,
}

impl Draft {
    /// A word that stands nowhere else: letters and digits, twelve of them, so that it is an id, a code
    /// and base64 too.
    fn word(&mut self, what: &str) -> String {
        self.serial += 1;
        let word = format!("zq{:05}m{:03}k", self.n, self.serial);
        self.planted.push((word.clone(), what.to_owned()));
        word
    }

    /// Twelve digits that stand nowhere else.
    fn digits(&mut self, what: &str) -> String {
        self.serial += 1;
        let digits = format!("71{:05}{:03}69", self.n, self.serial);
        self.planted.push((digits.clone(), what.to_owned()));
        digits
    }
}

impl Maker<'_> {
    /// Plants at these places, one or two of them.
    pub fn world(&mut self, n: usize, places: &[&Where]) -> World {
        let mut draft = Draft {
            n,
            serial: 0,
            planted: Vec::new(),
            contained: Vec::new(),
        };
        let inside = format!("inside{n}x");
        let other = Person {
            id: draft.word("the other's id"),
            standing: *self.chance.of(&STANDINGS),
            number: draft.word("the other's number"),
            name: draft.word("the other's name"),
        };
        let mut records = vec![
            patient(&inside, "1950", ""),
            condition(&format!("c{n}"), n, &inside, "444814009"),
        ];
        // So that a group has more than one diagnosis.
        if n.is_multiple_of(3) {
            let id = format!("d{n}");
            records.push(condition(&id, n, &inside, "195662009"));
        }
        if other.standing != Standing::Unknown {
            let more = format!(
                r#","name":[{{"family":"{}"}}],"identifier":[{{"system":"urn:oid:1.2.392.1","value":"{}"}}]"#,
                other.name, other.number
            );
            records.push(patient(&other.id, "1905", &more));
            records.push(self.about_other(&mut draft, &other, places[0]));
        }
        let mut together: Option<Json> = None;
        for place in places {
            let before = together
                .take()
                .filter(|record| kind(record) == place.record);
            let open = before.unwrap_or_else(|| self.record(&draft, place, &inside));
            let planted = self.planted(&mut draft, open, place, &other);
            match places.len() {
                1 => records.push(planted.write()),
                _ if together.is_none() && places[0].record == places[places.len() - 1].record => {
                    together = Some(planted);
                }
                _ => records.push(planted.write()),
            }
        }
        records.extend(together.map(|record| record.write()));
        World {
            n,
            inside,
            other,
            records,
            planted: draft.planted,
        }
    }

    /// The shortest record of this type about this person.
    fn record(&mut self, draft: &Draft, place: &Where, about: &str) -> Json {
        let reference = Json::parse(&format!(r#"{{"reference":"Patient/{about}"}}"#));
        let mut record = self.r4.required(&place.record, &reference);
        let id = match place.record.as_str() {
            "Patient" => about.to_owned(),
            kind => format!("r{}-{}-{}", draft.n, draft.serial, kind.to_lowercase()),
        };
        if let (Json::Object(members), kind) = (&mut record, place.record.as_str()) {
            members.insert(0, ("resourceType".to_owned(), Json::from(kind)));
            members.insert(1, ("id".to_owned(), Json::Text(id)));
        }
        match place.record.as_str() {
            "Patient" => {
                record.set("gender", Json::from("female"));
                record.set("birthDate", Json::from("1950-04-05"));
            }
            "Observation" => record.set("category", Json::parse(LABORATORY)),
            _ => {}
        }
        if let Some(subject) = self.r4.subject(&place.record) {
            record.set(&subject.key, listed(subject, reference));
        }
        record
    }

    /// A record of the other's, with a number of theirs, that names them in any form.
    fn about_other(&mut self, draft: &mut Draft, other: &Person, place: &Where) -> String {
        let number = draft.digits("a value of the other's own record");
        let mut record = match self.chance.below(3) {
            0 => Json::parse(&format!(
                r#"{{"resourceType":"Observation","id":"o{}","status":"final","category":{LABORATORY},"code":{{"coding":[{{"system":"http://loinc.org","code":"2160-0"}}]}},"effectiveDateTime":"1920-03-04","valueQuantity":{{"value":{number}.5,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}}}"#,
                draft.n
            )),
            1 => Json::parse(&format!(
                r#"{{"resourceType":"Claim","id":"o{}","status":"active","use":"claim","type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional"}}]}},"created":"1920-03-04","provider":{{"reference":"Organization/nowhere"}},"priority":{{"coding":[{{"code":"normal"}}]}},"insurance":[{{"sequence":1,"focal":true,"coverage":{{"display":"x"}}}}],"total":{{"value":{number}.5,"currency":"JPY"}}}}"#,
                draft.n
            )),
            _ => {
                let mut record = self.record(draft, place, &other.id);
                if kind(&record) == "Patient" {
                    record.set("id", Json::Text(other.id.clone()));
                    record.set("birthDate", Json::from("1905-04-05"));
                }
                record
            }
        };
        let kind = kind(&record).to_owned();
        if let Some(subject) = self.r4.subject(&kind).cloned() {
            let reference = self.reference(draft, other);
            record.set(&subject.key, listed(&subject, reference));
        }
        self.close(draft, &mut record);
        record.write()
    }

    /// Puts a value into a record at a place, and what it needs on the way.
    fn planted(
        &mut self,
        draft: &mut Draft,
        mut record: Json,
        place: &Where,
        other: &Person,
    ) -> Json {
        let about = Json::parse(&format!(r#"{{"reference":"Patient/inside{}x"}}"#, draft.n));
        self.put(
            draft,
            &mut record,
            &place.steps,
            other,
            &about,
            &place.path(),
        );
        self.close(draft, &mut record);
        record
    }

    fn put(
        &mut self,
        draft: &mut Draft,
        object: &mut Json,
        steps: &[Element],
        other: &Person,
        about: &Json,
        path: &str,
    ) {
        let (step, rest) = steps.split_first().expect("a place has steps");
        if let (Some(choice), Json::Object(members)) = (&step.choice, &mut *object) {
            members.retain(|(key, _)| !is_choice(key, choice) || *key == step.key);
        }
        if rest.is_empty() {
            self.put_at(draft, object, step, other, about, path);
            return;
        }
        let within = step.shape.clone().unwrap_or_default();
        let mut inner = match object.get(&step.key) {
            Some(Json::List(items)) if !items.is_empty() => items[0].clone(),
            Some(there @ Json::Object(_)) => there.clone(),
            _ => self.r4.required(&within, about),
        };
        self.put(draft, &mut inner, rest, other, about, path);
        object.set(&step.key, listed(step, inner));
    }

    fn put_at(
        &mut self,
        draft: &mut Draft,
        object: &mut Json,
        step: &Element,
        other: &Person,
        about: &Json,
        path: &str,
    ) {
        let is_primitive = self.r4.shape_of(step).is_none() && step.kind != "Resource";
        // An id is the record's own name, and `implicitRules` keeps a whole record in.
        let beside_only =
            ["id", "implicitRules"].contains(&step.key.as_str()) && path.matches('.').count() == 1;
        if is_primitive && step.kind != "xhtml" && (beside_only || self.chance.one_in(3)) {
            let mut beside = Json::Object(Vec::new());
            beside.set("id", Json::Text(draft.word(path)));
            let extension = self.extension(draft, other, path, 0);
            beside.set("extension", Json::List(vec![extension]));
            object.set(&format!("_{}", step.key), listed(step, beside));
            return;
        }
        if beside_only {
            return;
        }
        let value = self.value(draft, step, other, about, path, 0);
        object.set(&step.key, listed(step, value));
    }

    /// A planted value for this element.
    fn value(
        &mut self,
        draft: &mut Draft,
        element: &Element,
        other: &Person,
        about: &Json,
        path: &str,
        depth: usize,
    ) -> Json {
        match element.kind.as_str() {
            "Reference" => self.reference(draft, other),
            "Extension" => self.extension(draft, other, path, depth),
            "Resource" => self.inner(draft, other),
            "boolean" | "date" | "dateTime" | "instant" | "time" => self.r4.plain(element, about),
            "integer" | "unsignedInt" | "positiveInt" | "decimal" => self.r4.plain(element, about),
            "oid" => Json::Text(format!("urn:oid:2.25.{}", draft.digits(path))),
            "uuid" => Json::Text(format!(
                "urn:uuid:00000000-0000-4000-8000-{}",
                draft.digits(path)
            )),
            "uri" | "url" | "canonical" => self.address(draft, path),
            "xhtml" => Json::Text(format!(
                "<div xmlns=\"http://www.w3.org/1999/xhtml\">{}</div>",
                self.text(draft, other, path)
            )),
            "string" | "markdown" => Json::Text(self.text(draft, other, path)),
            "code" | "id" | "base64Binary" => Json::Text(draft.word(path)),
            _ => self.complex(draft, element, other, about, path, depth),
        }
    }

    /// A data type, one of whose elements is planted.
    fn complex(
        &mut self,
        draft: &mut Draft,
        element: &Element,
        other: &Person,
        about: &Json,
        path: &str,
        depth: usize,
    ) -> Json {
        let Some(shape) = self.r4.shape_of(element).map(str::to_owned) else {
            return Json::Text(draft.word(path));
        };
        let mut object = self.r4.required(&shape, about);
        let elements = self.r4.elements(&shape).to_vec();
        if elements.is_empty() || depth > 4 {
            return object;
        }
        for _ in 0..=self.chance.below(2) {
            let inner = self.chance.of(&elements).clone();
            if let (Some(choice), Json::Object(members)) = (&inner.choice, &mut object) {
                members.retain(|(key, _)| !is_choice(key, choice) || *key == inner.key);
            }
            let here = format!("{path}.{}", inner.key);
            let value = self.value(draft, &inner, other, about, &here, depth + 1);
            object.set(&inner.key, listed(&inner, value));
        }
        object
    }

    /// What somebody types, or what names the other.
    fn text(&mut self, draft: &mut Draft, other: &Person, path: &str) -> String {
        match self.chance.below(4) {
            0 => format!("{} 様の家族", other.name),
            1 => other.number.clone(),
            2 => format!("see {}", draft.word(path)),
            _ => draft.word(path),
        }
    }

    fn address(&mut self, draft: &mut Draft, path: &str) -> Json {
        let word = draft.word(path);
        let forms = [
            format!("http://example.org/{word}"),
            format!("urn:x-{word}"),
            format!("mailto:{word}@example.org"),
            format!("http://{word}.example.org/fhir/StructureDefinition/x|1.0"),
            word,
        ];
        Json::Text(self.chance.of(&forms).clone())
    }

    /// The other, in any form in which FHIR names somebody.
    fn reference(&mut self, draft: &mut Draft, other: &Person) -> Json {
        let id = &other.id;
        let number = &other.number;
        let plain = |target: String| {
            let mut reference = Json::Object(Vec::new());
            reference.set("reference", Json::Text(target));
            reference
        };
        let mut reference = match self.chance.below(13) {
            0 => plain(format!("Patient/{id}")),
            1 => plain(format!("http://hospital.example.org/fhir/Patient/{id}")),
            2 => plain(format!("Patient/{id}/_history/2")),
            3 => plain(format!(
                "https://hospital.example.org/fhir/Patient/{id}/_history/1"
            )),
            4 => plain(format!("urn:uuid:{}", draft.word("urn of a reference"))),
            5 => plain(format!("Patient?identifier=urn:oid:1.2.392.1|{number}")),
            6 => Json::parse(&format!(
                r#"{{"type":"Patient","identifier":{{"system":"urn:oid:1.2.392.1","value":"{number}"}}}}"#
            )),
            7 => Json::parse(&format!(r#"{{"display":"{}"}}"#, other.name)),
            8 => plain(format!("Patient/{id}#x")),
            9 => plain(format!("/Patient/{id}")),
            10 => plain(format!("patient/{id}")),
            11 => plain(format!("RelatedPerson/{id}")),
            _ => {
                let inner = format!("in{}", draft.serial);
                let value = draft.digits("a contained Patient");
                draft.contained.push(Json::parse(&format!(
                    r#"{{"resourceType":"Patient","id":"{inner}","name":[{{"family":"{}"}}],"birthDate":"1905-04-05","multipleBirthInteger":{},"identifier":[{{"value":"{value}"}}]}}"#,
                    other.name,
                    1905
                )));
                plain(format!("#{inner}"))
            }
        };
        if self.chance.one_in(3) {
            reference.set("display", Json::Text(other.name.clone()));
        }
        reference
    }

    /// Of any kind, alone or within another.
    fn extension(&mut self, draft: &mut Draft, other: &Person, path: &str, depth: usize) -> Json {
        let mut extension = Json::Object(Vec::new());
        let word = draft.word(&format!("{path}.url"));
        extension.set("url", Json::Text(format!("http://example.org/{word}")));
        if depth < 2 && self.chance.one_in(4) {
            let inner = self.extension(draft, other, path, depth + 1);
            extension.set("extension", Json::List(vec![inner]));
            return extension;
        }
        let r4 = self.r4;
        let values: Vec<&Element> = r4
            .elements("Extension")
            .iter()
            .filter(|e| e.choice.is_some())
            .collect();
        let element = (*self.chance.of(&values)).clone();
        let about = Json::parse(r#"{"display":"plain"}"#);
        let here = format!("{path}.{}", element.key);
        let value = self.value(draft, &element, other, &about, &here, depth + 2);
        extension.set(&element.key, value);
        extension
    }

    /// A record inside a record: the other's, told directly or by way of a third.
    fn inner(&mut self, draft: &mut Draft, other: &Person) -> Json {
        let value = draft.digits("a value of a contained record");
        let id = format!("in{}", draft.serial);
        let subject = match self.chance.one_in(3) {
            true => {
                let between = format!("by{}", draft.serial);
                let named = self.reference(draft, other);
                let mut third = Json::parse(r#"{"resourceType":"RelatedPerson"}"#);
                third.set("id", Json::Text(between.clone()));
                third.set("patient", named);
                draft.contained.push(third);
                Json::parse(&format!(r##"{{"reference":"#{between}"}}"##))
            }
            false => self.reference(draft, other),
        };
        let mut inner = Json::parse(&format!(
            r#"{{"resourceType":"Observation","id":"{id}","status":"final","category":{LABORATORY},"code":{{"coding":[{{"system":"http://loinc.org","code":"2160-0"}}]}},"effectiveDateTime":"1920-03-04","valueQuantity":{{"value":{value}.5,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}}}"#
        ));
        inner.set("subject", subject);
        inner
    }

    /// Takes in what the record's references point to inside of it.
    fn close(&mut self, draft: &mut Draft, record: &mut Json) {
        let mut inside = std::mem::take(&mut draft.contained);
        if inside.is_empty() {
            return;
        }
        let there = record
            .get("contained")
            .map_or(&[][..], Json::items)
            .to_vec();
        inside.extend(there);
        record.set("contained", Json::List(inside));
    }
}

const LABORATORY: &str = r#"[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}]"#;

fn kind(record: &Json) -> &str {
    record
        .get("resourceType")
        .and_then(Json::text)
        .unwrap_or_default()
}

/// `valueQuantity` of `value`
fn is_choice(key: &str, choice: &str) -> bool {
    key.strip_prefix(choice)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
}

fn patient(id: &str, year: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Patient","id":"{id}","gender":"female","birthDate":"{year}-04-05"{more}}}"#
    )
}

fn condition(id: &str, n: usize, patient: &str, code: &str) -> String {
    let (year, month) = (2000 + n % 15, 1 + n % 12);
    format!(
        r#"{{"resourceType":"Condition","id":"{id}","clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}}]}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}]}},"subject":{{"reference":"Patient/{patient}"}},"onsetDateTime":"{year}-{month:02}-10"}}"#
    )
}

//! The first look at a record: is it safe to read, what is it, what is it called.
//!
//! One strict pass over the bytes. A record that fails goes to quarantine with the reason; no
//! reason carries a value of the record.

use sekisho_model::Text;

use super::project::tree::Tree;

/// What a record says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// FHIR resource type.
    pub kind: String,
    /// Logical id.
    pub id: String,
}

/// Why a record can't be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reject {
    NotUtf8,
    NotJson,
    DuplicateKey,
    TooDeep,
    TooLong,
    NotAnObject,
    NoType,
    UnknownType,
    NoId,
    BadId,
    NestedBundle,
    BundleType,
    NotCreated,
    NoResource,
    NoSubject,
    SubjectNotAPerson,
    SeveralSubjects,
    TooManyParts,
    TooManyEvents,
    TooManyDigits,
    AnotherPerson,
    NobodyNamesPatient,
    DeletesWhat,
    /// One `Type/id` of two servers in one Bundle.
    TwoServers,
    /// Of a server that is not the source's.
    OtherServer,
}

impl Reject {
    pub fn text(self) -> Text {
        let (ja, en) = match self {
            Self::NotUtf8 => ("UTF-8 ではありません", "not UTF-8"),
            Self::NotJson => ("JSON として読めません", "not valid JSON"),
            Self::DuplicateKey => (
                "同じキーが二度あります",
                "the same key stands twice in one object",
            ),
            Self::TooDeep => (
                "入れ子が深すぎます（64 まで）",
                "nested too deeply (64 at most)",
            ),
            Self::TooLong => ("長すぎます（16 MiB まで）", "too long (16 MiB at most)"),
            Self::NotAnObject => ("JSON オブジェクトではありません", "not a JSON object"),
            Self::NoType => ("resourceType がありません", "no resourceType"),
            Self::UnknownType => (
                "FHIR R4 にない resourceType です",
                "its resourceType is not one of FHIR R4",
            ),
            Self::NoId => ("id がありません", "no id"),
            Self::BadId => ("id が FHIR の形式ではありません", "its id is not a FHIR id"),
            Self::NestedBundle => (
                "Bundle の中に Bundle があります",
                "a Bundle inside a Bundle",
            ),
            Self::BundleType => (
                "Bundle の type が transaction, collection, batch, searchset, history, document のどれでもありません。記録の Bundle として送り直してもらってください",
                "the Bundle's type is none of transaction, collection, batch, searchset, history, document; have it sent again as a Bundle of records",
            ),
            Self::NotCreated => (
                "Bundle の entry が作成・更新・削除以外を求めています",
                "the Bundle's entry asks for something other than creating, updating or deleting",
            ),
            Self::NoResource => (
                "Bundle の entry に resource がありません",
                "the Bundle's entry has no resource",
            ),
            Self::NoSubject => (
                "対象者が書かれていません",
                "it does not say whom it is about",
            ),
            Self::SubjectNotAPerson => (
                "対象者が患者として特定できません。subject は Patient/ID、Bundle の fullUrl、または identifier（system と value）で書きます。中（contained）にだけある患者は、Patient の記録として別に送ってもらってください",
                "whom it is about can't be told to be one of the bank's patients; a subject is written as Patient/ID, as a fullUrl of its Bundle, or as an identifier (system and value). A patient who stands inside it only (contained) must be sent as a Patient of its own",
            ),
            Self::TwoServers => (
                "一つの Bundle に、二つのサーバーの同じ「種類/id」があります。サーバーごとに分け、それぞれ --source NAME を付けて入れてください",
                "its Bundle holds one TYPE/ID of two servers; part them, and take each in with a --source NAME of its own",
            ),
            Self::OtherServer => (
                "fullUrl が、この送り元の --base のどれでもないサーバーのものです。別の送り元なら --source NAME で分け、同じ送り元なら --base に足してください",
                "its fullUrl is of a server that is none of this source's --base; another source is taken in apart with --source NAME, the same one needs its address as a further --base",
            ),
            Self::TooManyParts => (
                "中の記録や項目が多すぎます（4096 まで）",
                "it holds more records and parts inside than anybody means (4096 at most)",
            ),
            Self::TooManyEvents => (
                "コードや項目が多すぎます（一つの列に 100,000、一つの記録から 1,000,000 まで）。送り元で分けてください",
                "it holds more codes or events than are taken from one record (100,000 of one column, 1,000,000 altogether); have the source send it in parts",
            ),
            Self::TooManyDigits => (
                "数が長すぎます（1,100 文字、指数は 9,999 まで）",
                "a number in it is longer than 1,100 digits, or its exponent beyond 9,999",
            ),
            Self::SeveralSubjects => ("対象者が複数います", "it is about several persons"),
            Self::AnotherPerson => (
                "対象者のほかに、別の患者を指しています。だれの記録か、送り元で確かめてください",
                "it names another patient beside the one it is about; have the source say whose it is",
            ),
            Self::NobodyNamesPatient => (
                "だれのものでもない種類の記録が、患者を指しています",
                "it is of a type that is about nobody, and yet it names a patient",
            ),
            Self::DeletesWhat => (
                "削除の対象が「種類/id」の形ではありません。`sekisho retire BANK TYPE/ID` で取り下げられます",
                "what it deletes is not written as TYPE/ID; `sekisho retire BANK TYPE/ID` takes a record out",
            ),
        };
        Text::new(ja, en)
    }
}

/// Reads the whole record strictly, then its type and id.
pub fn head(bytes: &[u8]) -> Result<Head, Reject> {
    head_of(&Tree::parse(bytes)?)
}

/// The head of a record that was read already.
pub fn head_of(tree: &Tree<'_>) -> Result<Head, Reject> {
    if !matches!(tree, Tree::Object(_)) {
        return Err(Reject::NotAnObject);
    }
    let kind = tree
        .get("resourceType")
        .and_then(Tree::text)
        .ok_or(Reject::NoType)?;
    if !is_type_name(kind) {
        return Err(Reject::UnknownType);
    }
    let id = tree
        .get("id")
        .ok_or(Reject::NoId)?
        .text()
        .ok_or(Reject::BadId)?;
    if !is_id(id) {
        return Err(Reject::BadId);
    }
    Ok(Head {
        kind: kind.to_owned(),
        id: id.to_owned(),
    })
}

/// `[A-Za-z0-9\-.]{1,64}`
pub fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
}

pub(crate) fn is_type_name(kind: &str) -> bool {
    kind.len() <= 64
        && kind.starts_with(|c: char| c.is_ascii_uppercase())
        && kind.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_says_what_it_is_wherever_the_keys_stand() {
        let found = head(br#" {"status":"final","id":"a.1-B","code":{"id":"inner"},"resourceType":"Observation"} "#);
        assert_eq!(
            found,
            Ok(Head {
                kind: "Observation".into(),
                id: "a.1-B".into()
            })
        );
    }

    #[test]
    fn what_cannot_be_named_is_refused() {
        for (text, reason) in [
            (r#"[1]"#, Reject::NotAnObject),
            (r#"{"id":"a"}"#, Reject::NoType),
            (r#"{"resourceType":"Patient"}"#, Reject::NoId),
            (r#"{"resourceType":"Patient","id":7}"#, Reject::BadId),
            (r#"{"resourceType":"Patient","id":"a b"}"#, Reject::BadId),
            (r#"{"resourceType":"../x","id":"a"}"#, Reject::UnknownType),
            (
                r#"{"resourceType":"Patient","id":"a","resourceType":"Group"}"#,
                Reject::DuplicateKey,
            ),
        ] {
            assert_eq!(head(text.as_bytes()), Err(reason), "{text}");
        }
    }
}

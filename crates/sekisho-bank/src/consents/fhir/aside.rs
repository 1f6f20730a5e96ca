//! Why a FHIR Consent, or a part of it, was not taken as an event: Japanese and English. They name
//! elements and papers, never what an element held.

use sekisho_exchange::fhir::consent::Unclear;
use sekisho_model::Text;

type Both = (String, String);

fn at(place: &str, ja: &str, en: &str) -> Both {
    (format!("{place}: {ja}"), format!("{place}: {en}"))
}

pub(super) fn unknown_code(place: &str, element: &str) -> Both {
    at(
        &format!("{place}.{element}"),
        "同意書の from fhir にないコードです。項目に当てるか、as nothing と書いてください",
        "a code that no from fhir line of the form names; give it to an item, or say as nothing",
    )
}

pub(super) fn unknown_no(place: &str) -> Both {
    at(
        place,
        "何についての不同意か、同意書の from fhir からはわかりません。かかわりうる項目の同意は受け取りませんでした",
        "what this deny is about can't be told from the form's from fhir lines; the permits that it may be about were not taken",
    )
}

pub(super) fn narrower_no(place: &str, element: &str) -> Both {
    at(
        place,
        &format!(
            "{element} に限った不同意は、同意書の項目では言い表せません。項目全体への不同意として受け取りました"
        ),
        &format!(
            "a deny for this {element} alone can't be said by an item of the form; it was taken as a no to the whole item"
        ),
    )
}

pub(super) fn narrower_yes(place: &str, element: &str) -> Both {
    at(
        place,
        &format!(
            "{element} に限った同意は、同意書の項目では言い表せません。同意として受け取りませんでした"
        ),
        &format!(
            "a permit for this {element} alone can't be said by an item of the form; it was not taken as a yes"
        ),
    )
}

pub(super) fn undated_yes(place: &str) -> Both {
    at(
        place,
        "いつからの同意か書かれていません（period.start も dateTime もない）。受け取りませんでした",
        "since when it permits is not said (neither period.start nor dateTime); it was not taken",
    )
}

pub(super) fn unread_period(place: &str) -> Both {
    at(
        place,
        "period が FHIR の日付として読めません。同意として受け取りませんでした",
        "its period is no FHIR date; it was not taken as a yes",
    )
}

/// Nobody knows what the whole says.
pub(super) fn unclear(why: Unclear) -> Text {
    match why {
        Unclear::Modified => Text::new(
            "modifierExtension があり、何を言っているのかわかりません。前の版の同意も、もう効きません。送り元で確かめてください",
            "it has a modifierExtension, so what it says is not known; what an earlier version agreed to counts no more. Ask its source",
        ),
        Unclear::Implicit => Text::new(
            "implicitRules があり、何を言っているのかわかりません。前の版の同意も、もう効きません。送り元で確かめてください",
            "it has implicitRules, so what it says is not known; what an earlier version agreed to counts no more. Ask its source",
        ),
        Unclear::TooManyProvisions => Text::new(
            "provision が多すぎます（1000 まで）。前の版の同意も、もう効きません。分けて送ってもらってください",
            "it holds too many provisions (1000 at most); what an earlier version agreed to counts no more. Have it sent in parts",
        ),
    }
}

pub(super) fn faulty(faults: &[String]) -> Text {
    let faults = faults.join(", ");
    Text::new(
        format!(
            "FHIR R4 として正しくありません（{faults}）。同意は受け取らず、不同意だけを受け取りました"
        ),
        format!("it is no valid FHIR R4 ({faults}); its permits were not taken, its denies were"),
    )
}

pub(super) fn another_scope() -> Text {
    Text::new(
        "scope が research でも patient-privacy でもありません。研究への同意としては受け取りませんでした",
        "its scope is neither research nor patient-privacy; it was not taken as consent to research",
    )
}

pub(super) fn not_in_force() -> Text {
    Text::new(
        "status が active でも inactive でも rejected でも entered-in-error でもありません（まだ効力のない同意）。受け取りませんでした",
        "its status is none of active, inactive, rejected, entered-in-error: it is not in force yet, and was not taken",
    )
}

pub(super) fn no_form() -> Text {
    Text::new(
        "どの同意書のことか、方針の from fhir からはわかりません（policy とコードを確かめ、同意書に対応を書いてください）",
        "no from fhir line of the policy tells of which form it is; check its policy and codes, and write them into the form",
    )
}

pub(super) fn several_forms() -> Text {
    Text::new(
        "二つ以上の同意書に当たります。送り元で分けてもらってください",
        "it is of more than one form; have its source send one Consent for each",
    )
}

pub(super) fn nothing_said() -> Text {
    Text::new(
        "同意書の項目について何も言っていません",
        "it says nothing of any item of the form",
    )
}

pub(super) fn older() -> Text {
    Text::new(
        "銀行が知っている版より古い版です。同意は受け取らず、不同意だけを受け取りました",
        "an older version than the one the bank knows; its permits were not taken, its denies were",
    )
}

pub(super) fn unproved() -> Text {
    Text::new(
        "前の版より広い同意ですが、あとの版だという証し（meta.lastUpdated、versionId、dateTime のどれか）がありません。広がる分は受け取りませんでした",
        "it agrees to more than the version before and nothing (meta.lastUpdated, versionId, dateTime) tells that it is later; what it adds was not taken",
    )
}

pub(super) fn moved() -> Text {
    Text::new(
        "前の版と患者が違います。何も受け取らず、データ管理者に尋ねました",
        "its patient is another than that of the version before; nothing was taken, and a steward is asked",
    )
}

pub(in crate::consents) fn voided() -> Text {
    Text::new(
        "同じ署名が前に誤りとして無効にされています。確かなら、データ管理者が `sekisho consent record` で記してください",
        "the same signature was voided before as an error; if it is true after all, have a data steward record it by `sekisho consent record`",
    )
}

pub(super) fn no_in_error() -> Text {
    Text::new(
        "誤りとされた不同意・撤回は、取り込みでは無効になりません。データ管理者に尋ねました（`sekisho consent void`）",
        "a no that is said to be an error is not voided by an import; a steward is asked (`sekisho consent void`)",
    )
}

pub(super) fn contained_patient() -> Text {
    Text::new(
        "患者が中に書かれています（contained）。銀行の患者を patient.reference か patient.identifier で示してもらってください",
        "its patient stands inside it (contained); have it name the bank's patient by patient.reference or patient.identifier",
    )
}

pub(super) fn foreign_address() -> Text {
    Text::new(
        "patient.reference がほかのサーバーの住所です。Patient/… か、銀行の知っている番号（patient.identifier）で示してもらってください",
        "its patient.reference is an address on another server; have it write Patient/… or a number that the bank knows (patient.identifier)",
    )
}

pub(super) fn no_patient() -> Text {
    Text::new("patient がありません", "it names no patient")
}

pub(super) fn deleted() -> Text {
    Text::new(
        "同意の削除は、撤回とも誤りとも言っていません。inactive か entered-in-error の版として送ってもらってください",
        "a deletion of a Consent says neither withdrawal nor error; have it sent as a version that is inactive or entered-in-error",
    )
}

/// What a steward is asked where a later version can't be understood.
pub(super) fn ask_unclear() -> Text {
    Text::new(
        "患者の同意（FHIR Consent）の新しい版が読み取れません。前の版の同意は効かなくしました。撤回が書かれていないか、送り元で確かめてください",
        "a version of a person's FHIR Consent can't be understood; what the version before agreed to counts no more. Find out from its source whether it says a no",
    )
}

pub(super) fn ask_moved() -> Text {
    Text::new(
        "FHIR Consent の患者が、前の版と違います。どちらの患者のものか、送り元で確かめてください",
        "a FHIR Consent names another patient than its version before; find out from its source whose it is",
    )
}

pub(super) fn ask_no_in_error() -> Text {
    Text::new(
        "FHIR Consent が誤り（entered-in-error）とされましたが、不同意か撤回を含みます。確かめ、誤りなら `sekisho consent void` で無効にしてください",
        "a FHIR Consent is said to be an error and holds a no; find out, and if so void it with `sekisho consent void`",
    )
}

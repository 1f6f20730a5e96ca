//! What kind of institution holds the bank: the Act binds a private hospital, a national research
//! centre and a city hospital by different chapters (個人情報保護法 58条・125条).

use serde::{Deserialize, Serialize};

use crate::Text;

/// `institution:` of `sekisho.yaml`. Part of the bundle, so that a board's digest covers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Institution {
    pub kind: InstitutionKind,
    /// 学術研究機関等 (個人情報保護法 16条8項).
    pub academic: bool,
    /// What the State has certified it for (次世代医療基盤法).
    pub certified: Vec<Certification>,
}

/// The kinds that the Act tells apart. A kind is the law's, not the hospital's own word for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstitutionKind {
    Private,
    NationalUniversity,
    NationalResearch,
    Jihs,
    Nho,
    Jcho,
    Rosai,
    LocalGovernment,
    LocalIndependent,
    Government,
}

/// Which part of the Act an institution's anonymized data stand under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chapter {
    /// Chapter 4 as a whole: 匿名加工情報 by 43条.
    Four,
    /// Chapter 4 without 32–39条 and its section 4; 行政機関等匿名加工情報 by chapter 5.
    FourAndFive,
    /// Chapter 5.
    Five,
}

impl Chapter {
    /// What it means for anonymized data.
    pub fn text(self) -> Text {
        let (ja, en) = match self {
            Self::Four => (
                "個人情報保護法の第4章により、匿名加工情報は43条から46条までによる",
                "By chapter 4 of the APPI, anonymized data stand under articles 43 to 46",
            ),
            Self::FourAndFive => (
                "43条から46条までは適用されず（58条）、匿名加工した情報は109条から116条までによる",
                "Articles 43 to 46 do not apply (art. 58); anonymized data stand under articles 109 to 116",
            ),
            Self::Five => (
                "個人情報保護法の第5章による（提供は69条、匿名加工した情報は109条から116条まで）",
                "By chapter 5 of the APPI: giving under article 69, anonymized data under articles 109 to 116",
            ),
        };
        Text::new(ja, en)
    }
}

impl InstitutionKind {
    pub const ALL: [Self; 10] = [
        Self::Private,
        Self::NationalUniversity,
        Self::NationalResearch,
        Self::Jihs,
        Self::Nho,
        Self::Jcho,
        Self::Rosai,
        Self::LocalGovernment,
        Self::LocalIndependent,
        Self::Government,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::NationalUniversity => "national_university",
            Self::NationalResearch => "national_research",
            Self::Jihs => "jihs",
            Self::Nho => "nho",
            Self::Jcho => "jcho",
            Self::Rosai => "rosai",
            Self::LocalGovernment => "local_government",
            Self::LocalIndependent => "local_independent",
            Self::Government => "government",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn label(self) -> Text {
        let (ja, en) = match self {
            Self::Private => ("民間の病院・学校法人など", "a private institution"),
            Self::NationalUniversity => ("国立大学法人", "a national university corporation"),
            Self::NationalResearch => (
                "国立研究開発法人",
                "a national research and development agency",
            ),
            Self::Jihs => (
                "国立健康危機管理研究機構",
                "the Japan Institute for Health Security",
            ),
            Self::Nho => ("国立病院機構", "the National Hospital Organization"),
            Self::Jcho => (
                "地域医療機能推進機構",
                "the Japan Community Health Care Organization",
            ),
            Self::Rosai => (
                "労働者健康安全機構の病院",
                "a hospital of the Japan Organization of Occupational Health and Safety",
            ),
            Self::LocalGovernment => (
                "地方公共団体の病院・診療所・大学",
                "a hospital, clinic or university of a local government",
            ),
            Self::LocalIndependent => (
                "地方独立行政法人（病院・大学など）",
                "a local independent administrative agency",
            ),
            Self::Government => (
                "行政機関等（病院・大学の業務のほか）",
                "a government organ outside of hospitals and universities",
            ),
        };
        Text::new(ja, en)
    }

    /// The clause that names it.
    pub fn clause(self) -> &'static str {
        match self {
            Self::Private => "個人情報保護法 第16条第2項",
            Self::NationalUniversity
            | Self::NationalResearch
            | Self::Jihs
            | Self::Nho
            | Self::Jcho => "個人情報保護法 第58条第1項第1号・別表第二",
            Self::LocalIndependent => "個人情報保護法 第58条第1項第2号",
            Self::LocalGovernment => "個人情報保護法 第58条第2項第1号",
            Self::Rosai => "個人情報保護法 第58条第2項第2号",
            Self::Government => "個人情報保護法 第2条第11項",
        }
    }

    pub fn chapter(self) -> Chapter {
        match self {
            Self::Private => Chapter::Four,
            Self::Government => Chapter::Five,
            _ => Chapter::FourAndFive,
        }
    }
}

/// A certification by the competent ministers (次世代医療基盤法 9条・33条・41条).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certification {
    NgmiaAnonymizedMaker,
    NgmiaPseudonymizedMaker,
    NgmiaUser,
}

impl Certification {
    pub const ALL: [Self; 3] = [
        Self::NgmiaAnonymizedMaker,
        Self::NgmiaPseudonymizedMaker,
        Self::NgmiaUser,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::NgmiaAnonymizedMaker => "ngmia_anonymized_maker",
            Self::NgmiaPseudonymizedMaker => "ngmia_pseudonymized_maker",
            Self::NgmiaUser => "ngmia_user",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    pub fn label(self) -> Text {
        let (ja, en) = match self {
            Self::NgmiaAnonymizedMaker => (
                "認定匿名加工医療情報作成事業者",
                "a certified maker of anonymized medical information",
            ),
            Self::NgmiaPseudonymizedMaker => (
                "認定仮名加工医療情報作成事業者",
                "a certified maker of pseudonymized medical information",
            ),
            Self::NgmiaUser => (
                "認定仮名加工医療情報利用事業者",
                "a certified user of pseudonymized medical information",
            ),
        };
        Text::new(ja, en)
    }

    /// The clause under which it is certified.
    pub fn clause(self) -> &'static str {
        match self {
            Self::NgmiaAnonymizedMaker => "次世代医療基盤法 第9条第1項",
            Self::NgmiaPseudonymizedMaker => "次世代医療基盤法 第33条",
            Self::NgmiaUser => "次世代医療基盤法 第41条",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_manifest_are_the_words_of_a_bundle() {
        for kind in InstitutionKind::ALL {
            let written = serde_json::to_value(kind).unwrap();
            assert_eq!(written, kind.as_str());
            assert_eq!(InstitutionKind::parse(kind.as_str()), Some(kind));
        }
        for one in Certification::ALL {
            assert_eq!(serde_json::to_value(one).unwrap(), one.as_str());
            assert_eq!(Certification::parse(one.as_str()), Some(one));
        }
    }

    #[test]
    fn whoever_is_named_in_article_58_anonymizes_by_chapter_5() {
        let of_58 = |kind: &InstitutionKind| kind.clause().contains("第58条");
        for kind in InstitutionKind::ALL {
            assert_eq!(of_58(&kind), kind.chapter() == Chapter::FourAndFive);
        }
    }
}

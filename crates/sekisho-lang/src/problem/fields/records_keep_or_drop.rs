use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1121,
    title: wording("染色体は残すか除くか", "A chromosome is kept or dropped"),
    meaning: wording("chr1 … chrM は欄ではなく、その染色体の行の全部を指します。できるのは keep と drop だけです。", "chr1 … chrM is no field: it stands for all records of that chromosome, which are kept or dropped."),
    why: wording("行をずらしたり丸めたりすることはできません。", "Records can be neither shifted nor rounded."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  vcf { chrY: blank }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  vcf { chrY: drop }
}"#),
};

pub fn records_keep_or_drop(at: Origin, name: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{name} にできるのは keep と drop だけです。"),
            format!("{name} can only be kept or dropped."),
        ),
    )
    .help(Text::new(
        "例: chrY: drop when sex is \"female\" unknown include",
        "For example: chrY: drop when sex is \"female\" unknown include",
    ))
}

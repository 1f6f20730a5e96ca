//! Small definitions over one patient.

use super::*;

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p","birthDate":"1960-05","name":[{"family":"A","given":["X","Y"]},{"family":"B"}],
    "contact":[{"telecom":[{"system":"phone"}]}],"multipleBirthInteger":2}"#;

fn run(definition: &str) -> Result<Vec<String>, ViewError> {
    let view = ViewDefinition::read(&Tree::parse(definition.as_bytes()).unwrap())?;
    let rows = view.rows(&Tree::parse(PATIENT.as_bytes()).unwrap())?;
    let shown = |cell: &Cell| match cell {
        Cell::Null => "-".to_owned(),
        Cell::One(value) => format!("{value:?}"),
        Cell::Many(values) => format!("{values:?}"),
    };
    Ok(rows
        .iter()
        .map(|row| row.iter().map(shown).collect::<Vec<_>>().join(" "))
        .collect())
}

fn select(select: &str) -> Result<Vec<String>, ViewError> {
    run(&format!(r#"{{"resource":"Patient","select":[{select}]}}"#))
}

#[test]
fn columns_stand_beside_each_row_of_what_repeats() {
    assert_eq!(
        select(
            r#"{"column":[{"name":"id","path":"id"}]},{"forEach":"name","column":[{"name":"n","path":"%rowIndex"},{"name":"family","path":"family"},{"name":"given","path":"given","collection":true}]}"#
        ),
        Ok(vec![
            r#"Text("p") Number("0") Text("A") [Text("X"), Text("Y")]"#.to_owned(),
            r#"Text("p") Number("1") Text("B") []"#.to_owned(),
        ])
    );
    assert_eq!(
        select(r#"{"forEachOrNull":"identifier","column":[{"name":"value","path":"value"}]}"#),
        Ok(vec!["-".to_owned()])
    );
}

#[test]
fn what_does_not_fit_is_an_error_and_never_a_guess() {
    let column = |path: &str| select(&format!(r#"{{"column":[{{"name":"c","path":"{path}"}}]}}"#));
    assert_eq!(
        column("name.family"),
        Err(ViewError::SeveralValues("c".into()))
    );
    assert_eq!(column("contact"), Err(ViewError::NotAValue("c".into())));
    assert!(matches!(
        column("name.frobnicate()"),
        Err(ViewError::Path(_))
    ));
    assert_eq!(
        select(r#"{"column":[{"name":"a b","path":"id"}]}"#),
        Err(ViewError::ColumnName("a b".into()))
    );
    assert_eq!(
        select(r#"{"column":[{"name":"a","path":"id"},{"name":"a","path":"id"}]}"#),
        Err(ViewError::ColumnTwice("a".into()))
    );
    assert_eq!(
        select(
            r#"{"unionAll":[{"column":[{"name":"a","path":"id"}]},{"column":[{"name":"b","path":"id"}]}]}"#
        ),
        Err(ViewError::UnionColumns)
    );
    assert_eq!(
        select(r#"{"forEach":"name","repeat":["name"],"column":[{"name":"a","path":"family"}]}"#),
        Err(ViewError::SeveralIterations)
    );
    assert_eq!(
        select(r#"{"colum":[]}"#),
        Err(ViewError::NotUnderstood("colum".into()))
    );
}

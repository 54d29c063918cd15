//! Tables from file to data set.

use std::path::PathBuf;

use tempfile::TempDir;

use netloom::data::{
    ColumnKind, Dataset, Kind, Missing, Options, Scaling, Silent, Source, TableOptions, Targets, check, open, open_as,
    rows_of,
};

fn put(text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("table.csv");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn read(text: &str, options: &Options) -> Dataset {
    let (_folder, path) = put(text);
    open(&Source::Path(path), options, &Silent).unwrap()
}

/// Two classes that the length tells apart, a colour with gaps, a name, and lines that do not fit.
fn flowers() -> String {
    let row = |row: usize| {
        let colour = ["red", "blue", ""][row % 3];
        let length = if row == 8 { "NA".to_owned() } else { format!("{}.5", row % 2 * 10 + row % 5) };
        format!("flower {row},{length},{colour},{}\n", ["rose", "daisy"][row % 2])
    };
    "name,length,colour,species\n".to_owned() + &(0..60).map(row).collect::<String>() + "too,short\nx,1,red,?\n"
}

#[test]
fn a_table_becomes_numbers_and_classes() {
    let data = read(&flowers(), &Options { validation: 0.1, ..Options::default() });
    assert_eq!((data.kind, data.len(), data.shape.to_vec()), (Kind::Csv, 60, vec![3]));
    assert_eq!(data.classes(), ["daisy", "rose"]);
    assert_eq!([data.parts.train.len(), data.parts.validation.len(), data.parts.test.len()], [44, 4, 12]);
    let table = data.table.as_ref().unwrap();
    assert_eq!((table.target, table.encoding.features.len(), table.columns[0].kind), (3, 2, ColumnKind::Ignore));
    assert_eq!(data.report.skipped[0].name, "line 62");
    let said = data.report.warnings.join("\n");
    for words in ["1 row has no value in “species”", "“name” is left out", "(in line 10 of the file); the mean"]
    {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    let scaling = data.normalisation(Scaling::ZeroToOne);
    assert!(scaling.scale[0] < 0.5 && scaling.scale[1..] == [1.0, 1.0], "lengths are scaled, words are not");
    let whole =
        Options { table: TableOptions { missing: Missing::DropRow, ..TableOptions::default() }, ..Options::default() };
    assert_eq!(read(&flowers(), &whole).len(), 40, "a row without colour or length is left out");
}

#[test]
fn numbers_are_predicted_and_later_tables_read_alike() {
    let row = |row: usize| format!("{},{},{}\n", row, ["a", "b"][row % 2], row as f64 * 3.5);
    let text = "size,kind,price\n".to_owned() + &(0..50).map(row).collect::<String>();
    let mut data = read(&text, &Options::default());
    assert!(matches!(data.targets, Targets::Numbers { width: 1, .. }), "{:?}", data.describe());
    let scaling = data.target_normalisation().unwrap();
    data.scale_targets(&scaling);
    let Targets::Numbers { values, .. } = &data.targets else { panic!("numbers stay numbers") };
    let mean: f32 = data.parts.train.iter().map(|&sample| values[sample as usize]).sum::<f32>() / 40.0;
    assert!(mean.abs() < 1e-4, "{mean}");
    let mut back = values.clone();
    scaling.inverse().apply_to(&mut back);
    assert!((back[10] - 35.0).abs() < 1e-3, "{}", back[10]);

    let encoding = &data.table.as_ref().unwrap().encoding;
    let (_folder, path) = put("kind;size\nb;2,5\nc;\n");
    let (inputs, lines, _) = rows_of(&path, &Options::default(), encoding).unwrap();
    assert_eq!(lines, [2, 3]);
    assert_eq!(inputs[..3], [2.5, 0.0, 1.0], "columns are found by name");
    assert_eq!(inputs[4..], [0.0, 0.0], "an unknown word");
    let (_folder, path) = put("kind;length\nb;2,5\n");
    let error = rows_of(&path, &Options::default(), encoding).unwrap_err().to_string();
    assert!(error.contains("table.csv") && error.contains("no column “size”"), "{error}");
}

#[test]
fn another_table_is_opened_with_the_classes_of_the_first() {
    let data = read(&flowers(), &Options::default());
    let table = data.table.as_ref().unwrap();
    let text = "species,colour,length\nrose,red,1\ntulip,red,1\ndaisy,blue,12\nrose,green,\ndaisy,red,11\n";
    let (_folder, path) = put(text);
    let other = open_as(&path, &Options::default(), &table.encoding, data.classes(), &Silent).unwrap();
    assert_eq!((other.classes(), other.labels()), (data.classes(), &[1, 0, 1, 0][..]));
    assert_eq!(other.shape, data.shape);
    assert!(other.report.warnings[0].starts_with("1 row has a class"), "{:?}", other.report.warnings);
}

#[test]
fn what_cannot_be_learnt_is_refused_with_file_and_column() {
    let (_folder, path) = put("a,b\n1,x\n2,x\n3,x\n");
    let found = check(&path, None, &Silent);
    assert!(found.message.contains("table.csv") && found.message.contains("“a”"), "{}", found.message);
    let (_folder, path) = put("a,b\n1,x\n2,y\n3,x\n4,y\n");
    let small = Options { max_bytes: 10, ..Options::default() };
    assert!(open(&Source::Path(path), &small, &Silent).is_err(), "the limit holds");
}

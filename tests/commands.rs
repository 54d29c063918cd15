//! Each command as a process: exit codes, JSON and files, as `command_line.md` promises.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Runs the program in a folder, with a cache of prepared pictures below it.
fn netloom(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_netloom"))
        .args(arguments)
        .env("NETLOOM_CACHE", folder.join("kept"))
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

/// The exit code; a signal or a panic's 101 fails the test.
fn code(output: &Output) -> i32 {
    let code = output.status.code().expect("no signal ends the program");
    assert_ne!(code, 101, "the program panicked: {}", String::from_utf8_lossy(&output.stderr));
    code
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("the output is text");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"))).collect()
}

/// The last JSON line of a command that succeeds.
fn result(folder: &Path, arguments: &[&str]) -> Value {
    let output = netloom(folder, arguments);
    assert_eq!(code(&output), 0, "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    lines(&output).pop().expect("there is a result")
}

/// A refused command: exit code 2 and a sentence that holds these words.
fn refused(folder: &Path, arguments: &[&str], words: &[&str]) {
    let output = netloom(folder, arguments);
    let sentence = String::from_utf8_lossy(&output.stderr);
    assert_eq!(code(&output), 2, "{arguments:?}: {sentence}");
    for word in words {
        assert!(sentence.contains(word), "{arguments:?}: {word} is not in: {sentence}");
    }
}

/// A folder of class folders with small pictures of two colours, and one broken file.
fn pictures(below: &Path) -> PathBuf {
    let folder = below.join("pictures");
    for (class, colour) in [("red", [200u8, 30, 30]), ("blue ü", [30, 30, 200])] {
        std::fs::create_dir_all(folder.join(class)).expect("the folder is made");
        for number in 0..12u8 {
            let pixel = |x: u32, y: u32| image::Rgb(colour.map(|c| c.wrapping_add((x * y) as u8 % 20 + number)));
            let path = folder.join(class).join(format!("{number}.png"));
            image::RgbImage::from_fn(20, 20, pixel).save(path).expect("the picture is saved");
        }
    }
    std::fs::write(folder.join("red").join("broken.jpg"), b"\xff\xd8\xff\xe0 not a picture").expect("it is written");
    folder
}

#[test]
fn a_folder_is_checked_trained_evaluated_and_predicted() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let here = temporary.path();
    let folder = pictures(here);
    let data = folder.to_str().expect("the path is text");

    let checked = result(here, &["check", data, "--json"]);
    assert_eq!((checked["status"].as_str(), checked["kind"].as_str()), (Some("warn"), Some("image_folder")));
    assert_eq!((checked["samples"].as_u64(), checked["classes"]["blue ü"].as_u64()), (Some(24), Some(12)));
    assert!(checked["skipped"][0]["name"].as_str().expect("a name").contains("broken.jpg"));

    let train = ["train", "mlp", "--data", data, "--epochs", "15", "--device", "cpu", "--batch", "8", "--json"];
    let done = result(here, &[&train[..], &["--out", "colours.netloom"]].concat());
    assert_eq!(done["event"], "done");
    assert_eq!((done["epochs"].as_u64(), done["test_accuracy"].as_f64()), (Some(15), Some(1.0)));
    assert!(done["train_loss"].is_f64() && done["test_loss"].is_f64() && done["samples_per_second"].is_f64());
    assert_eq!(done["out"], "colours.netloom");

    let evaluated = result(here, &["evaluate", "colours.netloom", "--data", data, "--json", "--device", "cpu"]);
    assert_eq!(evaluated["accuracy"].as_f64(), Some(1.0));
    assert_eq!(evaluated["confusion"].as_array().expect("a matrix").len(), 2);
    assert_eq!(evaluated["classes"][0]["recall"].as_f64(), Some(1.0));
    assert_eq!(
        (evaluated["roc_auc"].as_f64(), evaluated["classes"][1]["average_precision"].as_f64()),
        (Some(1.0), Some(1.0))
    );
    assert_eq!(evaluated["mistakes"].as_array().map(Vec::len), Some(0));
    assert!(
        evaluated["calibration"]["expected_error"].is_f64() && evaluated["curves"][0]["roc"]["thresholds"].is_array()
    );
    let evaluate =
        ["evaluate", "colours.netloom", "--data", data, "--device", "cpu", "--csv", "tables", "--charts", "charts"];
    let evaluate = netloom(here, &[&evaluate[..], &["--threshold", "1"]].concat());
    assert!(String::from_utf8_lossy(&evaluate.stdout).contains("at threshold 1: "), "{evaluate:?}");
    for table in ["summary", "classes", "confusion", "mistakes", "answers", "calibration", "roc", "precision_recall"] {
        let text =
            std::fs::read_to_string(here.join("tables").join(format!("{table}.csv"))).expect("the table is there");
        assert!(text.lines().count() >= 1, "{table} is empty");
    }
    for chart in ["confusion", "roc", "precision_recall", "calibration"] {
        let svg =
            std::fs::read_to_string(here.join("charts").join(format!("{chart}.svg"))).expect("the chart is there");
        assert!(svg.starts_with("<svg") && image::open(here.join("charts").join(format!("{chart}.png"))).is_ok());
    }

    let arguments = ["predict", "colours.netloom", data, "--json", "--csv", "table.csv", "--device", "cpu"];
    let output = netloom(here, &arguments);
    assert_eq!(code(&output), 0);
    let printed = lines(&output);
    let red = printed.iter().find(|line| line["path"].as_str().is_some_and(|path| path.ends_with("red/3.png")));
    assert_eq!(red.expect("the picture is answered")["class"], "red");
    let skipped = printed.iter().any(|line| line["event"] == "skipped");
    assert!(skipped, "the broken picture is named");
    let table = std::fs::read_to_string(here.join("table.csv")).expect("the table is there");
    assert_eq!(table.lines().count(), 25, "a header and 24 pictures");

    // A picture straight to tensors: what `run` answers is what `predict` answers.
    let project = here.join("colours.netloom");
    let checked = result(here, &["check", project.to_str().expect("text"), "--json"]);
    assert_eq!(checked["kind"], "project");
}

/// A table of two classes (or a number) that the length tells.
fn table(below: &Path, name: &str, last: impl Fn(usize) -> String) -> PathBuf {
    let row = |row: usize| format!("{row},{}.5,{},{}\n", row % 2 * 10 + row % 5, ["red", ""][row % 2], last(row));
    let path = below.join(name);
    std::fs::write(&path, "id,length,colour,answer\n".to_owned() + &(0..80).map(row).collect::<String>())
        .expect("text");
    path
}

#[test]
fn a_table_is_checked_trained_evaluated_and_predicted() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let here = temporary.path();
    table(here, "flowers.csv", |row| ["rose", "\"daisy, white\""][row % 2].to_owned());
    let checked = result(here, &["check", "flowers.csv", "--json"]);
    assert_eq!((checked["status"].as_str(), checked["kind"].as_str()), (Some("warn"), Some("csv")));
    assert_eq!((checked["samples"].as_u64(), checked["classes"]["daisy, white"].as_u64()), (Some(80), Some(40)));

    let cpu = ["--device", "cpu", "--json"];
    let train = ["train", "mlp", "--data", "flowers.csv", "--epochs", "30", "--batch", "8", "--out", "f.netloom"];
    let done = result(here, &[&train[..], &cpu].concat());
    assert_eq!(done["test_accuracy"].as_f64(), Some(1.0));
    let evaluated = result(here, &[&["evaluate", "f.netloom", "--data", "flowers.csv"][..], &cpu].concat());
    assert_eq!((evaluated["samples"].as_u64(), evaluated["accuracy"].as_f64()), (Some(16), Some(1.0)));
    std::fs::write(here.join("new.csv"), "colour,length\nred,12\n,1\n").expect("text");
    let predict = ["predict", "f.netloom", "new.csv", "--csv", "out.csv"];
    let printed = lines(&netloom(here, &[&predict[..], &cpu].concat()));
    assert_eq!((printed[0]["class"].as_str(), printed[0]["line"].as_u64()), (Some("daisy, white"), Some(2)));
    assert_eq!((printed[1]["class"].as_str(), printed[2]["rows"].as_u64()), (Some("rose"), Some(2)));
    let written = std::fs::read_to_string(here.join("out.csv")).expect("the table is there");
    assert!(written.starts_with("path,line,class,\"daisy, white\",rose\nnew.csv,2,\"daisy, white\","), "{written}");
    refused(here, &["evaluate", "f.netloom", "--data", "sample:spirals", "--device", "cpu"], &["sample:spirals"]);
    std::fs::write(here.join("other.csv"), "a,b\n1,2\n").expect("text");
    refused(here, &["predict", "f.netloom", "other.csv", "--device", "cpu"], &["other.csv", "“length”"]);
}

#[test]
fn numbers_of_a_table_are_predicted() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let here = temporary.path();
    table(here, "prices.csv", |row| format!("{}", 1000.0 + 3.5 * (row % 2 * 10 + row % 5) as f64));
    let cpu = ["--device", "cpu", "--json"];
    let train = ["train", "mlp", "--data", "prices.csv", "--epochs", "60", "--batch", "8", "--out", "p.netloom"];
    let done = result(here, &[&train[..], &cpu].concat());
    assert!(done["test_accuracy"].is_null() && done["test_loss"].as_f64().expect("a loss") < 0.05, "{done}");
    let evaluated = result(here, &[&["evaluate", "p.netloom", "--data", "prices.csv"][..], &cpu].concat());
    assert!(evaluated["r2"].as_f64().expect("R²") > 0.9, "{evaluated}");
    assert!(
        evaluated["mean_absolute_error"].as_f64().expect("an error") < 5.0,
        "in the units of the table: {evaluated}"
    );
    assert!(evaluated["residuals"][0][0]["count"].is_u64() && evaluated["answers"][0]["predicted"][0].is_number());
    let printed = lines(&netloom(here, &[&["predict", "p.netloom", "prices.csv"][..], &cpu].concat()));
    assert!((printed[0]["value"].as_f64().expect("a number") - 1000.0).abs() < 15.0, "{}", printed[0]);
}

#[test]
fn run_takes_and_gives_tensors() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let here = temporary.path();
    let train = ["train", "perceptron", "--data", "sample:spirals", "--epochs", "1", "--device", "cpu"];
    assert_eq!(code(&netloom(here, &[&train[..], &["--out", "spirals.netloom"]].concat())), 0);
    let array = netloom::interchange::npy::bytes(&[3, 2], &[0.0, 0.1, 1.0, -1.0, 0.5, 0.5]).expect("an array");
    std::fs::write(here.join("x.npy"), array).expect("it is written");
    let run = ["run", "spirals.netloom", "--output-dir", "out", "--device", "cpu", "--input"];
    for input in ["x.npy", "input=x.npy"] {
        assert_eq!(code(&netloom(here, &[&run[..], &[input]].concat())), 0);
        let answers = netloom::interchange::npy::read(&here.join("out/output.npy")).expect("answers");
        assert_eq!(&answers.shape()[..], [3, 2]);
        let sum: f32 = answers.numbers()[..2].iter().sum();
        assert!((sum - 1.0).abs() < 1e-5, "probabilities add up to {sum}");
    }
    refused(here, &[&run[..], &["y.npy"]].concat(), &["y.npy"]);
    refused(here, &[&run[..], &["other=x.npy"]].concat(), &["other", "input"]);
    let wrong = netloom::interchange::npy::bytes(&[3, 5], &[0.0; 15]).expect("an array");
    std::fs::write(here.join("wrong.npy"), wrong).expect("it is written");
    refused(here, &[&run[..], &["wrong.npy"]].concat(), &["wrong.npy", "3×5"]);
}

#[test]
fn training_goes_on_with_resume() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let here = temporary.path();
    let train = ["train", "perceptron", "--data", "sample:spirals", "--device", "cpu", "--json", "--epochs"];
    let straight = result(here, &[&train[..], &["3", "--out", "straight.netloom"]].concat());
    result(here, &[&train[..], &["1", "--out", "part.netloom"]].concat());
    let again =
        ["train", "part.netloom", "--resume", "--data", "sample:spirals", "--device", "cpu", "--json", "--epochs", "3"];
    let resumed = result(here, &again);
    assert_eq!(resumed["steps"], straight["steps"]);
    assert_eq!(resumed["test_loss"], straight["test_loss"]);
    let weights = |name: &str| netloom::project::read(&here.join(name)).expect("it was saved").weights;
    assert!(weights("part.netloom") == weights("straight.netloom"), "the weights differ");
}

#[test]
fn prepared_pictures_are_kept_unless_that_is_not_wanted() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let here = temporary.path();
    for (class, shade) in [("dark", 20u8), ("light", 200)] {
        let folder = here.join("pictures").join(class);
        std::fs::create_dir_all(&folder).expect("a folder");
        for place in 0..3u8 {
            // Large enough to be worth keeping.
            let picture = image::RgbImage::from_pixel(600, 600, image::Rgb([shade, shade, 10 * place]));
            picture.save(folder.join(format!("{place}.bmp"))).expect("a picture");
        }
    }
    let kept = || {
        let files = std::fs::read_dir(here.join("kept")).into_iter().flatten().flatten();
        files.filter(|file| file.path().extension().is_some_and(|suffix| suffix == "pictures")).count()
    };
    let train = ["train", "mlp", "--data", "pictures", "--epochs", "1", "--device", "cpu", "--json"];
    let check = ["check", "pictures", "--json"];
    let fresh = result(here, &[&check[..], &["--no-cache"]].concat());
    result(here, &[&train[..], &["--no-cache"]].concat());
    assert_eq!(kept(), 0);
    assert_eq!(result(here, &check), fresh);
    assert_eq!(kept(), 1);
    assert_eq!(result(here, &check), fresh, "from the cache");
    std::fs::remove_dir_all(here.join("kept")).expect("it is there");
    result(here, &train);
    assert_eq!(kept(), 1);
}

#[cfg(unix)]
#[test]
fn ctrl_c_saves_and_leaves() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let arguments = ["train", "mlp", "--data", "sample:digits", "--epochs", "1000", "--device", "cpu", "--json"];
    let mut child = Command::new(env!("CARGO_BIN_EXE_netloom"))
        .args(arguments)
        .current_dir(temporary.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut reader = std::io::BufReader::new(child.stdout.take().expect("its output is piped"));
    let mut line = String::new();
    while !line.contains("\"step\"") {
        line.clear();
        let read = std::io::BufRead::read_line(&mut reader, &mut line).expect("its output is read");
        assert!(read > 0, "it ended before the first step");
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(kill.success());
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut reader, &mut rest).expect("its output is read");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(rest.lines().last().expect("a last line").contains("\"done\""), "{rest}");
    assert!(temporary.path().join("mlp.netloom").exists(), "what was learned is saved");
}

#[test]
fn wrong_requests_are_refused_in_words() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let here = temporary.path();
    let digits = ["--data", "sample:digits", "--device", "cpu"];
    let train = |rest: &[&'static str]| [&["train"][..], rest, &digits[..]].concat();
    refused(here, &train(&["no-such-network"]), &["no-such-network", "mnist-cnn"]);
    refused(here, &train(&["mlp", "--epochs", "0"]), &["--epochs"]);
    refused(here, &train(&["mlp", "--rate", "-1"]), &["--rate"]);
    refused(here, &train(&["mlp", "--optimizer", "magic"]), &["magic", "adam"]);
    refused(here, &train(&["mlp", "--schedule", "magic"]), &["magic", "cosine"]);
    refused(here, &train(&["mlp", "--resume"]), &["--resume", "mlp"]);
    refused(here, &train(&["mlp", "--no-such-option"]), &["--no-such-option"]);
    refused(here, &["train", "mlp", "--data", "sample:cats"], &["sample:cats", "sample:digits"]);
    refused(here, &["train", "mlp", "--data", "/no/such/folder"], &["/no/such/folder"]);
    refused(here, &["train", "mlp", "--data", "sample:digits", "--device", "no such adapter"], &["no such adapter"]);
    refused(here, &["evaluate", "missing.netloom", "--data", "sample:digits"], &["missing.netloom"]);
    refused(here, &["bench", "no-such-network"], &["no-such-network"]);
    refused(here, &["check", "/no/such/file"], &[]);
    refused(here, &["no-such-command", "x"], &[]);
    std::fs::write(here.join("junk.netloom"), [0xff; 100]).expect("it is written");
    refused(here, &["evaluate", "junk.netloom", "--data", "sample:digits"], &["junk.netloom"]);
    refused(here, &["check", "junk.netloom"], &[]);
    refused(here, &["predict", "junk.netloom", "x.png"], &["junk.netloom"]);
}

#[test]
fn a_damaged_project_is_refused_wherever_it_is_cut() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let here = temporary.path();
    let train = ["train", "perceptron", "--data", "sample:spirals", "--epochs", "1", "--device", "cpu"];
    assert_eq!(code(&netloom(here, &[&train[..], &["--out", "whole.netloom"]].concat())), 0);
    let whole = std::fs::read(here.join("whole.netloom")).expect("it was saved");
    let path = here.join("damaged.netloom");
    for cut in (0..whole.len()).step_by(whole.len() / 40) {
        std::fs::write(&path, &whole[..cut]).expect("it is written");
        let error = netloom::project::read(&path).expect_err("a cut file is refused");
        assert!(error.exit_code() == 2 && error.to_string().contains("damaged.netloom"), "{error}");
    }
    // Changed bytes give an error or another project, but never a panic.
    for place in (0..whole.len()).step_by(7) {
        let mut changed = whole.clone();
        changed[place] ^= 0x41;
        std::fs::write(&path, changed).expect("it is written");
        let _ = netloom::project::read(&path);
    }
    let newer = String::from_utf8_lossy(&whole).contains("netloom 0");
    assert!(newer, "the file says which format it has");
}

#[test]
fn lists_and_help_are_printed() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let here = temporary.path();
    let templates = netloom(here, &["templates"]);
    let text = String::from_utf8_lossy(&templates.stdout).into_owned();
    for name in ["perceptron", "mlp", "mnist-cnn", "lenet", "vgg-small", "resnet-small"] {
        assert!(text.contains(name), "{name} is not in the list");
    }
    let devices = netloom(here, &["devices", "--json"]);
    assert_eq!((code(&devices), lines(&devices)[0]["kind"].as_str()), (0, Some("cpu")));
    assert_eq!(code(&netloom(here, &["--help"])), 0);
    assert_eq!(code(&netloom(here, &["train", "--help"])), 0);
    assert_eq!(code(&netloom(here, &["--version"])), 0);
}

#[test]
fn explain_draws() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let here = temporary.path();
    let folder = pictures(here);
    let data = folder.to_str().expect("the path is text");
    let train = ["train", "lenet", "--data", data, "--epochs", "1", "--device", "cpu", "--out", "model.netloom"];
    assert_eq!(code(&netloom(here, &train)), 0);
    let picture = folder.join("red").join("3.png");
    let picture = picture.to_str().expect("the path is text");
    let explain = ["explain", "model.netloom", picture, "--device", "cpu", "--out", "e.png", "--json", "--method"];
    let methods = [
        "grad-cam",
        "saliency",
        "smooth-grad",
        "integrated-gradients",
        "occlusion",
        "feature-maps",
        "filters",
        "excite",
    ];
    for method in methods {
        let made = result(here, &[&explain[..], &[method]].concat());
        assert_eq!((made["method"].as_str(), made["out"].as_str()), (Some(method), Some("e.png")));
        let drawn = image::open(here.join("e.png")).expect("a picture");
        assert_eq!(made["width"].as_u64(), Some(u64::from(drawn.width())));
        std::fs::remove_file(here.join("e.png")).expect("it is there");
    }
    let without =
        ["explain", "model.netloom", "--data", data, "--device", "cpu", "--out", "e.png", "--json", "--method"];
    let told = |more: &[&str]| {
        let made = result(here, &[&without[..], more].concat());
        let drawn = image::open(here.join("e.png")).expect("a picture");
        assert_eq!(made["height"].as_u64(), Some(u64::from(drawn.height())));
        made
    };
    let strongest = told(&["strongest", "--layer", "conv2d"]);
    assert_eq!(strongest["channels"].as_array().map(Vec::len), Some(6));
    assert!(strongest["channels"][0][0]["patch"]["rows"].is_array());
    let embedding = told(&["embedding", "--tsne", "--perplexity", "3", "--split", "train"]);
    assert_eq!(embedding["points"].as_array().map(Vec::len), embedding["samples"].as_array().map(Vec::len));
    let histograms = told(&["histograms", "--layer", "conv2d"]);
    assert!(histograms["gradients"]["conv2d/kernel"]["counts"].is_array() && histograms["dead_units"].is_array());
    let sum =
        told(&["feature-maps", "--sample", "1", "--layer", "conv2d", "--channel", "2", "--at", "3,4", "--own-scale"]);
    let products = sum["arithmetic"]["products"].as_array().expect("products");
    let number = |value: &serde_json::Value| value.as_f64().expect("a number");
    let all: f64 = products.iter().map(|one| number(&one["product"])).sum();
    assert!((all + number(&sum["arithmetic"]["bias"]) - number(&sum["arithmetic"]["before"])).abs() < 1e-4);
    let integrated = told(&["integrated-gradients", "--sample", "1", "--steps", "200"]);
    let gap = number(&integrated["sum"]) - number(&integrated["value"]) + number(&integrated["baseline"]);
    assert!(gap.abs() < 0.05, "{integrated}");
    told(&["filters", "--change", "--colours", "magma"]);
    told(&["excite", "--every-channel", "--layer", "conv2d", "--steps", "4", "--decay", "0.1"]);
    refused(here, &[&explain[..], &["histograms"]].concat(), &["--data"]);
    refused(here, &[&without[..], &["saliency", "--sample", "9999"]].concat(), &["9999", "from 0 to"]);
    let named = result(here, &[&explain[..], &["grad-cam", "--class", "blue ü", "--layer", "conv2d"]].concat());
    assert_eq!((named["class"].as_str(), named["layer"].as_str()), (Some("blue ü"), Some("conv2d")));
    assert!(named["value"].is_f64() && named["probability"].is_f64());
    refused(here, &[&explain[..], &["grad-cam", "--layer", "dense"]].concat(), &["dense", "feature maps"]);
    refused(here, &[&explain[..], &["grad-cam", "--layer", "nowhere"]].concat(), &["nowhere", "conv2d"]);
    refused(here, &[&explain[..], &["saliency", "--class", "green"]].concat(), &["green", "red"]);
    refused(here, &["explain", "model.netloom", "--method", "saliency", "--out", "x.png"], &["picture"]);
}

#[test]
fn bench_measures() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let bench = ["bench", "mlp", "--device", "cpu", "--threads", "1", "--seconds", "0.2", "--batch", "16", "--json"];
    let measured = result(temporary.path(), &bench);
    assert_eq!((measured["batch"].as_u64(), measured["threads"].as_u64()), (Some(16), Some(1)));
    assert_eq!((&measured["network"], &measured["work"]), (&"mlp".into(), &"training".into()));
    assert!(measured["steps_per_second"].as_f64().expect("a number") > 0.0 && measured["parameters"].is_u64());
    let forward = result(temporary.path(), &[&bench[..], &["--forward"]].concat());
    assert_eq!((&forward["work"], &forward["parameters"]), (&"forward".into(), &measured["parameters"]));
    assert!(forward["steps_per_second"].as_f64().expect("a number") > 0.0);
    if std::env::var_os("NETLOOM_NO_GPU").is_none() {
        // A network that pools: not every device has all fused kernels.
        let on_gpu = ["bench", "lenet", "--device", "gpu", "--seconds", "0.1", "--batch", "2", "--json"];
        assert!(result(temporary.path(), &on_gpu)["steps_per_second"].as_f64().expect("a number") > 0.0);
    }
}

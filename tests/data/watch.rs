//! Changes on the disk while samples are in use.

use std::thread;
use std::time::{Duration, Instant};

use netloom::data::Watch;

#[test]
fn what_is_written_is_noticed_and_hidden_files_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("a.png", "a");
    put("b.png", "b");
    let watch = Watch::every(Duration::from_millis(5), folder.path().to_path_buf(), || {});
    thread::sleep(Duration::from_millis(300));
    put(".hidden", "h");
    thread::sleep(Duration::from_millis(300));
    assert_eq!(watch.changed(), 0, "hidden files do not count");
    put("a.png", "longer");
    put("c.png", "new");
    std::fs::remove_file(folder.path().join("b.png")).unwrap();
    let began = Instant::now();
    while watch.changed() != 3 && began.elapsed() < Duration::from_secs(60) {
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(watch.changed(), 3, "one written, one new, one gone");
}

//! Where samples come from: a name of something that the program draws, or a path.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::sample::Sample;
use crate::base::Error;

/// A place that samples come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Saved", into = "Saved")]
pub enum Source {
    /// Samples that the program draws itself.
    Sample(Sample),
    /// A file or folder; what it is is found by looking.
    Path(PathBuf),
}

impl FromStr for Source {
    type Err = Error;

    /// Reads `sample:digits` and the like; anything else is a path.
    fn from_str(words: &str) -> Result<Source, Error> {
        match words.strip_prefix("sample:") {
            Some(_) => Sample::from_key(words).map(Source::Sample),
            None => Ok(Source::Path(PathBuf::from(words))),
        }
    }
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Source {
        match path.to_str().and_then(|words| Sample::from_key(words).ok()) {
            Some(sample) => Source::Sample(sample),
            None => Source::Path(path.to_path_buf()),
        }
    }
}

impl fmt::Display for Source {
    /// As it is written on the command line.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Source::Sample(sample) => f.write_str(sample.key()),
            Source::Path(path) => path.display().fmt(f),
        }
    }
}

/// A source as it stands in a file: text, or bytes for a path that is not Unicode.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Saved {
    Text(String),
    Bytes { bytes: Vec<u8> },
}

impl From<Source> for Saved {
    fn from(source: Source) -> Saved {
        match &source {
            Source::Path(path) if path.to_str().is_none() => {
                Saved::Bytes { bytes: path.as_os_str().as_encoded_bytes().to_vec() }
            }
            _ => Saved::Text(source.to_string()),
        }
    }
}

impl TryFrom<Saved> for Source {
    type Error = Error;

    fn try_from(saved: Saved) -> Result<Source, Error> {
        match saved {
            Saved::Text(words) => words.parse(),
            Saved::Bytes { bytes } => Ok(Source::Path(path_from(bytes))),
        }
    }
}

#[cfg(unix)]
fn path_from(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn path_from(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_saved_and_read_back() {
        let mut sources: Vec<Source> = vec!["sample:digits".parse().unwrap(), "/data/mnist é".parse().unwrap()];
        #[cfg(unix)]
        sources.push(Source::Path(path_from(b"/data/\xff".to_vec())));
        for source in sources {
            let text = serde_json::to_string(&source).unwrap();
            assert_eq!(serde_json::from_str::<Source>(&text).unwrap(), source, "{text}");
        }
        assert!("sample:cats".parse::<Source>().unwrap_err().to_string().contains("sample:shapes"));
    }
}

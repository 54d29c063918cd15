//! Errors: a sentence for a person, and whose fault it is, from which the exit code follows.

use std::fmt;

/// What went wrong, as a sentence that names the thing and says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The request or the input is wrong: a bad option, an unreadable or refused file. Exit code 2.
    Input(String),
    /// Something failed while working: a full disk, a lost device. Exit code 1.
    Work(String),
    /// The person asked to stop. Exit code 130.
    Stopped,
}

/// A result whose error is a sentence.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error in what was asked for or given.
    pub fn input(sentence: impl Into<String>) -> Error {
        Error::Input(sentence.into())
    }

    /// An error while doing what was asked for.
    pub fn work(sentence: impl Into<String>) -> Error {
        Error::Work(sentence.into())
    }

    /// The process exit code that `command_line.md` promises for this error.
    pub fn exit_code(&self) -> i32 {
        match self {
            Error::Input(_) => 2,
            Error::Work(_) => 1,
            Error::Stopped => 130,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Error::Input(sentence) | Error::Work(sentence) => f.write_str(sentence),
            Error::Stopped => f.write_str("stopped"),
        }
    }
}

impl std::error::Error for Error {}

//! `netloom check`: looks at any file or folder, opens it for real, and says what was found.

use std::path::PathBuf;

use clap::Args;

use super::caching::Caching;
use super::output::{Reading, json, line_out};
use crate::base::Result;
use crate::data::{self, Checked, Kind, Status};
use crate::project;

#[derive(Args, Debug)]
pub struct Check {
    /// The file or folder.
    path: PathBuf,
    #[command(flatten)]
    caching: Caching,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

impl Check {
    pub fn carry_out(self) -> Result<i32> {
        let checked = if project::looks_like_one(&self.path) {
            check_project(&self.path)
        } else {
            data::check(&self.path, self.caching.cache().as_ref(), &Reading::new())
        };
        if self.json {
            json(&checked)?;
        } else {
            print(&checked)?;
        }
        Ok(if checked.status == Status::Error { 2 } else { 0 })
    }
}

fn check_project(path: &std::path::Path) -> Checked {
    let trained = match project::read(path) {
        Ok(trained) => trained,
        Err(error) => return Checked::refused(Kind::Project, error.to_string()),
    };
    let message = format!(
        "A network of {} layers for inputs of {}, trained for {} epochs on {}.",
        trained.project.network.nodes.len(),
        trained.interface.input,
        trained.progress.epoch,
        trained.project.data.source,
    );
    Checked { status: Status::Ok, ..Checked::refused(Kind::Project, message) }
}

fn print(checked: &Checked) -> Result<()> {
    line_out(&checked.message)?;
    for (class, count) in &checked.classes {
        line_out(&format!("  {class}: {count}"))?;
    }
    for skipped in &checked.skipped {
        line_out(&format!("  skipped {}: {}", skipped.name, skipped.reason))?;
    }
    for warning in &checked.warnings {
        line_out(&format!("  {warning}"))?;
    }
    Ok(())
}

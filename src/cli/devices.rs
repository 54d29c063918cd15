//! `netloom devices`: lists the devices that can train.

use clap::Args;

use super::output::{json, line_out};
use crate::base::Result;
use crate::device;

#[derive(Args, Debug)]
pub struct Devices {
    /// One line of JSON for each.
    #[arg(long)]
    json: bool,
}

impl Devices {
    pub fn carry_out(self) -> Result<i32> {
        for info in device::list() {
            if self.json {
                json(&info)?;
            } else {
                let software = if info.is_gpu || info.kind == "cpu" { "" } else { ", in software" };
                line_out(&format!("{} ({}{software})", info.name, info.kind))?;
            }
        }
        Ok(0)
    }
}

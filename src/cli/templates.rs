//! `netloom templates`: lists the networks that come with the program.

use clap::Args;

use super::output::line_out;
use crate::base::Result;
use crate::network;

#[derive(Args, Debug)]
pub struct Templates {}

impl Templates {
    pub fn carry_out(self) -> Result<i32> {
        for template in network::templates() {
            line_out(&format!("{:14} {}", template.name, template.help))?;
        }
        Ok(0)
    }
}

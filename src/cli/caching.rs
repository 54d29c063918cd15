//! The switch of every command that reads data: whether prepared pictures are taken from the cache and kept in it.

use clap::Args;

use crate::data::Cache;

#[derive(Args, Debug)]
pub struct Caching {
    /// Prepare pictures anew, and keep none for the next time. The environment variable NETLOOM_CACHE names another
    /// folder to keep them in, or, if it is empty, none.
    #[arg(long)]
    no_cache: bool,
}

impl Caching {
    /// The cache to use, if any.
    pub fn cache(&self) -> Option<Cache> {
        if self.no_cache { None } else { Cache::of_user() }
    }
}

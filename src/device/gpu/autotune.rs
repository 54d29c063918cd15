//! Which tiles are fastest for each product, as measured on the device itself. Only where [`GpuOptions::autotune`] says
//! so: other tiles add up in another order, so that what is measured decides the last bits of all numbers.
//!
//! [`GpuOptions::autotune`]: super::GpuOptions

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::context::Context;
use super::data::Data;
use super::profile;
use super::program::Prepared;
use super::store::Store;
use super::tile::{Choice, Task};
use crate::base::Result;
use crate::device::{DataId, Step, StoreId};
use crate::program::Program;

/// How many choices are tried for each product: those that should be fastest.
const CANDIDATES: usize = 4;
/// Each is run so often; the least time counts.
const REPEATS: usize = 5;

/// A product: its shader, and its extents.
type Product = (&'static str, Task);

/// The fastest choices that were found.
#[derive(Default)]
pub(super) struct Measured(Mutex<HashMap<Product, Choice>>);

impl Measured {
    /// The fastest choice for a product, if it was measured.
    pub fn get(&self, shader: &'static str, task: Task) -> Option<Choice> {
        self.all().get(&(shader, task)).copied()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Product, Choice>> {
        // Whoever panicked while holding it had not begun to change it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Measures the products of a program that were not measured yet, over weights of its own.
pub(super) fn measure(
    context: &Context,
    program: &Arc<Program>,
    memories: usize,
    data: Option<(DataId, &Data)>,
) -> Result<()> {
    let store = Store::new(context, &program.layout, memories)?;
    let rows = data.map_or(program.batch, |(_, data)| data.ordered().min(program.batch));
    let step = Step { rows: rows as u32, ..Step::default() };
    let mut best: HashMap<Product, (f64, Choice)> = HashMap::new();
    for rank in 0..CANDIDATES {
        let choose = |shader: &'static str, task: Task| {
            let ranked = context.class.ranked(task, context.cores);
            let tried = ranked[rank.min(ranked.len() - 1)];
            context.measured.get(shader, task).unwrap_or(tried)
        };
        let prepared = Prepared::with(context, program.clone(), (StoreId(0), &store), data, &choose)?;
        let products: Vec<_> =
            prepared.dispatches.iter().filter_map(|dispatch| Some((dispatch, dispatch.task?))).collect();
        if products.iter().all(|(dispatch, task)| context.measured.get(dispatch.shader, *task).is_some()) {
            return Ok(());
        }
        let times = profile::profile(context, &prepared, &step, REPEATS)?;
        for (dispatch, task) in products {
            // Adding up its parts belongs to a split product.
            let own = times.iter().filter(|time| time.instruction == dispatch.instruction);
            let seconds = own.map(|time| time.seconds).sum();
            let found = best.entry((dispatch.shader, task)).or_insert((f64::INFINITY, choose(dispatch.shader, task)));
            if seconds < found.0 {
                *found = (seconds, choose(dispatch.shader, task));
            }
        }
    }
    context.measured.all().extend(best.into_iter().map(|(product, (_, choice))| (product, choice)));
    Ok(())
}

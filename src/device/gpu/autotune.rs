//! Which tiles are fastest for each product, as measured on the device itself. Only where [`super::Autotune`] says so:
//! other tiles add up in another order, so that what is measured decides the last bits of all numbers. What was found once
//! therefore stays, on disk too.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::adapter::Autotune;
use super::context::Context;
use super::data::Data;
use super::program::Prepared;
use super::store::Store;
use super::tile::{Choice, Task};
use super::{profile, shader};
use crate::base::Result;
use crate::device::{DataId, Step, StoreId};
use crate::program::Program;

/// How many choices are tried for each product: those that should be fastest.
const CANDIDATES: usize = 4;
/// Each is run so often; the least time counts.
const REPEATS: usize = 5;
/// No further choices are tried when it has taken so long: the user waits for the first step.
const PATIENCE: Duration = Duration::from_millis(1500);
/// What a step that is measured may last, in seconds, as far as is known before: it is one submission.
const LONGEST_STEP: f64 = 0.1;

/// A product: its shader, and its extents.
type Product = (&'static str, Task);

/// The fastest choices that were found.
#[derive(Default)]
pub(super) struct Measured(Mutex<HashMap<Product, Choice>>);

/// The name of the file that the findings are kept in.
const FINDINGS: &str = "tiles";

/// What is kept of a product.
#[derive(Serialize, Deserialize)]
struct Finding {
    shader: String,
    task: Task,
    choice: Choice,
}

impl Measured {
    /// What was found in earlier runs of the program.
    pub fn kept(context: &Context) -> Measured {
        Measured(Mutex::new(read(context)))
    }

    /// The fastest choice for a product, if it was measured.
    pub fn get(&self, shader: &'static str, task: Task) -> Option<Choice> {
        self.all().get(&(shader, task)).copied()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Product, Choice>> {
        // Whoever panicked while holding it had not begun to change it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The findings on disk, as far as they are choices on this device.
fn read(context: &Context) -> HashMap<Product, Choice> {
    let bytes = context.kept.as_ref().and_then(|kept| kept.read(FINDINGS)).unwrap_or_default();
    let findings: Vec<Finding> = serde_json::from_slice(&bytes).unwrap_or_default();
    let known = |Finding { shader, task, choice }: Finding| {
        let (shader, _) = shader::all().iter().find(|(name, _)| *name == shader)?;
        let possible = context.class.ranked(task, context.cores).contains(&choice);
        possible.then_some(((*shader, task), choice))
    };
    findings.into_iter().filter_map(known).collect()
}

/// Takes findings in and keeps them. Those that another run of the program has kept meanwhile win; those that cannot be
/// kept are not taken, as the next run would find others.
fn take(context: &Context, found: HashMap<Product, Choice>) {
    let mut all = context.measured.all();
    let mut fresh = found;
    fresh.extend(read(context));
    let mut together = all.clone();
    together.extend(fresh);
    let finding = |(&(shader, task), &choice): (&Product, &Choice)| Finding { shader: shader.to_owned(), task, choice };
    let mut findings: Vec<Finding> = together.iter().map(finding).collect();
    findings.sort_by(|a, b| (&a.shader, a.task).cmp(&(&b.shader, b.task)));
    let text = serde_json::to_vec(&findings).unwrap_or_default();
    let is_kept = context.kept.as_ref().is_some_and(|kept| kept.write(FINDINGS, &text));
    if is_kept || context.options.autotune == Autotune::Always {
        *all = together;
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
    let began = Instant::now();
    let mut best: HashMap<Product, (f64, Choice)> = HashMap::new();
    for rank in 0..CANDIDATES {
        if rank > 0 && began.elapsed() > PATIENCE {
            break;
        }
        let choose = |shader: &'static str, task: Task| {
            let ranked = context.class.ranked(task, context.cores);
            let tried = ranked[rank.min(ranked.len() - 1)];
            context.measured.get(shader, task).unwrap_or(tried)
        };
        let prepared = Prepared::with(context, program.clone(), (StoreId(0), &store), data, &choose, 0)?;
        let mut products = prepared.dispatches.iter().filter_map(|dispatch| Some((dispatch.shader, dispatch.task?)));
        if products.all(|(shader, task)| context.measured.get(shader, task).is_some()) {
            return Ok(());
        }
        let work: f64 = prepared.dispatches.iter().map(|dispatch| dispatch.work).sum();
        let rows = (rows as f64 * (LONGEST_STEP / (work * context.class.pace())).min(1.0)) as u32;
        if rows == 0 {
            return Ok(());
        }
        let times = profile::profile(context, &prepared, &Step { rows, ..Step::default() }, REPEATS)?;
        for (place, dispatch) in prepared.dispatches.iter().enumerate() {
            let Some(task) = dispatch.task else { continue };
            // Adding up its parts belongs to a split product.
            let fold = times.get(place + 1).filter(|next| next.shader == "fold");
            let seconds = times[place].seconds + fold.map_or(0.0, |fold| fold.seconds);
            let found = best.entry((dispatch.shader, task)).or_insert((f64::INFINITY, choose(dispatch.shader, task)));
            if seconds < found.0 {
                *found = (seconds, choose(dispatch.shader, task));
            }
        }
    }
    take(context, best.into_iter().map(|(product, (_, choice))| (product, choice)).collect());
    Ok(())
}

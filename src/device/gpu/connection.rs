//! Connections to graphics processors that outlive a training, so that what was compiled for one network serves the next.

use std::sync::{Arc, Mutex, PoisonError};

use super::adapter::GpuOptions;
use super::context::Context;
use crate::base::Result;
use crate::device::DeviceInfo;

/// With more compiled shaders than this, a connection to software is made anew: lavapipe keeps only so many, and with more
/// it compiles each again and again.
const MOST_PIPELINES: usize = 300;

/// A connection with the words that it was asked for by.
struct Connection {
    wanted: Option<String>,
    context: Arc<Context>,
    info: DeviceInfo,
}

static CONNECTIONS: Mutex<Vec<Connection>> = Mutex::new(Vec::new());

/// The same connection as the last time that these words were given, unless it was lost.
///
/// # Errors
/// As [`Context::open`].
pub(super) fn again(wanted: Option<&str>) -> Result<(Arc<Context>, DeviceInfo)> {
    // Whoever panicked while holding them had not begun to change them.
    let mut connections = CONNECTIONS.lock().unwrap_or_else(PoisonError::into_inner);
    connections.retain(|Connection { context, info, .. }| {
        context.check().is_ok() && (info.is_gpu || context.pipelines.count() < MOST_PIPELINES)
    });
    if let Some(found) = connections.iter().find(|connection| connection.wanted.as_deref() == wanted) {
        return Ok((found.context.clone(), found.info.clone()));
    }
    let (context, info) = Context::open(wanted, GpuOptions::of_user())?;
    let context = Arc::new(context);
    let wanted = wanted.map(str::to_owned);
    connections.push(Connection { wanted, context: context.clone(), info: info.clone() });
    Ok((context, info))
}

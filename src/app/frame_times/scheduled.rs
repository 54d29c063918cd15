//! What the system did with a thread: whether it ran, or waited for a core.

use std::fmt;
use std::time::Duration;

/// How long the thread was on a core, and how long it waited for one while others had them all; nothing where the
/// system does not tell (it does on Linux).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheduled(Option<(Duration, Duration)>);

impl Default for Scheduled {
    /// No time.
    fn default() -> Scheduled {
        Scheduled(Some(Default::default()))
    }
}

impl Scheduled {
    /// Of the calling thread, since it began; exact to a tick of the system.
    pub fn now() -> Scheduled {
        Scheduled(std::fs::read_to_string("/proc/thread-self/schedstat").ok().and_then(|text| parse(&text)))
    }

    /// What came after the earlier one.
    pub fn since(self, earlier: Scheduled) -> Scheduled {
        let both = self.0.zip(earlier.0);
        Scheduled(both.map(|(now, then)| (now.0.saturating_sub(then.0), now.1.saturating_sub(then.1))))
    }

    /// Both together.
    pub fn and(self, other: Scheduled) -> Scheduled {
        Scheduled(self.0.zip(other.0).map(|(one, two)| (one.0 + two.0, one.1 + two.1)))
    }
}

impl fmt::Display for Scheduled {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Some((ran, waited)) = self.0 else { return write!(f, "the system does not tell where it went") };
        let [ran, waited] = [ran, waited].map(|time| time.as_secs_f64() * 1e3);
        write!(f, "{ran:.1} ms of it on a core and {waited:.1} ms waiting for one")
    }
}

/// `cat /proc/PID/schedstat`: nanoseconds on a core, nanoseconds waiting for one, slices.
/// <https://docs.kernel.org/scheduler/sched-stats.html>
fn parse(text: &str) -> Option<(Duration, Duration)> {
    let mut times = text.split_whitespace().map_while(|number| number.parse().ok()).map(Duration::from_nanos);
    Some((times.next()?, times.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_tells_is_read() {
        let of = |text| Scheduled(parse(text));
        let after = of("9000000 2500000 12\n").since(of("1000000 500000 3\n"));
        assert_eq!(after.to_string(), "8.0 ms of it on a core and 2.0 ms waiting for one");
        assert_eq!(after.and(after).to_string(), "16.0 ms of it on a core and 4.0 ms waiting for one");
        assert_eq!(of("").since(of("1 2 3")), Scheduled(None));
    }
}

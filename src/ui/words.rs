//! Numbers as people read them: thousands, percent, times.

/// The number with commas between its thousands: "31,480".
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut words = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// Words as a sentence begins: "Reading pictures".
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A share as percent with two digits: "98.42 %".
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.2} %", share * 100.0) } else { "–".to_owned() }
}

/// A rate per second: whole and grouped from 100 on, else with three digits that matter.
pub fn rate(per_second: f64) -> String {
    match per_second {
        rate if !rate.is_finite() || rate <= 0.0 => "–".to_owned(),
        rate if rate >= 100.0 => grouped(rate.round() as u64),
        rate if rate >= 10.0 => format!("{rate:.1}"),
        rate => format!("{rate:.2}"),
    }
}

/// A loss: four decimals, or fewer digits where it is large, or powers where it is tiny.
pub fn loss(loss: f64) -> String {
    match loss.abs() {
        _ if !loss.is_finite() => "not a number".to_owned(),
        size if size >= 1e6 || (size < 1e-3 && size > 0.0) => format!("{loss:.2e}"),
        size if size >= 100.0 => format!("{loss:.1}"),
        _ => format!("{loss:.4}"),
    }
}

/// A number beside an axis, without zeros that say nothing.
pub fn mark(value: f64) -> String {
    match value.abs() {
        size if size >= 1e5 || (size < 1e-4 && size > 1e-12) => format!("{value:.0e}"),
        _ => format!("{}", (value * 1e6).round() / 1e6 + 0.0),
    }
}

/// A share beside an axis: "90 %".
pub fn mark_percent(share: f64) -> String {
    format!("{} %", (share * 1e4).round() / 100.0 + 0.0)
}

/// A learning rate without zeros that say nothing: "0.001".
pub fn learning_rate(rate: f64) -> String {
    let words = format!("{rate:.8}");
    match words.trim_end_matches('0').trim_end_matches('.') {
        _ if rate != 0.0 && rate.abs() < 1e-6 => {
            let words = format!("{rate:.2e}");
            // 1.00e-7 says no more than 1e-7.
            match words.split_once('e') {
                Some((digits, power)) => format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.')),
                None => words,
            }
        }
        words => words.to_owned(),
    }
}

/// A time as "0:04", "12:30" or "3:05:09".
pub fn time(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "–".to_owned();
    }
    let whole = seconds.ceil() as u64;
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
        (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// Bytes with three digits that matter: "365 KB", "41.2 MB".
pub fn bytes(count: f64) -> String {
    scaled(count, 1024.0, ["B", "KB", "MB", "GB", "TB"])
}

/// Floating-point operations with three digits that matter: "16.8 MFLOP".
pub fn flops(count: f64) -> String {
    scaled(count, 1000.0, ["FLOP", "KFLOP", "MFLOP", "GFLOP", "TFLOP"])
}

fn scaled(mut count: f64, base: f64, units: [&str; 5]) -> String {
    let mut unit = 0;
    while count >= base && unit + 1 < units.len() {
        count /= base;
        unit += 1;
    }
    match count {
        count if !count.is_finite() => "–".to_owned(),
        count if unit == 0 || count >= 100.0 => format!("{count:.0} {}", units[unit]),
        count => format!("{count:.1} {}", units[unit]),
    }
}

/// How long something takes: "0.42 s", "1.9 s", "45 s", then as a clock shows it.
pub fn duration(seconds: f64) -> String {
    match seconds {
        seconds if !seconds.is_finite() || seconds < 0.0 => "–".to_owned(),
        seconds if seconds < 1.0 => format!("{seconds:.2} s"),
        seconds if seconds < 10.0 => format!("{seconds:.1} s"),
        seconds if seconds < 60.0 => format!("{seconds:.0} s"),
        seconds => format!("{} min", time(seconds)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            [grouped(0), grouped(999), grouped(93_322), grouped(1_234_567)],
            ["0", "999", "93,322", "1,234,567"]
        );
        assert_eq!([percent(0.98421), percent(f64::NAN)], ["98.42 %", "–"]);
        assert_eq!([rate(31_480.4), rate(42.25), rate(3.2049), rate(f64::NAN)], ["31,480", "42.2", "3.20", "–"]);
        assert_eq!([loss(0.05123), loss(0.0), loss(123.45), loss(2e9)], ["0.0512", "0.0000", "123.5", "2.00e9"]);
        assert_eq!(
            [mark(-0.0), mark(0.30000000000000004), mark(2e-5), mark_percent(0.9)],
            ["0", "0.3", "2e-5", "90 %"]
        );
        assert_eq!([learning_rate(0.001), learning_rate(1.0), learning_rate(2e-7)], ["0.001", "1", "2e-7"]);
        assert_eq!([bytes(999.0), bytes(373_288.0), bytes(41.2e6)], ["999 B", "365 KB", "39.3 MB"]);
        assert_eq!([flops(16.78e6), flops(f64::NAN)], ["16.8 MFLOP", "–"]);
        assert_eq!(
            [duration(0.42), duration(1.94), duration(45.2), duration(125.0)],
            ["0.42 s", "1.9 s", "45 s", "2:05 min"]
        );
        assert_eq!([time(3.2), time(750.0), time(11_109.0), time(f64::INFINITY)], ["0:04", "12:30", "3:05:09", "–"]);
    }
}

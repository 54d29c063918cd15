//! Settings in a few words, for summaries and help.

/// The words with a dot between them; empty ones are left out.
pub(super) fn joined<const N: usize>(words: [String; N]) -> String {
    let said: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    said.join(" · ")
}

/// Height and width: "3×3".
pub(super) fn extents([height, width]: [usize; 2]) -> String {
    format!("{height}×{width}")
}

/// One number where both are the same: "2", else "2×1".
pub(super) fn each(pair: [usize; 2]) -> String {
    if pair[0] == pair[1] { pair[0].to_string() } else { extents(pair) }
}

/// A stride: "stride 2"; empty where every place is visited.
pub(super) fn steps(stride: [usize; 2]) -> String {
    if stride == [1, 1] { String::new() } else { format!("stride {}", each(stride)) }
}

/// A share in percent without digits that say nothing: "50", "12.5".
pub(super) fn percent(share: f64) -> f64 {
    (share * 1000.0).round() / 10.0
}

//! The window's icon, drawn: two layers of a network and the threads between them.

use eframe::egui::IconData;

const SIZE: u32 = 64;

/// The icon.
pub fn icon() -> IconData {
    let left = [16.0f32, 32.0, 48.0].map(|y| [17.0, y]);
    let right = [24.0f32, 40.0].map(|y| [47.0, y]);
    let mut rgba = Vec::with_capacity((SIZE * SIZE * 4) as usize);
    for pixel in 0..SIZE * SIZE {
        let at = [(pixel % SIZE) as f32 + 0.5, (pixel / SIZE) as f32 + 0.5];
        let mut colour = [0x18 as f32, 0x1c as f32, 0x22 as f32];
        let mut blend = |with: [f32; 3], share: f32| {
            let share = share.clamp(0.0, 1.0);
            colour = std::array::from_fn(|channel| colour[channel] + (with[channel] - colour[channel]) * share);
        };
        for from in left {
            for to in right {
                blend([110.0, 124.0, 142.0], 1.4 - segment(at, from, to));
            }
        }
        for node in left {
            blend([230.0, 233.0, 238.0], 6.0 - distance(at, node));
        }
        for node in right {
            blend([76.0, 194.0, 255.0], 7.0 - distance(at, node));
        }
        let [x, y] = at.map(|place| ((place - 32.0).abs() - 18.0).max(0.0));
        let cover = (14.0 - (x * x + y * y).sqrt() + 0.5).clamp(0.0, 1.0);
        rgba.extend(colour.map(|channel| channel.round() as u8));
        rgba.push((cover * 255.0).round() as u8);
    }
    IconData { rgba, width: SIZE, height: SIZE }
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The distance of a point from the line between two others.
fn segment(at: [f32; 2], from: [f32; 2], to: [f32; 2]) -> f32 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let dot = (at[0] - from[0]) * along[0] + (at[1] - from[1]) * along[1];
    let share = (dot / (along[0] * along[0] + along[1] * along[1])).clamp(0.0, 1.0);
    distance(at, [from[0] + share * along[0], from[1] + share * along[1]])
}

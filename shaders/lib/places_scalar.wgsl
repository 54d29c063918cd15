// Which pixel of its window was the largest, channel by channel. Partner: lib/places_vec4.

@group(0) @binding(next) var<storage, read_write> places: array<u32>;

fn put_places(place: u32, count: u32, found: vec4<u32>) {
    places[place] = found.x;
    if (count > 1u) { places[place + 1u] = found.y; }
    if (count > 2u) { places[place + 2u] = found.z; }
    if (count > 3u) { places[place + 3u] = found.w; }
}

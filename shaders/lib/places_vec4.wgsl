// Which pixel of its window was the largest, four channels at a time. Partner: lib/places_scalar.

@group(0) @binding(next) var<storage, read_write> places: array<vec4<u32>>;

fn put_places(place: u32, count: u32, found: vec4<u32>) {
    places[place / 4u] = found;
}

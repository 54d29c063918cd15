// Teams: LANES invocations of a workgroup of 64 do one row together, 64 / LANES rows at once. LANES is a power of two
// that the user of this file declares. Sums run over a fixed tree. Every invocation of the workgroup must call these.

var<workgroup> team_numbers: array<f32, 64>;
var<workgroup> team_places: array<u32, 64>;

// The sum over the team.
fn team_sum(lane: u32, number: f32) -> f32 {
    if (LANES == 1u) {
        return number;
    }
    team_numbers[lane] = number;
    workgroupBarrier();
    for (var half = LANES / 2u; half > 0u; half /= 2u) {
        if (lane % LANES < half) {
            team_numbers[lane] += team_numbers[lane + half];
        }
        workgroupBarrier();
    }
    let total = team_numbers[lane - lane % LANES];
    workgroupBarrier();
    return total;
}

// The largest number of the team.
fn team_max(lane: u32, number: f32) -> f32 {
    if (LANES == 1u) {
        return number;
    }
    team_numbers[lane] = number;
    workgroupBarrier();
    for (var half = LANES / 2u; half > 0u; half /= 2u) {
        if (lane % LANES < half) {
            team_numbers[lane] = max(team_numbers[lane], team_numbers[lane + half]);
        }
        workgroupBarrier();
    }
    let largest = team_numbers[lane - lane % LANES];
    workgroupBarrier();
    return largest;
}

// The place that comes with the largest number of the team; of equal numbers the lowest place.
fn team_place_of_max(lane: u32, number: f32, place: u32) -> u32 {
    if (LANES == 1u) {
        return place;
    }
    team_numbers[lane] = number;
    team_places[lane] = place;
    workgroupBarrier();
    for (var half = LANES / 2u; half > 0u; half /= 2u) {
        if (lane % LANES < half) {
            let other = team_numbers[lane + half];
            let other_place = team_places[lane + half];
            let mine = team_numbers[lane];
            if (other > mine || (other == mine && other_place < team_places[lane])) {
                team_numbers[lane] = other;
                team_places[lane] = other_place;
            }
        }
        workgroupBarrier();
    }
    let found = team_places[lane - lane % LANES];
    workgroupBarrier();
    return found;
}

#!/usr/bin/env bash
# Compares `netloom bench` with Keras and PyTorch on this machine's processor: makes the peers' Python environment if it
# is missing, picks each peer's fastest mode, runs all three in turn for some rounds, and prints medians and ratios.
# Wants an otherwise idle machine: PyTorch's threads spin, and lose many times their speed beside any other load.
#
#   benches/peers/run.sh [--network mnist-cnn] [--batch 32] [--threads N] [--seconds 5] [--rounds 5]
#                        [--venv target/peers-venv] [--netloom target/release/netloom]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

network=mnist-cnn batch=32 threads=$(nproc) seconds=5 rounds=5
venv=$root/target/peers-venv netloom=$root/target/release/netloom
while [ $# -gt 0 ]; do
    case $1 in
        --network | --batch | --threads | --seconds | --rounds | --venv | --netloom)
            [ $# -ge 2 ] || { echo "run.sh: $1 needs a value" >&2; exit 2; }
            printf -v "${1#--}" '%s' "$2"
            shift 2 ;;
        *) echo "run.sh: unknown option $1; the options are at the top of $0" >&2; exit 2 ;;
    esac
done
[ -x "$netloom" ] || { echo "run.sh: no program at $netloom; run 'cargo build --release' first" >&2; exit 2; }

if ! [ -e "$venv/peers-ready" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet numpy torch tensorflow-cpu "keras>=3"
    touch "$venv/peers-ready"
fi

unset OPENBLAS_CORETYPE # set on some machines to please old libraries; it would slow the peers
export PYTHONDONTWRITEBYTECODE=1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
same=(--batch "$batch" --threads "$threads" --json)
peer() { # SCRIPT SECONDS [--mode MODE]: the script's JSON line; what it says on stderr only if it fails
    local script=$1 time=$2
    shift 2
    "$venv/bin/python" "$here/$script" --network "$network" "${same[@]}" --seconds "$time" "$@" 2>"$out/log" ||
        { cat "$out/log" >&2; return 1; }
}
mode_of() { "$venv/bin/python" -c 'import json, sys; print(json.loads(sys.argv[1])["mode"])' "$1"; }

line=$(peer keras_tf.py 2)
keras=$(mode_of "$line")
line=$(peer pytorch.py 2)
pytorch=$(mode_of "$line")
for round in $(seq "$rounds"); do
    echo "round $round of $rounds" >&2
    "$netloom" bench "$network" --device cpu "${same[@]}" --seconds "$seconds" | tail -n 1 >>"$out/netloom"
    peer keras_tf.py "$seconds" --mode "$keras" >>"$out/keras"
    peer pytorch.py "$seconds" --mode "$pytorch" >>"$out/pytorch"
done

echo "$network, training, batch $batch, $threads threads, median of $rounds rounds of $seconds s"
"$venv/bin/python" - "$out" <<'TABLE'
import json, statistics, sys

runs = {}
for name in ["netloom", "keras", "pytorch"]:
    lines = [json.loads(line) for line in open(f"{sys.argv[1]}/{name}")]
    label = " ".join(lines[0][key] for key in ["peer", "version", "mode"] if key in lines[0]) or name
    runs[label] = [line["steps_per_second"] for line in lines]
ours = statistics.median(runs["netloom"])
print(f"{'':<56}{'steps/s':>9}{'lowest':>9}{'highest':>9}{'netloom is':>12}")
for label, rates in runs.items():
    median = statistics.median(rates)
    print(f"{label:<56}{median:9.1f}{min(rates):9.1f}{max(rates):9.1f}{ours / median:11.2f}x")
if any(min(rates) < 0.8 * max(rates) for rates in runs.values()):
    print("Rounds differ by more than a fifth: these ratios mean nothing unless the machine was otherwise idle.")
TABLE

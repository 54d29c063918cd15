#!/usr/bin/env bash
# Compares `netloom bench` with Keras, PyTorch, Burn and candle on this machine: installs what is missing (a Python
# environment, two Rust programs), runs all in turn for some rounds, each in its fastest mode, and prints medians and
# ratios. Wants an otherwise idle machine: PyTorch's threads spin, and lose many times their speed beside any load.
#
#   benches/peers/run.sh [--network mnist-cnn] [--batch 32] [--forward] [--device cpu] [--peers keras,pytorch,burn,candle]
#                        [--threads N] [--seconds 5] [--rounds 5] [--try-again] [--json] [--netloom target/release/netloom]
#   benches/peers/run.sh --table [--only-trial] [--peers …] [--seconds 1] [--rounds 3] [--out target-peers/table.jsonl]
#
# The second measures every network, batch and work in turn, goes on where it was stopped, and prints a table; with
# `--only-trial` it finds the fastest modes beforehand. With `--device gpu` Burn runs on wgpu, and Keras and PyTorch on
# CUDA where there is CUDA; `--device llvmpipe` compares Netloom and Burn on lavapipe.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

venv=$root/target-peers/venv peers=keras,pytorch,burn,candle netloom=$root/target/release/netloom script=turns.py
rest=()
while [ $# -gt 0 ]; do
    case $1 in
        --table) script=table.py; shift ;;
        --peers | --netloom)
            [ $# -ge 2 ] || { echo "run.sh: $1 needs a value" >&2; exit 2; }
            printf -v "${1#--}" '%s' "$2"
            shift 2 ;;
        *) rest+=("$1"); shift ;;
    esac
done
[ -x "$netloom" ] || { echo "run.sh: no program at $netloom; run 'cargo build --release' first" >&2; exit 2; }

python=python3
case $peers in *keras* | *pytorch*)
    python=$venv/bin/python
    if ! [ -e "$venv/peers-ready" ]; then
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet numpy torch torchvision tensorflow "keras>=3" pillow
        touch "$venv/peers-ready"
    fi ;;
esac
for peer in burn candle; do
    case ,$peers, in *,$peer,*)
        (cd "$here/$peer" && RUSTFLAGS="-C target-cpu=native" \
            cargo build --quiet --release --locked --target-dir "$root/target-$peer") ;;
    esac
done

unset OPENBLAS_CORETYPE # set on some machines to please old libraries; it would slow the peers
export PYTHONDONTWRITEBYTECODE=1
exec "$python" "$here/$script" --peers "$peers" --netloom "$netloom" ${rest[@]+"${rest[@]}"}

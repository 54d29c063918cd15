#!/usr/bin/env bash
# Compares `netloom bench` with Keras, PyTorch, Burn and candle on this machine: installs what is missing (a Python
# environment, two Rust programs), runs all in turn for some rounds, each in its fastest mode, and prints medians and
# ratios. Wants an otherwise idle machine: PyTorch's threads spin, and lose many times their speed beside any load.
#
#   benches/peers/run.sh [--network mnist-cnn] [--batch 32] [--forward] [--device cpu] [--peers keras,pytorch,burn,candle]
#                        [--threads N] [--seconds 5] [--rounds 5] [--try-again] [--json]
#                        [--venv target/peers-venv] [--netloom target/release/netloom]
#
# With `--device gpu` Burn runs on wgpu, and Keras and PyTorch on CUDA where there is CUDA; `--device llvmpipe` and
# CUBECL_WGPU_DEFAULT_DEVICE=Cpu compare Netloom and Burn on lavapipe.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

venv=$root/target/peers-venv peers=keras,pytorch,burn,candle netloom=$root/target/release/netloom
rest=()
while [ $# -gt 0 ]; do
    case $1 in
        --venv | --peers | --netloom)
            [ $# -ge 2 ] || { echo "run.sh: $1 needs a value" >&2; exit 2; }
            printf -v "${1#--}" '%s' "$2"
            shift 2 ;;
        *) rest+=("$1"); shift ;;
    esac
done
[ -x "$netloom" ] || { echo "run.sh: no program at $netloom; run 'cargo build --release' first" >&2; exit 2; }

if ! [ -e "$venv/peers-ready" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet numpy torch torchvision tensorflow "keras>=3" pillow
    touch "$venv/peers-ready"
fi
for peer in burn candle; do
    case ,$peers, in *,$peer,*)
        (cd "$here/$peer" && RUSTFLAGS="-C target-cpu=native" \
            cargo build --quiet --release --locked --target-dir "$root/target-$peer") ;;
    esac
done

unset OPENBLAS_CORETYPE # set on some machines to please old libraries; it would slow the peers
export PYTHONDONTWRITEBYTECODE=1
exec "$venv/bin/python" "$here/turns.py" --peers "$peers" --netloom "$netloom" ${rest[@]+"${rest[@]}"}

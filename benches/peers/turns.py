"""Runs Netloom and its peers in turn, A B C A B C ..., and prints medians and ratios. Started by run.sh.

Each peer runs in its fastest mode: a short trial of all finds it once, and `target/peers-modes.json` keeps it.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REMEMBERED = ROOT / "target/peers-modes.json"

# peer -> its command, and the modes of each device; None where the peer's own script knows and tries them.
PYTHON, RUST = [sys.executable], "target-{}/release/netloom-peer-{}"
PEERS = {
    "keras": ([*PYTHON, str(HERE / "keras_tf.py")], None),
    "pytorch": ([*PYTHON, str(HERE / "pytorch.py")], None),
    "burn": ([str(ROOT / RUST.format("burn", "burn"))], {"cpu": ["flex", "ndarray", "cpu"], "gpu": ["wgpu", "vulkan"]}),
    "candle": ([str(ROOT / RUST.format("candle", "candle"))], {"cpu": ["cpu"]}),
}


def arguments():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__)
    parser.add_argument("--network", default="mnist-cnn")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--forward", action="store_true", help="the forward pass only")
    parser.add_argument("--device", default="cpu", help="cpu, or for Netloom gpu or part of an adapter's name")
    parser.add_argument("--peers", default="keras,pytorch,burn,candle", help="whom to compare with")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seconds", type=float, default=5.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--trial", type=float, default=2.0, help="seconds for each mode in the trial")
    parser.add_argument("--try-again", action="store_true", help="find the fastest modes anew")
    parser.add_argument("--netloom", default=str(ROOT / "target/release/netloom"))
    parser.add_argument("--json", action="store_true", help="one JSON line at the end")
    return parser.parse_args()


def result_of(command):
    """The JSON line that a command ends with, or None; what it says on stderr is shown only if it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
    lines = done.stdout.splitlines()
    if done.returncode == 0 and lines:
        return json.loads(lines[-1])
    print(f"does not work here: {' '.join(command)}\n{done.stderr[-600:]}", file=sys.stderr)
    return None


def command_of(name, args, seconds, mode=None):
    command, modes = PEERS[name]
    device = [] if modes else ["--device", "cpu" if args.device == "cpu" else "cuda"]
    same = ["--network", args.network, "--batch", str(args.batch), "--threads", str(args.threads)]
    more = ["--forward"] * args.forward + (["--mode", mode] if mode else [])
    return [*command, *same, *device, "--seconds", str(seconds), "--json", *more]


def fastest_mode(name, args, remembered):
    """The mode in which this peer is fastest here, or None if it can't do this at all."""
    work = "forward" if args.forward else "training"
    key = f"{name} {args.network} {args.batch} {work} {args.device} {args.threads}"
    if key not in remembered or args.try_again:
        modes = PEERS[name][1]
        if modes is None:
            found = result_of(command_of(name, args, args.trial))
        else:
            tried = [result_of(command_of(name, args, args.trial, mode)) for mode in modes.get(device_of(args), [])]
            found = max(filter(None, tried), key=lambda result: result["steps_per_second"], default=None)
        if found is None:
            return None
        remembered[key] = found["mode"]
        REMEMBERED.write_text(json.dumps(remembered, indent=1))
    return remembered[key]


def device_of(args):
    return "cpu" if args.device == "cpu" else "gpu"


def main():
    args = arguments()
    remembered = json.loads(REMEMBERED.read_text()) if REMEMBERED.exists() else {}
    modes = {name: fastest_mode(name, args, remembered) for name in args.peers.split(",") if name}
    ours = [args.netloom, "bench", args.network, "--device", args.device, "--batch", str(args.batch), "--json"]
    ours += ["--threads", str(args.threads), "--seconds", str(args.seconds)] + ["--forward"] * args.forward
    commands = {"netloom": ours}
    commands |= {name: command_of(name, args, args.seconds, mode) for name, mode in modes.items() if mode}
    results = {name: [] for name in commands}
    for turn in range(args.rounds):
        print(f"round {turn + 1} of {args.rounds}", file=sys.stderr)
        for name, command in commands.items():
            results[name] += filter(None, [result_of(command)])
    show(args, {name: found for name, found in results.items() if found})


def show(args, results):
    if len({found[0]["parameters"] for found in results.values()}) != 1:
        sys.exit(f"these are not the same networks: {results}")
    rates = {name: [result["steps_per_second"] for result in found] for name, found in results.items()}
    medians = {name: statistics.median(found) for name, found in rates.items()}
    work = "forward pass" if args.forward else "training"
    print(f"{args.network}, {work}, batch {args.batch}, {args.device}, {args.threads} threads, "
          f"median of {args.rounds} rounds of {args.seconds:g} s")
    print(f"{'steps a second':<56}{'median':>9}{'lowest':>9}{'highest':>9}{'netloom is':>12}")
    for name, found in results.items():
        words = [found[0].get(key, "") for key in ["peer", "version", "mode"]]
        label = " ".join(word for word in words if word) or f"Netloom on {found[0]['device']}"
        ratio = medians["netloom"] / medians[name]
        print(f"{label[:55]:<56}{medians[name]:9.1f}{min(rates[name]):9.1f}{max(rates[name]):9.1f}{ratio:11.2f}x")
    if any(min(found) < 0.8 * max(found) for found in rates.values()):
        print("Rounds differ by more than a fifth: these ratios mean nothing unless the machine was otherwise idle.")
    if args.json:
        print(json.dumps({"network": args.network, "batch": args.batch, "work": work, "medians": medians}))


main()

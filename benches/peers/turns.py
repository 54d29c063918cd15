"""Runs Netloom and its peers in turn, A B C A B C ..., and prints medians and ratios. Started by run.sh.

Each peer runs in its fastest mode: a short trial of all finds it once, and `target-peers/modes.json` keeps it. A peer is
started once, warms up, and sleeps while others have their turns; Netloom, which starts in no time, is started anew.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REMEMBERED = ROOT / "target-peers/modes.json"

# Seconds between turns, in which threads of the last one stop to spin.
PAUSE = 0.3

# peer -> its command, and the modes of each device; None where the peer's own script knows and tries them. Burn has more
# if it is built with their features: ndarray and cpu, and vulkan.
PYTHON, RUST = [sys.executable], "target-{}/release/netloom-peer-{}"
PEERS = {
    "keras": ([*PYTHON, str(HERE / "keras_tf.py")], None),
    "pytorch": ([*PYTHON, str(HERE / "pytorch.py")], None),
    "burn": ([str(ROOT / RUST.format("burn", "burn"))], {"cpu": ["flex"], "gpu": ["wgpu"]}),
    "candle": ([str(ROOT / RUST.format("candle", "candle"))], {"cpu": ["cpu"]}),
}


def parser_of(words):
    """The parser of what every measurement takes."""
    parser = argparse.ArgumentParser(prog="run.sh", description=words)
    parser.add_argument("--device", default="cpu", help="cpu, or for Netloom gpu or part of an adapter's name")
    parser.add_argument("--peers", default="keras,pytorch,burn,candle", help="whom to compare with")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--trial", type=float, default=2.0, help="seconds for each mode in the trial")
    parser.add_argument("--try-again", action="store_true", help="find the fastest modes anew")
    parser.add_argument("--netloom", default=str(ROOT / "target/release/netloom"))
    return parser


def arguments():
    parser = parser_of(__doc__)
    parser.add_argument("--network", default="mnist-cnn")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--forward", action="store_true", help="the forward pass only")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON line at the end")
    return parser.parse_args()


def result_of(command, args):
    """The JSON line that a command ends with, or None; what it says on stderr is shown only if it fails."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": environment(args)}
    done = subprocess.run(command, text=True, errors="replace", **pipes)
    lines = done.stdout.splitlines()
    if done.returncode == 0 and lines:
        return json.loads(lines[-1])
    print(f"does not work here: {' '.join(command)}\n{done.stderr[-600:]}", file=sys.stderr)
    return None


def environment(args):
    """Burn takes a name of its own for an adapter in software."""
    return os.environ | ({"CUBECL_WGPU_DEFAULT_DEVICE": "Cpu"} if args.device in ["llvmpipe", "lavapipe"] else {})


def command_of(name, args, seconds, mode=None):
    command, modes = PEERS[name]
    device = [] if modes else ["--device", "cpu" if args.device == "cpu" else "cuda"]
    same = ["--network", args.network, "--batch", str(args.batch), "--threads", str(args.threads)]
    more = ["--forward"] * args.forward + (["--mode", mode] if mode else [])
    return [*command, *same, *device, "--seconds", str(seconds), "--json", *more]


def fastest_mode(name, args, busy=False):
    """The mode in which this peer is fastest here, or None if it can't do this at all; `busy` is whether other work
    goes on, beside which only few modes are tried."""
    remembered = json.loads(REMEMBERED.read_text()) if REMEMBERED.exists() else {}
    key = key_of(name, args, args.batch)
    if key not in remembered or args.try_again:
        modes = PEERS[name][1]
        if modes is None:
            found = result_of(command_of(name, args, args.trial) + ["--busy"] * busy, args)
        else:
            modes = modes.get("cpu" if args.device == "cpu" else "gpu", [])
            # No need to try where there is no choice.
            tried = [{"mode": modes[0], "steps_per_second": 0}] if len(modes) == 1 else [
                result_of(command_of(name, args, args.trial, mode), args) for mode in modes
            ]
            found = max(filter(None, tried), key=lambda result: result["steps_per_second"], default=None)
        if found is None:
            return None
        remembered[key] = found["mode"]
        REMEMBERED.parent.mkdir(exist_ok=True)
        REMEMBERED.write_text(json.dumps(remembered, indent=1))
    return remembered[key]


def key_of(name, args, batch):
    return f"{name} {args.network} {batch} {work_of(args)} {args.device} {args.threads}"


def work_of(args):
    return "forward" if args.forward else "training"


class Peer:
    """A peer that has been started; its turns begin when it is ready."""

    def __init__(self, name, args, mode):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        command = [*command_of(name, args, args.seconds, mode), "--turns"]
        self.process = subprocess.Popen(command, text=True, env=environment(args), **pipes)

    def is_ready(self):
        """Waits until it has warmed up, or died."""
        while line := self.process.stdout.readline():
            if line == "ready\n":
                return True
        return False

    def turn(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def netloom(args):
    command = [args.netloom, "bench", args.network, "--device", args.device, "--batch", str(args.batch), "--json"]
    return [*command, "--threads", str(args.threads), "--seconds", str(args.seconds)] + ["--forward"] * args.forward


def measure(args, mode_of=fastest_mode):
    """The results of all rounds, by name."""
    modes = {name: mode_of(name, args) for name in args.peers.split(",") if name}
    peers = {}
    for name, mode in modes.items():
        if mode and (peer := Peer(name, args, mode)).is_ready():
            peers[name] = peer
    turns = {"netloom": lambda: result_of(netloom(args), args)} | {name: peer.turn for name, peer in peers.items()}
    results, slow = {name: [] for name in turns}, set()
    for _ in range(args.rounds):
        for name, turn in turns.items():
            if name in slow:
                continue
            time.sleep(PAUSE)
            begun = time.monotonic()
            results[name] += filter(None, [turn()])
            # Whose single step takes so long has one turn.
            if time.monotonic() - begun > 5 * args.seconds + 2:
                slow.add(name)
    for peer in peers.values():
        peer.end()
    results = {name: found for name, found in results.items() if found}
    if len({found[0]["parameters"] for found in results.values()}) != 1:
        sys.exit(f"these are not the same networks: {results}")
    return results


def show(args, results):
    rates = {name: [result["steps_per_second"] for result in found] for name, found in results.items()}
    medians = {name: statistics.median(found) for name, found in rates.items()}
    print(f"{args.network}, {work_of(args)}, batch {args.batch}, {args.device}, {args.threads} threads, "
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
        print(json.dumps({"network": args.network, "batch": args.batch, "work": work_of(args), "medians": medians}))


if __name__ == "__main__":
    args = arguments()
    show(args, measure(args))

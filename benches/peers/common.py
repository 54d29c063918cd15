"""What both peers share: options, made-up data, timing, and the result line."""

import argparse
import json
import os
import time

# name -> (picture as height, width, channels; classes; parameters, so that a peer that builds another network is caught)
NETWORKS = {
    "mnist-cnn": ((28, 28, 1), 10, 93_322),
    "mlp": ((28, 28, 1), 10, 101_770),
}


def options(peer, modes):
    """Reads the command line. `modes` are the ways this peer can run, tried in turn unless --mode names one."""
    parser = argparse.ArgumentParser(description=f"Throughput of {peer} on made-up data.")
    parser.add_argument("--network", choices=NETWORKS, default="mnist-cnn")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each mode is timed")
    parser.add_argument("--forward", action="store_true", help="forward pass only, no training")
    parser.add_argument("--mode", choices=modes, help="only this way; without it every way, and the fastest is reported")
    parser.add_argument("--json", action="store_true", help="one JSON line on stdout")
    return parser.parse_args()


def made_up_data(network, batch, batches=64):
    """`batches` batches of pixels 0..1, height-width-channels, and labels; the same at every start."""
    import numpy

    picture, classes, _ = NETWORKS[network]
    random = numpy.random.default_rng(0)
    pixels = random.random((batches * batch, *picture), dtype=numpy.float32)
    return pixels, random.integers(0, classes, batches * batch, dtype=numpy.int32)


def check_parameters(network, found):
    expected = NETWORKS[network][2]
    if found != expected:
        raise SystemExit(f"{network}: this peer built {found} parameters, the reference has {expected}")


def steps_per_second(step, seconds, batches=64):
    """Calls step(0), step(1), ... step(batches - 1), step(0), ...: first to warm up, then timed."""

    def run_for(limit, at_least):
        count, start = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - start) < limit or count < at_least:
            step(count % batches)
            count += 1
        return count / elapsed

    step(0)  # traces and compiles, however long that takes
    run_for(min(1.0, seconds), 10)
    return run_for(seconds, 1)


def report(peer, version, args, rates):
    """Prints the fastest of `rates` (mode -> steps per second), and every mode beside it."""
    mode = max(rates, key=rates.get)
    if args.json:
        line = {
            "peer": peer,
            "version": version,
            "network": args.network,
            "batch": args.batch,
            "threads": args.threads,
            "work": "forward" if args.forward else "train",
            "mode": mode,
            "steps_per_second": round(rates[mode], 2),
            "samples_per_second": round(rates[mode] * args.batch, 1),
            "modes": {name: round(rate, 2) for name, rate in rates.items()},
        }
        print(json.dumps(line), flush=True)
        return
    work = "forward" if args.forward else "training"
    print(f"{peer} {version}: {args.network}, {work}, batch {args.batch}, {args.threads} threads")
    for name, rate in sorted(rates.items(), key=lambda entry: -entry[1]):
        print(f"  {name:<20}{rate:10.1f} steps/s{rate * args.batch:12.0f} samples/s")

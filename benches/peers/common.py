"""What both peers share: options, made-up data, timing, and the result lines."""

import argparse
import json
import os
import subprocess
import sys
import time

# name -> (picture as height, width, channels; classes; parameters, to catch a peer that builds another network)
NETWORKS = {
    "mlp": ((28, 28, 1), 10, 101_770),
    "mnist-cnn": ((28, 28, 1), 10, 93_322),
    "vgg-small": ((32, 32, 3), 10, 550_570),
    "resnet-small": ((32, 32, 3), 10, 78_042),
}

BATCHES = 16


def options(peer, modes, likely):
    """Reads the command line. `modes`: for each device its ways, the first of them the plain one. Without --mode this
    doesn't return: it runs each in a process of its own, as one leaves memory and caches in a state that speeds up or
    slows down the next, and reports them all, or with --busy the `likely` ones."""
    parser = argparse.ArgumentParser(description=f"Throughput of {peer} on made-up data.")
    parser.add_argument("--network", choices=NETWORKS, default="mnist-cnn")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each mode is timed")
    parser.add_argument("--forward", action="store_true", help="forward pass only, no training")
    parser.add_argument("--device", choices=modes, default="cpu")
    parser.add_argument("--mode", help="only this way (otherwise all, and the fastest reported)")
    parser.add_argument("--json", action="store_true", help="one JSON line on stdout")
    parser.add_argument("--turns", action="store_true", help="after warming up, time once for each line of stdin")
    parser.add_argument("--busy", action="store_true", help="one thread, by the processor's time: beside other work")
    args = parser.parse_args()
    if args.busy:
        args.threads = 1
        timing.clock = time.process_time
    if args.mode is None:
        run_every_mode(likely if args.busy else modes[args.device], args.json)
        sys.exit()
    if args.device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # before the frameworks are loaded
    return args


def run_every_mode(modes, as_json):
    results = []
    for mode in modes:
        command = [sys.executable, *sys.argv, "--mode", mode] + ([] if as_json else ["--json"])
        child = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if child.returncode == 0:
            results.append(json.loads(child.stdout.splitlines()[-1]))
        else:
            print(f"{mode} does not work here", file=sys.stderr)
    if not results:
        sys.exit(1)
    results.sort(key=lambda result: -result["steps_per_second"])
    if as_json:
        print(json.dumps({**results[0], "modes": {result["mode"]: result["steps_per_second"] for result in results}}))
    else:
        show(*results)


def made_up_data(network, batch, batches=BATCHES):
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


def timing(step, batches=BATCHES, wait=None):
    """Calls step(0), step(1), ... step(batches - 1), step(0), ... to warm up; then returns a function of seconds that
    times more of them and gives steps a second. `wait` returns when a device has done all steps."""

    def run_for(limit, at_least=1):
        count, start = 0, timing.clock()
        while (elapsed := timing.clock() - start) < limit or count < at_least:
            step(count % batches)
            count += 1
            if wait and count % 64 == 0:
                wait()
        if wait:
            wait()
            elapsed = timing.clock() - start
        return count / elapsed

    step(0)  # traces and compiles, however long that takes
    run_for(1.0, 2)
    return run_for


timing.clock = time.perf_counter


def report(peer, version, args, rate):
    """Prints the result of args.mode; `rate` is a function of seconds that gives steps a second."""
    if args.turns:
        print("ready", flush=True)
    for _ in sys.stdin if args.turns else [""]:
        found = rate(args.seconds)
        result = {
            "peer": peer,
            "version": version,
            "network": args.network,
            "batch": args.batch,
            "threads": args.threads,
            "device": args.device,
            "work": "forward" if args.forward else "training",
            "mode": args.mode,
            "steps_per_second": round(found, 3),
            "samples_per_second": round(found * args.batch, 1),
            "parameters": NETWORKS[args.network][2],
        }
        print(json.dumps(result), flush=True) if args.json else show(result)


def show(*results):
    print("{peer} {version}: {network}, {work}, batch {batch}, {threads} threads".format(**results[0]))
    for result in results:
        print("  {mode:<20}{steps_per_second:10.1f} steps/s{samples_per_second:12.0f} samples/s".format(**result))

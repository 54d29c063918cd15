"""The whole table: every network, batch and work, Netloom and its peers in turn. Started by `run.sh --table`.

Cells are kept as lines of JSON and skipped when they are there, so a table that was stopped goes on; the table as
Markdown comes at the end. The peers' fastest modes are found among all for cells that something is promised about; for the
others among the likely ones by the processor's time with one thread, which --only-trial does beforehand on a machine that
may be busy, and what is fastest with 32 samples is taken to be so with more.
"""

import json
import pathlib
import statistics
import time

import turns

NETWORKS, BATCHES, WORKS = ["mnist-cnn", "mlp", "vgg-small", "resnet-small"], [1, 32, 128, 512], ["training", "forward"]

# What ratios are promised for comes first, and in more rounds.
PROMISED = [("mnist-cnn", batch, "training") for batch in [1, 32, 128]]
PROMISED += [(network, 32, "training") for network in ["vgg-small", "resnet-small"]]


def arguments():
    parser = turns.parser_of(__doc__)
    parser.set_defaults(trial=1.0)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3, help="of the cells that nothing is promised about; others 5")
    parser.add_argument("--only-trial", action="store_true", help="find the fastest modes, and measure nothing")
    parser.add_argument("--out", type=pathlib.Path, default=turns.ROOT / "target-peers/table.jsonl")
    return parser.parse_args()


def cells():
    others = [(network, batch, work) for work in WORKS for network in NETWORKS for batch in BATCHES]
    return PROMISED + [cell for cell in others if cell not in PROMISED]


def measured(out):
    lines = out.read_text().splitlines() if out.exists() else []
    return {tuple(line["cell"]): line for line in map(json.loads, lines)}


def mode_of(name, args):
    """The fastest mode with so many samples or, without a promise, with at most 32."""
    batch, promised = args.batch, (args.network, args.batch, turns.work_of(args)) in PROMISED
    if not promised:
        args.batch = min(batch, 32)
    mode = turns.fastest_mode(name, args, busy=not promised)
    args.batch = batch
    return mode


def set_up(args, cell):
    args.network, args.batch, work = cell
    args.forward = work == "forward"


def markdown(found):
    """Steps a second, and how many times as fast Netloom is, with the range of its rounds; ratios below 1 stand out."""
    peers = list(dict.fromkeys(name for line in found.values() for name in line["rates"] if name != "netloom"))
    names = {name: line["names"][name] for line in found.values() for name in line["rates"]}
    yield "| steps a second | Netloom | " + " | ".join(names[peer] for peer in peers) + " |"
    yield "| --- |" + " ---: |" * (1 + len(peers))
    for work in WORKS:
        for network in NETWORKS:
            for batch in BATCHES:
                line = found.get((network, batch, work))
                if line is None:
                    continue
                medians = {name: statistics.median(rates) for name, rates in line["rates"].items()}
                row = [f"{network}, {work}, {batch}", f"{number(medians['netloom'])} ({spread(line['rates']['netloom'])})"]
                for peer in peers:
                    if peer not in medians:
                        row.append("–")
                        continue
                    ratio = medians["netloom"] / medians[peer]
                    words = f"{ratio:.2f} ×" if ratio >= 1 else f"**{ratio:.2f} ×**"
                    row.append(f"{number(medians[peer])} {line['modes'][peer]}, {words}")
                yield "| " + " | ".join(row) + " |"


def number(rate):
    return f"{rate:.0f}" if rate >= 100 else f"{rate:.3g}"


def spread(rates):
    return f"{number(min(rates))}–{number(max(rates))}"


def main():
    args = arguments()
    args.out.parent.mkdir(exist_ok=True)
    rounds, begun = args.rounds, time.time()
    for cell in cells():
        set_up(args, cell)
        if args.only_trial:
            if cell in PROMISED or args.batch > 32:
                continue
            modes = {name: turns.fastest_mode(name, args, busy=True) for name in args.peers.split(",")}
            print(f"{time.time() - begun:5.0f} s", *cell, modes, flush=True)
            continue
        if cell in measured(args.out):
            continue
        args.rounds = 5 if cell in PROMISED else rounds
        results = turns.measure(args, mode_of)
        rates = {name: [result["steps_per_second"] for result in found] for name, found in results.items()}
        names = {name: " ".join([found[0].get("peer", "Netloom"), found[0].get("version", "")]).strip()
                 for name, found in results.items()}
        modes = {name: found[0].get("mode") for name, found in results.items()}
        line = {"cell": cell, "rates": rates, "names": names, "modes": modes, "date": time.strftime("%Y-%m-%d %H:%M")}
        with args.out.open("a") as out:
            out.write(json.dumps(line) + "\n")
        print(f"{time.time() - begun:5.0f} s", *cell, {name: statistics.median(found) for name, found in rates.items()},
              flush=True)
    if not args.only_trial:
        print(*markdown(measured(args.out)), sep="\n")


main()

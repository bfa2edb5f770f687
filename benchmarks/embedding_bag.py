#!/usr/bin/env python3
"""The peer of `rdrop bench bag`: steps of R-Drop on hashed texts, as one would write them with PyTorch.

EmbeddingBag (sum), ReLU, dropout, a linear layer; Adam; one thread. The bag is computed once per step, and stacked for the two
passes after it. Reads how many steps to do, line by line, and answers with the nanoseconds that they took: on the wall's clock,
and of the processor.
"""
import argparse
import json
import sys
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say what is installed")
    parser.add_argument("--batches", help="JSON: a list of {columns: a list of bucket numbers per row, targets: a class per row}")
    parser.add_argument("--buckets", type=int, default=32768)
    parser.add_argument("--units", type=int, default=128)
    parser.add_argument("--classes", type=int, default=2)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--alpha", type=float, default=1.0)
    parser.add_argument("--learning-rate", type=float, default=0.001)
    parser.add_argument("--sparse", action="store_true", help="sparse gradients, and SparseAdam for the table")
    return parser.parse_args()


def installed():
    versions = {"python": sys.version.split()[0]}
    missing = []
    for module in ("numpy", "torch"):
        try:
            versions[module] = str(__import__(module).__version__)
        except ImportError:
            missing.append(module)
    return versions, missing


def main():
    args = arguments()
    versions, missing = installed()
    if args.check or missing:
        print(json.dumps({"versions": versions, "missing": missing}))
        return 1 if missing else 0
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(1)
    torch.manual_seed(42)
    table = torch.nn.EmbeddingBag(args.buckets, args.units, mode="sum", sparse=args.sparse)
    bias = torch.nn.Parameter(torch.zeros(args.units))
    head = torch.nn.Sequential(
        torch.nn.ReLU(), torch.nn.Dropout(args.dropout), torch.nn.Linear(args.units, args.classes))
    others = [bias, *head.parameters()]
    if args.sparse:
        optimisers = [
            torch.optim.SparseAdam(list(table.parameters()), lr=args.learning_rate),
            torch.optim.Adam(others, lr=args.learning_rate)]
    else:
        optimisers = [torch.optim.Adam([*table.parameters(), *others], lr=args.learning_rate)]
    head.train()
    with open(args.batches) as file:
        batches = []
        for batch in json.load(file):
            columns = [column for row in batch["columns"] for column in row]
            offsets = [0]
            for row in batch["columns"][:-1]:
                offsets.append(offsets[-1] + len(row))
            batches.append((torch.tensor(columns), torch.tensor(offsets), torch.tensor(batch["targets"])))

    def step(columns, offsets, y):
        h = table(columns, offsets) + bias
        logits = head(torch.cat([h, h]))
        log_p, log_q = F.log_softmax(logits, dim=1).chunk(2)
        nll = F.nll_loss(log_p, y) + F.nll_loss(log_q, y)
        kl = ((log_p.exp() - log_q.exp()) * (log_p - log_q)).sum(1).mean() / 2
        loss = nll + args.alpha * kl
        for optimiser in optimisers:
            optimiser.zero_grad()
        loss.backward()
        for optimiser in optimisers:
            optimiser.step()

    done = 0
    for line in sys.stdin:
        count = int(line)
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        for _ in range(count):
            step(*batches[done % len(batches)])
            done += 1
        print(time.perf_counter_ns() - wall, time.process_time_ns() - cpu, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

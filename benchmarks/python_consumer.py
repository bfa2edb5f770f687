#!/usr/bin/env python3
"""The peer of `rdrop bench pipeline --peer python`: what one would write in Python instead of this project.

A Kafka consumer reads JSON records, standardises the columns with running statistics, predicts each micro-batch, and trains a
PyTorch network on it with R-Drop (two dropout passes as one stacked batch, Adam); one thread. Nothing is checkpointed,
validated or reported. Prints one JSON object.
"""
import argparse
import json
import sys
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say what is installed")
    parser.add_argument("--bootstrap", default="localhost:9092")
    parser.add_argument("--topic", default="examples")
    parser.add_argument("--records", type=int, default=60_000, help="how many records of partition 0 to read")
    parser.add_argument("--features", type=int, default=54, help="columns, called x1, x2, ...")
    parser.add_argument("--classes", type=int, default=7, help="classes, called A, B, ...")
    parser.add_argument("--hidden", type=int, default=64, help="units of both hidden layers")
    parser.add_argument("--batch", type=int, default=32, help="examples of a micro-batch")
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--alpha", type=float, default=1.0)
    parser.add_argument("--learning-rate", type=float, default=0.001)
    parser.add_argument("--train-only", action="store_true", help="do not predict micro-batches before training on them")
    return parser.parse_args()


def installed():
    versions = {"python": sys.version.split()[0]}
    missing = []
    for module in ("numpy", "torch", "confluent_kafka"):
        try:
            versions[module] = str(__import__(module).__version__)
        except ImportError:
            missing.append(module)
    return versions, missing


class Moments:
    """Running mean and deviation of every column (Chan et al. 1979)."""

    def __init__(self, np, columns):
        self.np = np
        self.count = 0
        self.mean = np.zeros(columns)
        self.squares = np.zeros(columns)

    def standardised(self, rows):
        if self.count < 2:
            return self.np.zeros_like(rows)
        deviation = self.np.sqrt(self.squares / self.count)
        return ((rows - self.mean) / self.np.maximum(deviation, 1e-12)).clip(-10, 10)

    def observe(self, rows):
        n = len(rows)
        mean = rows.mean(axis=0)
        delta = mean - self.mean
        total = self.count + n
        self.squares += ((rows - mean) ** 2).sum(axis=0) + delta**2 * (self.count * n / total)
        self.mean += delta * (n / total)
        self.count = total


def main():
    args = arguments()
    versions, missing = installed()
    if args.check or missing:
        print(json.dumps({"versions": versions, "missing": missing}))
        return 1 if missing else 0
    import numpy as np
    import torch
    import torch.nn.functional as F
    from confluent_kafka import Consumer, TopicPartition

    torch.set_num_threads(1)
    torch.manual_seed(42)
    hidden = args.hidden
    model = torch.nn.Sequential(
        torch.nn.Linear(args.features, hidden), torch.nn.ReLU(), torch.nn.Dropout(args.dropout),
        torch.nn.Linear(hidden, hidden), torch.nn.ReLU(), torch.nn.Dropout(args.dropout),
        torch.nn.Linear(hidden, args.classes))
    optimiser = torch.optim.Adam(model.parameters(), lr=args.learning_rate)
    moments = Moments(np, args.features)
    columns = ["x%d" % (i + 1) for i in range(args.features)]
    labels = {chr(ord("A") + i): i for i in range(args.classes)}

    consumer = Consumer({
        "bootstrap.servers": args.bootstrap, "group.id": "python-peer", "enable.auto.commit": False,
        "auto.offset.reset": "earliest", "isolation.level": "read_committed"})
    consumer.assign([TopicPartition(args.topic, 0, 0)])

    def step(rows, targets):
        x = torch.from_numpy(moments.standardised(rows).astype(np.float32))
        y = torch.tensor(targets)
        hits = 0
        if not args.train_only:
            model.eval()
            with torch.no_grad():
                hits = int((model(x).argmax(1) == y).sum())
        model.train()
        logits = model(torch.cat([x, x]))
        log_p, log_q = F.log_softmax(logits, dim=1).chunk(2)
        nll = F.nll_loss(log_p, y) + F.nll_loss(log_q, y)
        kl = ((log_p.exp() - log_q.exp()) * (log_p - log_q)).sum(1).mean() / 2
        loss = nll + args.alpha * kl
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        moments.observe(rows)
        return hits

    rows, targets = [], []
    read = trained = hits = measured = 0
    start = end = None
    warm_up = args.records // 10
    deadline = time.monotonic() + 120
    while read < args.records and time.monotonic() < deadline:
        for message in consumer.consume(num_messages=min(1000, args.records - read), timeout=1.0):
            if message.error():
                continue
            read += 1
            record = json.loads(message.value())
            features = record["features"]
            rows.append([features[column] for column in columns])
            targets.append(labels[record["label"]])
            if len(rows) == args.batch:
                hits += step(np.array(rows), targets)
                trained += len(rows)
                rows, targets = [], []
                end = time.perf_counter()
                if start is None and trained >= warm_up:
                    start, measured = end, trained
    consumer.close()
    if start is None or end <= start:
        print("only %d of %d records came" % (read, args.records), file=sys.stderr)
        return 1
    print(json.dumps({
        "examples": trained - measured, "seconds": end - start, "accuracy": hits / trained, "versions": versions}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

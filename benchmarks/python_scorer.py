#!/usr/bin/env python3
"""The peer of `rdrop bench scoring --peer python`: what one would write in Python instead of the scoring job.

A Kafka consumer reads JSON records, standardises the columns with the moments in the model's file, predicts all that came
together with PyTorch, writes each prediction as JSON to a topic, and loads the file again when it has changed; one thread.
Offsets are not committed with the predictions, bad records are not reported, versions are neither verified nor named by
their hash. Without --model it writes a network of its own first, since how fast it goes does not depend on the weights.
Prints one JSON object.
"""
import argparse
import json
import os
import sys
import tempfile
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say what is installed")
    parser.add_argument("--bootstrap", default="localhost:9092")
    parser.add_argument("--topic", default="events")
    parser.add_argument("--predictions", default="predictions")
    parser.add_argument("--records", type=int, default=60_000, help="how many records of partition 0 to read")
    parser.add_argument("--features", type=int, default=54, help="columns, called x1, x2, ...")
    parser.add_argument("--classes", type=int, default=7, help="classes, called A, B, ...")
    parser.add_argument("--hidden", type=int, default=64, help="units of both hidden layers")
    parser.add_argument("--batch", type=int, default=500, help="records that are predicted together at most")
    parser.add_argument("--model", help="file with network, mean and deviation, as torch.save writes it")
    parser.add_argument("--reload", type=float, default=1.0, help="seconds between looks at the file")
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


def network(torch, args):
    return torch.nn.Sequential(
        torch.nn.Linear(args.features, args.hidden), torch.nn.ReLU(),
        torch.nn.Linear(args.hidden, args.hidden), torch.nn.ReLU(),
        torch.nn.Linear(args.hidden, args.classes))


class Model:
    """What is in the file, as of the last look at it."""

    def __init__(self, torch, args, path):
        self.torch = torch
        self.args = args
        self.path = path
        self.changed = None
        self.looked = 0.0
        self.version = 0
        self.look()

    def look(self):
        now = time.monotonic()
        if now - self.looked < self.args.reload:
            return
        self.looked = now
        changed = os.stat(self.path).st_mtime_ns
        if changed != self.changed:
            self.changed = changed
            saved = self.torch.load(self.path)
            self.net = network(self.torch, self.args)
            self.net.load_state_dict(saved["network"])
            self.net.eval()
            self.mean = saved["mean"].numpy()
            self.deviation = saved["deviation"].numpy()
            self.version += 1


def main():
    args = arguments()
    versions, missing = installed()
    if args.check or missing:
        print(json.dumps({"versions": versions, "missing": missing}))
        return 1 if missing else 0
    import numpy as np
    import torch
    from confluent_kafka import Consumer, Producer, TopicPartition

    torch.set_num_threads(1)
    torch.manual_seed(42)
    path = args.model
    if path is None:
        path = os.path.join(tempfile.mkdtemp(prefix="rdrop-python-scorer-"), "model.pt")
        torch.save({
            "network": network(torch, args).state_dict(),
            "mean": torch.zeros(args.features), "deviation": torch.ones(args.features)}, path)
    model = Model(torch, args, path)
    columns = ["x%d" % (i + 1) for i in range(args.features)]
    labels = [chr(ord("A") + i) for i in range(args.classes)]
    consumer = Consumer({
        "bootstrap.servers": args.bootstrap, "group.id": "python-scorer", "enable.auto.commit": False,
        "auto.offset.reset": "earliest", "isolation.level": "read_committed"})
    consumer.assign([TopicPartition(args.topic, 0, 0)])
    producer = Producer({
        "bootstrap.servers": args.bootstrap, "linger.ms": 1, "queue.buffering.max.messages": 1_000_000})

    def predict(messages):
        began = time.perf_counter()
        rows = []
        for message in messages:
            features = json.loads(message.value())["features"]
            rows.append([features[column] for column in columns])
        x = ((np.array(rows, dtype=np.float32) - model.mean) / model.deviation).clip(-10, 10)
        with torch.no_grad():
            probabilities = torch.softmax(model.net(torch.from_numpy(x)), dim=1).numpy()
        best = probabilities.argmax(axis=1)
        took = (time.perf_counter() - began) * 1e6
        for message, row, i in zip(messages, probabilities.tolist(), best.tolist()):
            producer.produce(args.predictions, key=message.key(), value=json.dumps({
                "version": model.version, "topic": message.topic(), "partition": message.partition(),
                "offset": message.offset(), "prediction": labels[i], "probabilities": dict(zip(labels, row)),
                "micros": took}))
        producer.poll(0)

    read = measured = 0
    start = end = None
    warm_up = args.records // 10
    deadline = time.monotonic() + 200
    while read < args.records and time.monotonic() < deadline:
        came = consumer.consume(num_messages=min(args.batch, args.records - read), timeout=1.0)
        messages = [message for message in came if not message.error()]
        if not messages:
            continue
        model.look()
        predict(messages)
        read += len(messages)
        end = time.perf_counter()
        if start is None and read >= warm_up:
            start, measured = end, read
    producer.flush()
    end = time.perf_counter()
    consumer.close()
    if args.model is None:
        os.remove(path)
        os.rmdir(os.path.dirname(path))
    if start is None or end <= start or read < args.records:
        print("only %d of %d records came" % (read, args.records), file=sys.stderr)
        return 1
    print(json.dumps({"examples": read - measured, "seconds": end - start, "versions": versions}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

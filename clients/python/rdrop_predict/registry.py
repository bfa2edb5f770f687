"""A model's directory in a registry: versions, which is the latest, and their files, checked by their hashes."""

import hashlib
import json
import os


class RdropError(Exception):
    """Something that cannot be predicted, or by; the message says what, and where."""


def _read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise RdropError(f"{path} cannot be read: {error.strerror}") from error


def _json(path, content):
    try:
        return json.loads(content)
    except ValueError as error:
        raise RdropError(f"{path} is no JSON: {error}") from error


def latest(directory):
    """The version that `latest` names, which a pin or a rollback may hold back."""
    if not os.path.isdir(directory):
        raise RdropError(f"{directory} is not there; load wants the directory of a model in a registry")
    path = os.path.join(directory, "latest")
    if not os.path.exists(path):
        models = sorted(name for name in os.listdir(directory) if os.path.exists(os.path.join(directory, name, "latest")))
        hint = f"; it is a registry of {models}: name one of them" if models else ": no version is committed yet"
        raise RdropError(f"{directory} has no file `latest`{hint}")
    text = _read(path).decode("ascii", "replace").strip()
    if not text.isdigit():
        raise RdropError(f"{path} must be a number but was {text!r}")
    return int(text)


class Version:
    """The files of a version."""

    def __init__(self, directory, number):
        self.number = number
        self.directory = os.path.join(directory, f"{number:08d}")
        path = os.path.join(self.directory, "manifest.json")
        content = _read(path)
        self.manifest_sha256 = hashlib.sha256(content).hexdigest()
        self.manifest = _json(path, content)
        if self.manifest.get("format") != 1:
            raise RdropError(f"{path} must have format 1 but had {self.manifest.get('format')}")
        if self.manifest.get("version") != number:
            raise RdropError(f"{path} must be of version {number} but is of {self.manifest.get('version')}")

    def has(self, name):
        return name in self.manifest["files"]

    def read(self, name):
        """A file, if its hash is that of the manifest."""
        if not self.has(name):
            raise RdropError(f"version {self.number} has no {name}")
        path = os.path.join(self.directory, name)
        content = _read(path)
        entry = self.manifest["files"][name]
        sha256 = hashlib.sha256(content).hexdigest()
        if sha256 != entry["sha256"] or len(content) != entry["bytes"]:
            raise RdropError(f"{path} must have SHA-256 {entry['sha256']} but has {sha256}")
        return content

    def json(self, name):
        return _json(os.path.join(self.directory, name), self.read(name))

"""A reader of a publication that shares no code with ours: canonical JSON by securesystemslib, Ed25519 by cryptography, the
rest from the specification. independent.py PUB ROOT | independent.py --canonical PROGRAM COUNT"""
import hashlib
import json
import os
import random
import subprocess
import sys
from datetime import datetime, timezone
from fnmatch import fnmatchcase

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.formats import encode_canonical


class Refused(Exception):
    pass


def expect(good, what):
    if not good:
        raise Refused(what)


class Publication:
    """The files of a folder; `bent` takes the place of one of them."""

    def __init__(self, folder):
        self.folder, self.bent, self.bytes = folder, (None, None), {}

    def read(self, name):
        if name == self.bent[0]:
            return self.bent[1]
        if name not in self.bytes:
            with open(os.path.join(self.folder, name), "rb") as file:
                self.bytes[name] = file.read()
        return self.bytes[name]

    def has(self, name):
        return os.path.exists(os.path.join(self.folder, name))


def parse(data):
    def once(pairs):
        expect(len({key for key, _ in pairs}) == len(pairs), "a member twice")
        return dict(pairs)

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_float=lambda text: expect(False, "a fraction"))
    except ValueError as error:
        raise Refused("no JSON") from error


def signed(data, kind, keys, role):
    """The signed part of a file that a threshold of the role's keys signed, and not one key more."""
    document = parse(data)
    body, good = document["signed"], set()
    message = encode_canonical(body).encode("utf-8")
    expect(len(document["signatures"]) == role["threshold"], "other than the threshold's number of signatures")
    for signature in document["signatures"]:
        keyid, sig = signature["keyid"], signature["sig"]
        expect(keyid in role["keyids"] and keyid in keys, "signed by a stranger")
        key = keys[keyid]
        expect(hashlib.sha256(encode_canonical(key).encode("utf-8")).hexdigest() == keyid, "a key under another's id")
        expect((key["keytype"], key["scheme"]) == ("ed25519", "ed25519") and sig == sig.lower(), "another scheme")
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key["keyval"]["public"])).verify(bytes.fromhex(sig), message)
        except (InvalidSignature, ValueError) as error:
            raise Refused("a bad signature") from error
        good.add(key["keyval"]["public"])
    expect(len(good) >= role["threshold"], "not signed")
    expect(body["_type"] == kind and body["spec_version"].startswith("1."), "another type")
    expires = datetime.strptime(body["expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    expect(expires > datetime.now(timezone.utc), "expired")
    return body


def matches(data, info):
    expect("length" not in info or len(data) == info["length"], "another length")
    for name, value in info.get("hashes", {}).items():
        expect(hashlib.new(name, data).hexdigest() == value, "another hash")


def newest_root(pub, first):
    root = parse(first)["signed"]
    root = signed(first, "root", root["keys"], root["roles"]["root"])
    while pub.has(f"metadata/{root['version'] + 1}.root.json"):
        data = pub.read(f"metadata/{root['version'] + 1}.root.json")
        after = signed(data, "root", root["keys"], root["roles"]["root"])
        signed(data, "root", after["keys"], after["roles"]["root"])
        expect(after["version"] == root["version"] + 1, "another version")
        root = after
    return root


def covers(delegation, path):
    if "paths" in delegation:
        parts = path.split("/")
        return any(
            len(parts) == len(pattern.split("/")) and all(map(fnmatchcase, parts, pattern.split("/")))
            for pattern in delegation["paths"]
        )
    digest = hashlib.sha256(path.encode("utf-8")).hexdigest()
    return any(digest.startswith(prefix) for prefix in delegation["path_hash_prefixes"])


def read_role(pub, snapshot, name, keys, role):
    listed = snapshot["meta"][name + ".json"]
    data = pub.read(f"metadata/{listed['version']}.{name}.json")
    matches(data, listed)
    body = signed(data, "targets", keys, role)
    expect(body["version"] == listed["version"], "another version")
    return body


def walk(pub, first):
    """Every target of the publication as it is found by the delegations; every file on the way."""
    root = newest_root(pub, first)
    keys, roles = root["keys"], root["roles"]
    timestamp = signed(pub.read("metadata/timestamp.json"), "timestamp", keys, roles["timestamp"])
    listed = timestamp["meta"]["snapshot.json"]
    data = pub.read(f"metadata/{listed['version']}.snapshot.json")
    matches(data, listed)
    snapshot = signed(data, "snapshot", keys, roles["snapshot"])
    expect(snapshot["version"] == listed["version"], "another version")
    targets, seen = {}, {"targets"}
    rest = [(read_role(pub, snapshot, "targets", keys, roles["targets"]), [])]
    while rest:
        body, way = rest.pop()
        for path, info in body["targets"].items():
            expect(all(covers(delegation, path) for delegation in way), f"{path} is not the role's to speak of")
            expect(path not in targets, f"{path} twice")
            folder, _, name = path.rpartition("/")
            targets[path] = (f"targets/{folder}/{info['hashes']['sha256']}.{name}", info)
        inner = body.get("delegations", {"keys": {}, "roles": []})
        for delegation in inner["roles"]:
            if delegation["name"] + ".json" in snapshot["meta"] and delegation["name"] not in seen:
                seen.add(delegation["name"])
                role = read_role(pub, snapshot, delegation["name"], inner["keys"], delegation)
                rest.append((role, way + [delegation]))
    expect({name + ".json" for name in seen} == set(snapshot["meta"]), "a role that nobody delegates to")
    return targets, [f"{info['version']}.{name}" for name, info in snapshot["meta"].items()], listed["version"], root["version"]


def refuses(pub, first, name, data, read):
    pub.bent = (name, data)
    try:
        read()
    except (Refused, KeyError, TypeError, ValueError, AttributeError, FileNotFoundError):
        return True
    finally:
        pub.bent = (None, None)
    return False


def check_publication(folder, root):
    pub = Publication(folder)
    with open(root, "rb") as file:
        first = file.read()
    targets, roles, snapshot, root_version = walk(pub, first)
    for name, info in targets.values():
        matches(pub.read(name), info)
    tried = 0
    chance = random.Random(1)
    chosen = [("metadata/timestamp.json", 200), (f"metadata/{snapshot}.snapshot.json", 60)]
    chosen += [(f"metadata/{n}.root.json", 60) for n in range(parse(first)["signed"]["version"] + 1, root_version + 1)]
    chosen += [(f"metadata/{name}", 4) for name in roles]
    for name, most in chosen:
        data = pub.read(name)
        for at in chance.sample(range(len(data)), min(most, len(data))):
            bent = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
            expect(refuses(pub, first, name, bent, lambda: walk(pub, first)), f"{name}: byte {at} changed and not noticed")
            tried += 1
    for name, info in targets.values():
        data = pub.read(name)
        for at in chance.sample(range(len(data)), 3):
            bent = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
            expect(refuses(pub, first, name, bent, lambda: matches(pub.read(name), info)), f"{name}: byte {at}")
            tried += 1
    print(f"{len(roles)} roles, {len(targets)} targets read; {tried} changes of one bit, all refused")


def any_json(chance, depth):
    kind = chance.randrange(8 if depth < 4 else 5)
    if kind == 0:
        return chance.choice([True, False, None])
    if kind == 1:
        return chance.choice([0, -1, 2**63 - 1, -(2**63), chance.randrange(-(10**6), 10**6)])
    if kind < 5:
        return any_text(chance)
    if kind == 5:
        return [any_json(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {any_text(chance): any_json(chance, depth + 1) for _ in range(chance.randrange(5))}


def any_text(chance):
    ranges = [(1, 0x20), (0x20, 0x7F), (0x7F, 0x800), (0x4E00, 0x9FA5), (0xE000, 0x10000), (0x10000, 0x110000)]
    text = []
    for _ in range(chance.randrange(8)):
        low, high = chance.choice(ranges)
        text.append(chance.choice('"\\/\n\t') if chance.randrange(6) == 0 else chr(chance.randrange(low, high)))
    return "".join(text)


def check_canonical(program, count):
    chance = random.Random(2)
    values = [{"": any_json(chance, 0), any_text(chance): any_json(chance, 0)} for _ in range(count)]
    lines = "\n".join(json.dumps(value, ensure_ascii=chance.random() < 0.5) for value in values) + "\n"
    ours = subprocess.run([program], input=lines.encode("utf-8"), stdout=subprocess.PIPE, check=True).stdout
    at = 0
    for value in values:
        end = ours.index(b"\n", at)
        size = int(ours[at:end])
        theirs = encode_canonical(value).encode("utf-8")
        expect(ours[end + 1 : end + 1 + size] == theirs, f"differ: {theirs!r} and {ours[end + 1 : end + 1 + size]!r}")
        at = end + size + 2
    expect(at == len(ours), "more than was asked for")
    print(f"{count} objects in canonical form, 0 differences")


if __name__ == "__main__":
    try:
        if sys.argv[1] == "--canonical":
            check_canonical(sys.argv[2], int(sys.argv[3]))
        else:
            check_publication(sys.argv[1], sys.argv[2])
    except Refused as refused:
        sys.exit(str(refused))

#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verify the access log of a Panah installation, offline, with nothing but this file and Python 3.9 or newer.

    python3 -I -S panah_verify.py --key 'panah+1a2b3c4d+AVkS...' log.jsonl [--witness heads.jsonl ...]
    python3 -I -S panah_verify.py --key '...' --proof proof.json
    python3 -I -S panah_verify.py --key '...' --sending claims.csv.p7m.proof.json --file claims.csv.p7m [--receiver unhcr]

`log.jsonl` is what `./panah audit export` wrote, or the copy that the installation sends; a witness file holds the heads that it was
sent. The key has to come by another way than the log. Exit 0: all holds. 1: something does not, in words. 2: this could not be read.

Shares no code with Panah, on purpose: a mistake there is not repeated here. Sources: RFC 9162 section 2.1 (trees and proofs),
RFC 8032 section 6 (Ed25519), C2SP signed-note and tlog-checkpoint (the form of heads).
"""

import argparse
import base64
import hashlib
import json
import sys

# --- Ed25519, verification only (RFC 8032): plain and slow, some milliseconds for each head

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT % P
    if (x * x - square) % P:
        return None
    return P - x if (x & 1) != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def same(one, other):
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


def decompress(text):
    if len(text) != 32:
        return None
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def signed_by(public, message, signature):
    if len(signature) != 64:
        return False
    point, first = decompress(public), decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if point is None or first is None or scalar >= Q:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % Q
    return same(times(scalar, BASE), add(first, times(challenge, point)))


# --- the tree (RFC 9162)


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Growing:
    """The root over leaves that come one by one."""

    def __init__(self):
        self.size, self.parts = 0, []

    def add(self, leaf):
        bits = 0
        while self.parts and self.parts[-1][0] == bits:
            leaf, bits = node_hash(self.parts.pop()[1], leaf), bits + 1
        self.parts.append((bits, leaf))
        self.size += 1

    def root(self):
        if not self.parts:
            return hashlib.sha256(b"").digest()
        root = self.parts[-1][1]
        for _, left in reversed(self.parts[:-1]):
            root = node_hash(left, root)
        return root


def root_of_path(leaf, position, size, path):
    number, last, seen = position, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            seen = node_hash(step, seen)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            seen = node_hash(seen, step)
        number, last = number >> 1, last >> 1
    return seen if last == 0 else None


def goes_on(earlier, root, size, later, path):
    """Whether the tree of `size` begins with that of `earlier`."""
    if earlier == size:
        return not path and root == later
    steps = ([root] if earlier & (earlier - 1) == 0 else []) + list(path)
    if not steps or not 0 < earlier < size:
        return False
    number, last = earlier - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            after = node_hash(after, step)
        number, last = number >> 1, last >> 1
    return last == 0 and before == root and after == later


# --- heads


class Bad(Exception):
    """What does not hold, in words."""


def read_key(text):
    """`name+hash+key` -> (hash, public key, name)."""
    try:
        name, number, key = text.strip().split("+", 2)
        raw = base64.b64decode(key, validate=True)
        mark = bytes.fromhex(number)
    except ValueError:
        raise SystemExit("This is no key of a log: {!r}. It looks like name+1a2b3c4d+AV...".format(text)) from None
    if raw[:1] != b"\x01" or mark != hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]:
        raise SystemExit("There is a slip in the key {!r}.".format(text))
    return mark, raw[1:], name


def read_head(note, keys):
    """(name, size, root, at) of a signed head. Raises Bad."""
    body, _gap, tail = note.partition("\n\n")
    try:
        name, size, root, at = body.split("\n")[:4]
        size, root = int(size), base64.b64decode(root, validate=True)
        signatures = [base64.b64decode(line.split(" ")[2], validate=True) for line in tail.splitlines()]
    except (ValueError, IndexError):
        raise Bad("a head cannot be read") from None
    for signature in signatures:
        if signature[:4] in keys:
            public, owner = keys[signature[:4]]
            if owner == name and signed_by(public, (body + "\n").encode(), signature[4:]):
                return name, size, root, at
            raise Bad("the signature of the head over %d events does not hold" % size)
    raise Bad("the head over %d events is signed by none of the keys that were given" % size)


def heads_of(lines, kind, keys, problems, where):
    """The heads of a file, in its order; a witness's must go on from one another by their proofs."""
    heads = []
    for line in lines:
        if line.get("type") != kind:
            continue
        try:
            head = read_head(line["note"], keys)
        except Bad as bad:
            problems.append("{}: {}".format(where, bad))
            continue
        earlier = [one for one in heads if one[0] == head[0]]
        if kind == "witness" and earlier:
            path = [bytes.fromhex(step) for step in line["proof"]]
            if line["from"] != earlier[-1][1]:
                problems.append("%s: a head over %d events does not go on from the one before" % (where, head[1]))
            elif not goes_on(earlier[-1][1], earlier[-1][2], head[1], head[2], path):
                problems.append(
                    "%s: the head over %d events does not begin with the one before: rewritten" % (where, head[1])
                )
        heads.append(head)
    return heads


def unreadable(path, why):
    print("{} cannot be read: {}".format(path, why), file=sys.stderr)
    raise SystemExit(2)


# Of a text that is JSON and says something else than a log, a witness or a proof does.
OTHERWISE = (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError)


def once(pairs):
    """An object in which no name stands twice: one reader would take the first, another the last."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def no_number(text):
    raise ValueError("{} is no number".format(text))


ONE_WAY = {"object_pairs_hook": once, "parse_constant": no_number}
"""How JSON is read here: what could be read in two ways is not read."""


def read_lines(path):
    try:
        with open(path, encoding="utf-8") as file:
            lines = [json.loads(line, **ONE_WAY) for line in file if line.strip()]
    except (OSError, ValueError, RecursionError) as error:
        unreadable(path, error)
    if not all(isinstance(line, dict) for line in lines):
        unreadable(path, "each line is an object in braces")
    return lines


def tellings_of(lines):
    """The log as often as it is told from its beginning: a copy that goes on after a restore tells it again."""
    told = [[]]
    for line in lines:
        if line.get("type") == "log":
            told.append([])
        else:
            told[-1].append(line)
    return [telling for telling in told if telling] or [[]]


def leaves_of(telling, problems):
    """The hash of each event in order, where the log took another name, and how many events are told by their hash alone."""
    leaves, branches, bare, seen = [], [], 0, set()
    for line in telling:
        if line.get("type") != "event":
            continue
        if line["position"] != len(leaves):
            problems.append("event %d stands where event %d should" % (line["position"], len(leaves)))
            break
        if "event" in line:
            said, told = line["event"].encode(), None
            try:
                told = json.loads(said, **ONE_WAY)
                name = told["id"]
            except (ValueError, KeyError):
                problems.append("event %d cannot be read" % len(leaves))
                name = None
            if name in seen:
                problems.append("event %d stands there twice" % len(leaves))
            seen.add(name)
            detail = told.get("detail") if told and told.get("subject_type") == "log" else None
            if isinstance(detail, str):
                detail = json.loads(detail, **ONE_WAY)
            if detail and "branch" in detail:
                branches.append((detail["of"], detail["branch"], int(detail["since"]), len(leaves)))
            leaves.append(leaf_hash(said))
        else:
            leaf = bytes.fromhex(line["leaf"])
            if len(leaf) != 32:
                problems.append("event %d has no hash" % len(leaves))
            bare += 1
            leaves.append(leaf)
    return leaves, branches, bare


def reach_of(names, branches, problems, heads):
    """Up to how many events the heads of each name hold: of an earlier name, those that the log went on from."""
    reach = {names[-1]: None}
    most = None
    for at in range(len(names) - 2, -1, -1):
        name, later = names[at], names[at + 1]
        begun = [one for one in branches if one[0] == name and one[1] == later]
        for _of, _name, since, position in begun:
            if not 0 <= since <= position:
                problems.append("event %d cannot say that %s begins at event %d" % (position, later, since))
            most = since if most is None else min(most, since)
        if most is None and any(head[0] == name for head in heads):
            problems.append("%s has signed, and no event of the log says where %s goes on from it" % (name, later))
        reach[name] = most
    return reach


def verify(lines, witnesses, keys, notes=None):
    """Problems in words, the number of events, and how many of them a signed head covers.

    lines: of the log; witnesses: name -> lines; keys: hash -> (public key, name of the log), the name in use last. notes: a list for what
    is no problem and has to be known all the same.
    """
    problems, notes = [], [] if notes is None else notes
    heads = heads_of(lines, "head", keys, problems, "the log")
    for path, told in witnesses.items():
        found = heads_of(told, "witness", keys, problems, path)
        if not found:
            problems.append("%s holds no head: it witnesses nothing" % path)
        heads += found
    *earlier, telling = tellings_of(lines)
    leaves, branches, bare = leaves_of(telling, problems)
    # A telling that a later one takes the place of holds as far as the log went on from it.
    for number, before in enumerate(earlier):
        ends = [since for _of, _name, since, _position in branches[number - len(earlier) :]]
        held = leaves_of(before, problems)[0][: min(ends, default=None)]
        if held != leaves[: len(held)]:
            problems.append("the log was told another way before: it was rewritten")
    names = list(dict.fromkeys(owner for _, owner in keys.values()))
    current = names[-1]
    reach = reach_of(names, branches, problems, heads)
    by_size = {}
    for name, size, root, _at in heads:
        if reach[name] is None or size <= reach[name]:
            by_size.setdefault(size, set()).add(root)
    for name, since in reach.items():
        lost = max([size for by, size, _, _ in heads if by == name], default=0) - (since or 0)
        if since is not None and lost > 0:
            notes.append("%s signed %d events that are not in this log: it goes on from event %d" % (name, lost, since))
    if bare:
        notes.append(
            "of %d events their hash alone is told: they were erased after their term, or are kept back" % bare
        )
    growing = Growing()
    for leaf in leaves:
        growing.add(leaf)
        if growing.size in by_size and by_size.pop(growing.size) != {growing.root()}:
            problems.append("the first %d events are not those that a head was signed over" % growing.size)
    for size in sorted(by_size):
        problems.append("a head was signed over %d events, and the log has %d" % (size, growing.size))
    if not any(name == current for name, *_ in heads):
        problems.append("no head of {} was given: nothing holds the events together".format(current))
    covered = max([size for name, size, _, _ in heads if name == current], default=0)
    return problems, growing.size, covered


def verify_proof(path, keys):
    """Problems in words of a proof that one event is in the log."""
    try:
        with open(path, encoding="utf-8") as file:
            told = json.load(file, **ONE_WAY)
    except (OSError, ValueError, RecursionError) as error:
        unreadable(path, error)
    try:
        _name, size, root, at = read_head(told["note"], keys)
    except Bad as bad:
        return [str(bad)], ""
    steps = [bytes.fromhex(step) for step in told["path"]]
    if type(told["position"]) is not int or not 0 <= told["position"] < size:
        return ["there is no event %r of %d" % (told["position"], size)], ""
    if root_of_path(leaf_hash(told["event"].encode()), told["position"], size, steps) != root:
        return ["the event is not in the log that was signed"], ""
    return [], "event %d of %d, under the head of %s" % (told["position"], size, at.removeprefix("at "))


SENDING = "panah-sending-1"
WORDS = ["log", "number", "export", "copy", "receiver", "certificate", "sha-256", "bytes", "at", "event", "head"]


def read_sending(text, keys):
    """word -> value of what a house signed of a file that it sent. Raises Bad."""
    body, gap, tail = text.partition("\n\n")
    form, *lines = body.split("\n")
    said = dict(line.split(" ", 1) for line in lines if " " in line)
    if not gap or form != SENDING or [line.split(" ", 1)[0] for line in lines] != WORDS or len(said) != len(WORDS):
        raise Bad("this is no statement of a sending")
    try:
        _dash, name, signature = tail.rstrip("\n").split(" ")
        signature = base64.b64decode(signature, validate=True)
    except ValueError:
        raise Bad("the statement bears no signature") from None
    public, owner = keys.get(signature[:4], (None, None))
    if public is None or owner != said["log"] or name != owner:
        raise Bad("the statement is signed by none of the keys that were given")
    if not signed_by(public, (body + "\n").encode(), signature[4:]):
        raise Bad("the signature does not hold: the statement was changed")
    return said


def verify_sending(path, file, keys, receiver):
    """Problems in words of a file that a house sent, and what it is."""
    try:
        with open(path, encoding="utf-8") as opened:
            told = json.load(opened, **ONE_WAY)
        with open(file, "rb") as opened:
            content = opened.read()
    except (OSError, ValueError, RecursionError) as error:
        unreadable(path, error)
    try:
        said = read_sending(told["statement"], keys)
        name, size, root, at = read_head(told["head"], keys)
    except Bad as bad:
        return [str(bad)], ""
    problems = []
    if str(len(content)) != said["bytes"] or hashlib.sha256(content).hexdigest() != said["sha-256"]:
        problems.append("the file is not the one that was signed")
    if receiver and receiver != said["receiver"]:
        problems.append("it was sent to {}, and not to {}".format(said["receiver"], receiver))
    if name != said["log"] or "%d %s" % (size, base64.b64encode(root).decode()) != said["head"]:
        problems.append("the head of the log is not the one that the statement names")
    steps = [bytes.fromhex(step) for step in told["path"].split()]
    position = int(told["position"])
    if not 0 <= position < size or root_of_path(bytes.fromhex(said["event"]), position, size, steps) != root:
        problems.append("the event of the sending is not in the log that was signed")
    if said["at"] > at[len("at ") :]:
        problems.append("the head of the log is older than the sending")
    words = "{} ({}), copy {}, sent to {} at {}".format(
        *(said[w] for w in ("number", "export", "copy", "receiver", "at"))
    )
    return problems, words + ", under a head over %d events" % size


def main():
    ask = argparse.ArgumentParser(description="Verify the access log of a Panah installation, offline.")
    ask.add_argument("log", nargs="?", help="what ./panah audit export wrote")
    ask.add_argument("--key", action="append", required=True, help="a public key of the log; earlier ones first")
    ask.add_argument("--witness", action="append", default=[], help="a file of heads that a witness was sent")
    ask.add_argument("--proof", help="a proof of one event, instead of a log")
    ask.add_argument("--sending", help="what came beside a file that was sent, instead of a log")
    ask.add_argument("--file", help="that file, as it was sent, not yet decrypted")
    ask.add_argument("--receiver", default="", help="for whom it has to be")
    given = ask.parse_args()
    keys, notes = {}, []
    for text in given.key:
        mark, public, name = read_key(text)
        keys[mark] = (public, name)
    if given.sending and not given.file:
        ask.error("--sending needs --file")
    if given.sending:
        try:
            problems, words = verify_sending(given.sending, given.file, keys, given.receiver)
        except OTHERWISE as error:
            unreadable(given.sending, "it is no proof ({})".format(type(error).__name__))
    elif given.proof:
        try:
            problems, words = verify_proof(given.proof, keys)
        except OTHERWISE as error:
            unreadable(given.proof, "it is no proof ({})".format(type(error).__name__))
    elif given.log:
        log, witnesses = read_lines(given.log), {path: read_lines(path) for path in given.witness}
        try:
            problems, count, covered = verify(log, witnesses, keys, notes)
        except OTHERWISE as error:
            unreadable(
                " or ".join([given.log, *given.witness]), "a line says too little ({})".format(type(error).__name__)
            )
        words = "%d events, %d of them under a signed head, %d witnesses" % (count, covered, len(given.witness))
    else:
        ask.error("give a log or a proof")
    for note in notes:
        print("NOTE: {}".format(note))
    for problem in problems:
        print("{}: {}".format("NOT GENUINE" if given.sending else "NOT WHOLE", problem))
    if problems:
        raise SystemExit(1)
    print("{}: {}.".format("Genuine" if given.sending else "Whole", words))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m panah.names`: keys, Latin forms, roles and comparison of names from the command line, and how good they are."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from panah.names import measure
from panah.names.compare import compare
from panah.names.keys import VERSION, keys_of_word
from panah.names.parts import words
from panah.names.roles import roles
from panah.names.romanise import icao, language_of, romanise, western
from panah.names.text import NameTooLong, script_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: what stands after the program's name; None takes them from the process.

    Returns:
        The exit code: 0, or 1 when a name is refused or the set is not found.
    """
    asked = _parser().parse_args(arguments)
    try:
        answer: dict[str, Any] = _COMMANDS[asked.command](asked)
    except NameTooLong as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except FileNotFoundError as error:
        sys.stderr.write(f"The set of names is not there: {error.filename}. Say where it lies with --set FOLDER.\n")
        return 1
    if asked.json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(_TEXTS[asked.command](answer) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m panah.names", description="Names across scripts.")
    parser.add_argument("--json", action="store_true", help="answer for programs")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("keys", help="search keys of a name, word by word")
    one.add_argument("name")
    one = commands.add_parser("romanise", help="the name in Latin letters")
    one.add_argument("name")
    one.add_argument("--language", help="language of the name (az, ru, uk, hy, ka, fa, ar, ckb, ps, ur, tr)")
    one = commands.add_parser("roles", help="given name, family and father")
    one.add_argument("name")
    one = commands.add_parser("compare", help="likeness of two names, with reasons")
    one.add_argument("one")
    one.add_argument("other")
    one = commands.add_parser("measure", help="agreement and verdicts on names written by hand")
    one.add_argument("--set", type=Path, default=measure.SET, help="folder with spellings.tsv, people.tsv, roles.tsv")
    one.add_argument(
        "--wrong", action="store_true", help="list the pairs judged wrongly, of the half that is not held out"
    )
    return parser


def _keys(asked: argparse.Namespace) -> dict[str, Any]:
    found = [{"word": word.text, "father": word.father, "keys": list(keys_of_word(word))} for word in words(asked.name)]
    return {"name": asked.name, "version": VERSION, "words": found}


def _keys_text(answer: dict[str, Any]) -> str:
    lines = [f"{row['word']}{' (father)' if row['father'] else ''}: {' '.join(row['keys'])}" for row in answer["words"]]
    return "\n".join(lines) or "No words."


def _romanise(asked: argparse.Namespace) -> dict[str, Any]:
    latin = romanise(asked.name, asked.language)
    return {
        "name": asked.name,
        "script": script_of(asked.name).value,
        "language": asked.language or language_of(asked.name),
        "latin": latin,
        "western": western(asked.name),
        "passport": list(icao(asked.name, asked.language)),
    }


def _romanise_text(answer: dict[str, Any]) -> str:
    lines = [answer["latin"]]
    if answer["western"]:
        lines.append(f"Western Armenian: {answer['western']}")
    lines.append(f"In a passport: {', '.join(answer['passport'])}")
    return "\n".join(lines)


def _roles(asked: argparse.Namespace) -> dict[str, Any]:
    return {"name": asked.name, **asdict(roles(asked.name))}


def _roles_text(answer: dict[str, Any]) -> str:
    parts = [f"{part}: {answer[part] or '-'}" for part in ("given", "family", "father")]
    return "\n".join([*parts, f"confidence: {answer['confidence']:.2f}"])


def _compare(asked: argparse.Namespace) -> dict[str, Any]:
    found = compare(asked.one, asked.other)
    because = [{"kind": r.kind.value, "left": r.left, "right": r.right} for r in found.because]
    return {"left": asked.one, "right": asked.other, "score": found.score, "because": because}


def _compare_text(answer: dict[str, Any]) -> str:
    lines = [f"{answer['score']:.2f}"]
    lines += [f"  {r['kind']}: {r['left'] or '-'} | {r['right'] or '-'}" for r in answer["because"]]
    return "\n".join(lines)


def _measure(asked: argparse.Namespace) -> dict[str, Any]:
    spellings, pairs = measure.spellings(asked.set), measure.pairs(asked.set)
    sized = measure.blocks(spellings)
    right, names = measure.roles_right(asked.set)
    comparisons, keying = measure.speed(pairs)
    judged = {}
    for label, part in (("all", pairs), ("held_out", [pair for pair in pairs if pair.held_out])):
        found = measure.verdicts(part)
        judged[label] = {
            "pairs": found.pairs,
            **{key: round(getattr(found, key), 3) for key in ("precision", "recall", "f1", "auc")},
        }
    wrong = measure.verdicts([pair for pair in pairs if not pair.held_out]).wrong
    return {
        "version": VERSION,
        "agreement": [asdict(row) for row in measure.agreement(spellings)],
        "verdicts": judged,
        "wrong": [{**asdict(pair), "score": score} for pair, score in wrong] if asked.wrong else [],
        "blocks": asdict(sized),
        "roles": {"right": right, "names": names},
        "comparisons_a_second": round(comparisons),
        "keys_microseconds": round(keying, 1),
    }


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _measure_text(answer: dict[str, Any]) -> str:
    lines = [f"Keys, version {answer['version']}: spellings that share a key with the name", ""]
    lines.append("language  pairs  agree   held out  agree")
    for row in answer["agreement"]:
        lines.append(
            f"{row['language']:<8} {row['names']:>6}  {_share(row['agreeing'], row['names'])}   {row['held_out']:>8}  "
            f"{_share(row['held_out_agreeing'], row['held_out'])}"
        )
    lines += ["", "Two full names, one from 0.80 on", "", "          pairs  precision  recall   F1     AUC"]
    for label, row in answer["verdicts"].items():
        lines.append(
            f"{label:<9} {row['pairs']:>5}  {row['precision']:.3f}      {row['recall']:.3f}    {row['f1']:.3f}  {row['auc']:.3f}"
        )
    lines += [f"  wrong: {r['score']:.2f} {r['kind']}: {r['left']} | {r['right']}" for r in answer["wrong"]]
    block = answer["blocks"]
    largest = ", ".join(f"{key} {count}" for key, count in block["largest"])
    lines += [
        "",
        f"Roles: {answer['roles']['right']} of {answer['roles']['names']} names split rightly.",
        f"Blocks: {block['names']} names, {block['keys_per_name']:.2f} keys each; two names share a key by chance in "
        f"{block['by_chance']:.2%}; largest: {largest}.",
        f"Speed, names met before: {answer['comparisons_a_second']} comparisons a second, keys in {answer['keys_microseconds']} us.",
    ]
    return "\n".join(lines)


_COMMANDS = {"keys": _keys, "romanise": _romanise, "roles": _roles, "compare": _compare, "measure": _measure}
_TEXTS = {
    "keys": _keys_text,
    "romanise": _romanise_text,
    "roles": _roles_text,
    "compare": _compare_text,
    "measure": _measure_text,
}


if __name__ == "__main__":
    sys.exit(main())

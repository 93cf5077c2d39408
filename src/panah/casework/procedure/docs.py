# SPDX-License-Identifier: AGPL-3.0-or-later
"""The procedures of a pack as pages: `docs/procedures/<pack>/<key>.md` with a drawing, generated and committed.

The pages are deterministic, so that a check can compare them with what the files say now.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import PurePosixPath

from panah.casework.procedure.draw import draw_mermaid, draw_svg, order
from panah.casework.procedure.load import pack_procedures
from panah.casework.procedure.names import PackNames, pack_names
from panah.casework.procedure.schema import START, Act, Action, ClockRule, Field, Procedure, Requirement

FOLDER = PurePosixPath("docs/procedures")


def render_docs(pack: str, on: dt.date | None = None) -> dict[str, str]:
    """All pages and drawings of a pack's procedures.

    Args:
        pack: for example `az`.
        on: the day whose parameter values are shown; the latest ones without it.

    Returns:
        Path below the repository -> text. The latest version of a procedure has the page `<key>.md`; earlier ones `<key>.v<N>.md`.
    """
    names = pack_names(pack, on)
    procedures = pack_procedures(pack)
    latest = {key: max(v for k, v in procedures if k == key) for key, _ in procedures}
    pages: dict[str, str] = {}
    index = [f"# Procedures of the pack `{pack}`", "", _GENERATED, ""]
    for (key, version), procedure in procedures.items():
        stem = key if version == latest[key] else f"{key}.v{version}"
        pages[str(FOLDER / pack / f"{stem}.svg")] = draw_svg(procedure)
        pages[str(FOLDER / pack / f"{stem}.md")] = _page(procedure, names, stem)
        index.append(f"- [{procedure.title.en}]({stem}.md), version {version}: {len(procedure.actions)} actions")
    pages[str(FOLDER / pack / "index.md")] = "\n".join(index) + "\n"
    return pages


_GENERATED = "Generated from the procedure files by `./panah procedures draw`; change those, not this page."


def _page(procedure: Procedure, names: PackNames, stem: str) -> str:
    lines = [
        f"# {procedure.title.en}",
        "",
        _GENERATED,
        "",
        f"{procedure.title.az} · {procedure.title.ru}",
        "",
        "| | |",
        "|---|---|",
        f"| key | `{procedure.key}` |",
        f"| version | {procedure.version} |",
        f"| hash | `{procedure.hash}` |",
        f"| articles | {', '.join(procedure.articles)} |",
        f"| compartment | `{procedure.compartment}` |",
        f"| case number | {procedure.number}-... |",
        *(
            [f"| a new filing may begin beside | {', '.join(f'`{s}`' for s in procedure.beside)} |"]
            if procedure.beside
            else ()
        ),
        "",
        f"![Drawing of the states and actions]({stem}.svg)",
        "",
        "## States",
        "",
        "| state | az | ru | kind | waits for | what the person reads |",
        "|---|---|---|---|---|---|",
    ]
    for name in order(procedure):
        state = procedure.states[name]
        told = " ".join(text.en for text in (state.means, state.next) if text)
        waits = f"`{state.waits_for}`" if state.waits_for else ""
        lines.append(
            f"| {state.label.en} `{name}` | {state.label.az} | {state.label.ru} | {state.kind} | {waits} | {told} |"
        )
    lines += ["", "## Clocks", ""]
    lines += _clocks(procedure, names)
    lines += _charges(procedure)
    lines += ["", "## Actions", "", *_act(procedure, START, procedure.start)]
    for name, action in procedure.actions.items():
        lines += _act(procedure, name, action)
    lines += ["## As text", "", "```mermaid", draw_mermaid(procedure).rstrip(), "```", ""]
    return "\n".join(lines)


def _clocks(procedure: Procedure, names: PackNames) -> list[str]:
    if not procedure.clocks:
        return ["None."]
    lines = ["| clock | length | article | for | begins with | ends with |", "|---|---|---|---|---|---|"]
    for clock in procedure.clocks.values():
        choices = [(clock.parameter, ""), *((c.parameter, " " + _when(c.when)) for c in clock.choose)]
        length = "; ".join(_length(names, name) + said for name, said in choices)
        article = "; ".join(dict.fromkeys(_article(names, name) for name, _said in choices))
        begins = "; ".join(_begins(clock, action) for action in clock.starts_on)
        ends = ", ".join(
            f"`{a}`" + (f" {_when(clock.stops_when[a])}" if a in clock.stops_when else "") for a in clock.stops_on
        )
        if clock.on_due:
            ends += f"; by itself when over: `{clock.on_due}`"
        lines.append(f"| {clock.label.en} `{clock.name}` | {length} | {article} | {clock.for_} | {begins} | {ends} |")
    return lines


def _length(names: PackNames, name: str) -> str:
    parameter = names.parameters.get(name)
    return (f"{parameter.value} {parameter.unit}" if parameter else "unknown") + f" (`{name}`)"


def _article(names: PackNames, name: str) -> str:
    parameter = names.parameters.get(name)
    if parameter is None:
        return ""
    marks = [", policy" if parameter.policy else "", ", unverified" if parameter.status != "verified" else ""]
    return parameter.article + "".join(marks)


def _charges(procedure: Procedure) -> list[str]:
    if not procedure.charges:
        return []
    lines = [
        "",
        "## To be paid",
        "",
        "| charge | amount by the law | due with | paid by | ends unpaid with |",
        "|---|---|---|---|---|",
    ]
    for charge in procedure.charges.values():
        due = "; ".join(
            f"`{action}`" + (f" {_when(charge.raised_when[action])}" if action in charge.raised_when else "")
            for action in charge.raised_on
        )
        void = ", ".join(f"`{action}`" for action in charge.void_on)
        lines.append(
            f"| {charge.label.en} `{charge.name}` | `{charge.law}`, {charge.currency} | {due} | `{charge.settled_by}` | {void} |"
        )
    return lines


def _begins(clock: ClockRule, action: str) -> str:
    begun = f"`{action}`" + (f" (date `{clock.from_field}`)" if clock.from_field else "")
    when = clock.starts_when.get(action)
    return f"{begun} {_when(when)}" if when else begun


def _when(when: Mapping[str, object]) -> str:
    said = []
    for path, wanted in when.items():
        values = wanted if isinstance(wanted, tuple) else (wanted,)
        said.append(f"`{path}` is " + " or ".join(f"`{str(v).lower() if isinstance(v, bool) else v}`" for v in values))
    return "if " + " and ".join(said)


def _act(procedure: Procedure, name: str, act: Act) -> list[str]:
    lines = [f"### {act.label.en} `{name}`", "", f"{act.label.az} · {act.label.ru}", ""]
    if act.help:
        lines += [act.help.en, ""]
    if isinstance(act, Action):
        lines.append(f"- From: {_sources(procedure, act)}")
        lines.append(f"- To: {_target(act)}")
    else:
        lines.append(f"- To: `{procedure.initial}`")
    lines.append(f"- Who: permission `{act.permission}`" + (f"; stands on the side `{act.side}`" if act.side else ""))
    if isinstance(act, Action) and act.not_by:
        lines.append("- Four eyes: not by the person who did " + ", ".join(f"`{a}`" for a in act.not_by))
    lines.append(f"- Content in: `{act.compartment or procedure.compartment}`" + (", sealed" if act.seals else ""))
    if act.must:
        lines.append("- Must hold: " + "; ".join(_requirement(r) for r in act.must))
    if isinstance(act, Action) and act.refuses:
        lines.append("- Can refuse; appealed by " + ", ".join(f"`{a}`" for a in act.appealed_by))
    if act.effects:
        lines.append("- Effects: " + ", ".join(f"`{e}`" for e in act.effects))
    for rule in act.letters:
        lines.append(f"- Letter: `{rule.letter}` to the {rule.to}" + (f" {_when(rule.when)}" if rule.when else ""))
    if act.articles:
        lines.append(f"- Articles: {', '.join(act.articles)}")
    if act.form:
        lines += ["", "| question | kind | required |", "|---|---|---|"]
        lines += _fields(act.form, "")
    return [*lines, ""]


def _sources(procedure: Procedure, action: Action) -> str:
    open_states = [s.name for s in procedure.states.values() if s.kind != "final"]
    if len(open_states) > 1 and set(open_states) <= set(action.from_):
        return ", ".join(["every open state", *(f"`{s}`" for s in action.from_ if s not in open_states)])
    return ", ".join(f"`{s}`" for s in action.from_)


def _target(action: Action) -> str:
    if action.to is None:
        return "the state stays"
    if isinstance(action.to, str):
        return f"`{action.to}`"
    return "; ".join(f"`{state}` if `{action.to.field}` is `{answer}`" for answer, state in action.to.map.items())


def _requirement(requirement: Requirement) -> str:
    if requirement.check:
        said = f"`{requirement.check}`"
    elif requirement.law:
        said = f"the law finds `{requirement.law}` to be `{str(requirement.is_).lower()}`"
    elif requirement.recorded:
        said = f"`{requirement.recorded}` is recorded"
    else:
        said = f"`{requirement.not_recorded}` is not recorded"
    return f"{said} {_when(requirement.when)}" if requirement.when else said


def _fields(fields: tuple[Field, ...], indent: str) -> list[str]:
    lines = []
    for field in fields:
        needed = "yes" if field.required else _when(field.required_if) if field.required_if else ""
        kind: str = field.kind
        if field.options:
            kind += ": " + ", ".join(f"`{o.value}`" for o in field.options)
        elif field.options_from:
            kind += f" from `{field.options_from}`"
        if field.only:
            kind += "; goes on only with " + ", ".join(f"`{str(v).lower()}`" for v in field.only)
        lines.append(f"| {indent}{field.label.en} `{field.name}` | {kind} | {needed} |")
        lines += _fields(field.fields, indent + "– ")
    return lines

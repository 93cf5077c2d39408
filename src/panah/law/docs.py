# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of a pack in Markdown, for lawyers and for people who write facts: generated, never edited."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from openfisca_core.indexed_enums import Enum

from panah.law.clauses import Clause
from panah.law.pack import Pack
from panah.law.parameters import ParameterSpec
from panah.law.situations import read_situations

_HEAD = "<!-- Generated from the law pack by `panah law docs`. Change the pack, not this page. -->\n"


def render(pack: Pack) -> dict[str, str]:
    """Every page of a pack.

    Args:
        pack: a loaded pack.

    Returns:
        Path relative to ``docs/law`` (e.g. ``az/facts.md``) -> Markdown. The same pack gives the same bytes.
    """
    pages: dict[str, Callable[[Pack], Iterator[str]]] = {
        "index": _index,
        "facts": _facts,
        "parameters": _parameters,
        "variables": _variables,
        "calendar": _calendar,
        "situations": _situations,
    }
    if pack.grounds:
        pages["grounds"] = _grounds
    if pack.papers:
        pages["papers"] = _papers
    if pack.records:
        pages["records"] = _records
    if pack.restrictions:
        pages["restrictions"] = _restrictions
    return {f"{pack.code}/{name}.md": _HEAD + "\n".join(write(pack)) + "\n" for name, write in pages.items()}


def _index(pack: Pack) -> Iterator[str]:
    label = pack.label["en"]
    unverified = sum(any(v.status == "unverified" for v in s.values) for s in pack.specs.values())
    doubtful = sum(c.meta.status == "unverified" for c in pack.clauses.values())
    policy = sum(c.meta.policy for c in pack.clauses.values()) + sum(s.policy for s in pack.specs.values())
    yield f"# Law pack `{pack.code}`: {label}\n"
    yield f"Answers for days from {pack.law_from} on.\n"
    yield pack.note + "\n"
    yield "| page | holds |"
    yield "|---|---|"
    yield f"| [Input facts](facts.md) | {len(pack.facts)} facts that `panah law assess` takes |"
    yield f"| [Clauses](variables.md) | {len(pack.clauses)} clauses, {doubtful} of them unverified |"
    yield f"| [Parameters](parameters.md) | {len(pack.specs)} dated values, {unverified} of them unverified |"
    yield "| [Calendar](calendar.md) | working days and how periods are counted |"
    yield "| [Situations](situations.md) | examples on both sides of every clause |"
    if pack.grounds:
        yield f"| [Grounds](grounds.md) | what {len(pack.grounds)} procedures are granted, refused and cancelled for |"
    if pack.papers:
        yield f"| [Papers](papers.md) | what {len(pack.papers)} procedures ask for |"
    if pack.records:
        yield "| [Records](records.md) | what the law says a record must hold |"
    if pack.restrictions:
        yield "| [Restriction lists](restrictions.md) | what an entry states to the law, how long it holds, what ends it |"
    yield ""
    yield f"{policy} clauses and parameters are marked *policy*: protective rules that the law read does not state.\n"
    yield "## Asking\n"
    yield "```"
    yield "panah law assess facts.json --on 2026-11-23 --json"
    yield "```\n"
    yield "`facts.json` maps facts to values. A fact that is left out, or null, is not known. Findings are findings: people decide.\n"
    yield "## Sources\n"
    yield "| code | source |"
    yield "|---|---|"
    for code, names in pack.sources.items():
        yield f"| {code} | {_cell(names.get('en', ''))} |"


def _facts(pack: Pack) -> Iterator[str]:
    yield f"# Input facts of pack `{pack.code}`\n"
    yield "Days are given as `YYYY-MM-DD`. Where the column *type* says so, a year or a month is enough.\n"
    yield "| fact | type | what it is | article | status |"
    yield "|---|---|---|---|---|"
    for name, fact in pack.facts.items():
        text = _languages(pack, fact.meta.labels)
        if fact.meta.description:
            text += f"<br>{_cell(fact.meta.description)}"
        yield f"| `{name}` | {_type(fact)} | {text} | {_reference(fact)} | {_status(fact)} |"
    for name, fact in pack.facts.items():
        if fact.value_type is Enum:
            yield f"\n## Values of `{name}`\n"
            yield "| value | meaning |"
            yield "|---|---|"
            for item in fact.possible_values:
                default = " (when nothing is given)" if item is fact.default_value else ""
                yield f"| `{item.name}`{default} | {_languages(pack, fact.meta.values.get(item.name, {}))} |"


def _variables(pack: Pack) -> Iterator[str]:
    yield f"# Clauses of pack `{pack.code}`\n"
    yield "Each can be asked for by name. *From* is the first day of its present formula; an empty cell means the first day of the pack."
    module = ""
    for name, clause in pack.clauses.items():
        if pack.module_of(name) != module:
            module = pack.module_of(name)
            yield f"\n## {module}\n"
            yield "| clause | answer | what it states | article | from | status |"
            yield "|---|---|---|---|---|---|"
        text = _languages(pack, clause.meta.labels) + "<br>" + _cell(clause.__class__.__doc__ or "")
        if clause.meta.note:
            text += f"<br>*{_cell(clause.meta.note)}*"
        start = str(clause.formulas.peekitem()[0])
        start = "" if start == dt.date.min.isoformat() or start == pack.law_from.isoformat() else start
        if clause.end:
            start += f" until {clause.end}"
        if clause.meta.since:
            start += f" (only the year {clause.meta.since} is established)"
        yield f"| `{name}` | {_type(clause)} | {text} | {_reference(clause)} | {start} | {_status(clause)} |"


def _parameters(pack: Pack) -> Iterator[str]:
    yield f"# Parameters of pack `{pack.code}`\n"
    yield "| parameter | what it is | from | to | value | unit | article | source | status |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for spec in pack.specs.values():
        yield from _parameter_rows(pack, spec)


def _parameter_rows(pack: Pack, spec: ParameterSpec) -> Iterator[str]:
    text = _languages(pack, spec.label)
    if spec.description:
        text += f"<br>{_cell(spec.description)}"
    if spec.roll != "none":
        text += "<br>A last day that is no working day moves to the next one."
    for position, dated in enumerate(spec.values):
        # The label stands once; further values of the same parameter follow under it.
        name, label = (f"`{spec.name}`", text) if position == 0 else ("", "")
        status = dated.status + (", policy" if spec.policy else "")
        yield (
            f"| {name} | {label} | {dated.valid_from} | {dated.valid_to or ''} | {dated.value} | {spec.unit} "
            f"| {_cell(dated.article)} | {dated.source} | {status} |"
        )


def _calendar(pack: Pack) -> Iterator[str]:
    settings, calendar = pack.calendar_settings, pack.calendar
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    counting = settings["event_day_counts"]
    counted = "is counted" if counting["value"] else "is not counted"
    yield f"# Calendar of pack `{pack.code}`\n"
    yield f"- Time zone: {calendar.timezone.key}."
    yield f"- Not worked: {', '.join(names[day] for day in calendar.weekend)}, holidays, and the days below."
    yield f"- The day of the event {counted} ({_cell(counting['article'])}; {counting['status']})."
    yield "- Months and years end on the same day number; where the month has no such day, on its last day."
    yield "- Hours run from moment to moment, on weekends too."
    yield "- A deadline stays where it falls, unless its parameter says that it moves to the next working day."
    if base := settings.get("base"):
        yield (
            f"- Holidays: the public holidays of {base['country']} in the open library *holidays* "
            f"({_cell(base['article'])}; {base['status']})"
            + (" of {} to {}.".format(*base["years"]) if "years" in base else ".")
        )
    yield f"- Known days: {calendar.first} to {calendar.last}."
    yield "\n## Days that were moved\n"
    yield "| day | worked | reason | status |"
    yield "|---|---|---|---|"
    for moved in pack.moved_days:
        yield f"| {moved.day} | {'yes' if moved.works else 'no'} | {_cell(moved.reason)} | {moved.status} |"


def _situations(pack: Pack) -> Iterator[str]:
    yield f"# Situations of pack `{pack.code}`\n"
    yield "Run by the test suite and by `panah law check`."
    group = ""
    for situation in read_situations(pack.folder):
        stem, name = situation.where.split(": ", 1)
        if stem != group:
            group = stem
            yield f"\n## {group}\n"
            yield "| situation | day | facts | the law finds |"
            yield "|---|---|---|---|"
        facts = "<br>".join(f"{k}: {_cell(_plain(v))}" for k, v in situation.facts.items()) or "none"
        finds = "<br>".join(
            [
                *(f"{k}: {_cell(_plain(v))}" for k, v in situation.expect.items()),
                *(
                    f"{due['parameter']} {'before' if 'before' in due else 'from'} "
                    f"{_cell(due.get('before', due.get('starts')))}: {_cell(due['ends'])}"
                    for due in situation.due
                ),
            ]
        )
        yield f"| {_cell(name)} | {situation.on} | {facts} | {finds} |"


def _grounds(pack: Pack) -> Iterator[str]:
    yield f"# Grounds of pack `{pack.code}`\n"
    yield "Each item is a clause; the clause named under the heading joins all of its list. Forms and statistics take their lists from here."
    for key, lists in pack.grounds.items():
        yield f"\n## {_languages(pack, lists.title)}\n"
        yield f"`{key}`"
        for kind, found in lists.lists():
            yield f"\n### {kind}: `{found.any_of}`\n"
            yield "| code | what it states | clause | article | status |"
            yield "|---|---|---|---|---|"
            for item in found:
                text = _languages(pack, item.labels)
                yield f"| {_cell(item.code)} | {text} | `{item.variable}` | {_cell(item.article)} | {item.status} |"


def _restrictions(pack: Pack) -> Iterator[str]:
    yield f"# Restriction lists of pack `{pack.code}`\n"
    yield (
        "An entry states the facts named here while it is in force. It has a last day of the law, one within the bounds of the law, "
        "or is looked at again until what ends it has come."
    )
    for key, listed in pack.restrictions.items():
        yield f"\n## {_languages(pack, listed.title)}\n"
        yield f"`{key}`; while an entry is in force: {', '.join(f'`{name}`' for name in listed.in_force) or 'no fact'}\n"
        yield "| ground | facts of which it states one | days that it states | last day | looked at again | ends | ended by one |"
        yield "|---|---|---|---|---|---|---|"
        for rule in listed:
            facts = ", ".join(f"`{name}`" for name in rule.facts)
            days = ", ".join(f"`{name}`" for name in (rule.since, rule.until) if name)
            bounds = [f"{word} `{name}`" for word, name in (("least", rule.shortest), ("most", rule.longest)) if name]
            last = f"`{rule.length}`" if rule.length else ", ".join(bounds)
            yield (
                f"| {_cell(rule.code)} | {facts} | {days} | {last} | {f'`{rule.review}`' if rule.review else ''} "
                f"| {_languages(pack, rule.ends)} | {'yes' if rule.at_once else ''} |"
            )


def _papers(pack: Pack) -> Iterator[str]:
    yield f"# Papers of pack `{pack.code}`\n"
    yield "A paper is asked for where its clause holds. What a register holds is not asked for where the single-window article applies."
    for key, papers in pack.papers.items():
        yield f"\n## {_languages(pack, papers.title)}\n"
        window = f"; single window: {_cell(papers.single_window)}" if papers.single_window else ""
        yield f"`{key}`{window}\n"
        yield "| code | paper | needed where | given as | when | held by | article | status |"
        yield "|---|---|---|---|---|---|---|---|"
        for paper in papers:
            held = f"{_cell(paper.register.label.get('en', ''))} ({paper.register.status})" if paper.register else ""
            yield (
                f"| `{paper.code}` | {_languages(pack, paper.label)} | `{paper.needed}` | {paper.form} "
                f"| {paper.at.replace('_', '-')} | {held} | {_cell(paper.article)} | {paper.status} |"
            )


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "not known" if value is None else str(value)


def _type(variable: Clause) -> str:
    if variable.value_type is dt.date:
        return f"date (a year or month is read as its {variable.meta.partial} day)" if variable.meta.partial else "date"
    if variable.value_type is Enum:
        return "one of the values below"
    return {bool: "yes or no", int: "whole number", str: "list of codes", float: "number"}[variable.value_type]


def _status(variable: Clause) -> str:
    return variable.meta.status + (", policy" if variable.meta.policy else "")


def _reference(variable: Clause) -> str:
    return _cell("; ".join(variable.reference or []))


def _languages(pack: Pack, texts: object) -> str:
    labels = dict(texts) if isinstance(texts, Iterable) else {}
    order = ["en", *(language for language in pack.languages if language != "en")]
    return "<br>".join(_cell(labels[language]) for language in order if language in labels)


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def _records(pack: Pack) -> Iterator[str]:
    yield f"# Records of pack `{pack.code}`"
    for key, record in pack.records.items():
        yield f"\n## `{key}`: {_cell(record.title.get('en', ''))}\n"
        yield "| field | what it is | article | status |"
        yield "|---|---|---|---|"
        for entry in record:
            text = _languages(pack, entry.label) + ("<br>Only where it exists." if entry.where_it_exists else "")
            yield f"| `{entry.code}` | {text} | {_cell(entry.article)} ({entry.source}) | {entry.status} |"

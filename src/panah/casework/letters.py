# SPDX-License-Identifier: AGPL-3.0-or-later
"""What letters of every procedure share: the office, the person, languages, rules that they cite."""

import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from babel import Locale
from django.conf import settings

from panah.casework.context import Context
from panah.foundation import clock
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Office
from panah.foundation.documents.codes import new_code, printed
from panah.foundation.documents.typeset import letters_folder
from panah.foundation.documents.typeset_model import load_spec
from panah.law.texts import load_own
from panah.names import romanise
from panah.register.models import BirthPrecision, Person, PersonName
from panah.register.public import current_address, latin_of, names_of

LANGUAGES = ("az", "en", "ru", "fa")
_WRITTEN_ALIKE = {"prs": "fa", "fas": "fa", "aze": "az", "azb": "az", "azj": "az", "eng": "en", "rus": "ru"}


@functools.lru_cache(maxsize=8)
def service(pack: str) -> Mapping[str, Any]:
    """What the pack says of the service and of others (`service.yaml`)."""
    return load_own((letters_folder(pack).parent / "service.yaml").read_text(encoding="utf-8"))


def rule(ctx: Context, name: str) -> Mapping[str, Any]:
    """A rule that letters cite: article, standing, label."""
    return service(ctx.case.pack)["rules"][name]


def understood(ctx: Context) -> str:
    """A language of letters that the person understands: that of the decision, of the notice, one of the person's own."""
    asking = [name for name in ctx.procedure.actions if _asks_language(ctx, name)]
    last = ctx.last(*asking) if asking else None
    content = ctx.content(last.name) if last else None
    known = [content["language_understood"]] if content and content.get("language_understood") else []
    start = ctx.content("start")
    known += [start["notice_language"]] if start and start.get("notice_language") else []
    known += [ctx.case.person.interpreter_language, *ctx.case.person.languages]
    for code in known:
        language = _WRITTEN_ALIKE.get(code, code)
        if language in LANGUAGES:
            return language
    return "en"


def _asks_language(ctx: Context, name: str) -> bool:
    return any(field.name == "language_understood" for field in ctx.procedure.fields_of(name))


def cited(text: str) -> list[str]:
    """The articles that an officer wrote in one line, taken apart."""
    return [part.strip()[:60] for part in re.split(r"[;\n]", text) if part.strip()]


def languages_for(*kinds: str) -> Any:
    """How a letter's languages are found: the pack's own first, then one that the person understands (RS-16)."""

    def languages(ctx: Context) -> Sequence[str]:
        written = load_spec(kinds[0], ctx.case.pack).languages
        second = understood(ctx)
        return list(dict.fromkeys([written[0], second if second in written else written[0]]))

    return languages


def office_only(kind: str) -> Any:
    """The languages of a letter to another body: the pack's own."""

    def languages(ctx: Context) -> Sequence[str]:
        return [load_spec(kind, ctx.case.pack).languages[0]]

    return languages


def in_all_languages(kind: str) -> Any:
    """The languages of a letter to a party whose language nobody asked: all in which it is worded, the pack's own first."""

    def languages(ctx: Context) -> Sequence[str]:
        return load_spec(kind, ctx.case.pack).languages

    return languages


def in_every_language(text: str) -> dict[str, str]:
    """One text that stands in every language version of a letter: what the person or an officer wrote."""
    return dict.fromkeys(LANGUAGES, text)


def office_of(ctx: Context) -> dict[str, Any]:
    """The letterhead."""
    office: Office = ctx.case.office
    names = {"az": office.name_az, "en": office.name_en, "ru": office.name_ru, "fa": office.name_en}
    found: dict[str, Any] = {"name": names, "address": office.address or names}
    if office.telephone:
        found["phone"] = office.telephone
    return found


def signatory(ctx: Context, role: str) -> dict[str, Any]:
    """A function and its office: no names of officers stand in letters."""
    functions = service(ctx.case.pack)["functions"]
    return {"function": functions.get(role, functions["officer"]), "office": office_of(ctx)["name"]}


_ROLE_OF_ACT = (
    Role.CASE_OFFICER,
    Role.REGISTRAR,
    Role.APPEAL_OFFICER,
    Role.REVIEWER,
    Role.BORDER_OFFICER,
    Role.STAY_OFFICER,
    Role.STAY_REVIEWER,
    Role.STAY_APPEAL_OFFICER,
    Role.STAY_HEAD,
    Role.RETURN_OFFICER,
    Role.RETURN_HEAD,
)


def envelope(ctx: Context, *roles: str) -> dict[str, Any]:
    """Office, reference, date, addressee, signatories. roles: who signs; the actor's own function when left out."""
    acting_as = [role.value for role in _ROLE_OF_ACT if role in ctx.actor.roles]
    return {
        "office": office_of(ctx),
        "reference": f"L-{printed(new_code())}",
        "issued_on": ctx.on,
        "addressee": addressee(ctx),
        "signatories": [signatory(ctx, role) for role in (roles or acting_as[:1] or ("officer",))],
    }


def addressee(ctx: Context) -> dict[str, Any]:
    """The person and where the person lives, as far as the side knows it that writes.

    A letter is made while everything is open (`whole_case`, `step_by_itself`): where another side alone knows an address or a
    name, it must not stand in a letter that this side reads (NR-15).
    """
    address = current_address(ctx.actor, ctx.case.person_id, ctx.on, ctx.case.compartment)
    found: dict[str, Any] = {"name": name_of(ctx)}
    if address:
        found["lines"] = [line for line in (address.text, address.district) if line]
    return found


def name_of(ctx: Context) -> str:
    """The person's name in Latin letters."""
    return latin_of(_names_here(ctx)) or ctx.case.number


def _names_here(ctx: Context) -> list[PersonName]:
    """The names that go with the person, and those that the case's own side was told."""
    known = {"", ctx.case.compartment, ctx.rule.compartment or ""}
    return [name for name in names_of(ctx.case.person) if name.compartment in known]


def name_parts(ctx: Context) -> tuple[str, str]:
    """Surname and given names in Latin letters; a single name stands as the surname."""
    names = _names_here(ctx)
    current = names[0] if names else None
    if current is None or not current.family:
        return latin_of(names) or "-", ""
    given = " ".join(part for part in (current.given, current.patronymic) if part)
    language = current.language or None
    return romanise(current.family, language), romanise(given, language) if given else ""


def birth_of(person: Person) -> dt.date | dict[str, int | None] | None:
    """The birth as far as it is known, for letters; None when nothing is."""
    if person.born_from is None or person.born_to is None:
        return None
    if person.born_from == person.born_to:
        return person.born_from
    month = person.born_from.month if person.birth_precision == BirthPrecision.MONTH else None
    return {"year": person.born_to.year, "month": month, "day": None}


def language_names(codes: Sequence[str]) -> dict[str, str]:
    """Names of languages in each language of letters."""
    found = {}
    for language in LANGUAGES:
        known = Locale.parse(language).languages
        found[language] = ", ".join(known.get(code) or known.get(_WRITTEN_ALIKE.get(code, ""), code) for code in codes)
    return found


def basis(ctx: Context, articles: str) -> list[dict[str, Any]]:
    """The articles that an officer cited, each with its standing in the pack; one that the pack lacks is unconfirmed."""
    standing = {
        reference: clause.meta.status for clause in ctx.pack.clauses.values() for reference in clause.reference or []
    }
    return [{"article": one, "status": standing.get(one, "unverified")} for one in cited(articles)]


def last_day(ctx: Context, parameter: str, since: dt.date) -> dt.date:
    """The last day of a period of the law that begins with a day, whoever it is about.

    For a letter that says "if nothing else carries your stay": it must not be told from the letter whether something does (NR-15).
    """
    end = ctx.pack.calendar.add(since, ctx.parameter(parameter).duration())
    return end.date() if isinstance(end, dt.datetime) else end


def check_page() -> str:
    """The public page on which papers are checked, whosoever they are (NR-09)."""
    return f"{settings.PANAH_PORTAL_URL.rstrip('/')}/check/"


def check_url(code: str) -> str:
    """Where anybody can check a document (NR-09)."""
    return f"{settings.PANAH_PORTAL_URL.rstrip('/')}/check/{code}"


def moment(ctx: Context) -> dt.datetime:
    """The instant of the action in the zone of the pack."""
    return ctx.now.astimezone(clock.zone())


def appeal_box(ctx: Context, served_on: dt.date) -> dict[str, Any]:
    """What the person can do against a decision, by when if it was served on a day, and what a suit does not do."""
    texts = service(ctx.case.pack)
    period = ctx.pack.parameter("appeal.court", max(served_on, ctx.pack.law_from))
    end = ctx.pack.calendar.add(served_on, period.duration())
    return {
        "appeal_body": texts["bodies"]["court"]["name"],
        "appeal_address": texts["bodies"]["court"]["address"],
        "appeal_deadline": end.date() if isinstance(end, dt.datetime) else end,
        "appeal_period": ctx.parameter("appeal.court"),
        "no_suspension": rule(ctx, "no_suspension"),
        "interim_relief": rule(ctx, "interim_relief"),
        "complaint_body": texts["bodies"]["complaint"]["name"],
        "complaint_pause": rule(ctx, "complaint_pause"),
        "help": texts["help"],
    }

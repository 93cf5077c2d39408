# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a question of citizenship may be answered, and how (Cabinet decision 84; MC 3.0.1-3.0.2; RS-28).

People decide; these conditions keep doubt from deciding. Nobody becomes a citizen by a link that only the application names, nobody is
found to be none without having been asked about what they named, and nobody becomes stateless by the silence of a state.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from panah.casework import coded
from panah.casework.context import Context
from panah.casework.effects import DRAFT
from panah.casework.errors import Problem
from panah.casework.procedure.facts import facts_of
from panah.casework.procedure.schema import START
from panah.casework.registry import assess_case, predicate
from panah.domains.residence.home import country_names
from panah.law.engine import assess
from panah.register.models import Affiliation
from panah.register.public import home_country

EXAMINED, HEARD, INVITED = "examine", "hear", "invite"
CONSIDERS, DENIES, UNKNOWN = "considers", "denies", "unknown"
OTHER_STATE, STATELESS, LEFT_OPEN = "other_state", "stateless", "left_open"
BASES = ("stateless_by_states", "stateless_by_identity_card")
"""Bases of statelessness that verified law has; the power of courts is not verified and carries it with another one alone."""

#: What an applicant may name as a link with the country, by the names of the law.
LINKS = (
    "citizen_before_law",
    "born_in_country",
    "parent_is_citizen",
    "parents_changed_citizenship",
    "adopted",
    "refugee_settled_1988_1992",
    "affiliation_other_ground",
)


def examined(ctx: Context) -> Mapping[str, Any]:
    """What the examinations found, each answer as it was given last."""
    found: dict[str, Any] = {}
    for content in ctx.contents(EXAMINED):
        found |= {name: answer for name, answer in content.items() if answer not in (None, [])}
    return found


def states(ctx: Context, answer: str) -> list[str]:
    """The other states of which the examination says so."""
    return [str(row["country"]) for row in examined(ctx).get("states") or () if row["considers"] == answer]


def standing_of(content: Mapping[str, Any]) -> str:
    """What a draft says of other states; "" unless it says that the person is no citizen here."""
    return str(content.get("standing") or "") if content.get("outcome") == Affiliation.NOT_CITIZEN else ""


def links_named(ctx: Context) -> list[str]:
    """The other states with a link: named in the application, as citizenship, or as the country of birth."""
    person, filed = ctx.case.person, (ctx.content(START) or {}).get("links") or ()
    named = [*person.citizenships, person.birth_country, *(str(row["country"]) for row in filed)]
    return [code for code in dict.fromkeys(named) if code and code != home_country(ctx.case.pack, ctx.on)]


def bases_found(ctx: Context) -> list[str]:
    """The verified bases on which the law finds that no state has the person as its own, if the person is no citizen here."""
    also = {"affiliation_result": Affiliation.NOT_CITIZEN.value, "citizenships": []}
    findings = assess_case(ctx.case, ctx.on, ctx.actor.language, BASES, also=also)
    return [name for name in BASES if findings.value(name) is True and not findings[name].doubtful]


def _weighed(ctx: Context) -> Mapping[str, Any]:
    return ctx.data or {}


@predicate("states_rest_on_something")
def states_rest_on_something(ctx: Context) -> list[Problem]:
    """What is said of another state rests on its answer, its law or a paper; of this country it is said by the result."""
    if ctx.data is None:
        return []
    found, rows = [], _weighed(ctx).get("states") or ()
    loose = [str(row["country"]) for row in rows if row["considers"] != UNKNOWN and row["rests_on"] == "none"]
    if loose:
        found.append(
            Problem(
                "state_without_answer",
                _("Say on what this rests, or that it is not known: %(states)s. Silence of a state is no answer.")
                % {"states": country_names(loose, ctx.actor.language)},
                field="states",
                article="MC 3.0.2",
            )
        )
    if home_country(ctx.case.pack, ctx.on) in {row["country"] for row in rows}:
        found.append(
            Problem("state_is_this_one", _("Here stand other states alone. This one is decided on."), field="states")
        )
    return found


@predicate("came_or_was_invited")
def came_or_was_invited(ctx: Context) -> Problem | None:
    """That somebody did not come is noted of those who were invited in writing."""
    if ctx.data is None or ctx.answers.get("came") is not False or ctx.last(INVITED):
        return None
    return Problem("not_invited", _("The person was not invited. Invite them first."), field="came", article="RS-28")


@predicate("citizenship_is_found")
def citizenship_is_found(ctx: Context) -> Problem | None:
    """A link of the list that an officer found, not one that the application alone names, and that rests on verified law."""
    listed = coded.ground_list(ctx, "grounds")
    known = facts_of(ctx.procedure.fields_of(EXAMINED), examined(ctx))
    items = list(listed.on(ctx.on)) if listed else []
    found = assess(known, ctx.on, pack=ctx.case.pack, variables=[item.variable for item in items])
    if any(found.value(item.variable) is True and not found[item.variable].doubtful for item in items):
        return None
    return Problem(
        "no_link_found",
        _("The examination has found no link of the list that verified law names. Record what was found first."),
        article="C84",
    )


@predicate("links_were_examined")
def links_were_examined(ctx: Context) -> list[Problem]:
    """Whatever the person names as a link was looked at before it is said that the person is no citizen (RS-28: shared burden)."""
    filed, found = ctx.content(START) or {}, examined(ctx)
    labels = {field.name: field.label.in_(ctx.actor.language) for field in ctx.procedure.fields_of(EXAMINED)}
    return [
        Problem(
            "link_not_examined",
            _("The person names this, and nobody has looked at it: %(link)s. Record what was found.")
            % {"link": labels[name]},
            article="RS-28",
            details={"fact": name},
        )
        for name in LINKS
        if filed.get(name) is True and found.get(name) is None
    ]


@predicate("lack_of_a_link_is_a_result")
def lack_of_a_link_is_a_result(ctx: Context) -> Problem | None:
    """Who shows no link is not turned away: it is said what was found, with a way to challenge it."""
    if coded.NO_GROUND not in (_weighed(ctx).get("refusal_grounds") or ()):
        return None
    return Problem(
        "is_a_result",
        _(
            "That no link was found is a result and no refusal. Decide what the person is, or that it cannot be determined."
        ),
        field="refusal_grounds",
        article="SMS 12739",
    )


@predicate("another_state_is_found")
def another_state_is_found(ctx: Context) -> Problem | None:
    """A state that has the person as its citizen was found."""
    if standing_of(_weighed(ctx)) != OTHER_STATE or states(ctx, CONSIDERS):
        return None
    return Problem(
        "no_other_state",
        _("No state was found that has the person as its citizen. Record which one, and on what that rests."),
        field="standing",
        article="MC 3.0.1",
    )


@predicate("nothing_else_is_found")
def nothing_else_is_found(ctx: Context) -> Problem | None:
    """What was found is said: the question of other states is not left open where it has an answer."""
    if standing_of(_weighed(ctx)) != LEFT_OPEN or not states(ctx, CONSIDERS):
        return None
    return Problem(
        "other_state_found",
        _("A state was found that has the person as its citizen: %(states)s. The result has to say so.")
        % {"states": country_names(states(ctx, CONSIDERS), ctx.actor.language)},
        field="standing",
        article="MC 3.0.1",
    )


@predicate("statelessness_is_found")
def statelessness_is_found(ctx: Context) -> list[Problem]:
    """No state has the person as its own: every one with a link denied it, or the old stock holds a card that says so."""
    if standing_of(_weighed(ctx)) != STATELESS:
        return []
    bases = bases_found(ctx)
    found: list[Problem] = []
    if not bases:
        found.append(_problem("no_basis", _("The law finds no verified basis of statelessness in what was recorded.")))
    # A card of the old stock says of every state what the state that issued it found; citizenship that is told is another matter.
    asked = links_named(ctx) if "stateless_by_identity_card" not in bases else list(ctx.case.person.citizenships)
    denied, words = states(ctx, DENIES), ctx.actor.language
    considering, silent = states(ctx, CONSIDERS), states(ctx, UNKNOWN)
    home = home_country(ctx.case.pack, ctx.on)
    missing = [code for code in asked if code not in {*denied, *considering, *silent, home}]
    if considering:
        text = _("A state has the person as its citizen: %(states)s.") % {"states": country_names(considering, words)}
        found.append(_problem("other_state_found", text))
    if silent and "stateless_by_identity_card" not in bases:
        text = _("Of a state it is not known: %(states)s. Silence of a state is no answer.") % {
            "states": country_names(silent, words)
        }
        found.append(_problem("state_silent", text))
    if missing:
        text = _("A state with a link was not examined: %(states)s.") % {"states": country_names(missing, words)}
        found.append(_problem("state_not_examined", text))
    return found


def _problem(key: str, text: Any) -> Problem:
    return Problem(key, text, field="standing", article="MC 3.0.2")


def articles_of(ctx: Context, content: Mapping[str, Any]) -> Sequence[str]:
    """The articles on which a result rests."""
    standing = standing_of(content)
    if standing == STATELESS:
        return ["C84", "MC 3.0.2", *(["L421"] if "stateless_by_identity_card" in bases_found(ctx) else [])]
    return ["C84", "MC 3.0.1"] if standing == OTHER_STATE else ["C84"]


def draft(ctx: Context) -> Mapping[str, Any]:
    """The draft that is confirmed. Raises RuntimeError where there is none."""
    content = ctx.content(DRAFT)
    if content is None:
        raise RuntimeError("A decision is confirmed of a draft; the procedure let none be written.")
    return content

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue of suspected duplicates, two files side by side, and splitting what was read as one."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from panah.casework.selectors.file import account_names
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import allows
from panah.interfaces.staff import pairs, show
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.finding import find, search_fields
from panah.interfaces.staff.reading import read_id, request_id_of
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.register import public as register
from panah.register.models import PairState, VerdictKind
from panah.register.policy import RegisterPermission

PER_PAGE = 25
MOST = 1_000
"""Pairs that one can leaf through; nobody comes that far, and counting all of a large register takes long."""
TABS = (
    ("open", (PairState.OPEN,)),
    ("proposed", (PairState.PROPOSED,)),
    ("apart", (PairState.APART,)),
    ("merged", (PairState.MERGED,)),
)


@require_GET
@door(RegisterPermission.DUPLICATES, purpose="duplicates")
def queue_page(request: HttpRequest) -> HttpResponse:
    """The pairs of the actor's compartments, the likeliest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = request.GET.get("state", "open")
    states = dict(TABS).get(chosen) or dict(TABS)["open"]
    rows = register.duplicate_queue(actor, states)[:MOST]
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    listed = list(shown.object_list)
    register.pairs_listed(actor, listed)
    empty = {
        "open": _(
            "Nobody in your register looks like somebody else just now. New pairs come after registrations and changes."
        ),
        "proposed": _("No proposal waits for a second person."),
        "apart": _("No pair is held apart."),
        "merged": _("No two files are read as one."),
    }
    current = next((name for name, these in TABS if these == states), "open")
    context = {
        "tabs": [
            {"label": pairs.STATES[name][0], "href": f"?state={name}", "current": name == current} for name, _s in TABS
        ],
        "rows": pairs.queue_rows(actor, listed),
        "shown": shown,
        "empty": empty[current],
    }
    return page(request, "staff/duplicates.jinja", context, place="duplicates")


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.DUPLICATES, purpose="duplicates")
def pair_page(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Both files side by side, with what one may do: propose, agree, send back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = register.pair_file(actor, pair_id)
    fields = _fields(actor, found)
    values: Mapping[str, Any] = bind(fields, request.POST) if request.method == "POST" else {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            done = _do(request, actor, found, values)
            messages.success(request, done)
            return HttpResponseRedirect(reverse("staff:pair", args=(pair_id,)))
        except register.Invalid as wrong:
            errors = {("what" if path == "kept" else path): str(text) for path, text in wrong.errors.items()}
        except register.RegisterError as refused:
            errors = {"": str(refused)}
            found = register.pair_file(actor, pair_id)
            fields = _fields(actor, found)
    left, right = (found.people[end] for end in (found.pair.left_id, found.pair.right_id))
    waiting = found.waiting
    context = {
        "pair": found.pair,
        "state": pairs.say_state(found.pair),
        "percent": pairs.percent(found.pair),
        "source": pairs.say(pairs.SOURCES, found.pair.source),
        "reasons": pairs.reasons(found.pair),
        "cards": [_card(actor, found, person) for person in (left, right)],
        "rows": pairs.side_by_side(actor, left, right),
        "history": pairs.history(found.said),
        "form": Form(fields, values, errors),
        "waiting": waiting,
        "own": waiting is not None and waiting.proposed_holder == actor.holder_id,
        "proposer": account_names([waiting.proposed_by]).get(waiting.proposed_by, "") if waiting else "",
        "verdict": pairs.say(pairs.VERDICTS, waiting.kind) if waiting else "",
        "goes_on": _name(found, waiting.kept_id) if waiting and waiting.kept_id else "",
        "may": allows(actor, RegisterPermission.MERGE, found.pair) and found.pair.state != PairState.MERGED,
        "request_id": uuid.uuid4(),
    }
    return page(request, "staff/duplicate.jinja", context, place="duplicates", status=422 if errors else 200)


def _name(found: Any, person_id: uuid.UUID | None) -> str:
    person = found.people.get(person_id)
    return (register.latin_name(person) or register.display_name(person)) if person else ""


def _card(actor: Actor, found: Any, person: Any) -> dict[str, Any]:
    top = found.tops[person.pk]
    return {
        **show.person_card(actor, person, href=reverse("staff:person", args=(person.pk,))),
        "part_of": _name(found, top) if top != person.pk else "",
    }


def _fields(actor: Actor, found: Any) -> list[Field]:
    if found.waiting is not None:
        own = found.waiting.proposed_holder == actor.holder_id
        hint = "" if own else _("Needed when you do not agree: whoever proposed it reads this.")
        return [Field("answer", "long_text", _("What you say to it"), hint, max_length=1000)]
    options = [
        (
            f"same:{top}",
            _("The same person: the file of %(name)s, born %(born)s, goes on")
            % {
                "name": _name(found, top),
                "born": show.birth_words(found.people[top].born) or _("at an unknown time"),
            },
        )
        for top in dict.fromkeys(found.tops[end] for end in (found.pair.left_id, found.pair.right_id))
    ]
    if found.pair.state != PairState.APART:
        options.append(("apart", _("Two people: keep the files apart")))
    return [
        Field("what", "choice", _("What are the two?"), required=True, options=options, widget="radios"),
        Field(
            "reason",
            "long_text",
            _("Why"),
            _("What you compared, and what decided it. The second person reads this."),
            required=True,
            max_length=1000,
        ),
    ]


def _do(request: HttpRequest, actor: Actor, found: Any, values: Mapping[str, Any]) -> str:
    request_id = request_id_of(request.POST)
    pressed = request.POST.get("do", "")
    if pressed in ("agree", "send_back"):
        verdict_id = read_id(request.POST.get("verdict")) or uuid.UUID(int=0)
        answer = str(values.get("answer") or "")
        one: dict[str, Any] = {"actor": actor, "verdict_id": verdict_id, "request_id": request_id}
        if pressed == "agree":
            verdict = register.agree(**one, answer=answer)
            if verdict.kind == VerdictKind.SAME:
                return _("The two are read as one file from now on. It can be split again at any time.")
            return _("The two are kept apart. The pair comes back only if a name, a birth or a paper changes.")
        register.send_back(**one, answer=answer)
        return _("The pair is open again.")
    kind, _colon, kept = str(values.get("what") or "").partition(":")
    if kind not in VerdictKind.values:
        raise register.Invalid({"what": _("Choose one of the answers offered")})
    register.propose(
        actor=actor,
        pair_id=found.pair.pk,
        kind=kind,
        kept_id=read_id(kept),
        reason=str(values.get("reason") or ""),
        request_id=request_id,
    )
    return _("Your proposal waits for a second person.")


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.SPLIT, purpose="duplicates")
def split_page(request: HttpRequest, merge_id: uuid.UUID) -> HttpResponse:
    """Splitting: why, and which of the rows written meanwhile belong to the other file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    merge = register.merge_file(actor, merge_id)
    kept, absorbed = pairs.files_named(actor, merge)
    rows = register.rows_since(actor, merge) if merge.split_at is None else []
    names = register.display_names(actor, [end for one in rows for end in (one.holder_id, one.other_id)])
    options = [
        (
            one.key,
            _("%(what)s: from %(one)s to %(other)s")
            % {
                "what": pairs.row_words(one.table, one.row),
                "one": names.get(one.holder_id, ""),
                "other": names.get(one.other_id, ""),
            },
        )
        for one in rows
    ]
    fields = [
        Field(
            "give",
            "multi",
            _("Written since the two were read as one: what belongs to the other file?"),
            _("What you do not tick stays in the file that it was written to."),
            options=options,
        ),
        Field("reason", "long_text", _("Why are these two people?"), required=True, max_length=1000),
    ][0 if options else 1 :]
    values = bind(fields, request.POST) if request.method == "POST" else {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            register.split(
                actor=actor,
                merge_id=merge_id,
                reason=str(values.get("reason") or ""),
                give=values.get("give") or [],
                request_id=request_id_of(request.POST),
            )
            messages.success(request, _("The two files are two again. Say in the queue whether they are two people."))
            return HttpResponseRedirect(reverse("staff:pair", args=(merge.verdict.pair_id,)))
        except register.Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        except register.RegisterError as refused:
            errors = {"": str(refused)}
    context = {
        "merge": merge,
        "kept": kept,
        "absorbed": absorbed,
        "kept_href": reverse("staff:person", args=(merge.kept_id,)),
        "form": Form(fields, values, errors),
        "rows": options,
        "request_id": uuid.uuid4(),
    }
    return page(request, "staff/split.jinja", context, place="duplicates", status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.DUPLICATES, purpose="duplicates")
def report_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Somebody noticed a second file of a person: look for it, and put the two into the queue."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = register.person(actor, person_id, purpose="duplicates")
    fields = search_fields()
    values = bind(fields, request.POST) if request.method == "POST" else {}
    errors: dict[str, str] = {}
    hits: list[dict[str, Any]] | None = None
    if request.method == "POST":
        try:
            other_id = read_id(request.POST.get("other"))
            if other_id is not None:
                pair = register.report_pair(actor=actor, one_id=person.pk, other_id=other_id)
                return HttpResponseRedirect(reverse("staff:pair", args=(pair.pk,)))
            hits = [one for one in find(actor, values, purpose="duplicates").hits if one["id"] != person.pk]
        except register.Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        except register.RegisterError as refused:
            errors = {"": str(refused)}
    context = {
        "name": register.latin_name(person) or register.display_name(person),
        "person_href": reverse("staff:person", args=(person.pk,)),
        "form": Form(fields, values, errors),
        "hits": hits,
    }
    return page(request, "staff/report_pair.jinja", context, place="duplicates", status=422 if errors else 200)

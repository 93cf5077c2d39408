# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every refusal as problem+json (RFC 9457): what is wrong, what to do, and what a program needs to go on."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from panah.casework.errors import AlreadyOpen, Blocked, Invalid, NotOffered, Problem, RequestReused, Stale
from panah.casework.models import Action
from panah.foundation import clock
from panah.foundation.access.errors import Denied, Gone, NotFound
from panah.foundation.documents.uploads import MESSAGES, UploadRefused
from panah.foundation.oversight.errors import Invalid as OversightInvalid
from panah.foundation.oversight.errors import Paused, TooMany
from panah.interfaces.api.parser import Unreadable
from panah.interfaces.api.schemas.base import Change, ProblemOut, StandingProblem
from panah.interfaces.web.doors import note_not_found
from panah.interfaces.web.errors import shut_files
from panah.interfaces.web.stopped import words_of
from panah.law.errors import FactError, VariableNotFound
from panah.register.public import Invalid as RegisterInvalid
from panah.register.public import LooksRegistered, RegisterError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("panah.api")


def problem(
    status: int, key: str, title: str, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """An answer in the shape of `ProblemOut`.

    Args:
        key: the last part of its type.
        more: `errors`, `problems`, `offered`, `changes`, `current_version`, `people`.
    """
    body = ProblemOut(type=f"urn:panah:problem:{key}", title=title, status=status, detail=detail, **more)
    response = JsonResponse(body.model_dump(mode="json", exclude_none=True), status=status, content_type=MEDIA_TYPE)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def standing(problems: Sequence[Problem]) -> list[StandingProblem]:
    """Problems of the engine as the API shows them."""
    return [StandingProblem(key=p.key, message=str(p.message), field=p.field, article=p.article) for p in problems]


def changes(actions: Sequence[Action], language: str) -> list[Change]:
    """Actions that happened meanwhile, with the label of the case's own procedure."""
    found = []
    for one in actions:
        try:
            label = one.case.procedure.act(one.name).label.in_(language)
        except KeyError:
            label = one.name
        found.append(
            Change(
                seq=one.seq, action=one.name, label=label, at=one.at, from_state=one.from_state, to_state=one.to_state
            )
        )
    return found


def invalid(errors: Mapping[str, Any]) -> HttpResponse:
    """422: some answers are wrong; all of them, by path (`persons-0-born`)."""
    return problem(
        422,
        "invalid",
        _("There is a problem with some answers."),
        _("Correct the answers that are named, and send the request again."),
        errors={str(path).replace(".", "-") or "form": str(text) for path, text in errors.items()},
    )


def _denied(request: HttpRequest, error: Denied) -> HttpResponse:
    return problem(
        403,
        "denied",
        _("This is not open to you"),
        _("Your roles do not include “%(permission)s” here. If your work needs it, ask the head of your unit.")
        % {"permission": error.permission},
    )


def _paused(request: HttpRequest, error: Paused) -> HttpResponse:
    heading, lines = words_of(error)
    return problem(403, "paused", heading, " ".join(lines))


def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    heading, lines = words_of(error)
    return problem(429, "too_many_people", heading, " ".join(lines), headers={"Retry-After": str(error.wait)})


def _not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error, NotFound):
        note_not_found(request)
    words = _("Nothing is here, or nothing that you may know of. Check the id.")
    return problem(404, "not_found", _("There is no such thing"), f"{words} {shut_files()}")


def _gone(request: HttpRequest, error: Gone) -> HttpResponse:
    return problem(
        410,
        "erased",
        _("This was erased"),
        _("What stood here was erased on %(day)s, at the end of its term or because the person asked for it.")
        % {"day": clock.local_date(error.at).isoformat()},
    )


def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(
        401,
        "unknown_caller",
        _("Nobody is signed in"),
        _("Send “Authorization: Bearer” with a key of your account that has not ended."),
        headers={"WWW-Authenticate": "Bearer"},
    )


def _stale(request: HttpRequest, error: Stale) -> HttpResponse:
    return problem(
        409,
        "stale",
        str(error.title),
        _("Look at what changed, then send the action again with the current version and a new request id."),
        current_version=error.current_version,
        changes=getattr(request, "api_changes", []),
    )


def _not_offered(request: HttpRequest, error: NotOffered) -> HttpResponse:
    detail = (
        _("What can be done in this state is listed under “offered”.")
        if error.offered
        else _("In this state there is nothing more to do.")
    )
    return problem(409, "not_offered", str(error.title), detail, offered=error.offered)


def _blocked(request: HttpRequest, error: Blocked) -> HttpResponse:
    return problem(
        409,
        "blocked",
        str(error.title),
        _("Do first what is listed under “problems”; nothing was changed."),
        problems=standing(error.problems),
    )


def _reused(request: HttpRequest, error: RequestReused) -> HttpResponse:
    return problem(
        409,
        "request_reused",
        str(error.title),
        _("The request id was used before for something else. Use a new one for each attempt."),
    )


def _already_open(request: HttpRequest, error: AlreadyOpen) -> HttpResponse:
    # The number is told only where the service found that the caller may know it.
    detail = (
        _("Go on with the open file %(number)s instead.") % {"number": error.number}
        if error.number
        else _("Go on with the open file instead.")
    )
    return problem(409, "already_open", str(error.title), detail)


def _register(request: HttpRequest, error: RegisterError) -> HttpResponse:
    # The sentences of the register name fields, never what was typed.
    if isinstance(error, LooksRegistered):
        return problem(
            409, "looks_registered", _("Somebody just like this is registered"), str(error), people=error.people
        )
    return problem(409, "register", _("The register has moved on"), str(error))


def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors: dict[str, str] = {}
    for one in error.errors:
        # Ninja puts the source and the parameter's name before the path: ("body", "payload", "persons", 0, "born").
        place = [str(part) for part in one["loc"]]
        inside = place[2:] if place[:1] == ["body"] else place[1:]
        if one["type"] == "panah_many":
            # Several fields of one record, refused together by the register's own models.
            for name, sentence in one["ctx"]["errors"].items():
                errors["-".join([*inside, *name.split(".")])] = sentence
            continue
        errors["-".join(inside) or "body"] = _plain(one)
    return invalid(errors)


def _plain(error: Mapping[str, Any]) -> str:
    kind = error["type"]
    if kind == "missing":
        return _("This is needed. Add it.")
    if kind == "extra_forbidden":
        return _("There is no such field. Take it out.")
    # What pydantic says of a type or a bound names neither a person nor what was typed.
    return str(error["msg"])


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__
    if isinstance(cause, Unreadable):
        title = _("This kind of content is not taken") if cause.status == 415 else _("This could not be read")
        return problem(cause.status, "unreadable", title, str(cause))
    if isinstance(cause, RequestDataTooBig):
        return problem(413, "too_large", _("This is too large"), _("Send less at once."))
    if error.status_code == 403:
        return problem(
            403,
            "csrf",
            _("Please send this again"),
            _("A request that rests on a session needs the CSRF token of the page in the header X-CSRFToken."),
        )
    return problem(error.status_code, "http", _("This could not be read"), str(error))


def _upload(request: HttpRequest, error: UploadRefused) -> HttpResponse:
    if error.reason_key == "upload.scanner_away":
        detail = _("The virus scanner does not answer, and nothing was kept. Send the same request_id again.")
        return problem(503, "scanner_away", _("Back in a moment"), detail, headers={"Retry-After": "60"})
    return invalid({"file": _(MESSAGES[error.reason_key]).format(**error.params)})


def _facts(request: HttpRequest, error: FactError) -> HttpResponse:
    found: dict[str, str] = {}
    for one in error.problems:
        hint = " " + _("Meant: %(names)s?") % {"names": ", ".join(one.suggestions)} if one.suggestions else ""
        found[one.fact if one.fact == "on" else f"facts-{one.fact}"] = one.message + hint
    return invalid(found)


def install(api: NinjaAPI) -> None:
    """Tell ninja how each refusal is shown."""
    handlers: list[tuple[type[Exception], Any]] = [
        (Denied, _denied),
        (Paused, _paused),
        (TooMany, _too_many),
        (OversightInvalid, lambda request, error: invalid(error.errors)),
        (Gone, _gone),
        (NotFound, _not_found),
        (Http404, _not_found),
        (AuthenticationError, _unknown),
        (Stale, _stale),
        (NotOffered, _not_offered),
        (Blocked, _blocked),
        (RequestReused, _reused),
        (AlreadyOpen, _already_open),
        (Invalid, lambda request, error: invalid(error.errors)),
        (RegisterInvalid, lambda request, error: invalid(error.errors)),
        (RegisterError, _register),
        (ValidationError, _validation),
        (HttpError, _http),
        (UploadRefused, _upload),
        (FactError, _facts),
        (VariableNotFound, lambda request, error: invalid({"variables": str(error)})),
        (
            SuspiciousOperation,
            lambda request, error: problem(400, "unreadable", _("This could not be read"), str(error)),
        ),
    ]
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)

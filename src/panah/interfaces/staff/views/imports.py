# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking people over from a file: hand it in, say what its columns are, look at the check, write, see the result."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from panah.foundation.access.actor import Actor
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.interfaces.staff import importing
from panah.interfaces.staff.chrome import page
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Form, bind, uploads
from panah.register.intake import result, selectors, services
from panah.register.intake.columns import COLUMNS, Plan, automatic, chosen, given
from panah.register.intake.errors import FileRefused
from panah.register.intake.readers import Format
from panah.register.intake.words import of_file
from panah.register.jobs import wake
from panah.register.models import ImportMapping, ImportRun, RunState
from panah.register.policy import RegisterPermission, import_compartments

IMPORT = RegisterPermission.IMPORT
ROWS = 50
"""Rows of a file up to which the result names every one."""
_OPEN = (RunState.RECEIVED, RunState.CHECKED, RunState.STOPPED, RunState.FAILED)


def _to(run: ImportRun, name: str = "import") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"staff:{name}", args=(run.pk,)))


@require_GET
@door(IMPORT, purpose="import")
def imports_page(request: HttpRequest) -> HttpResponse:
    """The imports there were, the newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = Paginator(selectors.imports_of(actor), ROWS).get_page(request.GET.get("page"))
    rows = [importing.about(run) for run in shown]
    several = len(import_compartments(actor)) > 1
    return page(request, "staff/imports.jinja", {"rows": rows, "shown": shown, "several": several}, place="imports")


@require_http_methods(["GET", "HEAD", "POST"])
@door(IMPORT, purpose="import")
def new_import(request: HttpRequest) -> HttpResponse:
    """Hand in a file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    mine = import_compartments(actor)
    fields = importing.upload_fields(mine)
    values, errors = bind(fields, request.POST), {}
    if request.method == "POST":
        file = uploads(fields, request.FILES).get("file")
        compartment = values.get("compartment") or (mine[0] if len(mine) == 1 else "")
        if file is None or file.file is None:
            errors["file"] = _("Choose a file")
        if compartment not in mine:
            errors["compartment"] = _("Choose one of the answers offered")
        if not errors and file is not None and file.file is not None:
            try:
                run = services.receive_file(
                    actor=actor, file=file.file, compartment=compartment, source=str(values["source"])
                )
            except FileRefused as refused:
                errors["source" if refused.code == "file.source" else "file"] = of_file(refused.code, refused.params)
            else:
                return _to(run, "import-columns")
    context = {"form": Form(fields, values, errors), "columns": [(one, importing.NAMES[one]) for one in COLUMNS]}
    return page(request, "staff/import_new.jinja", context, place="imports", status=422 if errors else 200)


@require_GET
@door(IMPORT, purpose="import")
def example(request: HttpRequest) -> HttpResponse:
    """A file as it could be: every column, three invented people."""
    answer = HttpResponse(result.EXAMPLE.encode(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="people-example.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@door(IMPORT, purpose="import")
def columns_page(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """How the file is read, and which column is which."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    run = selectors.import_run(actor, run_id)
    if run.state not in _OPEN or run.written:
        return _to(run)
    asked = request.POST if request.method == "POST" else request.GET
    errors: dict[str, str] = {}
    seen = selectors.Preview(Format())
    try:
        seen = selectors.preview(actor, run, _format(run, asked))
    except FileRefused as refused:
        errors["encoding" if run.kind == "csv" else "sheet"] = of_file(refused.code, refused.params)
    saved = selectors.mappings_of(actor, run.compartment)
    plan, used = _plan(seen, _saved(saved, asked.get("mapping", "")), errors)
    form_format = importing.format_fields(seen, run.kind)
    fields = importing.column_fields(seen)
    values = {f"column_{place}": column or importing.LEAVE_OUT for place, column in enumerate(plan.columns)}
    values |= {f"column_{place}": "" for place in plan.undecided}
    if request.method == "POST" and not errors and "look" not in request.POST:
        values = bind(fields, request.POST)
        errors = {name: of_file("columns.undecided") for name, value in values.items() if not value}
        if not errors and (answer := _decide(request, run, seen, list(values.values()), errors)):
            return answer
    context = {
        "run": importing.about(run),
        "format": Form(form_format, _shown(seen.how), errors) if form_format else None,
        "form": Form(fields, values, errors),
        "readable": bool(seen.header),
        "doubt": bool(seen.encodings),
        "undecided": len(plan.undecided),
        "sample": seen.sample,
        "header": seen.header,
        "saved": saved,
        "used": used,
        "name": request.POST.get("save_as", ""),
    }
    return page(request, "staff/import_columns.jinja", context, place="imports", status=422 if errors else 200)


def _format(run: ImportRun, asked: Any) -> Format:
    told = {name: asked.get(name) or run.read_as.get(name, "") for name in ("encoding", "delimiter", "sheet")}
    told["delimiter"] = {"tab": "\t"}.get(told["delimiter"], told["delimiter"])
    return Format.of(told)


def _shown(how: Format) -> dict[str, str]:
    return {"encoding": how.encoding, "delimiter": {"\t": "tab"}.get(how.delimiter, how.delimiter), "sheet": how.sheet}


def _saved(saved: QuerySet[ImportMapping], asked: str) -> ImportMapping | None:
    try:
        return saved.filter(pk=uuid.UUID(asked)).first()
    except ValueError:
        return None


def _plan(
    seen: selectors.Preview, saved: ImportMapping | None, errors: dict[str, str]
) -> tuple[Plan, ImportMapping | None]:
    own = seen.plan or automatic(())
    if saved is None or not seen.header:
        return own, None
    try:
        return given(seen.header, saved.headings), saved
    except FileRefused as refused:
        errors["mapping"] = of_file(refused.code, refused.params)
        return own, None


def _decide(
    request: HttpRequest, run: ImportRun, seen: selectors.Preview, values: Sequence[str], errors: dict[str, str]
) -> HttpResponse | None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    columns = ["" if value == importing.LEAVE_OUT else value for value in values]
    name = request.POST.get("save_as", "").strip()
    try:
        if name:
            headings = {heading: column for heading, column in zip(seen.header, columns, strict=True) if heading}
            services.save_mapping(actor=actor, compartment=run.compartment, name=name, headings=headings, how=seen.how)
        services.decide_columns(
            actor=actor, run_id=run.pk, how=seen.how, plan_for=lambda header: chosen(header, columns)
        )
    except FileRefused as refused:
        errors["save_as" if refused.code == "mapping.name" else "columns"] = of_file(refused.code, refused.params)
        return None
    except services.NotNow as wrong:
        messages.error(request, of_file(wrong.code))
        return _to(run)
    wake()
    return _to(run)


@require_GET
@door(IMPORT, purpose="import")
def import_page(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """One import: how far it is, what was found row by row, what can be done."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    run = selectors.import_run(actor, run_id)
    if run.state == RunState.RECEIVED:
        return _to(run, "import-columns")
    context: dict[str, Any] = {"run": importing.about(run), "rows": [], "shown": None, "outcome": ""}
    if run.state in (RunState.CHECKED, RunState.DONE, RunState.STOPPED):
        outcome = request.GET.get("show", "")
        outcome = outcome if outcome in importing.OUTCOMES else _first(run)
        shown = Paginator(selectors.import_rows(actor, run, outcome), ROWS).get_page(request.GET.get("page"))
        people = [row.person_id for row in shown if row.person_id]
        if people:
            # What the file says of people on record, and the record itself, stand on this page.
            record(actor, Verb.LIST, subject_type="import", subject_id=run.pk, persons=people)
        earlier = selectors.earlier_import(actor, run)
        context |= {
            "rows": [importing.row_words(row, may_open=row.person_id != row.own_id or run.state == RunState.DONE)
                     for row in shown],
            "shown": shown,
            "outcome": outcome,
            "tabs": [(code, importing.OUTCOMES[code], run.counts.get(code, 0)) for code in importing.OUTCOMES],
            "earlier": importing.about(earlier) if earlier else None,
        }  # fmt: skip
    return page(request, "staff/import.jinja", context, place="imports")


def _first(run: ImportRun) -> str:
    """What to look at first: what was refused, then what is doubtful."""
    order = ("refused", "doubtful", "differs", "new", "matched")
    return next((code for code in order if run.counts.get(code)), "new")


def _act(request: HttpRequest, run_id: uuid.UUID, service: Callable[..., ImportRun], said: str) -> HttpResponse:
    try:
        run = service(actor=request.actor, run_id=run_id)  # type: ignore[attr-defined]
    except services.NotNow as wrong:
        messages.error(request, of_file(wrong.code))
        return HttpResponseRedirect(reverse("staff:import", args=(run_id,)))
    wake()
    if said:
        messages.success(request, said)
    return _to(run)


@require_POST
@door(IMPORT, purpose="import")
def start_import(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Write the people of a checked import."""
    return _act(request, run_id, services.start, "")


@require_POST
@door(IMPORT, purpose="import")
def stop_import(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Stop after the batch that is being written."""
    return _act(request, run_id, services.stop, "")


@require_POST
@door(IMPORT, purpose="import")
def resume_import(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Go on where it stopped."""
    return _act(request, run_id, services.resume, "")


@require_POST
@door(IMPORT, purpose="import")
def discard_import(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Throw the file and its rows away."""
    return _act(request, run_id, services.discard, _("The file and its rows are deleted."))


@require_GET
@door(IMPORT, purpose="import")
def mappings_page(request: HttpRequest) -> HttpResponse:
    """Saved mappings: which heading is which column."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = [
        {
            "id": one.pk,
            "name": one.name,
            "saved_at": one.saved_at,
            "columns": [(heading, importing.NAMES[column]) for heading, column in one.headings.items() if column],
        }
        for one in selectors.mappings_of(actor)
    ]
    return page(request, "staff/import_mappings.jinja", {"rows": rows}, place="imports")


@require_POST
@door(IMPORT, purpose="import")
def drop_mapping(request: HttpRequest, mapping_id: uuid.UUID) -> HttpResponse:
    """Delete a saved mapping."""
    services.drop_mapping(actor=request.actor, mapping_id=mapping_id)  # type: ignore[attr-defined]
    messages.success(request, _("The mapping is deleted."))
    return HttpResponseRedirect(reverse("staff:import-mappings"))

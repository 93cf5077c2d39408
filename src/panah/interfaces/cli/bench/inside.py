# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is measured inside one process: an assessment of the law, a letter, a step of a case."""

import datetime as dt
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.conf import settings

from panah import packs
from panah.casework.models import Case
from panah.casework.services import perform
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.sign_in import actor_of
from panah.foundation.documents.codes import new_code
from panah.foundation.documents.typeset import letters_folder
from panah.foundation.documents.typeset_letters import render_letter
from panah.foundation.documents.typeset_model import load_spec
from panah.foundation.documents.typeset_samples import sample_data
from panah.interfaces.cli.bench.figures import Figure, figure
from panah.interfaces.cli.bench.place import Place
from panah.interfaces.cli.problems import CommandProblem
from panah.law.engine import assess
from panah.law.situations import read_situations

LETTER_AIM_MS = 20.0
ASSESS_AIM_MS = 20.0
WARM = 3


def timed(
    name: str, work: Sequence[Callable[[], object]], *, count: int, seconds: float, aim_ms: float | None = None
) -> Figure:
    """Do pieces of work in turn, and time each.

    Args:
        name: of the figure. work: what is done. count: how often in all, at most. seconds: for how long at most.
        aim_ms: what p95 should be at most (ms).

    Returns the figure; the first few times are left out of it.
    """
    for piece in work[:WARM] if len(work) >= WARM else list(work) * WARM:
        piece()
    times: list[float] = []
    worked: list[float] = []
    began = time.perf_counter()
    while len(times) < count and time.perf_counter() - began < seconds:
        piece = work[len(times) % len(work)]
        start, cpu = time.perf_counter(), time.process_time()
        piece()
        times.append(time.perf_counter() - start)
        worked.append(time.process_time() - cpu)
    return figure(name, times, took=time.perf_counter() - began, aim_ms=aim_ms, cpu=worked)


def measure_assess(*, count: int, seconds: float) -> list[Figure]:
    """Assessments of invented people: the whole law of the pack with all reasons, and one question."""
    code = settings.PANAH_PACK
    situations = list(read_situations(Path(packs.__file__).parent / code))
    if not situations:
        raise CommandProblem(f"The pack {code} has no situations to assess.")

    def ask(facts: dict[str, object], on: dt.date, variables: list[str] | None) -> Callable[[], object]:
        return lambda: assess(facts, on, pack=code, variables=variables).to_dict()

    whole = [ask(dict(one.facts), one.on, None) for one in situations]
    single = [ask(dict(one.facts), one.on, [next(iter(one.expect))]) for one in situations]
    return [
        timed(name, work, count=count, seconds=seconds, aim_ms=ASSESS_AIM_MS)
        for name, work in (
            ("one person, every variable with its reasons", whole),
            ("one person, one variable with its reasons", single),
        )
    ]


def measure_letters(*, count: int, seconds: float) -> list[Figure]:
    """Every letter of the pack in two languages, rendered to PDF/UA; then those that go out most, each by itself."""
    code = settings.PANAH_PACK
    kinds = sorted(path.parent.name for path in letters_folder(code).glob("*/letter.yaml"))

    def write(kind: str, second: str) -> Callable[[], object]:
        data = sample_data(kind, code)
        languages = list(dict.fromkeys([load_spec(kind, code).languages[0], second]))

        def write_one() -> object:
            if "verify_url" in data:
                # No two letters carry the same code, so nothing of the code is done in advance.
                data["code"] = new_code()
                data["verify_url"] = data["verify_url"].rpartition("/")[0] + "/" + data["code"]
            return render_letter(kind, data, languages=languages, pack=code)

        return write_one

    work = [
        write(kind, language)
        for kind in kinds
        for language in [one for one in load_spec(kind, code).languages if one != load_spec(kind, code).languages[0]]
    ]
    for piece in work:
        # The first of each kind reads its texts; an office's server has long done so.
        piece()
    found = [timed("every letter, two languages", work, count=count, seconds=seconds, aim_ms=LETTER_AIM_MS)]
    for kind in ("receipt", "temporary_certificate", "interview_invitation", "decision_not_granted"):
        if kind in kinds:
            words = kind.replace("_", " ")
            found.append(
                timed(words, [write(kind, "en")], count=max(1, count // 4), seconds=seconds / 4, aim_ms=LETTER_AIM_MS)
            )
    return found


def measure_perform(place: Place, *, count: int, seconds: float) -> list[Figure]:
    """Steps on open files through the one door, each committed to disk: one without a letter, one with."""
    logins = [row["login"] for row in place.logins if row.get("role") == Role.REGISTRAR]
    account = Account.objects.filter(login__in=logins).order_by("login").first()
    if account is None:
        raise CommandProblem("Nobody registers claims in this database. Measure on a throw-away one.")
    actor = actor_of(account)
    today = clock.today().isoformat()
    with acting(actor, "case"):
        cases = list(Case.objects.filter(closed_at=None, procedure_key="asylum_claim").order_by("number"))
        if not cases:
            raise CommandProblem("There is no open file in this database. Measure on a throw-away one.")
        versions = {case.pk: case.version for case in cases}

        def step(case: Case, action: str, data: Mapping[str, object]) -> Callable[[], object]:
            return lambda: _do(actor, case.pk, action, data, versions)

        attempt = {"attempted_on": today, "channel": "phone", "result": "message_left"}
        plain = [step(case, "record_contact_attempt", attempt) for case in cases]
        found = [timed("a step without a letter (attempt to reach the person)", plain, count=count, seconds=seconds)]
        papers = {
            "documents": [{"item": "School certificate", "place": "Safe 1", "custodian": str(account.pk)}],
            "received_on": today,
        }
        lettered = [step(case, "hand_over_documents", papers) for case in cases]
        found.append(
            timed("a step with a letter (originals taken into keeping)", lettered, count=count, seconds=seconds)
        )
    return found


def _do(
    actor: Actor, case_id: uuid.UUID, action: str, data: Mapping[str, object], versions: dict[uuid.UUID, int]
) -> None:
    done = perform(
        actor=actor,
        case_id=case_id,
        action=action,
        data=dict(data),
        expected_version=versions[case_id],
        request_id=uuid.uuid4(),
    )
    versions[case_id] = done.case.version

# SPDX-License-Identifier: AGPL-3.0-or-later
"""`bench search` and `bench register`: how well and how fast people are found, and how long it takes to register one."""

import contextlib
import multiprocessing
import random
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Compartment, Role
from panah.interfaces.cli.bench.figures import Figure, figure
from panah.interfaces.cli.bench.truth import TOP, Question
from panah.interfaces.cli.search import DESK, operator
from panah.register.public import Answer, Invalid, LooksRegistered, create_person, look_for

PURPOSE = "bench"
_COMPARED = 50  # questions that the plain way is asked as well
_COMPARED_FOR = 30.0  # s at most


@dataclass(frozen=True)
class Way:
    """How is asked. aim: of p95 (ms); of_oracle: share of what a perfect ranking finds."""

    name: str
    with_year: bool
    aim_ms: float


WAYS = (Way("name and year of birth", True, 30.0), Way("name only", False, 60.0))
AT_ONCE_AIM_MS = 60.0


def measure_search(
    questions: Sequence[Question], *, before: Sequence[Question], users: int, think: float, seconds: float
) -> tuple[list[Figure], dict[str, Any]]:
    """Ask the questions one after the other, then by many at once, and a few of them in the plain way.

    Args:
        questions: what is asked. before: what was asked before, unmeasured, as of a server that has been up for a while: it
            knows how the more frequent words of names are read.
        users: who ask at once. think: mean pause of each between two questions (s). seconds: how long many ask at once.

    Returns:
        Figures of time, and of what was found: `recall_at_10`, `oracle`, `of_oracle`, and `recall_<way of writing>`.
    """
    actor = operator(DESK)
    figures: list[Figure] = []
    found: dict[str, Any] = {}
    for way in WAYS:
        times, cpu, hits = [], [], []
        for question in before:
            _found(actor, question, way.with_year)
        for question in questions:
            began, worked = time.perf_counter(), time.process_time()
            hits.append(_found(actor, question, way.with_year))
            times.append(time.perf_counter() - began)
            cpu.append(time.process_time() - worked)
        figures.append(figure(way.name, times, took=sum(times), aim_ms=way.aim_ms, cpu=cpu))
        found |= _quality(way, questions, hits)
    figures += _at_once(questions, users, think, seconds)
    unseen, differing = measure_walls()
    figures += unseen
    found["answers_changed_by_another_compartment"] = differing
    plain, recall = _plainly(actor, questions[:_COMPARED])
    figures.append(plain)
    found["recall_of_ilike"] = recall
    if _has_trigrams():
        figure_of_trigrams, recall = _by_trigrams(actor, questions[:_COMPARED])
        figures.append(figure_of_trigrams)
        found["recall_of_trigrams"] = recall
    return figures, found


def _found(actor: Actor, question: Question, with_year: bool) -> bool:
    """Whether one of the answers stands among the first ten, the question's own record passed over."""
    born = question.born[:4] if with_year else ""
    try:
        with acting(actor, PURPOSE), transaction.atomic():
            hits = look_for(actor=actor, query=question.name, born=born or None, limit=TOP + 1, purpose=PURPOSE).hits
    except Invalid:
        return False
    shown = [hit.external_id for hit in hits if hit.external_id != question.own][:TOP]
    return any(one in question.answers for one in shown)


def _quality(way: Way, questions: Sequence[Question], hits: Sequence[bool]) -> dict[str, Any]:
    word = "with_year" if way.with_year else "name_only"
    oracle = sum(one.oracle_with_year if way.with_year else one.oracle for one in questions) / len(questions)
    recall = sum(hits) / len(hits)
    by_writing: dict[str, list[bool]] = {}
    for question, hit in zip(questions, hits, strict=True):
        by_writing.setdefault(question.rendering, []).append(hit)
    return {
        f"{word}_recall_at_10": round(recall, 4),
        f"{word}_oracle": round(oracle, 4),
        f"{word}_of_oracle": round(recall / oracle, 4) if oracle else None,
        f"{word}_by_writing": {name: round(sum(some) / len(some), 3) for name, some in sorted(by_writing.items())},
    }


def _at_once(questions: Sequence[Question], users: int, think: float, seconds: float) -> list[Figure]:
    """Many who ask at once, in two processes as a server has: with pauses to read, and without any."""
    figures = []
    # A child must not share a connection with its parent; the words that were read it may.
    connection.close()
    asked = [(one.name, one.born[:4]) for one in questions]
    for pause, words in (
        (think, f"{users} users, {think:g} s between two questions of each"),
        (0.0, f"{users} outstanding all the time"),
    ):
        with multiprocessing.get_context("fork").Pool(2) as pool:
            half = users // 2 or 1
            began = time.perf_counter()
            parts = pool.starmap(_crowd, [(asked, half, pause, seconds, number) for number in range(2)])
            took = time.perf_counter() - began
        times = [one for part in parts for one in part]
        aim = AT_ONCE_AIM_MS if pause else None
        figures.append(figure(f"name and year of birth, {words}", times, took=min(took, seconds), aim_ms=aim))
    return figures


def _crowd(asked: Sequence[tuple[str, str]], users: int, pause: float, seconds: float, number: int) -> list[float]:
    """Users of one process; each has a connection of its own, which was used before, as those of a server are kept open
    (CONN_MAX_AGE). Returns the times of their searches (s)."""
    actor = operator(DESK)

    def look(chance: random.Random) -> None:
        name, born = chance.choice(asked)
        with acting(actor, PURPOSE), transaction.atomic():
            look_for(actor=actor, query=name, born=born or None, limit=TOP, purpose=PURPOSE)

    look(random.Random(number))  # noqa: S311 - which question
    connection.close()
    ready = threading.Barrier(users)

    def ask(user: int) -> list[float]:
        chance = random.Random(1000 * number + user)  # noqa: S311 - questions and pauses
        times: list[float] = []
        look(chance)
        ready.wait()
        begin = time.perf_counter()
        time.sleep(chance.random() * pause)
        while time.perf_counter() - begin < seconds:
            started = time.perf_counter()
            look(chance)
            times.append(time.perf_counter() - started)
            if pause:
                time.sleep(chance.expovariate(1 / pause))
        connection.close()
        return times

    with ThreadPoolExecutor(users) as threads:
        return [one for some in threads.map(ask, range(users)) for one in some]


def _plainly(actor: Actor, questions: Sequence[Question]) -> tuple[Figure, float]:
    """The plain way: every word of the name as ILIKE, which needs no extension."""
    times, right = [], 0
    for question in questions:
        words = [f"%{word}%" for word in question.name.replace("<", " ").split()[:2]]
        began = time.perf_counter()
        with acting(actor, PURPOSE), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.external_id FROM register_personname n"  # noqa: S608 - no value stands in it
                " JOIN register_person p ON p.id = n.person_id WHERE "
                + " AND ".join(["n.full ILIKE %s"] * len(words))
                + " LIMIT 11",
                words,
            )
            shown = [row[0] for row in cursor.fetchall() if row[0] != question.own]
        times.append(time.perf_counter() - began)
        right += any(one in question.answers for one in shown[:TOP])
        if sum(times) > _COMPARED_FOR:
            break
    return figure("the plain way (ILIKE), for comparison", times, took=sum(times)), round(right / len(times), 4)


def _has_trigrams() -> bool:
    """Whether the server has pg_trgm; the embedded one has not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def _by_trigrams(actor: Actor, questions: Sequence[Question]) -> tuple[Figure, float]:
    """What one would do with pg_trgm: the names whose three-letter pieces are most alike, with the same rights.

    Its operators are not leakproof, so that PostgreSQL uses no index on them under row-level security.
    """
    times, right = [], 0
    for question in questions:
        began = time.perf_counter()
        with acting(actor, PURPOSE), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.external_id FROM register_personname n JOIN register_person p ON p.id = n.person_id"
                ' WHERE n."full" %% %s ORDER BY similarity(n."full", %s) DESC LIMIT 11',
                [question.name, question.name],
            )
            shown = [row[0] for row in cursor.fetchall() if row[0] != question.own]
        times.append(time.perf_counter() - began)
        right += any(one in question.answers for one in shown[:TOP])
        if sum(times) > _COMPARED_FOR:
            break
    return figure("trigrams (pg_trgm), for comparison", times, took=sum(times)), round(right / len(times), 4)


def measure_walls(count: int = 100, role: str = Role.DISPLACED_OFFICER.value) -> tuple[list[Figure], int]:
    """Whether a name that only another compartment knows is answered otherwise, or at another pace, than one that nobody
    bears (NR-15): the same questions by somebody who does not hold it, before people of these names are written there and
    after. What is written is taken back.

    Args:
        count: how many names. role: with whose eyes is asked.

    Returns:
        Both figures, and how many answers changed, which is to be none.
    """
    chance = random.Random(15)  # noqa: S311 - invented names
    asked = [" ".join(_invented(chance, pieces) for pieces in (3, 2)) for _ in range(count)]
    outside, inside = operator(role), operator(Role.REGISTRAR.value)
    # Once for the words that were never asked for: they are worked out at the first time.
    _answers(outside, asked)
    nobody, before = _answers(outside, asked)
    with acting(inside, PURPOSE), transaction.atomic():
        for name in asked:
            create_person(actor=inside, data={"names": [{"full": name}]}, compartment=Compartment.ASYLUM.value)
        elsewhere, after = _answers(outside, asked)
        transaction.set_rollback(True)
    differing = sum(one != other for one, other in zip(before, after, strict=True))
    return [
        figure("a name that nobody bears", nobody, took=sum(nobody)),
        figure("the same name, borne in another compartment alone", elsewhere, took=sum(elsewhere)),
    ], differing


def _invented(chance: random.Random, pieces: int) -> str:
    return "".join(chance.choice("bdgkmnrstvz") + chance.choice("aeiou") for _ in range(pieces)).title() + "q"


def _answers(actor: Actor, names: Sequence[str]) -> tuple[list[float], list[Answer]]:
    times, answers = [], []
    for name in names:
        began = time.perf_counter()
        with acting(actor, PURPOSE), transaction.atomic():
            answers.append(look_for(actor=actor, query=name, limit=TOP, purpose=PURPOSE))
        times.append(time.perf_counter() - began)
    return times, answers


def measure_register(
    questions: Sequence[Question], *, before: Sequence[Question], count: int, seconds: float, keep: bool
) -> list[Figure]:
    """Register people who are there already, each in a transaction; the look for duplicates is part of registering.

    before: who is registered before, unmeasured, and taken back. keep: commit the others; False takes them back as well (on
    the installation's own database).
    """
    actor = operator(DESK)
    for one in before:
        _registering(actor, one, keep=False)()
    work: list[Callable[[], object]] = [_registering(actor, one, keep) for one in questions[:count]]
    from panah.interfaces.cli.bench.inside import timed

    return [timed("register a person, look for duplicates included", work, count=count, seconds=seconds, aim_ms=60.0)]


def _registering(actor: Actor, question: Question, keep: bool) -> Callable[[], object]:
    def register() -> object:
        data: dict[str, Any] = {"names": [{"full": question.name}], "external_id": f"bench-{uuid.uuid4().hex[:12]}"}
        if question.born:
            data["born"] = question.born
        # Who is found to be registered is refused before anything is kept: that is an answer as well.
        with contextlib.suppress(LooksRegistered), acting(actor, PURPOSE), transaction.atomic():
            person = create_person(actor=actor, data=data, compartment="displaced")
            if not keep:
                transaction.set_rollback(True)
            return person
        return None

    return register

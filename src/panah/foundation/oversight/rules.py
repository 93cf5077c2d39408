# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules (LG-11): each looks at one day of one account and finds something or nothing. They read no database.

Ordinary work must raise nothing. So most rules ask only about *strangers*: people with whom the account has nothing to do, and for
whom nothing was written or done. The numbers stand in `oversight.limits`.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Verb
from panah.foundation.oversight.facts import About, Relation
from panah.foundation.oversight.limits import Limits
from panah.foundation.oversight.models import Rule

DESK = frozenset(
    {Role.REGISTRAR, Role.HEAD_OF_UNIT, Role.STAY_HEAD, Role.RETURN_HEAD, Role.DISPLACED_OFFICER, Role.GUARDIAN}
)
"""Roles that answer whoever comes, or lead a unit: they open files that are nobody's own."""
ROUND_THE_CLOCK = frozenset({Role.BORDER_OFFICER})
"""Roles whose posts work at night and on days off."""
_DONE = frozenset({Verb.ACT, Verb.CREATE, Verb.CHANGE, Verb.DRAFT})
_COPIED = frozenset({Verb.PRINT, Verb.EXPORT})
_OPENED = frozenset({Verb.READ}) | _COPIED
_REVIEWED_APART = frozenset({"emergency"})
"""What has a look of its own afterwards."""
_COMPARED = frozenset({"duplicate", "merge"})
"""Two files side by side, in a queue that gives them out."""


@dataclass(frozen=True)
class Look:
    """One event of the log, as far as the rules ask. sought: the keyed digest of what was searched for."""

    id: uuid.UUID
    at: dt.datetime
    verb: str
    persons: frozenset[uuid.UUID] = frozenset()
    subject_type: str = "case"
    outcome: str = "ok"

    @property
    def opens(self) -> bool:
        """Whether somebody's file was opened."""
        return self.verb in _OPENED and bool(self.persons) and self.subject_type not in _REVIEWED_APART


@dataclass(frozen=True)
class Reader:
    """Whose day it is. words, surnames: of the natural person's name. colleagues: words of the names of all others on staff."""

    roles: frozenset[Role] = frozenset()
    words: tuple[str, ...] = ()
    surnames: frozenset[str] = frozenset()
    colleagues: frozenset[tuple[str, ...]] = frozenset()

    @property
    def desk(self) -> bool:
        """Whether more is usual for one of the roles."""
        return bool(self.roles & DESK)


@dataclass(frozen=True)
class File:
    """People whose files were opened together (a family is one), and the looks that opened them, in order."""

    persons: frozenset[uuid.UUID]
    looks: tuple[Look, ...]

    @property
    def is_list(self) -> bool:
        """Whether it is a list of people that was taken as a file."""
        return self.looks[0].verb == Verb.EXPORT


@dataclass(frozen=True)
class Found:
    """What a rule found: how much of it (files, or people where the rule counts those), and the events that show it.

    stops: it is so much that the account is paused.
    """

    files: int
    events: tuple[uuid.UUID, ...]
    stops: bool = False


@dataclass
class Day:
    """One day of one account.

    looks: of the day, in order. before: of the days before, as far back as the rules ask.
    local: turns an instant into the country's clock. is_off: whether a day is a day off there.
    """

    reader: Reader
    looks: Sequence[Look]
    before: Sequence[Look] = ()
    about: Mapping[uuid.UUID, About] = field(default_factory=dict)
    relations: Mapping[uuid.UUID, Relation] = field(default_factory=dict)
    watched: frozenset[uuid.UUID] = frozenset()
    limits: Limits = field(default_factory=Limits)
    local: Callable[[dt.datetime], dt.datetime] = lambda instant: instant
    is_off: Callable[[dt.date], bool] = lambda day: day.weekday() >= 5

    @cached_property
    def files(self) -> list[File]:
        """The files that were opened on the day."""
        return files_of(self.looks)

    @cached_property
    def done_with(self) -> frozenset[uuid.UUID]:
        """The people for whom the account wrote or did something, on the day or shortly before."""
        looks = (look for look in (*self.before, *self.looks) if look.verb in _DONE)
        return frozenset(person for look in looks for person in look.persons)

    def relation(self, file: File) -> Relation:
        """The closest relation of the account to anybody of the file."""
        return max((self.relations.get(one, Relation.NONE) for one in file.persons), default=Relation.NONE)

    def is_done_with(self, file: File) -> bool:
        """Whether something was written or done in the file."""
        return bool(file.persons & self.done_with)

    def is_strange(self, file: File) -> bool:
        """Whether the account has nothing to do with the file, and did nothing in it."""
        compared = all(look.subject_type in _COMPARED for look in file.looks)
        return self.relation(file) <= Relation.ONCE and not self.is_done_with(file) and not compared

    @cached_property
    def strangers(self) -> list[File]:
        """The strangers' files of the day."""
        return [file for file in self.files if self.is_strange(file)]


def files_of(looks: Collection[Look]) -> list[File]:
    """The files that were opened, in the order in which they were first: whoever stood on one page belongs together.

    Whoever stands in one list that was taken as a file does not: it is a file of its own, and makes one of nobody else's.
    """
    home: dict[uuid.UUID, uuid.UUID] = {}

    def find(one: uuid.UUID) -> uuid.UUID:
        while home[one] != one:
            home[one] = home[home[one]]
            one = home[one]
        return one

    opened = [look for look in looks if look.opens and look.verb != Verb.EXPORT]
    lists = [File(look.persons, (look,)) for look in looks if look.opens and look.verb == Verb.EXPORT]
    for look in opened:
        first, *rest = sorted(look.persons)
        home.setdefault(first, first)
        for other in rest:
            home.setdefault(other, other)
            home[find(other)] = find(first)
    together: dict[uuid.UUID, list[Look]] = defaultdict(list)
    for look in opened:
        together[find(next(iter(look.persons)))].append(look)
    files = [
        File(frozenset(person for look in group for person in look.persons), tuple(group))
        for group in together.values()
    ]
    return sorted([*files, *lists], key=lambda file: file.looks[0].at) if lists else files


def _events(files: Iterable[File]) -> tuple[uuid.UUID, ...]:
    return tuple(look.id for file in files for look in file.looks)


def people_in(files: Iterable[File]) -> int:
    """How many people's files these are: a family on one page is as many as it has members.

    A list that was taken as a file is one: it has a cap, a second person and data protection of its own (`foundation.exports`).
    """
    opened, lists = set[uuid.UUID](), 0
    for file in files:
        if file.is_list:
            lists += 1
        else:
            opened |= file.persons
    return len(opened) + lists


def _at_least(files: Sequence[File], most: int) -> Found | None:
    return Found(len(files), _events(files)) if len(files) >= most else None


def many_people(day: Day) -> Found | None:
    """More people's files in a day than anybody works on. Each member of a family counts: each is taken away by who reads."""
    files, limits = day.files, day.limits
    count = people_in(files)
    if count <= limits.people_a_day:
        return None
    stop = limits.stop_people_desk if day.reader.desk else limits.stop_people
    return Found(count, _events(files), stops=count > stop)


def slow_harvest(day: Day) -> Found | None:
    """Many people over several days whose files are not the account's and in which nothing was done.

    Waiting for one's role is no reason here.
    """
    files = slow_files(day)
    limits, count = day.limits, people_in(files)
    if count <= limits.slow_strangers or not day.files:
        return None
    stop = limits.stop_slow_desk if day.reader.desk else limits.stop_slow
    return Found(count, _events(files), stops=count > stop)


def slow_files(day: Day) -> list[File]:
    """What `slow_harvest` counts."""
    if not day.looks:
        return []
    last = day.local(day.looks[-1].at).date()
    first = last - dt.timedelta(days=day.limits.slow_days - 1)
    looks = [look for look in (*day.before, *day.looks) if day.local(look.at).date() >= first]
    return [file for file in files_of(looks) if day.relation(file) < Relation.OWN and not day.is_done_with(file)]


def same_surname(day: Day) -> Found | None:
    """Several strangers of one surname who do not belong to one family on file."""
    by_name: dict[str, list[File]] = defaultdict(list)
    for file in day.strangers:
        for key in {key for one in file.persons for key in _about(day, one).surnames}:
            by_name[key].append(file)
    files = max(by_name.values(), key=len, default=[])
    return _at_least(files, day.limits.same_surname)


def own_surname(day: Day) -> Found | None:
    """A stranger of the reader's own surname: kin, perhaps, or a former spouse."""
    own = day.reader.surnames
    files = [f for f in day.strangers if any(own & _about(day, one).surnames for one in f.persons)]
    return _at_least(files, 1) if own else None


def own_file(day: Day) -> Found | None:
    """The file of somebody who bears the reader's own name."""
    files = [f for f in day.files if any(_bears(day.reader.words, name) for name in _names(day, f))]
    return _at_least(files, 1)


def own_household(day: Day) -> Found | None:
    """The file of somebody who lives with a person of the reader's own name."""
    files = [
        f
        for f in day.files
        if any(_bears(day.reader.words, name) for one in f.persons for name in _about(day, one).beside)
    ]
    return _at_least(files, 1)


def colleague(day: Day) -> Found | None:
    """A stranger who bears the name of somebody on staff."""
    by_word: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in day.reader.colleagues:
        if words:
            by_word[words[0]].append(words)
    files = [
        file
        for file in day.strangers
        if any(_bears(words, name) for name in _names(day, file) for word in name for words in by_word.get(word, ()))
    ]
    return _at_least(files, 1)


def watched(day: Day) -> Found | None:
    """A file that is watched, opened by somebody who has nothing to do with it."""
    return _at_least([file for file in day.strangers if file.persons & day.watched], 1)


def at_night(day: Day) -> Found | None:
    """A file opened at night."""
    if day.reader.roles & ROUND_THE_CLOCK:
        return None
    limits = day.limits
    looks = [look for look in day.looks if _is_night(day.local(look.at).hour, limits)]
    return _at_least(files_of(looks), limits.at_night)


def _is_night(hour: int, limits: Limits) -> bool:
    return hour >= limits.night_from or hour < limits.night_until


def out_of_hours(day: Day) -> Found | None:
    """Files opened before or after work, or on a day off."""
    if day.reader.roles & ROUND_THE_CLOCK:
        return None
    limits = day.limits

    def is_out(look: Look) -> bool:
        local = day.local(look.at)
        return day.is_off(local.date()) or not limits.day_from <= local.hour < limits.day_until

    return _at_least(files_of([look for look in day.looks if is_out(look)]), limits.out_of_hours)


def strangers(day: Day) -> Found | None:
    """Several files with which the account has nothing to do."""
    most = day.limits.strangers_desk if day.reader.desk else day.limits.strangers
    return _at_least(day.strangers, most)


def once_mine(day: Day) -> Found | None:
    """Files that were the account's once, opened with nothing done in them."""
    return _at_least([f for f in day.strangers if day.relation(f) is Relation.ONCE], day.limits.once_mine)


def come_back(day: Day) -> Found | None:
    """The same stranger on several days."""
    days: dict[uuid.UUID, set[dt.date]] = defaultdict(set)
    for look in (*day.before, *day.looks):
        if look.opens:
            for person in look.persons:
                days[person].add(day.local(look.at).date())
    files = [f for f in day.strangers if any(len(days[one]) >= day.limits.come_back for one in f.persons)]
    return _at_least(files, 1)


def denied(day: Day) -> Found | None:
    """Refused again and again: doors are being tried."""
    looks = [look for look in day.looks if look.verb == Verb.DENIED]
    return Found(len(looks), tuple(look.id for look in looks)) if len(looks) >= day.limits.denied else None


def one_country(day: Day) -> Found | None:
    """Strangers of one nationality in a row, where that nationality is not what the account works on anyway."""
    usual = Counter(_country(day, file) for file in files_of(day.before))
    best: list[File] = []
    row: list[File] = []
    for file in sorted(day.strangers, key=lambda one: one.looks[0].at):
        country = _country(day, file)
        row = [*row, file] if row and country == _country(day, row[-1]) else [file]
        is_usual = usual[country] * 100 >= day.limits.usual_share * max(1, usual.total())
        if country and len(row) > len(best) and not is_usual:
            best = row
    return _at_least(best, day.limits.one_country)


def searches(day: Day) -> Found | None:
    """Searches that showed people, none of whom was opened or written down afterwards: who is on record is being found out."""
    within = dt.timedelta(minutes=day.limits.search_minutes)
    idle = []
    for place, look in enumerate(day.looks):
        if look.verb != Verb.SEARCH or not look.persons:
            continue
        after = (later for later in day.looks[place + 1 :] if later.at <= look.at + within)
        if not any(
            later.verb == Verb.CREATE or (later.verb in _DONE | _OPENED and later.persons & look.persons)
            for later in after
        ):
            idle.append(look)
    return Found(len(idle), tuple(look.id for look in idle)) if len(idle) >= day.limits.searches else None


def printed(day: Day) -> Found | None:
    """Papers of many people, printed or copied, or lists of them taken as a file."""
    files = files_of([look for look in day.looks if look.verb in _COPIED])
    count = people_in(files)
    return Found(count, _events(files)) if count >= day.limits.printed else None


def _about(day: Day, person: uuid.UUID) -> About:
    return day.about.get(person) or About()


def _names(day: Day, file: File) -> list[tuple[str, ...]]:
    return [name for one in file.persons for name in _about(day, one).names]


def _bears(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether a name has every word of another: the father's name may stand in one of them alone."""
    return len(words) > 1 and len(name) > 1 and set(words) <= set(name)


def _country(day: Day, file: File) -> str:
    countries = {_about(day, one).country for one in file.persons}
    return countries.pop() if len(countries) == 1 else ""


RULES: Mapping[Rule, Callable[[Day], Found | None]] = {
    Rule.MANY_PEOPLE: many_people,
    Rule.SLOW_HARVEST: slow_harvest,
    Rule.SAME_SURNAME: same_surname,
    Rule.OWN_SURNAME: own_surname,
    Rule.OWN_FILE: own_file,
    Rule.OWN_HOUSEHOLD: own_household,
    Rule.COLLEAGUE: colleague,
    Rule.WATCHED: watched,
    Rule.AT_NIGHT: at_night,
    Rule.OUT_OF_HOURS: out_of_hours,
    Rule.STRANGERS: strangers,
    Rule.ONCE_MINE: once_mine,
    Rule.COME_BACK: come_back,
    Rule.DENIED: denied,
    Rule.ONE_COUNTRY: one_country,
    Rule.SEARCHES: searches,
    Rule.PRINTED: printed,
}
"""`crawling` is found at the door, by the meter; `virus` by the scanner, when a file is sent."""
DAYS_BACK = 6  # not-law: policy [P]
"""How many days before the day the rules ask about."""


def slack(day: Day) -> int:
    """Of how many further people files may be opened before a rule that stops an account could find anything new."""
    limits, desk = day.limits, day.reader.desk
    today, slow = people_in(day.files), people_in(slow_files(day))
    marks = [
        (today, limits.people_a_day),
        (today, limits.stop_people_desk if desk else limits.stop_people),
        (slow, limits.slow_strangers),
        (slow, limits.stop_slow_desk if desk else limits.stop_slow),
    ]
    return min((most + 1 - count for count, most in marks if count <= most), default=1)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loads a pack: a folder with ``pack.yaml``, ``sources.yaml``, ``calendar/``, ``parameters/`` and
``variables/``."""

import datetime as dt
import importlib.util
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import holidays
import yaml
from openfisca_core.entities import build_entity
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from panah.law.calendar import Calendar
from panah.law.clauses import Clause
from panah.law.coded import Grounds, Papers, read_grounds, read_papers
from panah.law.errors import PackError, ParameterNotFound, Problem, VariableNotFound
from panah.law.facts import read_facts
from panah.law.parameters import ParameterSpec, ParameterValue, Table, read_parameters, to_openfisca
from panah.law.records import Record, read_records
from panah.law.restrictions import RestrictionList, read_restrictions
from panah.law.texts import read_yaml

if TYPE_CHECKING:
    from panah.law.guide.schema import Guide

PACKS_FOLDER = Path(__file__).resolve().parent.parent / "packs"


class PackSystem(TaxBenefitSystem):
    """An OpenFisca system that knows its pack, so that formulas reach the pack's calendar and units."""

    pack: "Pack"

    def __init__(self, entities: list[Any]) -> None:
        super().__init__(entities)
        # The base class keeps this cache on the class: without an own one, two packs would answer each
        # other's questions.
        self._parameters_at_instant_cache: dict[Any, Any] = {}


@dataclass(frozen=True)
class MovedDay:
    """A day that a yearly file of the calendar sets apart from the rule."""

    day: dt.date
    works: bool
    reason: str
    status: str


@dataclass
class Pack:
    """The law of one country, ready to be asked.

    Args:
        code: folder name, e.g. ``az``.
        label: name by language.
        languages: label languages that everything in the pack has.
        law_from: the first day for which the pack answers.
        sources: code -> what the source is.
        specs: parameters with all their values.
        facts, clauses: input and computed variables by name.
        modules: name of a clause -> the file that defines it.
        tables: parameters in rows and columns; each cell is among ``specs`` too.
        grounds, papers: coded lists by procedure.
        guide: the questions for the public, where the pack has them.
        records: what the law says a record must hold, by record.
        restrictions: what the law says of the entries of its lists, by list.
    """

    code: str
    folder: Path
    label: Mapping[str, str]
    languages: tuple[str, ...]
    currencies: tuple[str, ...]
    law_from: dt.date
    note: str
    sources: Mapping[str, Mapping[str, str]]
    calendar: Calendar
    calendar_settings: Mapping[str, Any]
    moved_days: tuple[MovedDay, ...]
    specs: Mapping[str, ParameterSpec]
    system: PackSystem
    facts: Mapping[str, Clause]
    clauses: Mapping[str, Clause]
    modules: Mapping[str, Path] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    grounds: Mapping[str, Grounds] = field(default_factory=dict)
    papers: Mapping[str, Papers] = field(default_factory=dict)
    guide: "Guide | None" = None
    records: Mapping[str, Record] = field(default_factory=dict)
    restrictions: Mapping[str, RestrictionList] = field(default_factory=dict)

    def parameter(self, name: str, on: dt.date) -> ParameterValue:
        """The value of a parameter on a day, with unit, article, source and status.

        Raises:
            ParameterNotFound: no such parameter, or none in force then.
        """
        try:
            spec = self.specs[name]
        except KeyError:
            raise ParameterNotFound(
                f"The pack '{self.code}' has no parameter '{name}'. See docs/law/{self.code}."
            ) from None
        return spec.at(on)

    def variable(self, name: str) -> Clause:
        """A fact or clause by name.

        Raises:
            VariableNotFound: the pack has none of that name.
        """
        found = self.clauses.get(name) or self.facts.get(name)
        if found is None:
            raise VariableNotFound(f"The pack '{self.code}' has no variable '{name}'. See docs/law/{self.code}.")
        return found

    def label_of(self, name: str, language: str) -> str:
        """The label of a fact or clause; English where the language is missing."""
        labels = self.variable(name).meta.labels
        return labels.get(language) or labels.get("en") or name

    @cached_property
    def _modules_of(self) -> dict[str, str]:
        """Name of a clause -> its module. Every decision asks for all of them: paths are taken apart once."""
        root = self.folder / "variables"
        return {name: path.relative_to(root).with_suffix("").as_posix() for name, path in self.modules.items()}

    def module_of(self, name: str) -> str:
        """Where a clause is defined: path under ``variables`` without its ending."""
        return self._modules_of[name]

    def clauses_in(self, *areas: str) -> tuple[str, ...]:
        """The clauses of some areas, in the order of the pack.

        Args:
            areas: modules or folders under ``variables``, e.g. ``person`` or ``stay/extension``.

        Raises:
            VariableNotFound: an area that holds no clause.
        """
        found: dict[str, None] = {}
        for area in areas:
            here = [n for n in self.clauses if (m := self.module_of(n)) == area or m.startswith(f"{area}/")]
            if not here:
                raise VariableNotFound(f"The pack '{self.code}' has no clauses in '{area}'.")
            found |= dict.fromkeys(here)
        return tuple(name for name in self.clauses if name in found)

    def clause_of(self, name: str) -> str:
        """The articles of a fact or clause, as cited."""
        return "; ".join(self.variable(name).reference or [])


def pack_folder(code_or_path: str | Path) -> Path:
    """The folder of a pack, by code or by path.

    Raises:
        PackError: there is no such pack.
    """
    path = Path(code_or_path)
    if not path.is_dir():
        path = PACKS_FOLDER / str(code_or_path)
    if not (path / "pack.yaml").is_file():
        have = sorted(p.parent.name for p in PACKS_FOLDER.glob("*/pack.yaml"))
        raise PackError(str(code_or_path), [Problem("pack.yaml", f"not found. Packs at hand: {', '.join(have)}.")])
    return path.resolve()


@cache
def load_pack(code: str) -> Pack:
    """Loads a pack once per process.

    Args:
        code: e.g. ``az``.

    Raises:
        PackError: the pack does not exist or has errors; all of them are listed.
    """
    pack, problems = read_pack(pack_folder(code))
    if pack is None or any(p.level == "error" for p in problems):
        raise PackError(code, problems)
    return pack


def read_pack(folder: Path) -> tuple[Pack | None, list[Problem]]:
    """Reads a pack and everything that is structurally wrong with it.

    Returns:
        The pack, or None if it is too broken to be built, and the problems.
    """
    problems: list[Problem] = []
    try:
        return _read(folder, problems), problems
    except (LookupError, ValueError, TypeError, AttributeError, OverflowError) as error:
        # Of a file of another shape than it should have: what was found until then is told as well.
        problems.append(Problem(folder.name, f"cannot be put together: {type(error).__name__}: {error}"))
        return None, problems


def _read(folder: Path, problems: list[Problem]) -> Pack | None:
    about = _yaml(folder / "pack.yaml", problems)
    sources = _yaml(folder / "sources.yaml", problems)
    settings = _yaml(folder / "calendar" / "calendar.yaml", problems)
    if problems:
        return None
    languages, currencies = tuple(about["languages"]), tuple(about.get("currencies", ()))
    specs, tables, found = read_parameters(
        folder / "parameters", languages=languages, currencies=currencies, sources=sources
    )
    problems += found
    facts, found = read_facts(folder / "variables" / "facts")
    problems += found
    classes, modules, found = _clauses(folder)
    problems += found
    for name in sorted(facts.keys() & classes.keys()):
        problems.append(Problem(f"variables/{name}", "is both a fact and a clause; rename one"))
    entity = build_entity(about["entity"]["key"], about["entity"]["plural"], about["entity"]["label"], is_person=True)
    system = PackSystem([entity])
    system.parameters = to_openfisca(specs)
    try:
        for cls in [*facts.values(), *classes.values()]:
            cls.entity = entity
            if cls.__name__ not in system.variables:
                system.add_variable(cls)
    except (TypeError, ValueError) as error:
        problems.append(Problem("variables", str(error)))
        return None
    moved = tuple(_moved_days(folder, problems))
    if any(p.where.startswith("calendar") for p in problems):
        return None
    calendar = build_calendar(settings, moved)
    pack = Pack(
        code=folder.name,
        folder=folder,
        label=about["label"],
        languages=languages,
        currencies=currencies,
        law_from=about["law_from"],
        note=str(about.get("note") or "").strip(),
        sources=sources,
        calendar=calendar,
        calendar_settings=settings,
        moved_days=moved,
        specs=specs,
        system=system,
        facts={n: system.variables[n] for n in facts},
        clauses={n: system.variables[n] for n in classes},
        modules=modules,
        tables=tables,
    )
    pack.grounds, found = read_grounds(folder / "grounds", languages=languages, clauses=pack.clauses)
    problems += found
    pack.papers, found = read_papers(folder / "papers", languages=languages, clauses=pack.clauses, sources=sources)
    problems += found
    pack.records, found = read_records(folder / "records", languages=languages, sources=sources)
    problems += found
    pack.restrictions, found = read_restrictions(
        folder / "restrictions", languages=languages, grounds=pack.grounds, facts=pack.facts, specs=specs
    )
    problems += found
    # The guide asks the law, which needs this module first.
    from panah.law.guide.reading import read_guide

    pack.guide, found = read_guide(pack)
    problems += found
    system.pack = pack
    return pack


def build_calendar(settings: Mapping[str, Any], moved: Iterable[MovedDay]) -> Calendar:
    """The calendar of a pack: weekend, holidays of the base country, and the days moved, which win.

    Args:
        settings: content of ``calendar/calendar.yaml``; ``base.years`` are the first and last year whose holidays are known.
        moved: days of the yearly files beside it.
    """
    first, last = settings["first"], settings["last"]
    days_off: dict[dt.date, str] = {}
    days_worked: dict[dt.date, str] = {}
    if base := settings.get("base"):
        from_year, to_year = base.get("years", (first.year, last.year))
        library = holidays.country_holidays(base["country"], years=range(from_year, to_year + 1))
        days_off |= {day: str(name) for day, name in library.items()}
        days_worked |= dict.fromkeys(library.weekend_workdays, "worked instead of another day")
    for entry in moved:
        days_worked.pop(entry.day, None)
        days_off.pop(entry.day, None)
        (days_worked if entry.works else days_off)[entry.day] = entry.reason
    return Calendar(
        days_off=days_off,
        days_worked=days_worked,
        weekend=tuple(settings["weekend"]),
        timezone=settings["timezone"],
        first=first,
        last=last,
        event_day_counts=bool(settings["event_day_counts"]["value"]),
    )


def _moved_days(folder: Path, problems: list[Problem]) -> Iterator[MovedDay]:
    for path in sorted((folder / "calendar").glob("[0-9]*.yaml")):
        where = f"calendar/{path.name}"
        data = _yaml(path, problems)
        for entry in data.get("days") or ():
            day, works, reason = entry.get("date"), entry.get("works"), str(entry.get("reason") or "")
            if not isinstance(day, dt.date) or not isinstance(works, bool) or not reason:
                message = f"each day needs date, works (true or false) and reason; got {entry}"
                problems.append(Problem(where, message))
            elif str(day.year) != path.stem:
                problems.append(Problem(where, f"{day} belongs into calendar/{day.year}.yaml"))
            else:
                yield MovedDay(day, works, reason, str(data.get("status")))


def _yaml(path: Path, problems: list[Problem]) -> dict[str, Any]:
    try:
        data = read_yaml(path)
    except FileNotFoundError:
        problems.append(Problem(path.name, f"{path.name} is missing; a pack needs it"))
        return {}
    except yaml.YAMLError as error:
        problems.append(Problem(path.name, f"is no readable YAML: {error}"))
        return {}
    if not isinstance(data, dict):
        problems.append(Problem(path.name, "must be a mapping"))
        return {}
    return data


def clause_files(folder: Path) -> list[Path]:
    """The Python files of a pack that hold clauses; an area may be a folder of them."""
    return sorted(p for p in (folder / "variables").rglob("*.py") if p.stem != "__init__")


def _clauses(folder: Path) -> tuple[dict[str, type[Clause]], dict[str, Path], list[Problem]]:
    """Every ``Clause`` with a formula in ``variables/**/*.py``, in file and line order."""
    classes: dict[str, type[Clause]] = {}
    modules: dict[str, Path] = {}
    problems: list[Problem] = []
    for path in clause_files(folder):
        where = f"variables/{path.relative_to(folder / 'variables').as_posix()}"
        try:
            module = _module(folder, path)
        except Exception as error:  # a pack file may fail in any way; the reader gets the file and the reason
            problems.append(Problem(where, f"cannot be imported: {type(error).__name__}: {error}"))
            continue
        for name, cls in vars(module).items():
            if isinstance(cls, type) and issubclass(cls, Clause) and cls.__module__ == module.__name__:
                if name in classes:
                    problems.append(
                        Problem(f"{where}#{name}", f"is already defined in {modules[name].name}; rename one")
                    )
                    continue
                classes[name], modules[name] = cls, path
    return classes, modules, problems


def _module(folder: Path, path: Path) -> ModuleType:
    """Imports one file of a pack under a name of its own, so that a pack may lie anywhere."""
    inside = path.relative_to(folder / "variables").with_suffix("")
    name = f"panah_pack_{folder.name}.{'.'.join(inside.parts)}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no loader for {path.name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module

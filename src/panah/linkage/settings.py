# SPDX-License-Identifier: AGPL-3.0-or-later
"""The model: what is compared, in which steps, and which pairs are looked at. One table, read as SQL (`sql`, and Splink on Spark) and as
Python by `panah.linkage.scorer`, so that the two cannot disagree unseen.

A comparison is a list of levels, the first that holds counts. Levels are written once, in a small language of our own
(`Is`), which has a SQL form for each engine and a Python form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import JaroWinkler, Levenshtein

from panah.linkage.records import Record

Test = Callable[[Record, Record], bool]

FUNCTIONS = {
    "duckdb": {"jaro_winkler": "jaro_winkler_similarity", "overlap": "list_has_any"},
    "spark": {"jaro_winkler": "jaro_winkler", "overlap": "arrays_overlap"},
}
"""How engines call what SQL has no common word for. Splink brings `jaro_winkler` to Spark in a jar."""


@dataclass(frozen=True)
class Is:
    """A condition on two records: as SQL with `{jaro_winkler}` and `{overlap}` to be filled in, and as Python."""

    sql: str
    holds: Test

    def __and__(self, other: "Is") -> "Is":
        return Is(f"({self.sql}) AND ({other.sql})", lambda a, b: self.holds(a, b) and other.holds(a, b))

    def __or__(self, other: "Is") -> "Is":
        return Is(f"({self.sql}) OR ({other.sql})", lambda a, b: self.holds(a, b) or other.holds(a, b))


RAREST = 1e-5
"""No name counts as rarer than this: a slip of the pen makes a name that nobody else bears."""
RAREST_PLACE = 1e-3
"""No place counts as rarer than this: many are from every place, and one that a model does not know is not rare."""


@dataclass(frozen=True)
class Level:
    """One step of a comparison.

    name: a code word, which the page puts into words. test: None for "all else". neutral: says nothing either way.
    term: the column whose rarity counts: to share a rare name says more; rarest: no value counts for rarer than this.
    m, u: where they are not estimated: how often the step is reached by pairs that are one person, and that are not.
    held: reviewed pairs do not move it.
    """

    name: str
    test: Is | None
    neutral: bool = False
    term: str = ""
    m: float | None = None
    u: float | None = None
    rarest: float = RAREST
    held: bool = False


@dataclass(frozen=True)
class Compared:
    """A comparison: `field` as reasons call it, and its levels, the likeliest for one person first."""

    name: str
    field: str
    levels: tuple[Level, ...]


def _missing(column: str, *, many: bool = False) -> Is:
    if many:
        return Is(
            f"{column}_l IS NULL OR {column}_r IS NULL", lambda a, b: not getattr(a, column) or not getattr(b, column)
        )
    return Is(
        f"{column}_l IS NULL OR {column}_r IS NULL",
        lambda a, b: getattr(a, column) is None or getattr(b, column) is None,
    )


def _known(column: str) -> Is:
    return Is(
        f"{column}_l IS NOT NULL AND {column}_r IS NOT NULL",
        lambda a, b: getattr(a, column) is not None and getattr(b, column) is not None,
    )


def _same(left: str, right: str = "") -> Is:
    right = right or left
    return Is(
        f"{left}_l = {right}_r",
        lambda a, b: getattr(a, left) is not None and getattr(a, left) == getattr(b, right),
    )


def _overlap(left: str, right: str = "") -> Is:
    right = right or left
    return Is(f"{{overlap}}({left}_l, {right}_r)", lambda a, b: not set(getattr(a, left)).isdisjoint(getattr(b, right)))


def _alike(column: str, least: float) -> Is:
    return Is(
        f"{{jaro_winkler}}({column}_l, {column}_r) >= {least}",
        lambda a, b: JaroWinkler.similarity(getattr(a, column) or "", getattr(b, column) or "") >= least,
    )


def _one_slip(column: str, shortest: int) -> Is:
    return Is(
        f"length({column}_l) >= {shortest} AND length({column}_r) >= {shortest} "
        f"AND levenshtein({column}_l, {column}_r) <= 1",
        lambda a, b: (
            len(getattr(a, column) or "") >= shortest
            and len(getattr(b, column) or "") >= shortest
            and Levenshtein.distance(getattr(a, column), getattr(b, column)) <= 1
        ),
    )


def _not(condition: Is) -> Is:
    return Is(f"NOT ({condition.sql})", lambda a, b: not condition.holds(a, b))


ALIKE, VOWELS, NEARLY = 0.92, 0.86, 0.8
"""Likeness of two spellings (Jaro-Winkler) from which on they are similar; are one where the consonants agree; are near."""
CHILD = 12
"""Years between two births from which on one may be the other's parent (namesakes of two generations)."""


def _vowels_agree() -> Is:
    return Is(
        "given_vowels_l = given_vowels_r OR given_vowels_l IS NULL OR given_vowels_r IS NULL",
        lambda a, b: a.given_vowels is None or b.given_vowels is None or a.given_vowels == b.given_vowels,
    )


def _similar(role: str) -> Is:
    """One word with a slip of the pen: in a short word a slip makes another name, so its length counts."""
    spelling = f"{role}_spelling"
    return _alike(spelling, ALIKE) | _one_slip(spelling, 4) | (_one_slip(role, 4) & _alike(spelling, NEARLY))


def _name(role: str) -> tuple[Level, ...]:
    spelling, keys = f"{role}_spelling", f"{role}_keys"
    missing = _missing(spelling)
    return (
        Level("missing", missing, neutral=True),
        Level("same", _same(spelling), term=spelling),
        Level("sounds_alike", _same(role) & _alike(spelling, VOWELS), term=role),
        Level("same_consonants", _same(role)),
        Level("other_reading", _overlap(keys)),
        Level("similar", _similar(role)),
        Level("nearly", _alike(spelling, NEARLY)),
        Level("differs", None),
    )


_SOUNDS = _same("given") & _vowels_agree()
_READS = _overlap("given_keys") & _vowels_agree()


def _given() -> tuple[Level, ...]:
    """A given name is what tells brothers, sisters and twins apart, so its vowels count as much as its consonants.

    One word in two scripts has the same vowels, or stands in a script that leaves them out. Həsən and Hüseyn share their
    consonants only.
    """
    return (
        Level("missing", _missing("given_spelling"), neutral=True),
        Level("same", _same("given_spelling"), term="given_spelling"),
        Level("sounds_alike", _SOUNDS, term="given"),
        Level("other_reading", _READS),
        Level("one_vowel", _overlap("given_keys") & _one_slip("given_spelling", 4)),
        Level("same_consonants", _overlap("given_keys")),
        Level("similar", _similar("given")),
        Level("nearly", _alike("given_spelling", NEARLY)),
        Level("differs", None),
    )


_TURNED = _overlap("given_keys", "family_keys") & _overlap("family_keys", "given_keys") & _not(_overlap("given_keys"))
_DAY_AND_MONTH = Is(
    "substr(dob_l, 1, 4) = substr(dob_r, 1, 4) AND substr(dob_l, 6, 2) = substr(dob_r, 9, 2) "
    "AND substr(dob_l, 9, 2) = substr(dob_r, 6, 2)",
    lambda a, b: bool(
        a.dob and b.dob and a.dob[:4] == b.dob[:4] and a.dob[5:7] == b.dob[8:] and a.dob[8:] == b.dob[5:7]
    ),
)
_ONE_DIGIT = Is(
    "levenshtein(dob_l, dob_r) <= 1", lambda a, b: bool(a.dob and b.dob and Levenshtein.distance(a.dob, b.dob) <= 1)
)
_YEAR_ONLY = Is("dob_l IS NULL OR dob_r IS NULL", lambda a, b: a.dob is None or b.dob is None)


def _years_apart(most: int) -> Is:
    def hold(a: Record, b: Record) -> bool:
        if a.yob is None or b.yob is None or a.yob_to is None or b.yob_to is None:
            return False
        return a.yob <= b.yob_to + most and b.yob <= a.yob_to + most

    return Is(f"yob_l <= yob_to_r + {most} AND yob_r <= yob_to_l + {most}", hold)


_OTHER_VOWELS = _overlap("given_keys") & _not(_vowels_agree())
_UNLIKE = _known("given_spelling") & _not(_overlap("given_keys")) & _not(_similar("given")) & _not(_TURNED)
_NO_PAPER = _missing("papers", many=True) | _not(_overlap("papers"))
_FAMILY = _same("family") | _same("father")

COMPARED: tuple[Compared, ...] = (
    Compared("given", "name", _given()),
    Compared("family", "name", _name("family")),
    Compared("father", "father", _name("father")),
    Compared("birth", "birth", (
        Level("missing", _missing("yob"), neutral=True),
        Level("same_day", _same("dob")),
        Level("day_and_month_swapped", _DAY_AND_MONTH),
        Level("one_digit", _ONE_DIGIT),
        Level("year_agrees", _YEAR_ONLY & _years_apart(0)),
        Level("same_year", _years_apart(0)),
        Level("two_years", _years_apart(2)),
        Level("differs", _years_apart(CHILD)),
        Level("a_generation_apart", None, m=5e-4),
    )),
    Compared("sex", "sex", (
        Level("missing", _missing("sex"), neutral=True),
        Level("same", _same("sex")),
        Level("differs", None),
    )),
    Compared("place", "place", (
        Level("missing", _missing("place"), neutral=True),
        Level("same", _same("place"), term="place", rarest=RAREST_PLACE),
        Level("other_reading", _overlap("place_keys")),
        Level("differs", None),
    )),
    Compared("district", "place", (
        Level("missing", _missing("district"), neutral=True),
        Level("same_address", _same("address"), m=0.6, u=0.12),
        Level("same", _same("district"), term="district", rarest=RAREST_PLACE),
        Level("other_reading", _overlap("district_keys")),
        Level("differs", None),
    )),
    Compared("paper", "paper", (
        Level("missing", _missing("papers", many=True), neutral=True),
        Level("same", _overlap("papers"), m=0.2, u=5e-7),
        Level("differs", None, m=0.8, u=1.0),
    )),
    Compared("phone", "phone", (
        Level("missing", _missing("phones", many=True), neutral=True),
        Level("same", _overlap("phones"), m=0.5, u=0.06),
        Level("differs", None, m=0.5, u=0.94),
    )),
    Compared("turned", "name", (
        Level("swapped", _TURNED, m=0.02, u=5e-10),
        Level("missing", None, m=0.5, u=0.5, held=True),
    )),
    Compared("kin", "name", (
        # Brothers, sisters and twins share family, father, place, address and telephone, and twins the day of birth. All
        # of that is explained by the family: with another given name it says nothing, unless a paper is shared too.
        Level("brothers_or_sisters", _UNLIKE & _same("family") & _same("father") & _NO_PAPER, m=1e-13, u=0.2, held=True),
        Level("perhaps_kin", _UNLIKE & _FAMILY & _NO_PAPER, m=1e-10, u=0.2, held=True),
        Level("other_vowels", _OTHER_VOWELS & _FAMILY & _NO_PAPER, m=4e-3, u=0.2, held=True),
        Level("missing", None, m=0.5, u=0.5, held=True),
    )),
)  # fmt: skip

DOUBTED = frozenset({"one_vowel", "same_consonants", "similar", "nearly"})
"""Levels of the given name that a slip of the pen reaches as well as a brother, sister or twin."""
CEILING = 3.0
"""policy: the most evidence (bits) for two people whose given names are such, unless a paper is shared. Family name,
father, place, address, telephone and for twins the birth are all explained by one family, however rare they are."""
DOUBT = 0.9
"""policy: the most that may be said of such a pair, whatever reviewed pairs say; below what stops a registration."""


def place_of(compared: str, level: str) -> int:
    """The place of a level among those of its comparison."""
    (levels,) = (one.levels for one in COMPARED if one.name == compared)
    return [one.name for one in levels].index(level)


def doubtful(reached: Mapping[str, str]) -> bool:
    """Whether a pair stays in doubt (`CEILING`, `DOUBT`). Args: reached: comparison -> level."""
    return reached["given"] in DOUBTED and reached["paper"] != "same"


BLOCKING: tuple[tuple[str, ...], ...] = (
    ("given", "family", "yob"),
    ("dob", "family"),
    ("dob", "given", "place"),
    ("given", "father", "yob", "place"),
    ("family", "father", "yob", "place"),
    ("given", "family", "father", "place"),
    ("dob", "father", "sex"),
    ("dob", "place", "sex"),
    ("given", "family", "father"),
    ("dob", "given"),
    ("given", "family", "place"),
    ("paper",),
    ("phone", "given"),
    ("phone", "dob"),
)
"""Pairs that are looked at: those that agree on all columns of one of these."""
SWAPPED = "l.given = r.family AND l.family = r.given AND l.yob = r.yob"
SURE: tuple[str, ...] = ("paper",)
"""Pairs that agree on this are one person nearly always: learnt from, where there are enough."""
TRAINING: tuple[tuple[str, ...], ...] = (("given", "dob"), ("family", "dob"), ("given", "family", "father"))
"""What pairs must agree on to be learnt from: each teaches what the others hold fixed."""


def blocking_rules() -> list[str]:
    """The rules as SQL."""
    return [" AND ".join(f"l.{column} = r.{column}" for column in columns) for columns in BLOCKING] + [SWAPPED]


def level_settings(level: Level, engine: str) -> dict[str, Any]:
    """A level as Splink takes it."""
    condition = "ELSE" if level.test is None else level.test.sql.format(**FUNCTIONS[engine])
    found: dict[str, Any] = {"sql_condition": condition, "label_for_charts": level.name}
    if level.neutral:
        return found | {"is_null_level": True}
    if level.term:
        # Rarity is weighed against how often this very level is reached by chance.
        found |= {
            "tf_adjustment_column": level.term,
            "tf_minimum_u_value": level.rarest,
            "disable_tf_exact_match_detection": True,
        }
    if level.m is not None:
        found |= {"m_probability": level.m, "fix_m_probability": True}
    if level.u is not None:
        found |= {"u_probability": level.u, "fix_u_probability": True}
    return found


def splink_settings(engine: str = "duckdb") -> dict[str, Any]:
    """The settings of an untrained model for Splink.

    Args:
        engine: `duckdb` or `spark`.
    """
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in blocking_rules()],
        "comparisons": [
            {
                "output_column_name": compared.name,
                "comparison_levels": [level_settings(level, engine) for level in compared.levels],
            }
            for compared in COMPARED
        ],
        "probability_two_random_records_match": 1e-7,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }

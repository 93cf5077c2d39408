# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in a cell, as the register keeps it: words for sex, papers, countries, relations; days and years.

Each function takes the cleaned text of a cell and returns a value, or raises `Wrong` with a code of `words.ROW`.
"""

import calendar
import datetime as dt
import re
import unicodedata
from functools import lru_cache

import pycountry
from babel import Locale

from panah.register import codes
from panah.register.models import BirthPrecision, HouseholdRole, PaperKind, Sex

Born = tuple[dt.date | None, dt.date | None, str]
UNKNOWN: Born = (None, None, BirthPrecision.UNKNOWN.value)
EARLIEST_YEAR = 1850  # not-law: no living person was born before


class Wrong(ValueError):
    """A cell that cannot be what it should be. `code`: a key of `words.ROW`; `params`: what its sentence names."""

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).replace("İ", "i").casefold()
    return re.sub(r"[\W_]+", " ", folded).strip()


_SEXES = {
    Sex.FEMALE.value: "f female woman w girl qadın q qız ж жен женский женщина девочка kadın kız زن",
    Sex.MALE.value: "m male man boy kişi k oğlan м муж мужской мужчина мальчик erkek مرد",
    Sex.OTHER.value: "x other digər другой diverse",
    Sex.UNKNOWN.value: "u unknown naməlum неизвестно bilinmiyor n a",
}
_SEX_WORDS = {word: sex for sex, words in _SEXES.items() for word in words.split()}


@lru_cache(maxsize=1000)
def sex(text: str) -> str:
    """One letter of `Sex`."""
    found = _SEX_WORDS.get(_plain(text)) if text else Sex.UNKNOWN.value
    if found is None:
        raise Wrong("sex", value=text[:30])
    return found


_PAPERS = {
    PaperKind.PASSPORT: "passport|pasport|xarici pasport|паспорт|загранпаспорт|заграничный паспорт|pasaport|foreign passport",
    PaperKind.IDENTITY_CARD: "identity card|id card|national id|id|şəxsiyyət vəsiqəsi|vəsiqə|удостоверение личности|"
    "внутренний паспорт|kimlik|kimlik kartı|şv",
    PaperKind.BIRTH_CERTIFICATE: "birth certificate|doğum haqqında şəhadətnamə|doğum şəhadətnaməsi|свидетельство о рождении",
    PaperKind.TRAVEL_DOCUMENT: "travel document|refugee travel document|yol sənədi|səyahət sənədi|проездной документ",
    PaperKind.RESIDENCE_PERMIT: "residence permit|icazə vəsiqəsi|müvəqqəti yaşamaq icazəsi|вид на жительство|"
    "разрешение на проживание|daimi yaşamaq icazəsi",
    PaperKind.DRIVING_LICENCE: "driving licence|driving license|driver licence|driver license|sürücülük vəsiqəsi|"
    "водительское удостоверение|права",
    PaperKind.MILITARY_BOOK: "military book|military id|hərbi bilet|военный билет",
    PaperKind.MARRIAGE_CERTIFICATE: "marriage certificate|nikah haqqında şəhadətnamə|nikah şəhadətnaməsi|"
    "свидетельство о браке",
    PaperKind.OTHER: "other|digər|другой|прочее|другое|qaçqın vəsiqəsi|məcburi köçkün vəsiqəsi|refugee card|idp card",
}
_PAPER_WORDS = {_plain(word): kind.value for kind, words in _PAPERS.items() for word in words.split("|")} | {
    _plain(kind.value): kind.value for kind in PaperKind
}


@lru_cache(maxsize=1000)
def paper_kind(text: str) -> str:
    """A value of `PaperKind`; a number without a kind is of an "other" paper."""
    found = _PAPER_WORDS.get(_plain(text)) if text else PaperKind.OTHER.value
    if found is None:
        raise Wrong("document_type", value=text[:40])
    return found


_ROLES = {
    HouseholdRole.PRINCIPAL: "principal|principal applicant|head|head of household|head of family|household head|self|"
    "ailə başçısı|başçı|глава|глава семьи|глава домохозяйства|заявитель|hane reisi|aile reisi|1",
    HouseholdRole.SPOUSE: "spouse|partner|wife|husband|həyat yoldaşı|arvad|arvadı|ər|əri|xanımı|супруг|супруга|жена|муж|eş|eşi",
    HouseholdRole.CHILD: "child|son|daughter|oğlu|oğul|qızı|qız|uşaq|övlad|övladı|сын|дочь|ребенок|ребёнок|oğul kız|çocuk|kızı",
    HouseholdRole.PARENT: "parent|father|mother|ata|atası|ana|anası|valideyn|отец|мать|родитель|baba|anne",
    HouseholdRole.SIBLING: "sibling|brother|sister|qardaş|qardaşı|bacı|bacısı|брат|сестра|kardeş|kardeşi",
    HouseholdRole.OTHER_RELATIVE: "other relative|relative|grandchild|grandson|granddaughter|grandparent|grandmother|"
    "grandfather|nephew|niece|uncle|aunt|cousin|son in law|daughter in law|qohum|digər qohum|nəvə|nəvəsi|baba nənə|nənə|"
    "gəlin|kürəkən|внук|внучка|родственник|родственница|бабушка|дедушка|племянник|племянница|зять|невестка|torun|akraba",
    HouseholdRole.OTHER: "other|other member|none|digər|другой|прочее|другое|foster child|non relative|qohum deyil",
}
_ROLE_WORDS = {_plain(word): role.value for role, words in _ROLES.items() for word in words.split("|")}


@lru_cache(maxsize=1000)
def relation(text: str) -> str:
    """A value of `HouseholdRole`."""
    found = _ROLE_WORDS.get(_plain(text)) if text else HouseholdRole.OTHER.value
    if found is None:
        raise Wrong("relation", value=text[:40])
    return found


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    known: dict[str, str] = {}
    by_two = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    for country in pycountry.countries:
        for word in (getattr(country, "common_name", ""), country.name):
            if word:
                known[_plain(word)] = country.alpha_3
    for tag in ("en", "az", "ru", "tr", "ka", "hy", "fa", "ar"):
        for two, word in Locale.parse(tag).territories.items():
            if two in by_two:
                known.setdefault(_plain(word), by_two[two])
    known |= {_plain(two): three for two, three in by_two.items()}
    known |= {_plain(three): three for three in codes.countries()}
    return known


@lru_cache(maxsize=2000)
def countries(text: str) -> tuple[str, ...]:
    """ISO 3166-1 alpha-3 codes of the countries named, parted by comma, semicolon or slash."""
    found = []
    for part in re.split(r"[,;/]", text):
        if part.strip():
            code = _countries().get(_plain(part))
            if code is None:
                raise Wrong("nationality", value=part.strip()[:40])
            found.append(code)
    return tuple(dict.fromkeys(found))


_ISO = re.compile(r"(\d{4})[-./](\d{1,2})(?:[-./](\d{1,2}))?(?:[T ]00:00(?::00(?:\.0+)?)?)?Z?")
_DAY_FIRST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
_YEAR = re.compile(r"(?:~|c\.?a?\.?\s*|about\s+|təx\.?\s*|təxminən\s+|около\s+|примерно\s+|ок\.?\s*)?(\d{4})")


@lru_cache(maxsize=200_000)
def birth_date(text: str, today: dt.date) -> Born:
    """First day, last day and precision of a birth. Days come first where the year comes last: 31.12.1987."""
    if match := _ISO.fullmatch(text):
        return _born(int(match[1]), int(match[2]), int(match[3] or 0), today)
    if match := _DAY_FIRST.fullmatch(text):
        if int(match[3]) > 12 >= int(match[1]):
            # 05/17/1987: month first. Elsewhere in such a file the same would be read as another day without a word.
            raise Wrong("birth_month_first", value=text[:20])
        return _born(int(match[4]), int(match[3]), int(match[1]), today)
    if _YEAR.fullmatch(text):
        return birth_year(text, today)
    raise Wrong("birth_date", value=text[:30])


@lru_cache(maxsize=2000)
def birth_year(text: str, today: dt.date) -> Born:
    """A year, or about a year (`~1987`)."""
    match = _YEAR.fullmatch(text)
    if not match:
        raise Wrong("birth_year", value=text[:30])
    first, last, precision = _born(int(match[1]), 0, 0, today)
    return first, last, precision if text[0].isdigit() else BirthPrecision.ESTIMATED.value


def _born(year: int, month: int, day: int, today: dt.date) -> Born:
    if year < EARLIEST_YEAR:
        raise Wrong("birth_too_early", value=str(year))
    try:
        if not month:
            first, last, precision = dt.date(year, 1, 1), dt.date(year, 12, 31), BirthPrecision.YEAR
        elif not day:
            first, precision = dt.date(year, month, 1), BirthPrecision.MONTH
            last = dt.date(year, month, calendar.monthrange(year, month)[1])
        else:
            first = last = dt.date(year, month, day)
            precision = BirthPrecision.DAY
    except (ValueError, OverflowError):
        raise Wrong("birth_no_such_day", value=f"{year:04d}-{month:02d}-{day:02d}") from None
    if first > today:
        raise Wrong("birth_ahead", value=first.isoformat())
    return first, last, precision.value


def phones(text: str) -> tuple[str, ...]:
    """Telephone numbers, parted by comma, semicolon or slash."""
    found = []
    for part in re.split(r"[,;/]", text):
        number = part.strip()
        if not number:
            continue
        if sum(char.isdigit() for char in number) < 5 or not re.fullmatch(r"[\d\s()+.\-–xX#*]+", number):
            raise Wrong("phone", value=number[:40])
        found.append(number)
    return tuple(dict.fromkeys(found))[:5]

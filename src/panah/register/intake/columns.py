# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns of a file of people, and what they are called in files (`docs/import.md`)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from panah.register.intake.errors import FileRefused

COLUMNS = (
    "external_id", "name", "given_name", "family_name", "patronymic", "name_original", "sex", "birth_date", "birth_year",
    "nationality", "document_type", "document_number", "phone", "address", "household_id", "relation",
)  # fmt: skip

#: Headings by column, in English, Azerbaijani, Russian and Turkish; case, spaces, dots and dashes do not count.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "external_id": (
        "external id", "id", "record id", "person id", "registration number", "registration no", "reg no", "case id",
        "individual id", "unique id", "identifier", "kod", "qeydiyyat nömrəsi", "fərdi nömrə", "uçot nömrəsi", "şəxs id",
        "sıra kodu", "внешний номер", "идентификатор", "ид", "регистрационный номер", "учетный номер", "учётный номер",
        "личный номер", "kayıt no", "kayıt numarası",
    ),
    "name": (
        "name", "full name", "fullname", "complete name", "person", "ad soyad", "adı soyadı", "soyad ad", "s a a",
        "soyadı adı atasının adı", "soyad ad ata adı", "tam ad", "фио", "ф и о", "полное имя", "имя полностью",
        "фамилия имя отчество", "isim soyisim", "adı ve soyadı",
    ),
    "given_name": (
        "given name", "given names", "first name", "firstname", "forename", "ad", "adı", "имя", "isim", "adi",
    ),
    "family_name": (
        "family name", "last name", "lastname", "surname", "soyad", "soyadı", "soyadi", "фамилия", "soyisim",
    ),
    "patronymic": (
        "patronymic", "father name", "fathers name", "father's name", "middle name", "ata adı", "atasının adı", "ataadı",
        "atasının adi", "отчество", "имя отца", "baba adı",
    ),
    "name_original": (
        "name original", "original name", "name in original script", "native name", "name native", "name in own script",
        "orijinal ad", "ad orijinal", "adın orijinal yazılışı", "имя в оригинале", "имя на родном языке",
        "имя в оригинальном написании",
    ),
    "sex": ("sex", "gender", "cins", "cinsi", "cinsiyyət", "пол", "cinsiyet"),
    "birth_date": (
        "birth date", "birthdate", "date of birth", "dob", "born", "doğum tarixi", "doğulduğu tarix", "doğum günü",
        "təvəllüd", "təvəllüdü", "дата рождения", "д р", "день рождения", "родился", "doğum tarihi",
    ),
    "birth_year": (
        "birth year", "year of birth", "yob", "doğum ili", "doğulduğu il", "год рождения", "г р", "doğum yılı",
    ),
    "nationality": (
        "nationality", "citizenship", "country of citizenship", "vətəndaşlıq", "vətəndaşlığı", "гражданство", "uyruk",
        "vatandaşlık",
    ),
    "document_type": (
        "document type", "doc type", "type of document", "id type", "sənədin növü", "sənəd növü", "sənədin tipi",
        "тип документа", "вид документа", "belge türü",
    ),
    "document_number": (
        "document number", "document no", "doc number", "doc no", "number of document", "id number", "passport number",
        "passport no", "sənədin nömrəsi", "sənəd nömrəsi", "sənəd no", "pasport nömrəsi", "şəxsiyyət vəsiqəsi nömrəsi",
        "номер документа", "номер паспорта", "документ", "belge no", "belge numarası",
    ),
    "phone": (
        "phone", "phone number", "telephone", "telephone number", "mobile", "tel", "telefon", "telefon nömrəsi", "mobil",
        "əlaqə nömrəsi", "телефон", "номер телефона", "тел", "мобильный", "telefon numarası",
    ),
    "address": (
        "address", "current address", "place of residence", "residence", "ünvan", "ünvanı", "yaşayış yeri",
        "yaşayış ünvanı", "məskunlaşdığı yer", "адрес", "место жительства", "адрес проживания", "adres",
    ),
    "household_id": (
        "household id", "household", "household number", "household no", "hh id", "family id", "family number",
        "ailə", "ailə kodu", "ailə nömrəsi", "ailə id", "ev təsərrüfatı", "ev təsərrüfatı nömrəsi", "номер семьи", "семья",
        "номер домохозяйства", "домохозяйство", "hane no", "hane",
    ),
    "relation": (
        "relation", "relationship", "relation to head", "relationship to head", "role in household", "family role",
        "qohumluq", "qohumluq dərəcəsi", "ailədə yeri", "ailə başçısına münasibəti", "родство", "степень родства",
        "отношение к главе семьи", "yakınlık",
    ),
}  # fmt: skip

_NOT_LETTERS = re.compile(r"[\W_]+")


def plain(heading: str) -> str:
    """A heading as headings are compared: one form, small letters, nothing but letters and digits."""
    text = unicodedata.normalize("NFKC", heading).replace("İ", "i").replace("I", "i").replace("ı", "i").casefold()
    return _NOT_LETTERS.sub("", text)[:100]


_KNOWN = {plain(word): column for column in COLUMNS for word in (column, *SYNONYMS[column])}


def recognise(heading: str) -> str:
    """The column that a heading stands for, or ""."""
    return _KNOWN.get(plain(heading), "")


@dataclass(frozen=True)
class Plan:
    """Which column of a file is which.

    columns: for each column of the file, in its order, one of `COLUMNS`, or "" for one that is left out.
    header: the headings, as they stand in the file.
    undecided: places of columns of which nobody has said what they are: to be offered, not dropped.
    """

    header: tuple[str, ...]
    columns: tuple[str, ...]
    undecided: tuple[int, ...] = field(default=())

    @property
    def left_out(self) -> list[str]:
        """Headings of the columns that are not read."""
        return [
            heading or f"#{place + 1}"
            for place, (heading, column) in enumerate(zip(self.header, self.columns, strict=True))
            if not column
        ]

    def places(self) -> dict[str, int]:
        """Column -> its place in a row."""
        return {column: place for place, column in enumerate(self.columns) if column}

    def check(self) -> None:
        """Refuse what no person can be made of. Raises FileRefused."""
        twice = sorted({one for one in self.columns if one and self.columns.count(one) > 1})
        if twice:
            raise FileRefused("columns.twice", columns=", ".join(twice))
        if not {"name", "given_name", "family_name", "name_original"} & set(self.columns):
            raise FileRefused("columns.no_name", header=", ".join(self.header)[:300])


def automatic(header: Sequence[str]) -> Plan:
    """What the headings themselves say. A heading that says the same as one before it is undecided, as is an unknown one."""
    columns: list[str] = []
    undecided: list[int] = []
    for place, heading in enumerate(header):
        found = recognise(heading)
        if not found or found in columns:
            if heading:
                undecided.append(place)
            found = ""
        columns.append(found)
    return Plan(tuple(header), tuple(columns), tuple(undecided))


def given(header: Sequence[str], saved: Mapping[str, str | None]) -> Plan:
    """What a saved mapping says: heading -> column, or nothing for one that is left out deliberately.

    Headings are compared as `plain` does. What it does not name is recognised, or else undecided.

    Raises:
        FileRefused: it names a column that there is not, or a heading that the file has not.
    """
    wanted = {plain(heading): column or "" for heading, column in saved.items()}
    unknown = sorted({column for column in wanted.values() if column and column not in COLUMNS})
    if unknown:
        raise FileRefused("columns.unknown", columns=", ".join(unknown)[:200], known=", ".join(COLUMNS))
    there = {plain(heading) for heading in header}
    missing = [heading for heading in saved if plain(heading) not in there]
    if missing:
        raise FileRefused("columns.not_there", columns=", ".join(missing)[:200])
    own = automatic(header)
    taken = {column for column in wanted.values() if column}
    columns, undecided = [], []
    for place, heading in enumerate(header):
        if plain(heading) in wanted:
            columns.append(wanted[plain(heading)])
        elif own.columns[place] in taken:
            columns.append("")
            undecided.append(place)
        else:
            columns.append(own.columns[place])
            if place in own.undecided:
                undecided.append(place)
    return Plan(tuple(header), tuple(columns), tuple(undecided))


def chosen(header: Sequence[str], columns: Sequence[str]) -> Plan:
    """What somebody chose on the page, for each column in order. Raises FileRefused when it cannot be."""
    if len(columns) != len(header) or any(column and column not in COLUMNS for column in columns):
        raise FileRefused("columns.changed")
    return Plan(tuple(header), tuple(columns))

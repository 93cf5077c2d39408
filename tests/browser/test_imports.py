# SPDX-License-Identifier: AGPL-3.0-or-later
"""An officer for displaced people takes a file over: hand in, columns, check, write, result; on a desktop and a phone."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from django.utils import translation

from panah.register.jobs import drain_imports
from tests.browser.support import Town, Window
from tests.support import browser as chromium

HEADS = {
    "en": ("External ID", "Full name", "Sex", "Date of birth", "Passport no", "Favourite colour"),
    "az": ("Qeydiyyat nömrəsi", "Adı soyadı", "Cinsi", "Doğum tarixi", "Sənədin nömrəsi", "Rəngi"),
    "ru": ("Регистрационный номер", "ФИО", "Пол", "Дата рождения", "Номер документа", "Цвет"),
}
PEOPLE = {
    "en": (("1", "Zarifa Sample", "F", "1987-05-03", "EN1", "red"), ("2", "Bad Sample", "F", "31.02.1987", "", "")),
    "az": (
        ("1", "Günel Nümunəyeva", "qadın", "03.05.1988", "AZ1", "qırmızı"),
        ("2", "Bəd Nümunə", "?", "1987", "", ""),
    ),
    "ru": (
        ("1", "Марина Примерова", "жен", "03.05.1989", "RU1", "красный"),
        ("2", "Плохой Пример", "?", "1987", "", ""),
    ),
}
ENCODED = {"en": "utf-8-sig", "az": "utf-16", "ru": "cp1251"}


def the_file(language: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([HEADS[language], *PEOPLE[language]])
    return out.getvalue().encode(ENCODED[language])


def look(window: Window) -> None:
    """Nothing for axe to find, and nothing wider than the window."""
    chromium.axe(window.page)
    wide = window.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1, f"{window.page.url} is {wide} px wider than the window"


def hand_in(window: Window, content: bytes, source: str, button: str) -> None:
    window.page.set_input_files("#file-upload", {"name": "people.csv", "mimeType": "text/csv", "buffer": content})
    window.page.fill("#source", source)
    window.press(button)


@pytest.mark.parametrize(
    ("language", "size"), [("en", chromium.DESKTOP), ("az", chromium.PHONE), ("ru", chromium.DESKTOP)]
)
def test_a_file_is_taken_over(town: Town, language: str, size: Mapping[str, int]) -> None:
    def say(text: str) -> str:
        with translation.override(language):
            return translation.gettext(text)

    desk = town.staff("displaced_officer", language=language, size=size)
    desk.go("/imports/")
    desk.page.locator('a[href="/imports/new/"]').click()
    look(desk)
    hand_in(desk, the_file(language), f"s{language}", say("Send the file"))
    # Every heading but the colour is known; that one has to be decided, and is not dropped.
    look(desk)
    assert [desk.page.locator(f"#column_{n}").input_value() for n in range(6)] == [
        "external_id", "name", "sex", "birth_date", "document_number", "",
    ]  # fmt: skip
    assert desk.press(say("Check the file")) == 422
    assert desk.page.locator("#column_5-error").count() == 1
    desk.page.select_option("#column_5", "leave_out")
    desk.page.fill("#save_as", f"files {language}")
    desk.press(say("Check the file"))
    drain_imports()
    desk.page.wait_for_selector(f"text={say('What would happen')}")
    look(desk)
    desk.press(say("Write these people"))
    drain_imports()
    desk.page.wait_for_selector(".panah-message--success")
    look(desk)
    desk.go("/people/")
    desk.page.fill("#query", PEOPLE[language][0][1])
    desk.press(say("Search"))
    desk.says(PEOPLE[language][0][1].split()[0])
    for address in ("/imports/", "/imports/mappings/"):
        desk.go(address)
        look(desk)


def rows(content: bytes) -> Sequence[Sequence[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def asked(desk: Window) -> None:
    desk.page.select_option("#rows", "all")
    desk.page.check("[name=kind][value=csv]")
    desk.page.fill("#reason", "The rows are mended where they came from.")


def test_what_the_result_gives_away(town: Town) -> None:
    desk = town.staff("displaced_officer2")
    content = b"external_id,name,birth_date\n=cmd,Leyla Sinaq,31.02.1987\n+2,Kamal Sinaq,1987-01-01\n"
    desk.go("/imports/new/")
    hand_in(desk, content, "", "Send the file")
    desk.press("Check the file")
    drain_imports()
    desk.go(desk.page.url.removeprefix(desk.site))
    address = desk.page.url.removeprefix(desk.site)
    desk.follow("Take the rows with their reasons as a file")
    exported = desk.page.url.removeprefix(desk.site)
    asked(desk)
    with desk.page.expect_download() as sent:
        desk.page.get_by_role("button", name="Take it, or ask for it").click()
    result = Path(sent.value.path()).read_bytes()
    desk.go(address)
    cells = [cell for row in rows(result) for cell in row]
    assert "'=cmd" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    # Nobody of another compartment finds it, nor a word of it.
    other = town.staff("registrar")
    assert other.go(address) == 404
    other.go(exported)
    asked(other)
    assert other.press("Take it, or ask for it") == 404
    other.go("/imports/")
    other.says("No file has been imported yet")
    # The same file again says so before anything is written.
    desk.press("Write these people")
    drain_imports()
    desk.go("/imports/new/")
    hand_in(desk, content, "", "Send the file")
    desk.press("Check the file")
    drain_imports()
    desk.go(desk.page.url.removeprefix(desk.site))
    desk.says("The same file was imported on")
    desk.says("There is nobody to write")

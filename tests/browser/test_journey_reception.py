# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reception in a browser: a post at the border, a family at the service, and what the pages refuse (points 2 and 6)."""

from typing import Any

from panah.casework.models import Case
from panah.foundation import clock
from tests.browser.support import Town, Window, language_of, one_word, text_of
from tests.support.browser import DESKTOP, PHONE, axe

# ICAO 9303 part 4, appendix A: the specimen passport.
SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
WRONG = SPECIMEN.replace("L898902C36", "L898902C37")

MOTHER = {"sex": "F", "citizenship": "AFG", "language": "fa", "interpreter_language": "fa", "interpreter_sex_wish": "F"}
FATHER = MOTHER | {"sex": "M", "interpreter_sex_wish": "none", "role": "spouse"}
CHILD = MOTHER | {"interpreter_language": "", "interpreter_sex_wish": "none", "role": "child"}


def begin(desk: Window, **more: str) -> None:
    """Rights first: the notice, then where the claim was made."""
    desk.go("/reception/")
    desk.press("Begin a reception")
    assert desk.heading() == "Rights first, then the claim"
    desk.fill(
        {"notice_given": True, "notice_language": "fa", "notice_means": "read_aloud", "received_at": "service"} | more
    )
    desk.press("Save and go on")


def search(desk: Window, name: str) -> None:
    """Nobody is written down before somebody looked."""
    if desk.heading() == "People who came together":
        desk.press("Add a person")
    assert desk.heading() == "Search for the person first"
    desk.page.get_by_label("Name", exact=True).fill(name)
    desk.press("Search")


def write_down(
    desk: Window,
    answers: dict[str, Any],
    *,
    given: str,
    family: str,
    born: str,
    button: str = "Write down a new person",
) -> None:
    """The form of a person whom the search did not find."""
    desk.press(button)
    desk.page.get_by_label("Given names, as the person writes them").fill(given)
    desk.page.get_by_label("Family name, as the person writes it").fill(family)
    desk.day("born", born)
    desk.fill(answers)
    desk.press("Save the person")


def open_files(town: Town) -> int:
    with town.world.seeing_all():
        return Case.objects.count()


def test_a_post_at_the_border_gives_a_receipt_and_never_sees_the_file(town: Town) -> None:
    before = open_files(town)
    post = town.staff("border_officer")
    begin(post, received_at="border", office_id=str(town.world.offices["first"].pk))
    for given, family, born, answers in (
        ("Səbinə", "Nəcəfova", "1988-02", MOTHER),
        ("Elçin", "Nəcəfov", "1985-11-03", FATHER),
        ("Günay", "Nəcəfova", str(clock.today().year - 6), CHILD),
    ):
        if post.heading() == "People who came together":
            post.press("Add a person")
        post.says("Your role does not look into the register")
        post.press("Write down a person")
        post.fill(answers | {"given": given, "family": family, "born": born})
        post.press("Save the person")
    post.press("Nobody else: go on")
    post.press("Save and go on")
    post.says("Səbinə Nəcəfova")
    post.press("Receive the claim")
    assert post.heading() == "The claim is received"
    receipt = post.pdf("Receipt (PDF)")
    number = post.page.locator(".govuk-panel .panah-number").inner_text()
    assert one_word(number) in one_word(text_of(receipt))
    post.says_not("/files/", "PIN</dt>", "Temporary certificate")
    assert open_files(town) == before + 3
    with town.world.seeing_all():
        newest = list(Case.objects.order_by("-opened_at").values_list("pk", "person_id")[:3])
    for case_id, person_id in newest:
        for path in (
            f"/files/{case_id}/",
            f"/files/{case_id}/papers/",
            f"/people/{person_id}/",
            f"/files/{case_id}/do/register/",
        ):
            status, body = post.fetch(path)
            assert status in {403, 404}, path
            assert "Nəcəfov".encode() not in body


def test_a_family_is_received_at_the_service_and_one_of_them_signs_in(town: Town) -> None:
    before = open_files(town)
    desk = town.staff("registrar")
    begin(desk)
    search(desk, "Anna Maria Eriksson")
    desk.says("Nobody found")
    desk.press("Write down a new person")
    zone = desk.page.get_by_label("Machine-readable zone of a passport or card")
    desk.page.get_by_label("Place of birth").fill("Zenith")
    zone.fill(WRONG)
    assert desk.press("Fill the form from this") == 422
    assert desk.fault_of("mrz").startswith("Document number: the check digit does not fit")
    assert desk.page.get_by_label("Place of birth").input_value() == "Zenith", "nothing typed is lost"
    zone.fill(SPECIMEN)
    assert desk.press("Fill the form from this") == 200
    desk.says("The form is filled from the zone")
    assert desk.page.get_by_label("Given names, as the person writes them").input_value() == "Anna Maria"
    assert desk.control("born-year").input_value() == "1974"
    assert desk.control("papers-0-number").input_value() == "L898902C3"
    desk.fill(MOTHER)
    desk.press("Save the person")
    for given, born, answers in (("Rəşid", "1971-05", FATHER), ("Samir", f"{clock.today().year - 9}", CHILD)):
        search(desk, f"{given} Eriksson")
        write_down(desk, answers, given=given, family="Eriksson", born=born)
    desk.says("born May 1971")
    desk.press("Nobody else: go on")
    desk.page.get_by_label("Address where the people stay").fill("Sınaq küçəsi 5, mənzil 12")
    desk.press("Save and go on")
    desk.says("Sınaq küçəsi 5")
    desk.press("Receive the claim")
    assert desk.heading() == "The claim is received"
    assert open_files(town) == before + 3, "each person of a family has an own file"
    receipt = desk.pdf("Receipt (PDF)")
    number = desk.page.locator(".govuk-panel .panah-number").inner_text()
    assert one_word(number) in one_word(text_of(receipt))
    certificates = desk.page.locator("a").filter(has_text="Temporary certificate (PDF)")
    assert certificates.count() == 3
    for place in range(3):
        paper = desk.fetch(str(certificates.nth(place).get_attribute("href")))[1]
        assert "Müvəqqəti şəhadətnamə" in text_of(paper)
        assert language_of(paper).startswith("az")
    cards = desk.page.locator(".panah-next").filter(has_text="My page")
    assert cards.count() == 2, "the adults get a card each, the young child none"
    code, pin = cards.first.locator("strong.panah-number").all_inner_texts()
    desk.page.reload()
    desk.says_not(pin)

    phone = town.phone(code, pin)
    assert phone.heading() == "My papers"
    phone.says("We have your request. You may stay while it is looked at.")
    phone.says("My letters")
    assert phone.page.title() == "My papers"


def test_who_looks_registered_stops_the_reception_until_somebody_says_why(town: Town) -> None:
    """The second claim of the same woman, her name in another script; nothing typed is lost."""
    for number, (given, family) in enumerate((("Zöhrə", "Sadıqzadə"), ("Зохра", "Садыгзаде"))):
        desk = town.staff("registrar", size=PHONE if number else DESKTOP)
        begin(desk)
        search(desk, f"{given} {family}")
        answers = MOTHER | {"papers": [{"kind": "passport", "number": "P 7700123"}]}
        new = "None of these: write down a new person" if number else "Write down a new person"
        write_down(desk, answers, given=given, family=family, born="1983-02-09", button=new)
        desk.press("Nobody else: go on")
        desk.page.get_by_label("Address where the people stay").fill("Sınaq küçəsi 7")
        desk.press("Save and go on")
        before = open_files(town)
        status = desk.press("Receive the claim")
    assert (status, open_files(town)) == (422, before)
    for shown in ("Somebody just like this is registered already", "Zöhrə Sadıqzadə", "9 Feb 1983", "Sınaq küçəsi 7"):
        desk.says(shown)
    axe(desk.page)
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    desk.fill({"although": "Her cousin of the same name; they came with one passport"})
    desk.press("Receive the claim")
    assert desk.heading() == "The claim is received"
    assert open_files(town) == before + 1


def test_a_lost_connection_costs_nothing_and_a_second_sending_acts_once(town: Town) -> None:
    desk = town.staff("registrar")
    begin(desk)
    search(desk, "Zərifə Vəliyeva")
    desk.press("Write down a new person")
    desk.page.get_by_label("Given names, as the person writes them").fill("Zərifə")
    desk.press("Save the person")  # half filled in: refused, and kept
    draft = desk.page.url.removeprefix(desk.site)
    again = town.staff("registrar")
    again.go("/reception/")
    again.follow("Zərifə", exact=False)
    again.go(draft)
    assert again.page.get_by_label("Given names, as the person writes them").input_value() == "Zərifə"
    again.fill(MOTHER | {"family": "Vəliyeva", "born": "1990-04-12"})
    again.press("Save the person")
    again.press("Nobody else: go on")
    again.press("Save and go on")
    before = open_files(town)
    form = {"csrfmiddlewaretoken": again.page.locator('[name="csrfmiddlewaretoken"]').first.input_value()}
    address = again.page.url
    # The answer to the first sending is lost on the way; the person sends again.
    sent = again.page.context.request.post(address, form=form, headers={"Referer": address})
    assert sent.status == 200
    assert open_files(town) == before + 1
    again.press("Receive the claim")
    assert again.heading() == "The claim is received"
    assert open_files(town) == before + 1


def test_faults_stand_beside_the_field_and_in_the_summary(town: Town) -> None:
    desk = town.staff("registrar")
    begin(desk, arrived_on="2020-05-03")
    search(desk, "Lalə Əlizadə")
    write_down(desk, MOTHER, given="Lalə", family="Əlizadə", born="1990-02-31")
    assert desk.heading() == "Lalə Əlizadə"
    assert "there is no day 31" in desk.fault_of("born")
    assert desk.control("family").input_value() == "Əlizadə"
    assert desk.control("born-day").input_value() == "31"
    desk.day("born", "2021")
    desk.press("Save the person")
    assert "born after the arrival" in desk.fault_of("born")
    desk.day("born", "2999")
    desk.press("Save the person")
    assert "future" in desk.fault_of("born")
    desk.day("born", "1990")
    desk.press("Save the person")
    assert desk.heading() == "People who came together"


def test_a_second_open_claim_is_refused_and_leads_to_the_first(town: Town) -> None:
    earlier = town.receive().people[0]
    desk = town.staff("registrar")
    begin(desk)
    search(desk, earlier.name)
    mine = desk.page.locator(".panah-person").filter(has_text="1990").last
    with desk.page.expect_navigation():
        mine.get_by_role("button", name="This is the person").click()
    desk.says("The register knows this person")
    desk.press("Save the person")
    desk.press("Nobody else: go on")
    desk.press("Save and go on")
    before = open_files(town)
    assert desk.press("Receive the claim") == 422
    desk.says("has an open file already")
    assert open_files(town) == before

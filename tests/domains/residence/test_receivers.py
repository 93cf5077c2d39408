# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaves to others: the fields of each receiver's list and no others (standards 5.4), generated from the lists."""

import io
import uuid
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pypdf import PdfReader

from panah.casework import registry
from panah.casework.models import ActionContent, Case, Letter
from panah.casework.procedure.load import pack_procedures
from panah.casework.selectors import case_file
from panah.casework.services.common import for_receiver
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.matrix import KINDS, MATRIX, Sight
from panah.foundation.access.receivers import (
    ALLOWED,
    LETTERS,
    WITHOUT_LIST,
    Receiver,
    dropped,
    given,
    receiver_of,
)
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.documents.typeset_model import load_spec
from panah.interfaces.api.schemas import cases, organisation
from panah.register.models import Contact, SpecificNeed
from panah.register.services import add_contact
from tests.domains.residence.test_permits import TRP
from tests.support.permits import Service
from tests.support.world import child_intake, do, make_world, receive

#: The letters of the pack that go to somebody else than the person: (letter, to).
OUT = sorted(
    {
        (one.letter, one.to)
        for procedure in pack_procedures("az").values()
        for rule in (procedure.start, *procedure.actions.values())
        for one in rule.letters
        if one.to not in ("person", "office")
    }
)
LISTED = [receiver for receiver in Receiver if receiver not in WITHOUT_LIST]


@pytest.mark.parametrize("receiver", LISTED)
def test_whatever_is_not_on_the_list_is_dropped(receiver: Receiver) -> None:
    every = {code for allowed in ALLOWED.values() for code in allowed.fields} | {
        "nationality",
        "claim",
        "needs",
        "parents",
    }
    kept = given(receiver, dict.fromkeys(every, "x"))
    assert set(kept) == set(ALLOWED[receiver].fields)
    assert set(dropped(receiver, dict.fromkeys(every, "x"))) == every - set(kept)


def test_every_receiver_has_a_list_and_every_list_its_words() -> None:
    assert set(ALLOWED) == set(LISTED)
    for allowed in ALLOWED.values():
        assert allowed.who
        assert allowed.not_given
        assert allowed.source
        assert all(allowed.fields.values())


@pytest.mark.parametrize(("letter", "to"), OUT)
def test_a_letter_to_somebody_else_can_hold_only_what_its_receiver_may_be_given(letter: str, to: str) -> None:
    receiver = receiver_of(letter, to)
    assert receiver is not None
    assert letter in registry.letters
    assert dropped(receiver, dict.fromkeys(load_spec(letter, "az").fields, "x")) == []


def test_letters_to_bodies_are_those_of_the_pack() -> None:
    assert {letter for letter, to in OUT if to == "body"} == set(LETTERS)
    with pytest.raises(KeyError):
        receiver_of("a_letter_of_tomorrow", "body")


@pytest.mark.parametrize(("letter", "to"), OUT)
def test_a_field_too_many_does_not_leave(letter: str, to: str, caplog: Any) -> None:
    data = {"reference": "L-1", "nationality": "AFG", "reason": "zqabcdeqz"}
    assert for_receiver(letter, to, data) == {"reference": "L-1"}
    assert "nationality, reason" in caplog.text
    assert "zqabcdeqz" not in caplog.text, "the log says which fields, not what stood in them"
    assert for_receiver(letter, "person", data) == data


def test_the_request_to_the_guardianship_body_tells_of_the_child_what_it_needs(db: None) -> None:
    """A child of a claim with markers in what was said of it: none is in the letter that leaves."""
    world = make_world()
    case_id = receive(world, child_intake()).people[0].case_id
    with world.acting("registrar") as registrar:
        person = case_file(actor=registrar, case_id=case_id).case.person_id
        add_contact(
            actor=registrar, person_id=person, data={"kind": "other", "value": "zqcontactqz"}, compartment="asylum"
        )
    do(world, case_id, "request_guardian")
    with world.seeing_all():
        assert Contact.objects.filter(person_id=person).exists()
        letter = Letter.objects.select_related("file").get(case_id=case_id, kind="guardian_request")
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(letter.file.content))).pages)
        needs = set(SpecificNeed.objects.filter(person_id=person).values_list("code", flat=True))
    assert letter.addressee == "office"
    with world.seeing_all():
        number = Case.objects.get(pk=case_id).number
    assert "L-" in text, "the number of the letter, by which the body answers"
    # The number of the file says that it is a claim (NR-01).
    for word in (number, number.partition("-")[0] + "-", "zqcontactqz", "AFG", "Afghan", "Əfqan", *needs):
        assert word not in text, word


# -- organisations


def fields_of(shape: type[BaseModel]) -> Iterator[str]:
    for name, one in shape.model_fields.items():
        yield name
        for inner in (one.annotation, *get_args(one.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from fields_of(inner)


@pytest.mark.parametrize(
    "shape",
    [organisation.NamedOut, organisation.FiledOut, organisation.OutcomeOut, organisation.PartyFileOut, cases.LetterOut],
)
def test_the_api_gives_an_organisation_only_fields_of_its_list(shape: type[BaseModel]) -> None:
    assert set(fields_of(shape)) - set(ALLOWED[Receiver.PARTY].fields) == set()


# -- other bodies that give an opinion


def test_the_matrix_and_the_list_of_the_opinion_bodies_agree() -> None:
    sees = {kind.name.lower() for kind, sight in MATRIX[Role.OPINION_OFFICER].items() if sight is not Sight.NONE}
    assert sees == set(ALLOWED[Receiver.OPINION_BODY].fields) - {"opinion"}
    assert MATRIX[Role.EMPLOYER][KINDS[Compartment.STAY_FILE]] is Sight.NONE


def shown_to(actor: Actor, case_id: uuid.UUID) -> str:
    """What the selectors behind the pages give an actor of a file, and every content that row-level security leaves."""
    with acting(actor, "test"):
        found = [repr(case_file(actor=actor, case_id=case_id))]
        found += [repr(row.data) for row in ActionContent.objects.filter(case_id=case_id)]
    return " ".join(found)


def test_a_body_reads_what_was_filed_and_not_what_others_wrote(service: Service) -> None:
    """Two bodies are asked one after the other and give reasons with a marker in each; each is looked at while it is asked."""
    marks = {"body": "zqbodyqz", "labour": "zqlabourqz"}
    case = service.start("temporary_residence", service.person(), TRP)
    for by, earlier in (("body", ""), ("labour", "body"), ("body", "labour")):
        service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices[by].pk)]})
        if earlier:
            assert marks[earlier] in shown_to(service.people["head"], case.pk)
            assert marks[earlier] not in shown_to(service.people[by], case.pk), f"{by} reads the opinion of {earlier}"
        with acting(service.people[by], "test"):
            rows = list(ActionContent.objects.filter(case=case))
        assert {row.compartment for row in rows} == {"stay"}
        assert "start" in {row.name for row in rows}, "what was filed is read"
        service.do(case.pk, "give_opinion", {"opinion": "objection", "reasons": marks[by]}, by=by)

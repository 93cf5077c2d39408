# SPDX-License-Identifier: AGPL-3.0-or-later
"""The offices of the invented country and the people who work in them, each with a login."""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from panah.domains.residence.models import Organisation
from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment, service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import Account, Office, OfficeKind
from panah.foundation.accounts.services import assign_role, open_account, open_office
from panah.foundation.accounts.sign_in import actor_of

PURPOSE = "invented_country"
YEAR = dt.timedelta(days=365)  # not-law: how long the invented logins work, the most that the accounts allow
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of generated passwords: what cannot be taken for one another when read aloud."""


@dataclass(frozen=True)
class Place:
    """An office to be opened."""

    code: str
    kind: OfficeKind
    names: tuple[str, str, str]
    address: str
    telephone: str
    appeals: str = ""


PLACES: tuple[Place, ...] = (
    Place(
        "appeals", OfficeKind.APPEAL,
        ("Appeals unit", "Şikayətlər bölməsi", "Отдел обжалования"),
        "4 Lighthouse Square", "+994 12 000 01 40",
    ),
    Place(
        "first", OfficeKind.DETERMINING,
        ("First office for asylum claims", "Birinci sığınacaq idarəsi", "Первое управление по делам убежища"),
        "12 Pomegranate Street", "+994 12 000 01 10", "appeals",
    ),
    Place(
        "second", OfficeKind.DETERMINING,
        ("Second office for asylum claims", "İkinci sığınacaq idarəsi", "Второе управление по делам убежища"),
        "7 Plane Tree Avenue", "+994 22 000 02 10", "appeals",
    ),
    Place(
        "border", OfficeKind.BORDER,
        ("River Bridge border post", "Çay körpüsü sərhəd məntəqəsi", "Пограничный пункт «Речной мост»"),
        "River Bridge, kilometre 214", "+994 24 000 03 10",
    ),
    Place(
        "guardianship", OfficeKind.GUARDIANSHIP,
        ("Guardianship body", "Qəyyumluq və himayəçilik orqanı", "Орган опеки и попечительства"),
        "31 School Lane", "+994 12 000 04 10",
    ),
    Place(
        "stay", OfficeKind.STAY,
        ("Stay and residence office", "Yaşayış və qalma idarəsi", "Управление по вопросам пребывания"),
        "2 Harbour Road", "+994 12 000 05 10",
    ),
    Place(
        "return", OfficeKind.RETURN,
        ("Return office", "Geri qayıdış idarəsi", "Управление по вопросам возвращения"),
        "9 Station Street", "+994 12 000 06 10",
    ),
    Place(
        "stay-appeals", OfficeKind.STAY_APPEAL,
        ("Appeals in matters of stay", "Qalma məsələləri üzrə şikayətlər", "Жалобы по вопросам пребывания"),
        "4 Harbour Road", "+994 12 000 05 20",
    ),
    Place(
        "security", OfficeKind.OPINION,
        ("Security body", "Təhlükəsizlik orqanı", "Орган безопасности"),
        "3 Tower Street", "+994 12 000 05 30",
    ),
    Place(
        "labour", OfficeKind.OPINION,
        ("Labour body", "Əmək orqanı", "Орган по труду"),
        "5 Tower Street", "+994 12 000 05 40",
    ),
    Place(
        "employer", OfficeKind.ORGANISATION,
        ("Invented Works Ltd", "Uydurma İşlər MMC", "ООО «Вымышленные работы»"),
        "7 Workshop Lane", "+994 12 000 05 50",
    ),
    Place(
        "displaced", OfficeKind.DISPLACED,
        ("Office for displaced people", "Məcburi köçkünlərlə iş idarəsi", "Управление по делам перемещённых лиц"),
        "18 Mulberry Street", "+994 12 000 07 10",
    ),
    Place(
        "central", OfficeKind.CENTRAL,
        ("Central services", "Mərkəzi xidmətlər", "Центральные службы"),
        "1 Fountain Square", "+994 12 000 00 10",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Post:
    """Somebody who works in an office. `languages`: of an interpreter."""

    login: str
    name: str
    sex: str
    role: Role
    office: str
    language: str = "az"
    languages: tuple[str, ...] = ()


_R = Role
POSTS: tuple[Post, ...] = (
    Post("admin", "Təranə Saatsaz", "F", _R.ADMINISTRATOR, "central", "en"),
    Post("protection", "Vaqif Pəncərəli", "M", _R.DATA_PROTECTION, "central"),
    Post("registrar", "Könül Badamlı", "F", _R.REGISTRAR, "first"),
    Post("registrar2", "Ramin Narbağ", "M", _R.REGISTRAR, "second"),
    Post("officer", "Samir Dəyirmançı", "M", _R.CASE_OFFICER, "first"),
    Post("officer2", "Leyla Çəmənli", "F", _R.CASE_OFFICER, "first"),
    Post("officer3", "Oksana Lugovaya", "F", _R.CASE_OFFICER, "first", "ru"),
    Post("officer4", "Nurlan Körpü", "M", _R.CASE_OFFICER, "second"),
    Post("officer5", "Aytən Sünbül", "F", _R.CASE_OFFICER, "second"),
    Post("reviewer", "Sevda Xəzrili", "F", _R.REVIEWER, "first"),
    Post("reviewer2", "Maksim Ozerov", "M", _R.REVIEWER, "first", "ru"),
    Post("reviewer3", "Pərvin Qayalı", "F", _R.REVIEWER, "second"),
    Post("head", "Zaur Çinaroğlu", "M", _R.HEAD_OF_UNIT, "first"),
    Post("head2", "Gülnar Bulaqlı", "F", _R.HEAD_OF_UNIT, "second"),
    Post("appeals", "Ədalət Tərəzi", "M", _R.APPEAL_OFFICER, "appeals"),
    Post("appeals2", "Nərmin Haqlı", "F", _R.APPEAL_OFFICER, "appeals"),
    Post("border", "Elşad Keçid", "M", _R.BORDER_OFFICER, "border"),
    Post("guardian", "Afaq Qanad", "F", _R.GUARDIAN, "guardianship"),
    Post("guardian2", "İlqar Dayaq", "M", _R.GUARDIAN, "guardianship"),
    Post("interpreter", "Parvin Zaban", "F", _R.INTERPRETER, "central", "en", ("fa", "prs", "ps", "ku")),
    Post("interpreter2", "Munir Kalam", "M", _R.INTERPRETER, "central", "en", ("ar", "ur", "pa", "so")),
    Post("interpreter3", "Vera Slovova", "F", _R.INTERPRETER, "central", "ru", ("ru", "uz", "tg", "ky", "ka")),
    Post("interpreter4", "Daniel Tongue", "M", _R.INTERPRETER, "central", "en", ("en", "fr", "es", "sw", "wo", "ha")),
    Post("interpreter5", "Selma Çeviren", "F", _R.INTERPRETER, "central", "az", ("tr", "am", "ti", "bn", "ne", "ta")),
    Post("stay", "Cavid Limanlı", "M", _R.STAY_OFFICER, "stay"),
    Post("stay2", "Aysel Dənizli", "F", _R.STAY_OFFICER, "stay"),
    Post("stayreviewer", "Orxan Güzgülü", "M", _R.STAY_REVIEWER, "stay"),
    Post("stayhead", "Nigar Mayakova", "F", _R.STAY_HEAD, "stay"),
    Post("stayappeals", "Vüqar Ölçülü", "M", _R.STAY_APPEAL_OFFICER, "stay-appeals"),
    Post("security", "Tural Qalalı", "M", _R.OPINION_OFFICER, "security"),
    Post("labour", "Lalə Zəhmətli", "F", _R.OPINION_OFFICER, "labour"),
    Post("employer", "Rəşad İşgüzar", "M", _R.EMPLOYER, "employer"),
    Post("displaced", "Mətanət Ocaqlı", "F", _R.DISPLACED_OFFICER, "displaced"),
    Post("displaced2", "Fərid Çırağlı", "M", _R.DISPLACED_OFFICER, "displaced"),
    Post("analyst", "Turqut Hesabçı", "M", _R.POLICY_ANALYST, "central"),
    Post("returns", "Rəna Yolçu", "F", _R.RETURN_OFFICER, "return"),
    Post("returnhead", "Mahir Dönməz", "M", _R.RETURN_HEAD, "return"),
)


@dataclass
class Country:
    """What was opened: offices by code, actors by login, and the logins to print."""

    offices: dict[str, Office] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    accounts: dict[str, uuid.UUID] = field(default_factory=dict)
    logins: list[dict[str, str]] = field(default_factory=list)

    def of(self, role: Role, office: str = "") -> list[Post]:
        """Who holds a role, in one office or in any."""
        return [post for post in POSTS if post.role is role and office in ("", post.office)]


def new_password() -> str:
    """Four groups of four: some eighty bits, and still to be typed from paper."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def founder() -> Actor:
    """The system itself as administrator, for the first offices and accounts."""
    service = service_actor(PURPOSE)
    return Actor(
        kind="service",
        account_id=service.account_id,
        assignments=(Assignment(Role.ADMINISTRATOR, service.account_id or uuid.UUID(int=0)),),
    )


def found(since: dt.date, posts: Sequence[Post] = POSTS) -> Country:
    """Open the offices and one account for each post, with a password made for this installation.

    Args:
        since: the day from which everybody holds the role.
        posts: who works there.
    """
    country, actor, today = Country(), founder(), clock.today()
    with acting(actor, PURPOSE):
        for place in PLACES:
            office = open_office(
                actor=actor,
                code=place.code,
                kind=place.kind,
                names=dict(zip(("en", "az", "ru"), place.names, strict=True)),
                address=place.address,
                telephone=place.telephone,
            )
            if place.appeals:
                office.appeal_office = country.offices[place.appeals]
                office.save(update_fields=["appeal_office"])
            country.offices[place.code] = office
            if place.kind is OfficeKind.ORGANISATION:
                _organisation(actor, office)
        for post in posts:
            password = new_password()
            account = open_account(
                actor=actor,
                login=post.login,
                name=post.name,
                sex=post.sex,
                language=post.language if post.language in settings.STAFF_LANGUAGES else "en",
                password=password,
                ends_on=today + YEAR,
                languages=list(post.languages),
            )
            # Nobody in the country came today: whoever did could agree to nothing as a second person.
            account.opened_on = since
            account.save(update_fields=["opened_on"])
            office = country.offices[post.office]
            assign_role(
                actor=actor,
                account_id=account.pk,
                role=post.role,
                office_id=office.pk,
                starts_on=since,
                ends_on=today + YEAR,
            )
            country.accounts[post.login] = account.pk
            country.logins.append(
                {
                    "role": post.role.value,
                    "login": post.login,
                    "password": password,
                    "office": office.name_en,
                    "site": "organisation" if post.role is _R.EMPLOYER else "staff",
                }
            )
        for account in _by_login(posts):
            country.actors[account.login] = actor_of(account)
    return country


def _organisation(actor: Actor, office: Office) -> None:
    """The organisation as the head of the stay office would have opened it, before there is a head."""
    Organisation.objects.create(
        id=office.pk,
        office=office,
        compartment=Compartment.STAY,
        number="1400000001",
        opened_at=clock.now(),
        opened_by=actor.signed_in_as,
    )


def _by_login(posts: Sequence[Post]) -> Iterator[Account]:
    yield from Account.objects.filter(login__in=[post.login for post in posts]).select_related("holder")

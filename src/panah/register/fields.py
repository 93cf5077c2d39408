# SPDX-License-Identifier: AGPL-3.0-or-later
"""What handed-in data is made of: cleaned texts, codes, and the sentences that refuse them."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from panah.names import NameTooLong, clean
from panah.register import codes
from panah.register.errors import Invalid


def wrong(sentence: str) -> PydanticCustomError:
    """A refusal of one field, said in a sentence."""
    # Braces would be read as placeholders of the message template.
    return PydanticCustomError("panah", "{sentence}", {"sentence": sentence})


def several(errors: Mapping[str, str]) -> PydanticCustomError:
    """Refusals of several fields of one record at once."""
    return PydanticCustomError("panah_many", "several", {"errors": dict(errors)})


def clean_text(limit: int) -> Any:
    """A validator that cleans a text and refuses one longer than `limit` characters."""

    def check(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return clean(value, limit)
        except NameTooLong:
            raise wrong(_("This is too long: at most %(limit)s characters are kept.") % {"limit": limit}) from None

    return BeforeValidator(check)


def _country(value: str) -> str:
    code = value.strip().upper()
    if code and code not in codes.countries():
        raise wrong(
            _("%(code)s is no country code of ISO 3166. Choose the country from the list.") % {"code": code[:10]}
        )
    return code


def _language(value: str) -> str:
    if not value.strip():
        return ""
    known = codes.language(value)
    if known is None:
        raise wrong(
            _("%(code)s is no language code of ISO 639. Choose the language from the list.") % {"code": value[:10]}
        )
    return known


def not_empty(value: str) -> str:
    """A validator that refuses an empty text."""
    if not value:
        raise wrong(_("This cannot be empty."))
    return value


Text = Annotated[str, clean_text(200)]
LongText = Annotated[str, clean_text(300)]
Country = Annotated[str, clean_text(20), AfterValidator(_country)]
SomeCountry = Annotated[str, clean_text(20), AfterValidator(_country), AfterValidator(not_empty)]
Language = Annotated[str, clean_text(20), AfterValidator(_language)]
Needed = Annotated[str, clean_text(200), AfterValidator(not_empty)]
Compartment = Annotated[str, clean_text(20)]


class Given(BaseModel):
    """Base of what is handed in: unknown fields are refused, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=False)


_GivenT = TypeVar("_GivenT", bound=Given)


def parse(model: type[_GivenT], raw: Any) -> _GivenT:
    """`raw` (what was typed, or already such a model) as `model`.

    Raises:
        Invalid: something in it cannot be; a sentence for each wrong field, by its dotted path.
    """
    if isinstance(raw, model):
        return raw
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise Invalid(_sentences(error)) from None


def _sentences(error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in error.errors():
        path = ".".join(str(part) for part in item["loc"])
        context = item.get("ctx") or {}
        if item["type"] == "panah_many":
            for name, sentence in context["errors"].items():
                found.setdefault(f"{path}.{name}".strip("."), sentence)
        elif item["type"] == "panah":
            found.setdefault(path or "__all__", context["sentence"])
        else:
            found.setdefault(path or "__all__", _plain(item["type"], context))
    return found


def _plain(kind: str, context: dict[str, Any]) -> str:
    if kind == "missing":
        return _("This is needed. Fill it in.")
    if kind == "extra_forbidden":
        return _("There is no such field. Take it out.")
    if kind.startswith("date"):
        return _("This is no date. Write it as year-month-day, such as 2026-03-31.")
    if kind in ("enum", "literal_error"):
        return _("Choose one of the answers offered: %(expected)s.") % {"expected": context.get("expected", "")}
    if kind == "too_short":
        return _("Give at least one.")
    if kind in ("too_long", "string_too_long"):
        return _("This is too long: at most %(limit)s characters are kept.") % {"limit": context.get("max_length", "")}
    if kind.startswith(("int", "greater_than", "less_than")):
        return _("Write a whole number that can be.")
    if kind.startswith("uuid"):
        return _("This is no known record. Choose it from the list.")
    return _("This cannot be read. Check what was typed.")

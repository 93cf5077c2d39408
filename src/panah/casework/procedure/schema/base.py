# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names, texts and answers: what every part of a procedure is made of."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

START = "start"
"""Name under which the filing of a case stands in `starts_on`, `not_by` and `recorded`, as if it were an
action."""

EVERY_OPEN_STATE = "*"
"""In `from`: every state that is not final. Expanded when the file is read, so that `Action.from_` always
lists real states."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
DottedName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=120)]
Scalar = bool | int | str


class Model(BaseModel):
    """Base of all parts: frozen, because published versions are immutable; strict, because a misspelt key
    must not pass."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(Model):
    """A text in the languages of the service. `fa` stands for the right-to-left languages of the portal."""

    en: Line
    az: Line
    ru: Line
    fa: Line | None = None

    def in_(self, language: str) -> str:
        """The text in `language` (`az`, `az-AZ` ...); English where there is no such text."""
        return getattr(self, language.split("-")[0].split("_")[0], None) or self.en


class Option(Model):
    """One answer of a choice: what is stored and what is shown."""

    value: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)]
    label: Text


def twice(names: Any) -> list[str]:
    """The names that occur more than once."""
    seen: set[str] = set()
    found: list[str] = []
    for name in names:
        if name in seen and name not in found:
            found.append(name)
        seen.add(name)
    return found

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Model fields whose values lie sealed in the database (KY-02).

A value is sealed when its row is saved, `bulk_create` included, and opened when somebody looks at the attribute: a list that does
not look pays nothing. The model says whose it is:

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        '''The person (or author) and the compartment whose key seals what this row says.'''

The row's id must be known when it is saved, so it is a UUID made in Python. Nothing can be looked up, ordered or updated in
SQL by a sealed value; an empty text stays an empty column, so that constraints may ask whether something was said.
"""

import json
import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from panah.foundation.keys import envelope
from panah.foundation.keys.erased import ErasedBytes, ErasedData, ErasedText, is_erased
from panah.foundation.keys.errors import KeyGone
from panah.foundation.keys.vault import vault

_REFUSED = (
    "{name} is sealed: PostgreSQL cannot compare what it cannot read. Look for the row by something else, then open it."
)
_SAVE_ONE = "{name} is sealed under the key of its row: set the attribute and save the row."


class Sealed:
    """A value as it lies in the database, and, once somebody looked, what it says."""

    __slots__ = ("is_open", "plain", "raw", "value")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.is_open = False
        self.value: Any = None
        self.plain: bytes | None = None

    def __repr__(self) -> str:
        return f"<sealed, {len(self.raw)} bytes>"


class _Ready(bytes):
    """Bytes that `pre_save` has sealed: the only ones that reach a sealed column."""

    __slots__ = ()


class SealedAttribute(DeferredAttribute):
    """Opens a value when it is first looked at."""

    field: "SealedField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        value = instance.__dict__.get(name, self)
        if value is self:
            value = super().__get__(instance, cls)  # deferred: read now
            value = instance.__dict__.get(name, value)
        if isinstance(value, Sealed):
            if not value.is_open:
                self.field.open(instance, value)
            return value.value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


def sealed_of(row: models.Model, column: str) -> bytes:
    """The sealed value of a row as it lies in the database; nothing where it is empty or not saved yet."""
    held = row.__dict__.get(column)
    return held.raw if isinstance(held, Sealed) else b""


def reseal(row: models.Model) -> None:
    """Seal anew, at the next save, all that a row says: it has come to be about somebody else."""
    for field in row._meta.concrete_fields:
        if isinstance(field, SealedField):
            value = getattr(row, field.attname)
            if not is_erased(value):
                setattr(row, field.attname, value)


if TYPE_CHECKING:
    _Base = models.Field[Any, Any]
else:
    _Base = models.Field


class SealedField(_Base):
    """What the kinds of sealed fields have in common."""

    descriptor_class = SealedAttribute
    empty_strings_allowed = False
    empty: ClassVar[Any] = None
    """The value that stays an empty column."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        """As the database sees it."""
        return "BinaryField"

    def db_type(self, connection: Any) -> str:
        """`bytea`."""
        return "bytea"

    def pack(self, value: Any) -> bytes:
        """The bytes to seal."""
        raise NotImplementedError

    def unpack(self, plain: bytes) -> Any:
        """The value out of opened bytes."""
        raise NotImplementedError

    def erased(self) -> Any:
        """What stands where the key was erased."""
        raise NotImplementedError

    # -- opening

    def place_of(self, instance: Any) -> bytes:
        """Table, column and row that a value belongs to; a copy in the history belongs where its original does."""
        tracked = getattr(type(instance), "pgh_tracked_model", None)
        row = instance.pk if tracked is None else instance.pgh_obj_id
        if not isinstance(row, uuid.UUID):
            raise TypeError(f"{type(instance).__name__} has no UUID yet: a row with sealed fields makes its own.")
        return envelope.place((tracked or type(instance))._meta.db_table, str(self.column), row)

    def open(self, instance: Any, value: Sealed) -> None:
        """Open a value in place. Raises Locked, KeyMissing, SealBroken."""
        try:
            value.plain = vault().unseal(self.place_of(instance), value.raw)
            value.value = self.unpack(value.plain)
        except KeyGone:
            value.value = self.erased()
        value.is_open = True

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Left sealed: only the row knows where it belongs."""
        if value is None:
            return None
        raw = bytes(value)
        return Sealed(raw) if raw else self.empty

    # -- sealing

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """The column for this row: what was read and not changed stays as it is."""
        held = model_instance.__dict__.get(self.attname)
        if isinstance(held, Sealed):
            if not held.is_open or is_erased(held.value) or self.pack(held.value) == held.plain:
                return _Ready(held.raw)
            value = held.value
        else:
            value = held
        if value is None:
            return None
        if self.empty is not None and value == self.empty:
            return _Ready(b"")
        if is_erased(value):
            raise ValueError(f"{self.name}: what was erased cannot be written again.")
        plain = self.pack(value)
        subject, compartment = model_instance.sealed_for()
        fresh = Sealed(vault().seal(subject, compartment, self.place_of(model_instance), plain))
        fresh.value, fresh.plain, fresh.is_open = value, plain, True
        model_instance.__dict__[self.attname] = fresh
        return _Ready(fresh.raw)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Only what `pre_save` sealed, and the empty value, reach the column."""
        if value is None or isinstance(value, _Ready):
            return None if value is None else bytes(value)
        if value == b"" or (self.empty is not None and value == self.empty):
            return b""
        raise FieldError(_SAVE_ONE.format(name=self.name))

    def get_prep_value(self, value: Any) -> Any:
        """Nothing to convert."""
        return value

    # -- what cannot be asked

    def get_lookup(self, lookup_name: str) -> Any:
        """`isnull`, and equality with the empty value; nothing else can be asked of a sealed column."""
        if lookup_name in {"isnull", "exact"}:
            return super().get_lookup(lookup_name)
        raise FieldError(_REFUSED.format(name=self.name))

    def get_transform(self, lookup_name: str) -> Any:
        """None: there is nothing inside for PostgreSQL."""
        raise FieldError(_REFUSED.format(name=self.name))


class SealedTextField(SealedField):
    """A text. `max_length`: characters, checked when it is saved."""

    empty = ""

    def pack(self, value: Any) -> bytes:
        """UTF-8."""
        text = str(value)
        if self.max_length is not None and len(text) > self.max_length:
            raise ValueError(f"{self.name} holds at most {self.max_length} characters.")
        return text.encode()

    def unpack(self, plain: bytes) -> str:
        """The text."""
        return plain.decode()

    def erased(self) -> ErasedText:
        """The word for it."""
        return ErasedText()


class SealedJSONField(SealedField):
    """What JSON can hold."""

    def pack(self, value: Any) -> bytes:
        """JSON as Django's own field writes it, without spaces."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def unpack(self, plain: bytes) -> Any:
        """The value."""
        return json.loads(plain)

    def erased(self) -> ErasedData:
        """Answers that are not there."""
        return ErasedData()


class SealedBinaryField(SealedField):
    """Bytes: letters, uploads, photos."""

    def pack(self, value: Any) -> bytes:
        """As they are."""
        return bytes(value)

    def unpack(self, plain: bytes) -> bytes:
        """As they were."""
        return plain

    def erased(self) -> ErasedBytes:
        """None."""
        return ErasedBytes()

# SPDX-License-Identifier: AGPL-3.0-or-later
"""System checks: no model of ours exists without saying what it holds and for how long."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from panah.foundation.keys.fields import SealedField
from panah.foundation.privacy.declaration import (
    ERASERS,
    RETENTION_RULES,
    SEALED_FROM,
    Privacy,
    column_class,
    why_open,
)


def models_of_ours() -> list[Any]:
    """Concrete models of Panah's own apps, history tables left out (they inherit the class of what they track)."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("panah.") and not hasattr(model, "pgh_tracked_model") and model._meta.managed
    ]


@register()
def declared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """One error for each model without a usable declaration."""
    found: list[CheckMessage] = []
    for model in models_of_ours():
        privacy = getattr(model, "privacy", None)
        if not isinstance(privacy, Privacy):
            found.append(
                Error(
                    f"{model.__name__} does not say what data it holds.",
                    hint="Give the model `privacy = Privacy(data_class=..., purpose=..., retention=..., eraser=...)`.",
                    obj=model,
                    id="privacy.E001",
                )
            )
            continue
        if privacy.retention not in RETENTION_RULES:
            found.append(Error(f"Unknown retention rule {privacy.retention!r}.", obj=model, id="privacy.E002"))
        if privacy.eraser not in ERASERS:
            found.append(Error(f"Unknown eraser {privacy.eraser!r}.", obj=model, id="privacy.E003"))
        names = {field.name for field in model._meta.get_fields()} | {
            field.attname for field in model._meta.concrete_fields
        }
        for column in (*privacy.columns, *privacy.keeps):
            if column not in names:
                found.append(
                    Error(f"The declaration names {column!r}, which is no column.", obj=model, id="privacy.E004")
                )
        found += _sealed_or_said(model, privacy)
    return found


def _sealed_or_said(model: Any, privacy: Privacy) -> list[CheckMessage]:
    """Columns of class C4 and above that are neither sealed nor said to stay open (KY-02), and reasons that fit nothing."""
    found: list[CheckMessage] = []
    said = {column for columns in privacy.open.values() for column in columns}
    for field in model._meta.concrete_fields:
        sealed = isinstance(field, SealedField)
        if sealed and not callable(getattr(model, "sealed_for", None)):
            found.append(
                Error(f"{field.name} is sealed, and no sealed_for says for whom.", obj=model, id="privacy.E006")
            )
        high = column_class(model, field.name) >= SEALED_FROM
        if high and not sealed and not why_open(model, field):
            found.append(
                Error(
                    f"{field.name} is of class C{int(column_class(model, field.name))} and neither sealed nor said to stay open.",
                    hint="Make it a sealed field (foundation.keys.fields), or give the reason: Privacy(open={reason: (column,)}).",
                    obj=model,
                    id="privacy.E005",
                )
            )
        if field.name in said and (sealed or not high):
            found.append(Error(f"{field.name} needs no reason to stay open.", obj=model, id="privacy.E007"))
        said.discard(field.name)
    found += [
        Error(f"A reason is given for {column!r}, which is no column.", obj=model, id="privacy.E004")
        for column in sorted(said)
    ]
    return found

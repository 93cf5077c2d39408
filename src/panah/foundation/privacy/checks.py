# SPDX-License-Identifier: AGPL-3.0-or-later
"""System checks: no model of ours exists without saying what it holds and for how long."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from panah.foundation.privacy.declaration import ERASERS, RETENTION_RULES, Privacy


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
    return found

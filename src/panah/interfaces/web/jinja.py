# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jinja environment for Django: `OPTIONS = {"environment": "panah.interfaces.web.jinja.environment"}`."""

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal
from django.template.utils import get_app_template_dirs
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Undefined,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.utils import missing

from panah.foundation import clock
from panah.interfaces.web import context, languages
from panah.interfaces.web.compiled import compiled


class PageUndefined(StrictUndefined):
    """Strict for names and for attributes of objects, lenient for keys of plain mappings.

    A misspelt variable or attribute must fail loudly. The macros of govuk-frontend-jinja take one mapping of options
    and read the absent ones, which is how its originals work; so an absent key of a mapping is just empty. So is
    `caller` of a macro that was not called with a body.
    """

    def __new__(cls, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> Any:
        """An empty value for an absent key of a mapping, a strict one for everything else."""
        if isinstance(obj, Mapping) or name == "caller":
            return Undefined(hint, obj, name)
        return super().__new__(cls)


def days_left(due: dt.date | dt.datetime | None, today: dt.date | None = None) -> str:
    """How far a date is, in words: "in 3 days", "tomorrow", "today", "2 days late".

    Args:
        due: the last day on which it is in time; None gives "".
        today: the day to count from; default: today in the zone of the service.
    """
    if due is None:
        return ""
    days = days_between(due, today)
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}


def days_between(due: dt.date | dt.datetime, today: dt.date | None = None) -> int:
    """Whole days from today to `due`; negative when it has passed."""
    if isinstance(due, dt.datetime):
        due = clock.local_date(due) if timezone.is_aware(due) else due.date()
    return (due - (today or clock.today())).days


def file_size(size: int | None) -> str:
    """Bytes in words: `812 B`, `14 kB`, `2.3 MB`."""
    if size is None:
        return ""
    locale = languages.locale_of(languages.language())
    if size < 1000:
        return gettext("%(size)s B") % {"size": size}
    if size < 1_000_000:
        return gettext("%(size)s kB") % {"size": format_decimal(round(size / 1000), locale=locale)}
    return gettext("%(size)s MB") % {"size": format_decimal(round(size / 1_000_000, 1), locale=locale)}


def number(value: int | float | None) -> str:
    """A number with the separators of the page's language."""
    return "" if value is None else format_decimal(value, locale=languages.locale_of(languages.language()))


def initials(name: str) -> str:
    """At most two first letters of a name, for the round sign of a person card."""
    words = [word for word in name.split() if word[:1].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Address of a view: `url("staff:case", case.id)`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def query(request: Any, **changes: Any) -> str:
    """The page's own query with some keys changed (None removes one): `?sort=due&page=2`. For sort links and pages."""
    params = request.GET.copy()
    for key, value in changes.items():
        if value is None:
            params.pop(key, None)
        else:
            params[key] = str(value)
    return "?" + params.urlencode()


def _late(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that is worked out when the page is made.

    Jinja works out filters of constants when it compiles a template, in whatever language that page happened to be;
    a filter that asks for the context is left alone.
    """

    @pass_context
    @functools.wraps(function)
    def inner(_context: Context, *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return inner


def environment(**options: Any) -> Environment:
    """Makes the environment that Django's Jinja2 backend uses.

    Templates are found in the `templates/` folder of each installed app (`web/base.jinja`, `staff/case.jinja`) and in
    govuk_frontend_jinja. The setting `TEMPLATES` needs no more than the dotted path of this function.
    """
    given = options.pop("loader", None)
    loaders: list[BaseLoader] = [FileSystemLoader([str(folder) for folder in get_app_template_dirs("templates")])]
    if given is not None:
        loaders.insert(0, given)
    loaders.append(PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}))
    options["undefined"] = PageUndefined
    options.setdefault("bytecode_cache", compiled(Path(__file__)))
    env = Environment(  # noqa: S701 - Django passes autoescape=True in the options
        loader=ChoiceLoader(loaders),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=translation.pgettext, npgettext=translation.npgettext
    )
    filters: dict[str, Callable[..., Any]] = {
        "date": languages.show_date,
        "datetime": languages.show_datetime,
        "days_left": days_left,
        "days_between": days_between,
        "country": languages.country_name,
        "language_name": languages.language_name,
        "file_size": file_size,
        "number": number,
        "initials": initials,
    }
    env.filters.update({name: _late(function) for name, function in filters.items()})
    env.globals.update(
        url=url,
        static=static,
        query=query,
        page_of=context.page,
        language=languages.language,
        direction=languages.direction,
        undefined=Undefined(),
        null=None,
    )
    return env

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API, version 1: the same services as the pages, for programs. It holds no rule of its own."""

from ninja import NinjaAPI

from panah import __version__
from panah.interfaces.api import problems
from panah.interfaces.api.parser import StrictParser
from panah.interfaces.api.routes import (
    account,
    cases,
    claims,
    documents,
    duplicates,
    exports,
    households,
    law,
    organisation,
    oversight,
    people,
    person_file,
    privacy,
    procedures,
    stay,
)

DESCRIPTION = """\
The same actions as on the pages of the staff site, under the same permissions.

* **Who calls.** `Authorization: Bearer pnh_...` with a key of one's own account, or the session of the staff site with its
  CSRF token. A key opens what its account opens, no more.
* **Writing.** Every writing has a `request_id`, made anew for each attempt of a person. Sending the same again, after a lost
  connection for instance, changes nothing and gives the same answer. An action on a file also names the `expected_version`
  that the caller had in sight; if the file has moved since, the answer is 409 with what changed.
* **Errors** are `application/problem+json` (RFC 9457) with `errors` by path, `problems` that stand in the way, the actions that
  are `offered`, or the `changes` since. What may not be known is 404, as if it did not exist.
* **Language** of labels and messages: `Accept-Language` (`az`, `en`, `ru`).
* Nothing personal ever stands in an address: searches are sent in the body.
* Every reading and writing of a person is in the access log, which the person concerned can see.
"""

api = NinjaAPI(
    title="Panah API",
    version=__version__,
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="panah-api",
    parser=StrictParser(),
    servers=[{"url": "/api/v1"}],
)
problems.install(api)
for tag, module in (
    ("account", account),
    ("cases", cases),
    ("claims", claims),
    ("people", people),
    ("duplicates", duplicates),
    ("people", person_file),
    ("people", households),
    ("people", stay),
    ("documents", documents),
    ("organisation", organisation),
    ("oversight", oversight),
    ("exports", exports),
    ("privacy", privacy),
    ("law", law),
    ("procedures", procedures),
):
    api.add_router("", module.router, tags=[tag])

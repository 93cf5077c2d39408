# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passwords lie under Argon2id, with more than the least that OWASP asks for, whatever the tests use (AU-03)."""

import os
import subprocess
import sys

PROBE = """
import django
django.setup()
from django.contrib.auth.hashers import get_hasher, make_password
kept = make_password("an invented pass phrase")
parts = kept.split("$")
print(*parts[:4])
weaker = "$".join([*parts[:3], "m=7168,t=1,p=1", *parts[4:]])
print(get_hasher().must_update(kept), get_hasher().must_update(weaker))
"""


def test_a_password_is_kept_under_argon2id_and_a_weaker_hash_is_made_anew() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "panah.config.settings"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    first, second = done.stdout.splitlines()[-2:]
    name, kind, _version, costs = first.split()
    assert (name, kind) == ("argon2", "argon2id")
    found = {key: int(value) for key, _, value in (one.partition("=") for one in costs.split(","))}
    assert found["m"] >= 19 * 1024
    assert found["t"] >= 2
    assert second == "False True", "what was kept with less is kept anew at the next sign-in"

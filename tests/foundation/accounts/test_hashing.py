# SPDX-License-Identifier: AGPL-3.0-or-later
"""How hard an installation makes it to guess from a stolen table. Every other test hashes with little work."""

from django.conf import settings
from django.contrib.auth.hashers import check_password, identify_hasher, make_password


def test_an_installation_hashes_with_the_work_that_is_advised(usual_work: dict[str, int]) -> None:
    assert settings.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
    # RFC 9106 asks for 64 MiB and three passes, OWASP for 19 MiB and two.
    assert usual_work["memory_cost"] >= 19 * 1024
    assert usual_work["time_cost"] >= 2


def test_the_work_stands_in_the_hash_so_that_another_process_takes_it(usual_work: dict[str, int]) -> None:
    made = make_password("an invented pass phrase")
    assert f"m={usual_work['memory_cost']}," not in made
    assert identify_hasher(made).algorithm == "argon2"
    assert check_password("an invented pass phrase", made)
    assert not check_password("another pass phrase", made)

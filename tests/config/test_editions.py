# SPDX-License-Identifier: AGPL-3.0-or-later
"""An edition is only a setting: each one loads, alone in its process, and holds what it should and nothing else."""

import os
import subprocess
import sys

import pytest

PROBE = """
import django; django.setup()
from django.apps import apps
from django.core.management import call_command
call_command("check", fail_level="WARNING")
print(" ".join(sorted(app.label for app in apps.get_app_configs())))
"""


def labels(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROBE], env=os.environ | environment, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("site", ["staff", "portal", "files"])
@pytest.mark.parametrize(("edition", "asylum"), [("authority", True), ("partner", False)])
def test_each_edition_loads(edition: str, site: str, asylum: bool) -> None:
    done = labels(PANAH_EDITION=edition, PANAH_SITE=site)
    assert done.returncode == 0, done.stderr[-2000:]
    assert ("asylum" in done.stdout.split()) is asylum


def test_an_unknown_edition_is_refused_in_words() -> None:
    done = labels(PANAH_EDITION="other")
    assert done.returncode != 0
    assert "authority" in done.stderr
    assert "partner" in done.stderr

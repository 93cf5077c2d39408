# SPDX-License-Identifier: AGPL-3.0-or-later
"""The measurement of duplicates runs, and holds what it finds against the truth."""

import json

import pytest
from typer.testing import CliRunner

from panah.interfaces.cli.bench.commands import app


@pytest.mark.django_db
def test_a_register_is_compared_without_labels_and_after_reviews() -> None:
    result = CliRunner().invoke(
        app, ["dedupe", "--persons", "2500", "--seed", "3", "--no-raw", "--json"], catch_exceptions=False
    )
    told = json.loads(result.stdout)
    assert {one["name"] for one in told["figures"]} == {
        "compare 2,500 people, without labels",
        "compare 2,500 people, shipped parameters",
    }
    settings = told["settings"]
    for row in ("without labels, quality", "shipped parameters, as it is"):
        assert 0.7 < settings[row]["best_f1"] <= 1
        assert 0 <= settings[row]["calibration"]["error"] < 0.3
    assert settings["reviewed pairs"]["pairs"] > settings["reviewed pairs"]["same"] > 0
    # Pairs that were learnt from are no proof of what was learnt.
    assert settings["without labels, after reviews"]["pairs"] < settings["without labels, quality"]["pairs"]
    assert settings["without labels, peak GB"] > 0

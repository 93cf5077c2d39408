# SPDX-License-Identifier: AGPL-3.0-or-later
"""What do I need?: the questions, and one answer at every door."""

from django.test import Client


def test_x(db: None) -> None:
    c = Client()
    r = c.get("/need/")
    assert r.status_code == 200

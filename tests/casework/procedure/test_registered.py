# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every name in the procedures that ship is registered by some application: nothing fails only when it is first used."""

import pytest

from panah.casework import cli, registry
from panah.casework.procedure import pack_procedures
from panah.casework.procedure.lint import lint
from panah.casework.procedure.names import pack_names
from panah.law.pack import load_pack


@pytest.mark.parametrize("key", ["asylum_claim", "status_review"])
def test_every_name_in_a_procedure_is_registered(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "panah.config.settings")
    names = cli._names()
    assert names.unchecked == []
    assert lint(pack_procedures("az")[key, 1], pack=pack_names("az"), registry_names=names) == []


@pytest.mark.parametrize("key", ["asylum_claim", "status_review"])
def test_a_procedure_asks_for_the_law_that_it_needs_and_no_other(key: str) -> None:
    cli._names()
    asked = load_pack("az").clauses_in(*registry.areas[key])
    needed = {must.law for act in pack_procedures("az")[key, 1].actions.values() for must in act.must if must.law}
    assert needed <= set(asked)
    assert not {"trp_ground_met", "needs_extension", "wp_fee", "expulsion_ground_visa", "entry_banned"} & set(asked)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is a procedure a good one? Every state reachable and with a way to an end, every refusal with four eyes, a letter and an appeal,
every clock with its article and its stop, every name known.

`lint` returns all problems at once; each says what to do. A rule per function, in the order of the list here.
"""

from panah.casework.procedure.lint import clocks, flow, forms, known, standing
from panah.casework.procedure.lint.look import Look, Problem, Rule
from panah.casework.procedure.names import PackNames, RegistryNames
from panah.casework.procedure.schema import Procedure

RULES: tuple[Rule, ...] = (
    flow.unreachable_states,
    flow.endless_states,
    flow.dead_actions,
    flow.appeals,
    flow.four_eyes,
    flow.refusal_letters,
    flow.letters_cover_answers,
    clocks.clock_parameters,
    clocks.clock_actions,
    clocks.clock_consequences,
    clocks.charges,
    standing.bars,
    standing.beside,
    known.coded_lists,
    known.shows,
    known.facts,
    known.requirement_names,
    known.registered_names,
    known.letter_names,
    forms.targets_match_answers,
    forms.conditions,
    forms.translations,
)


def lint(procedure: Procedure, *, pack: PackNames, registry_names: RegistryNames) -> list[Problem]:
    """All problems of a procedure, sorted; an empty list means that it may be published.

    Args:
        procedure: the procedure.
        pack: names of its pack, from `names.pack_names`.
        registry_names: names that the system registers; kinds that are None are not checked.
    """
    look = Look(procedure, pack, registry_names)
    return sorted({problem for rule in RULES for problem in rule(look)})


__all__ = ["RULES", "Look", "Problem", "lint"]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which answers decided a formula: values that remember where they came from.

OpenFisca's trace tells which variables a formula asked for and what they answered. It does not tell which
of them mattered: in ``a | b | c`` with only ``b`` true, ``b`` decided. To find out, the formula runs once
more on the traced answers, each wrapped in ``Reasoned``; every operation then passes on the names that decide
its result:

- *or*: if true, the true operands; if false, all of them;
- *and*: if false, the false operands; if true, all of them;
- a choice (``numpy.where``): the condition and the branch taken;
- anything else: all operands.

Nothing is written by hand, so an explanation cannot differ from the rule.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

_OR = (np.bitwise_or, np.logical_or)
_AND = (np.bitwise_and, np.logical_and)


class Reasoned(NDArrayOperatorsMixin):
    """An answer about one person and the names that decide it.

    Args:
        value: array of length one.
        why: variable names, in the order in which they were asked for.
    """

    __slots__ = ("value", "why")

    def __init__(self, value: Any, why: Iterable[str] = ()) -> None:
        self.value = value
        self.why: tuple[str, ...] = tuple(dict.fromkeys(why))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> "Reasoned":
        values = [plain(i) for i in inputs]
        result = getattr(ufunc, method)(*values, **kwargs)
        if method == "__call__" and ufunc in _OR + _AND:
            # An *or* that is true is decided by its true operands, an *and* that is false by its false ones.
            deciding = ufunc in _OR
            if _true(result) == deciding:
                return Reasoned(
                    result,
                    reasons(i for i, v in zip(inputs, values, strict=True) if _true(v) == deciding),
                )
        return Reasoned(result, reasons(inputs))

    def __array_function__(self, function: Callable[..., Any], _types: Any, args: Any, kwargs: Any) -> "Reasoned":
        if function is np.where and len(args) == 3:
            condition, yes, no = args
            chosen = yes if _true(plain(condition)) else no
            return Reasoned(np.where(*(plain(a) for a in args)), reasons([condition, chosen]))
        flat = [x for a in args for x in (a if isinstance(a, (list, tuple)) else (a,))]
        return Reasoned(function(*(_unwrap(a) for a in args), **kwargs), reasons(flat))

    def __array__(self, *_args: Any, **_kwargs: Any) -> np.ndarray:
        raise TypeError("This operation would lose the reasons. Use the helpers of panah.law.clauses in formulas.")

    def __bool__(self) -> bool:
        raise TypeError("A formula works on arrays: use &, |, ~ and numpy.where instead of and, or, not and if.")


def _true(value: Any) -> bool:
    # The array holds one person; asking for its item is much faster than numpy.all.
    return bool(value.item()) if isinstance(value, np.ndarray) and value.size == 1 else bool(np.all(value))


def plain(value: Any) -> Any:
    """The bare array behind a ``Reasoned``; anything else as it is."""
    return value.value if isinstance(value, Reasoned) else value


def _unwrap(value: Any) -> Any:
    return type(value)(plain(v) for v in value) if isinstance(value, (list, tuple)) else plain(value)


def reasons(operands: Iterable[Any]) -> tuple[str, ...]:
    """Names behind several operands, each once, in order."""
    return tuple(dict.fromkeys(name for o in operands if isinstance(o, Reasoned) for name in o.why))


def apply(function: Callable[..., Any], *arrays: Any) -> Any:
    """Calls a function on bare arrays; if any was ``Reasoned``, so is the result, decided by all of them."""
    result = function(*(plain(a) for a in arrays))
    return Reasoned(result, reasons(arrays)) if any(isinstance(a, Reasoned) for a in arrays) else result

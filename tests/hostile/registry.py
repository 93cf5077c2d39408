# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every place that reads bytes from outside."""

from tests.hostile import operators, papers, proofs, sent, texts
from tests.hostile.reader import Reader

READERS: list[Reader] = [*papers.READERS, *texts.READERS, *proofs.READERS, *sent.READERS, *operators.READERS]

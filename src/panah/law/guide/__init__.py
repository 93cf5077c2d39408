# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions that anybody may answer to learn which permission is needed: data in the pack, and the law asked on the answers."""

from panah.law.guide.advice import Advice, FeeRow, Owed, Section, advise
from panah.law.guide.answers import Answers, facts_of, next_page, page_of, path_of
from panah.law.guide.reading import read_guide
from panah.law.guide.schema import Condition, Guide, Matter, Note, Option, Page, Question, Tier

__all__ = [
    "Advice",
    "Answers",
    "Condition",
    "FeeRow",
    "Guide",
    "Matter",
    "Note",
    "Option",
    "Owed",
    "Page",
    "Question",
    "Section",
    "Tier",
    "advise",
    "facts_of",
    "next_page",
    "page_of",
    "path_of",
    "read_guide",
]

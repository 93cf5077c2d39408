# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marks that files of a person bear, whatever they are about."""

SELF_DECLARED = "self_declared"
"""Of somebody who has only said who they are: nobody has seen a paper and the face yet."""

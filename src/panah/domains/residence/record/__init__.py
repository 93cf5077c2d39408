# SPDX-License-Identifier: AGPL-3.0-or-later
"""The migration record of a person (MC 7, 8.1): opened and closed as the law says, held as the law lists it, copied for the person."""

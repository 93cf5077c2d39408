# SPDX-License-Identifier: AGPL-3.0-or-later
"""The access log: every read and write of a person is an event, in the same transaction."""

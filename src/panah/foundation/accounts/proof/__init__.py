# SPDX-License-Identifier: AGPL-3.0-or-later
"""What proves that an account is used by its own person: passkeys, one-time codes, a directory, and what is done when they are lost."""

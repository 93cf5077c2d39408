# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's file: what it shows, and the forms that add to it, correct it and end what is over."""

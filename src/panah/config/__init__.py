# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings, editions, URL sets and the wiring of domains to each other."""

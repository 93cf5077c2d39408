# SPDX-License-Identifier: AGPL-3.0-or-later
"""The look that all pages share: Jinja environment, components, forms, headers, languages."""

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Organisations: employers, landlords, hotels, and what they do for the people whom they employ or receive."""

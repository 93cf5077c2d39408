# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the staff door."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

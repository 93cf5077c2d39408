# SPDX-License-Identifier: AGPL-3.0-or-later
"""Static files with a hash in their name, compressed beforehand and served by whitenoise."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names files by their content, so that a browser may keep them for ever and an upgrade is seen at once.

    Settings: `STORAGES["staticfiles"]["BACKEND"] = "panah.interfaces.web.assets.StaticStorage"`, then
    `manage collectstatic`.
    A file that was added since the last build is served under its plain name instead of failing the page.
    """

    manifest_strict = False
    keep_only_hashed_files = False

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Static files with a hash in their name, compressed beforehand and served by whitenoise."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names files by their content, so that a browser may keep them for ever and an upgrade is seen at once.

    Settings: `STORAGES["staticfiles"]["BACKEND"] = "panah.interfaces.web.assets.StaticStorage"`, then
    `manage collectstatic`. A file that was not collected yet is served under its plain name: a missing picture
    must not take a page down.
    """

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The name with its hash, or the plain one where the file was not collected."""
        try:
            return super().stored_name(name)
        except ValueError:
            return name

    def hashed_name(self, name: str, content: object = None, filename: str | None = None) -> str:
        """The name with the hash of its content, or the plain one where there is no such file."""
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            return name

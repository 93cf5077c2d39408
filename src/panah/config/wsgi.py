# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door for the server process; PANAH_SITE says which site it serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")
application = get_wsgi_application()

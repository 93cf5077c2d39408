# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of a site that has nothing but the gallery: no database, no sign-in.

`python -m django runserver --settings=tests.interfaces.web.gallery_site 8499 --noreload` shows it.
"""

import os
from pathlib import Path

import panah

SECRET_KEY = "gallery"
DEBUG = False
PANAH_GALLERY = True
PANAH_DEMO = True
PANAH_SITE = "gallery"
PANAH_TIME_ZONE = "Asia/Baku"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.interfaces.web.gallery_urls"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "az"
LANGUAGE_COOKIE_NAME = "panah_language"
LANGUAGES = [("az", "Azərbaycanca"), ("en", "English"), ("ru", "Русский"), ("fa", "فارسی")]
LOCALE_PATHS = [Path(panah.__file__).parent / "interfaces" / "web" / "locale"]
INSTALLED_APPS = ["django.contrib.messages", "django.contrib.staticfiles", "panah.interfaces.web"]
MIDDLEWARE = [
    "panah.interfaces.web.outage.OutageMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "panah.interfaces.web.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "panah.interfaces.web.middleware.LanguageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "panah.interfaces.web.jinja.environment"},
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("PANAH_GALLERY_STATIC", "")
CSRF_FAILURE_VIEW = "panah.interfaces.web.errors.csrf_failure"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings. One code base, two editions, two sites; everything else comes from the environment."""

import gc
import os
from pathlib import Path

import pghistory

from panah.config.editions import EDITIONS
from panah.config.secret import secret_key
from panah.foundation.database.urls import database_settings

# Python looks for garbage after every seven hundred new objects. A process makes a million while it begins, which stay: a third of
# its start went into looking through them.
gc.set_threshold(50_000, 20, 20)

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("PANAH_HOME", BASE_DIR.parent.parent / "var"))

PANAH_EDITION = os.environ.get("PANAH_EDITION", "authority")
if PANAH_EDITION not in EDITIONS:
    raise RuntimeError(f"PANAH_EDITION is {PANAH_EDITION!r}; set it to one of {', '.join(EDITIONS)}.")
PANAH_SITE = os.environ.get("PANAH_SITE", "staff")
PANAH_PACK = os.environ.get("PANAH_PACK", "az")
PANAH_TIME_ZONE = os.environ.get("PANAH_TIME_ZONE", "Asia/Baku")
PANAH_DEMO = os.environ.get("PANAH_DEMO", "") == "1"
# Everybody on record is invented: an account without a second factor may sign in. Set by `up` for the country that it loads.
PANAH_INVENTED = os.environ.get("PANAH_INVENTED", "") == "1"
# How many proxies of ours stand before the server and add to X-Forwarded-For; 0: the peer is the visitor.
PANAH_PROXY_HOPS = int(os.environ.get("PANAH_PROXY_HOPS", "0"))
# Where uploaded papers are handed out: an origin of its own, on which nobody is signed in (docs/papers.md).
PANAH_FILES_URL = os.environ.get("PANAH_FILES_URL", "http://localhost:8402")
PANAH_PORTAL_URL = os.environ.get("PANAH_PORTAL_URL", "http://localhost:8401")

DEBUG = os.environ.get("PANAH_DEBUG", "") == "1"
SECRET_KEY = secret_key(HOME)
ALLOWED_HOSTS = os.environ.get("PANAH_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SECURE_COOKIES = os.environ.get("PANAH_TLS", "") == "1"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "panah.foundation.privacy",
    "panah.foundation.keys",
    "panah.foundation.access",
    "panah.foundation.accounts",
    "panah.foundation.audit",
    "panah.foundation.oversight",
    "panah.foundation.documents",
    "panah.foundation.numbering",
    "panah.foundation.exports",
    "panah.foundation.complaints",
    "panah.interfaces.web",
    *EDITIONS[PANAH_EDITION].apps,
]

MIDDLEWARE = [
    "panah.interfaces.web.outage.OutageMiddleware",
    "panah.interfaces.web.locked.KeysMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "panah.interfaces.files.middleware.FilesHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "panah.interfaces.web.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "panah.interfaces.web.middleware.LanguageMiddleware",
    "panah.interfaces.web.closed.ClosedMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "panah.interfaces.web.doors.ActorMiddleware",
]

# The site of the papers has no sessions, no forms and no language of its own: what is not there cannot be reached from a paper.
FILES_MIDDLEWARE = [
    "panah.interfaces.web.outage.OutageMiddleware",
    "panah.interfaces.web.locked.KeysMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "panah.interfaces.files.middleware.FilesHeadersMiddleware",
    "panah.interfaces.web.closed.ClosedMiddleware",
    "django.middleware.common.CommonMiddleware",
]
if PANAH_SITE == "files":
    MIDDLEWARE = FILES_MIDDLEWARE

if PANAH_SITE not in EDITIONS[PANAH_EDITION].urls:
    raise RuntimeError(f"PANAH_SITE is {PANAH_SITE!r}; set it to staff, portal or files.")
ROOT_URLCONF = EDITIONS[PANAH_EDITION].urls[PANAH_SITE]
WSGI_APPLICATION = "panah.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "panah.interfaces.web.jinja.environment"},
    },
]

DATABASES = {"default": database_settings(os.environ.get("PANAH_DB_ROLE", "app"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS: list[str] = []
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# A cookie whose name begins so is taken by browsers from this host alone, over TLS alone (AU-05).
_COOKIE = f"__Host-panah_{PANAH_SITE}" if SECURE_COOKIES else f"panah_{PANAH_SITE}"
SESSION_COOKIE_NAME = _COOKIE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_AGE = 12 * 3600 if PANAH_SITE == "staff" else 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
PANAH_IDLE_SECONDS = 15 * 60 if PANAH_SITE == "staff" else 10 * 60
PANAH_WARNING_SECONDS = 2 * 60
# For so long after a proof of who one is, none is asked for again (AU-08).
PANAH_FRESH_SECONDS = 5 * 60
# What draws a page of signing in inside the frame of the site.
PANAH_FRAMES = {"staff": "panah.interfaces.staff.chrome.page", "portal": "panah.interfaces.portal.org.frame.org_page"}
# A directory of the ministry (OpenID Connect): docs/sign-in.md.
PANAH_OIDC_ISSUER = os.environ.get("PANAH_OIDC_ISSUER", "").rstrip("/")
PANAH_OIDC_CLIENT_ID = os.environ.get("PANAH_OIDC_CLIENT_ID", "")
PANAH_OIDC_SECRET_FILE = os.environ.get("PANAH_OIDC_SECRET_FILE", "")
PANAH_OIDC_NAME = os.environ.get("PANAH_OIDC_NAME", "")
# What the directory says of a sign-in that is as good as a passkey, and as good as a code.
PANAH_OIDC_STRONG = frozenset(os.environ.get("PANAH_OIDC_STRONG", "phr,phrh,hwk").split(",")) - {""}
PANAH_OIDC_SECOND = frozenset(os.environ.get("PANAH_OIDC_SECOND", "mfa,otp").split(",")) - {""}
CSRF_COOKIE_NAME = f"{_COOKIE}_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "panah.interfaces.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
# The proxy that ends TLS says so, and overwrites what a visitor says (SECURITY.md). Without this neither HSTS nor the
# check of a form's origin would know that the visitor came over TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_COOKIES
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "az"
# The choice of a language stays in its browser.
LANGUAGE_COOKIE_NAME = "__Host-panah_language" if SECURE_COOKIES else "panah_language"
LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
LANGUAGES = [("az", "Azərbaycanca"), ("en", "English"), ("ru", "Русский"), ("fa", "فارسی")]
STAFF_LANGUAGES = ("az", "en", "ru")
LOCALE_PATHS = [BASE_DIR / "interfaces" / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "panah.interfaces.web.assets.StaticStorage"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = [
    "panah.interfaces.web.bodies.Bound",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The name of the access log in its signed heads, and who outside is told of them (docs/evidence.md).
PANAH_LOG_NAME = os.environ.get("PANAH_LOG_NAME", "panah")
PANAH_WITNESSES = [one.strip() for one in os.environ.get("PANAH_WITNESSES", "").split(",") if one.strip()]
PANAH_LOG_COPIES = [one.strip() for one in os.environ.get("PANAH_LOG_COPIES", "").split(",") if one.strip()]

# How large a file of people may be (`docs/import.md`).
PANAH_IMPORT_MAX_MB = int(os.environ.get("PANAH_IMPORT_MAX_MB", "512"))
PANAH_IMPORT_MAX_UNPACKED_MB = int(os.environ.get("PANAH_IMPORT_MAX_UNPACKED_MB", "400"))
PANAH_IMPORT_MAX_CELLS = int(os.environ.get("PANAH_IMPORT_MAX_CELLS", "5000000"))
PANAH_IMPORT_MAX_ROWS = int(os.environ.get("PANAH_IMPORT_MAX_ROWS", "5000000"))

# Certificates of receivers in other houses, to whom exports are encrypted (docs/exports.md).
PANAH_RECEIVERS = os.environ.get("PANAH_RECEIVERS", str(HOME / "receivers"))

# For how many days receivers keep copies of exports where less than the policy was agreed with them: unhcr=60 own=14 (docs/exports.md).
PANAH_EXPORT_KEEP = os.environ.get("PANAH_EXPORT_KEEP", "")

# A virus scanner (ClamAV's daemon) that every upload is shown to: unix:/path or tcp:host:port; empty: none (docs/papers.md).
PANAH_SCANNER = os.environ.get("PANAH_SCANNER", "")

# Who outside of the service is told at once of an opening in an emergency: files or addresses, parted by spaces.
PANAH_EMERGENCY_NOTICES = os.environ.get("PANAH_EMERGENCY_NOTICES", "").split()

PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # What an error says may repeat what was typed: a log tells where it happened and of what kind it is (LG-08).
    "formatters": {
        "plain": {
            "()": "panah.foundation.logs.WithoutWords",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"panah": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

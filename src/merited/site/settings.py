"""Settings, from the environment. One file: what differs between places is a variable, and docs/reference lists them."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.Env()

# demo: invented people and one known password. development: like production, with DEBUG. production: the default.
MODE = env.str("MERITED_MODE", default="production")
DEMO = MODE == "demo"
DEBUG = MODE == "development"
TESTING = "PYTEST_VERSION" in os.environ

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(env.str("MERITED_DATA", default="var/data")).absolute()
PUBLIC_URL = env.str("MERITED_PUBLIC_URL", default="http://localhost:8000").rstrip("/")

DEMO_SECRET = "demo-secret-that-production-refuses"  # noqa: S105
SECRET_KEY = env.str("MERITED_SECRET_KEY", default=DEMO_SECRET)
MERITED_MASTER_KEY_FILE = env.str("MERITED_MASTER_KEY_FILE", default=str(DATA / "keys" / "master.key"))

ALLOWED_HOSTS = env.list("MERITED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
BEHIND_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("MERITED_BEHIND_PROXY", default=False) else None
)
# How many proxies of ours stand in front, so that rate limits count visitors and not the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("MERITED_PROXIES", default=0)
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Several demos on one machine (other ports of localhost) must not sign each other out.
SESSION_COOKIE_NAME = env.str("MERITED_COOKIE", default="merited_session")
CSRF_COOKIE_NAME = "merited_csrf"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "merited.base",
    "merited.people",
    "merited.catalog",
    "merited.portfolio",
    "merited.submissions",
    "merited.coaching",
    "merited.awards",
    "merited.review",
    "merited.web",
    "merited.api",
    "merited.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "merited.web.middleware.one_host",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "merited.web.middleware.own_language",
    "merited.web.middleware.district_time",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "merited.site.urls"
WSGI_APPLICATION = "merited.site.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates", PACKAGE / "worker" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "merited.web.access.around",
            ],
        },
    }
]

# SQLite for the embedded default, PostgreSQL for districts, by one address.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'merited.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits in line instead of failing in the middle
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # A file, so that threads of a live server in tests see one database.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")} if TESTING else {}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Much of an answer's time would go into planning the same questions again: the server keeps a plan after five times.
    # Behind a pooler that changes connections between transactions: DATABASE_URL=...?prepare_threshold=0 keeps none.
    prepared = DATABASES["default"].setdefault("OPTIONS", {})
    prepared["server_side_binding"] = True
    prepared["prepare_threshold"] = int(prepared.get("prepare_threshold", 5)) or None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, for a second process needs the same counts.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    # Evidence: never under a static address, read only through a view that asks who wants it.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "private", "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = TESTING or DEBUG
FILE_UPLOAD_PERMISSIONS = 0o600
# Wide, so that what people send by mistake reaches a view that answers in its place; beyond them: errors.odd_request.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 200

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "merited.web.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "reset_password": "merited.web.accounts.forms.ResetForm",
    "reset_password_from_key": "merited.web.accounts.forms.ResetKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # every other session ends: the session's hash of the password fits no more
ACCOUNT_SESSION_REMEMBER = True
# A whole school may come from one address; guessing one account's password stays slow.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/300s/key", "reset_password": "20/m/ip,5/m/key"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Passkeys stand beside the password: each signs in alone, and a link by mail is the way back.
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address that waits for its link keeps nobody from a passkey
MFA_ADAPTER = "merited.web.accounts.adapters.PasskeyAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if BEHIND_HTTPS else "http"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/work/"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# Printed letters hold addresses and links that open accounts: for demonstration and development only.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="dummymail://" if MODE == "production" else "consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10  # seconds: badges are signed by the same worker
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MERITED_FROM", default="Merited <merited@localhost>")

# The number of an issuer's page on LinkedIn by the issuer's key, such as alder-bay=1234567: its logo then stands by the badge.
MERITED_LINKEDIN_ORGANIZATION = env.dict("MERITED_LINKEDIN_ORGANIZATION", default={})

# Whether badges' documents are asked for on other sites, through the guarded door; never on private networks.
FETCH = env.bool("MERITED_FETCH", default=DEMO and not TESTING)
ALLOW_LOOPBACK = MODE != "production" and env.bool("MERITED_ALLOW_LOOPBACK", default=False)
# The W3C's test suites: a server that signs whatever it is sent, with a key of its own. Refused in production.
VC_TEST = MODE != "production" and env.bool("MERITED_VC_TEST", default=False)
VC_TEST_KEY = env.str("MERITED_VC_TEST_KEY", default="")
VC_TEST_CONTEXTS = env.str("MERITED_VC_TEST_CONTEXTS", default="")

# A person's own language first, then the choice in the cookie, then the browser's: see web.middleware.own_language.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LANGUAGE_COOKIE_NAME = "merited_language"
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SECURE = True, BEHIND_HTTPS
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "font-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("MERITED_LOG", default="WARNING")},
    # A form that is too large is answered in words; django.request notes it as a warning. No fault of ours to trace.
    "loggers": {
        f"django.security.{name}": {"level": "CRITICAL"}
        for name in ("RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
    },
}

# The colors of notes: see merited.css.
MESSAGE_TAGS = {20: "sky", 25: "pine", 30: "ochre", 40: "clay"}

CSRF_FAILURE_VIEW = "merited.web.public.errors.stale_form"

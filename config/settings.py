"""All settings, all from the environment. docs/operations.md lists the names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import checks, embedded, signin, storage  # noqa: F401  importing the checks registers them
from config.registrations import REGISTRATIONS as REGISTRATIONS

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

STATE_DIR = Path(env.str("SLIPWAY_STATE", str(BASE_DIR / ".slipway")))
ENGINE_DIR = STATE_DIR / "run"
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
PROCESS = env.str("SLIPWAY_PROCESS", "web")
ROLE = env.str("SLIPWAY_ROLE", "web")

# An engine that is not named is the embedded one: their addresses follow from the folder alone, nothing starts here.
EMBEDDED = not env.str("DATABASE_URL", "")
_local = embedded.urls(ENGINE_DIR)

SIGNING_KEY, PDF_FONTS = env.str("SIGNING_KEY", ""), env.str("PDF_FONTS", "")  # kit.signing, kit.document
SECRET_KEY = env.str("SECRET_KEY", "") or (embedded.secret_key(ENGINE_DIR) if EMBEDDED else env.str("SECRET_KEY"))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST, *(["127.0.0.1", "[::1]"] if SITE_HOST == "localhost" else [])])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "accelerator.apps.AcceleratorConfig",
    "cohorts.apps.CohortsConfig",
    "django_linear_migrations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_countries",
    "pghistory",
    "pgtrigger",
    "rules",
]

MIDDLEWARE = [
    "accelerator.kit.middleware.Arrival",
    "accelerator.programmes.middleware.Measuring",
    "accelerator.kit.middleware.Headers",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accelerator.kit.packing.Packing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accelerator.accounts.middleware.Person",
    "accelerator.accounts.allowances.Telling",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accelerator.kit.middleware.Refusals",
    "accelerator.trail.middleware.History",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accelerator.Person"
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # HSTS preload is the operator's own promise to browsers, made by HSTS_PRELOAD=1

# Templates: cotton and partials each rewrite this setting when listed plainly, so the loaders are written out.
_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "accelerator" / "templates", BASE_DIR / "cohorts" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("accelerator.kit.folding.Loader", _LOADERS)],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                *(f"accelerator.templatetags.{name}" for name in ("slipway", "controls", "clocks")),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accelerator.accounts.context.shell",
            ],
        },
    }
]
COTTON_DIR = "cotton"
FORM_RENDERER = "accelerator.kit.forms.Renderer"

# Databases: `slipway_web` serves, `slipway_owner` migrates (SLIPWAY_ROLE=owner, set by manage.py for commands that alter tables).
WEB_DATABASE_URL = env.str("DATABASE_URL", "") or _local.database
OWNER_DATABASE_URL = env.str("DATABASE_OWNER_URL", "") or (_local.owner if EMBEDDED else WEB_DATABASE_URL)
WEB_THREADS = env.int("WEB_THREADS", 2)
DATABASE_STAYS = not env.bool("PGBOUNCER", False)  # one connection of ours is one of PostgreSQL's
_database: dict[str, Any] = environ.Env.db_url_config(OWNER_DATABASE_URL if ROLE == "owner" else WEB_DATABASE_URL)
_options = _database.setdefault("OPTIONS", {})
_options["prepare_threshold"] = 2  # uses, before kit.statements plans one, for good by plan_cache_mode
if ROLE == "web":
    _bounds = "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
    _options["options"] = f"-c jit=0 -c random_page_cost=1.1 -c plan_cache_mode=force_generic_plan {_bounds}"
if PROCESS == "web" and ROLE == "web" and DATABASE_STAYS:
    _options["pool"] = {"min_size": 1, "max_size": WEB_THREADS, "timeout": 5}
else:
    _database["CONN_MAX_AGE"] = 600 if DATABASE_STAYS else 0
    _database["CONN_HEALTH_CHECKS"] = True
_database["DISABLE_SERVER_SIDE_CURSORS"] = not DATABASE_STAYS
DATABASES: dict[str, dict[str, Any]] = {"default": _database}

# Broker, cache, sessions
BROKER_URL = env.str("REDIS_URL", "") or _local.broker
CACHE_URL = env.str("CACHE_URL", "") or env.str("REDIS_URL", "") or _local.cache
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "accelerator.kit.cache.SturdyRedisCache", "LOCATION": CACHE_URL},
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fallback"},
}
SESSION_ENGINE = "accelerator.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
STAFF_SESSION_IDLE, STAFF_SESSION_LIFE = env.int("STAFF_SESSION_IDLE", 3 * 3600), env.int("STAFF_SESSION_LIFE", 12 * 3600)
API_REQUESTS_A_MINUTE = env.int("API_REQUESTS_A_MINUTE", 600)

# Cookies and transport follow the scheme of SITE_URL, so that the demo on http://localhost works.
_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}slipway_session"
CSRF_COOKIE_NAME = f"{_prefix}slipway_csrf"
LANGUAGE_COOKIE_NAME = f"{_prefix}slipway_language"
THEME_COOKIE_NAME = f"{_prefix}slipway_theme"
MESSAGE_STORAGE = "accelerator.kit.flashes.Flashes"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
# The browser's own modules read the CSRF cookie at send time: a token in the page goes stale when another tab signs in.
CSRF_COOKIE_HTTPONLY, CSRF_FAILURE_VIEW = False, "accelerator.kit.middleware.no_token"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXY_COUNT, ARRIVAL_HEADER = env.int("TRUSTED_PROXY_COUNT", 0), env.str("ARRIVAL_HEADER", "")
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Google and any OpenID Connect provider, by settings
SOCIALACCOUNT_PROVIDERS, _form_targets = signin.providers(env)

# In the shape Django 6 gives this setting, so that moving there is a rename.
SECURE_CSP = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF, *_form_targets],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "object-src": [NONE],
    **({"upgrade-insecure-requests": True} if HTTPS else {}),
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": SECURE_CSP}
_unused = "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi payment usb"
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in _unused.split()} | {
    f"publickey-credentials-{act}": ["self"] for act in ("get", "create")
}

# People
AUTHENTICATION_BACKENDS = ["rules.permissions.ObjectPermissionBackend", "accelerator.accounts.backends.Backend"]
PASSWORD_HASHERS = ["accelerator.accounts.hashers.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_ADAPTER = "accelerator.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "accelerator.accounts.adapters.SocialAccountAdapter"
MFA_ADAPTER = "accelerator.accounts.adapters.FactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accelerator.accounts.forms.AboutYou"
ACCOUNT_FORMS = {
    "signup": "accelerator.accounts.signin.Signup",
    "request_login_code": "accelerator.accounts.signin.RequestCode",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
SOCIALACCOUNT_LOGIN_ON_GET = SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TRUST_ENABLED = False
MFA_TOTP_ISSUER = "Slipway"
MFA_REQUIRED_FOR_OPERATORS = env.bool("MFA_REQUIRED_FOR_OPERATORS", not DEMO)
USERSESSIONS_TRACK_ACTIVITY = True  # by accounts.middleware, at most once a minute; allauth's own writes on every request
USERSESSIONS_ADAPTER = "allauth.usersessions.adapter.DefaultUserSessionsAdapter"

# Language and time
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "accelerator" / "locale", BASE_DIR / "cohorts" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# Static and private files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", "") or BASE_DIR / ".slipway" / "static")
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": storage.private(env.str("FILES_URL", ""), STATE_DIR / "files"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$|/chunks/[\w-]+-[A-Z0-9]{8}\.js$"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS, DATA_UPLOAD_MAX_NUMBER_FILES = 4010, 250  # the largest section of a form: questionnaires.shapes
FILE_UPLOAD_MAX_BYTES = 25 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
CLAMAV_URL = env.str("CLAMAV_URL", "")  # tcp://host:3310 or unix:///run/clamav/clamd.ctl; without it nothing is scanned

# Mail: the relay is asked, after a crash, whether it has seen a message; plain SMTP cannot tell.
vars().update(environ.Env.email_url_config(env.str("EMAIL_URL", "smtp://127.0.0.1:1025")))
EMAIL_TIMEOUT = 20
SERVER_EMAIL = DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"Slipway <no-reply@{SITE_HOST}>")
MAIL_RELAY = env.str("MAIL_RELAY", "accelerator.notices.relay.Smtp")
MAIL_RELAY_LOG = env.str("MAIL_RELAY_LOG", "")  # for notices.relay.LoggedSmtp
MAILBOX_DIR = ENGINE_DIR / "mail"
NOTICE_LEASE_SECONDS = env.int("NOTICE_LEASE_SECONDS", 120)

CELERY_BROKER_URL = BROKER_URL  # all else that Celery is told stands in config/celery.py

# Watching
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING_CONFIG = "accelerator.kit.logs.configure"
LOGGING: dict[str, Any] = {"level": LOG_LEVEL, "json": env.bool("LOG_JSON", not DEBUG)}
SECRET_PATHS = ("/check-in/", "/calendar/", "/join/", "/password/reset/key/", "/confirm-email/")  # what follows is in no log
SENTRY_DSN, OTEL_ENDPOINT = env.str("SENTRY_DSN", ""), env.str("OTEL_EXPORTER_OTLP_ENDPOINT", "")
MEASURE_MINUTES, PROBE_URL = env.bool("MEASURE_MINUTES", PROCESS == "web"), env.str("PROBE_URL", f"{SITE_URL}/readyz")
PGHISTORY_APPEND_ONLY, PGHISTORY_DEFAULT_TRACKERS = True, None
NINJA_NUM_PROXIES, CLOCK_FOLLOWS_DATABASE = TRUSTED_PROXY_COUNT, env.bool("CLOCK_FOLLOWS_DATABASE", True)

"""All settings of Alongside, in one file.

Each value that an operator may set comes from the environment through `config.env`; `.env.example`
lists them all. With nothing set this is a development site on SQLite. `DJANGO_ENV=production`
refuses unsafe values, one line each.
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from config.env import (
    DEFAULT_SECRET,
    DEVELOPMENT,
    PRODUCTION as PRODUCTION_NAME,
    cdn_faults,
    data_dir,
    env,
    hub_faults,
    production_faults,
    redis_broker,
    refuse,
)
from config.sweeps import SWEEPS

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where we are ---------------------------------------------------------------------------------
# DJANGO_ENV: "development" (default) or "production".
DJANGO_ENV = env.str("DJANGO_ENV", DEVELOPMENT)
if DJANGO_ENV not in (DEVELOPMENT, PRODUCTION_NAME):
    refuse([f"DJANGO_ENV is {DJANGO_ENV!r}: use development or production."])
PRODUCTION = DJANGO_ENV == PRODUCTION_NAME
# DEBUG: detailed error pages; on in development only.
DEBUG = env.bool("DEBUG", not PRODUCTION)
# DATA_DIR: everything written at run time (database, media, mail, logs); var/ in the checkout.
DATA_DIR = data_dir(BASE_DIR)
# PORT: only used to guess SITE_URL in development; script/server listens on it.
PORT = env.int("PORT", 8000)
# SITE_URL: the public address of the site, without a slash at the end.
SITE_URL = env.str("SITE_URL", "" if PRODUCTION else f"http://localhost:{PORT}").rstrip("/")
# SECRET_KEY: signs sessions, tokens and cursors. Required in production, 50 characters or more.
SECRET_KEY = env.str("SECRET_KEY", "" if PRODUCTION else DEFAULT_SECRET)
# OWNERSHIP_KEY: keys the hashes of owners' codes and order numbers. The secret key where it is not set.
OWNERSHIP_KEY = env.str("OWNERSHIP_KEY", "") or SECRET_KEY
# ALLOWED_HOSTS: comma-separated host names the site answers to.
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
# REDIS_URL: cache, limits, signed-out pages and Celery's broker. redis://, rediss:// or unix://.
REDIS_URL = env.str("REDIS_URL", "")
# MINIMUM_AGE: the age a person must confirm at sign-up, in years.
MINIMUM_AGE = env.int("MINIMUM_AGE", 16)
# SPOT_CHECK_PERCENT: how much of what screening found nothing in the desk looks at all the same.
SPOT_CHECK_PERCENT = env.int("SPOT_CHECK_PERCENT", 5)

# --- Database -------------------------------------------------------------------------------------
# DATABASE_URL: postgres://user:password@host/name in production; SQLite in DATA_DIR otherwise.
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'alongside.sqlite3'}", conn_max_age=60)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Several processes write: WAL lets readers go on, IMMEDIATE makes writers queue instead of failing.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A host that does not answer is given up after this many seconds, not after minutes: people are told so.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

refuse(
    production_faults(
        secret=SECRET_KEY, debug=DEBUG, hosts=ALLOWED_HOSTS, databases=DATABASES, redis=REDIS_URL
    )
    + ([] if SITE_URL.startswith("https://") else ["SITE_URL must be the site's https:// address."])
    if PRODUCTION
    else []
)

# --- Rooms and libraries --------------------------------------------------------------------------
INSTALLED_APPS = [
    "demo",
    "feeds",
    "moderation",
    "community",
    "content",
    "fetching",
    "jobs",
    "pagecache",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_prose_editor",
    "js_asset",
    "lucide",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "config.logging.RequestLog",
    "config.headers.CompressWords",
    "pagecache.middleware.StorePage",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.csp.PolicyMiddleware",
    "config.headers.PermissionsPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "content.staff.StaffPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.leading.LeadWholePages",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "content.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Languages and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nb", _("Norwegian bokmål"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
# Stored in UTC; shown in the brand's zone (BrandSettings).
TIME_ZONE = "UTC"

# --- Accounts -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "community.Member"
AUTHENTICATION_BACKENDS = ["community.accounts.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
# The front page in the language one came from.
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("wagtail_serve", args=[""])
ACCOUNT_ADAPTER = "community.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "change_password": "community.forms.accounts.ChangePasswordForm",
    "login": "community.forms.accounts.LoginForm",
    "reset_password_from_key": "community.forms.accounts.ResetPasswordKeyForm",
    "set_password": "community.forms.accounts.SetPasswordForm",
    "signup": "community.accounts.SignupForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/300s/key",
    "signup": "5/1800s/ip",
    "reset_password": "5/1800s/ip,5/1800s/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_ADAPTER = "community.accounts.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "community.forms.accounts.AddPasskeyForm",
    "edit_webauthn": "community.forms.accounts.NamePasskeyForm",
}

# --- Wagtail --------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Alongside"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no request to strangers from a marketer's browser
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # allauth owns mail addresses and passwords
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
# EDITORIAL_APPROVAL: a marketer's page goes live when another marketer has approved it.
WAGTAIL_WORKFLOW_ENABLED = env.bool("EDITORIAL_APPROVAL", False)
WAGTAIL_FINISH_WORKFLOW_ACTION = "content.approval.publish_approved"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_USER_TIME_ZONES: list[str] = []  # everybody works by the brand's clock: content.staff
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # films are content.video's; nothing else goes out
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_CONTENT_TYPES = {"pdf": "application/pdf"}
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILIMAGES_IMAGE_MODEL = "content.BrandImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.picture_library.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
# As for members' photos: cameras sold as "50 Mpx". One of them takes half a gigabyte while it is shrunk.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 51_200_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"jpeg": "webp", "png": "webp", "avif": "webp", "webp": "webp"}
# "simple": words as they are. One index holds several languages; feeds.finding.words folds and shortens them.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "content.search", "SEARCH_CONFIG": "simple"}}
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# A page put before a translator is a draft: nobody reads the original under another language's address.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# --- Files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "content.webfonts.WebFonts",
]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
# MEDIA_URL: where re-encoded pictures are served; in production best another host.
MEDIA_URL = env.str("MEDIA_URL", "/media/")
MEDIA_ROOT = DATA_DIR / "media"
# Never served: uploads as they came, and pictures of posts that were taken down.
PRIVATE_ROOT = DATA_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644

# --- Mail -----------------------------------------------------------------------------------------
# EMAIL_URL: submission://user:password@host:587 (with TLS). Without it mails are files; see /dev/mail/
if env.str("EMAIL_URL", ""):
    _email = env.dj_email_url("EMAIL_URL")
    EMAIL_BACKEND = _email["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _email["EMAIL_USE_TLS"], _email["EMAIL_USE_SSL"]
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
# DEFAULT_FROM_EMAIL: the sender of all mail.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"community@{urlsplit(SITE_URL).hostname or 'localhost'}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Cache and sessions ---------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
_database_cache = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "django_cache",
    # A full table is thinned out at random: nobody shall wash a limit away with keys of their own.
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
CACHES = {"default": _database_cache, "database": _database_cache}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "config.caches.AccountsInDatabase",
        "LOCATION": REDIS_URL,
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 0.2,
            "SOCKET_TIMEOUT": 0.2,
        },
    }

# CDN_PURGE_URL: a cache in front of the site that takes PURGE requests (Varnish), e.g. http://varnish:6081.
CDN_PURGE_URL = env.str("CDN_PURGE_URL", "")
# CLOUDFLARE_ZONE and CLOUDFLARE_TOKEN: the zone's id, and a token that may purge it.
CLOUDFLARE_ZONE, CLOUDFLARE_TOKEN = env.str("CLOUDFLARE_ZONE", ""), env.str("CLOUDFLARE_TOKEN", "")
refuse(cdn_faults(CDN_PURGE_URL, zone=CLOUDFLARE_ZONE, token=CLOUDFLARE_TOKEN))
# `wagtail.contrib.frontend_cache` itself is not installed: it would purge within the request.
WAGTAILFRONTENDCACHE: dict[str, dict[str, str]] = {}
if CDN_PURGE_URL:
    WAGTAILFRONTENDCACHE["http"] = {
        "BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend",
        "LOCATION": CDN_PURGE_URL,
    }
if CLOUDFLARE_ZONE:
    WAGTAILFRONTENDCACHE["cloudflare"] = {
        "BACKEND": "wagtail.contrib.frontend_cache.backends.CloudflareBackend",
        "ZONEID": CLOUDFLARE_ZONE,
        "BEARER_TOKEN": CLOUDFLARE_TOKEN,
    }

# --- Background work ------------------------------------------------------------------------------
CELERY_BROKER_URL = redis_broker(REDIS_URL) if REDIS_URL else "filesystem://"
CELERY_BEAT_SCHEDULE = SWEEPS

# --- The way out ----------------------------------------------------------------------------------
# FETCHING_ALLOW_LOOPBACK: let the fetcher reach this machine (to try feeds); development only.
FETCHING_ALLOW_LOOPBACK = env.bool("FETCHING_ALLOW_LOOPBACK", False) and not PRODUCTION
# WEBSUB_HUB: the hub that is told when a feed has changed; empty: none.
WEBSUB_HUB = env.str("WEBSUB_HUB", "")
refuse(hub_faults(WEBSUB_HUB))
# PEERTUBE_HOSTS: comma-separated PeerTube sites whose films pages may show, beside YouTube and Vimeo.
_peertube_hosts: list[str] = env.list("PEERTUBE_HOSTS", [])
PEERTUBE_HOSTS = [host.lower().removeprefix("www.") for host in _peertube_hosts]
# LINK_CARD_HOSTS: comma-separated sites, with all below them, whose links in posts become cards; empty: none.
_card_hosts = "youtube.com youtu.be vimeo.com wikipedia.org instructables.com ifixit.com wikihow.com"
LINK_CARD_HOSTS: list[str] = env.list("LINK_CARD_HOSTS", _card_hosts.split())

# --- Headers --------------------------------------------------------------------------------------
_media_host = urlsplit(MEDIA_URL)
_media_sources = [f"{_media_host.scheme}://{_media_host.netloc}"] if _media_host.netloc else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", *_media_sources],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
    # TRUST_PROXY: set to 1 only behind one proxy of your own that sets X-Forwarded-Proto and -For itself.
    if env.bool("TRUST_PROXY", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        # The last address in X-Forwarded-For is the proxy's own word: sign-in limits count by it.
        ALLAUTH_TRUSTED_PROXY_COUNT = 1

# --- Logs -----------------------------------------------------------------------------------------
# LOG_LEVEL: DEBUG, INFO (default), WARNING, ERROR.
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING_CONFIG = "config.logging.configure"
LOGGING = {"level": LOG_LEVEL, "json": PRODUCTION}

"""Settings, read once from the environment."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent


class MissingSettingError(RuntimeError):
    """A setting without which, or with whose value, the application must not start."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How one process runs. ``base_url`` is the address people type; one-time links start with it.

    ``smtp_host`` empty: no mail is sent. ``smtp_security``: ``starttls``, ``tls`` or ``none``.
    """

    database_url: str
    secret_key: str
    production: bool = False
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    idle_minutes: int = 60
    session_hours: int = 12
    upload_megabytes: int = 25
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = ""
    testing: bool = False
    instance: Path = field(default=ROOT / "instance")

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read it. In production a missing ``SECRET_KEY`` or ``DATABASE_URL`` stops the start."""
        production = os.environ.get("TRACKER_ENV", "development") == "production"
        instance = Path(os.environ.get("INSTANCE_PATH", str(ROOT / "instance")))
        instance.mkdir(parents=True, exist_ok=True)
        return cls(
            database_url=_required("DATABASE_URL", production, f"sqlite:///{instance / 'tracker.sqlite'}"),
            secret_key=_required("SECRET_KEY", production, "") or _kept_key(instance),
            production=production,
            base_url=os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            trusted_hosts=tuple(h for h in os.environ.get("TRUSTED_HOSTS", "").split(",") if h),
            idle_minutes=int(os.environ.get("IDLE_MINUTES", "60")),
            session_hours=int(os.environ.get("SESSION_HOURS", "12")),
            upload_megabytes=int(os.environ.get("UPLOAD_MEGABYTES", "25")),
            smtp_host=os.environ.get("SMTP_HOST", ""),
            smtp_port=int(os.environ.get("SMTP_PORT", "587")),
            smtp_security=_one_of("SMTP_SECURITY", "starttls", ("starttls", "tls", "none")),
            smtp_user=os.environ.get("SMTP_USER", ""),
            smtp_password=os.environ.get("SMTP_PASSWORD", ""),
            mail_from=_required("MAIL_FROM", bool(os.environ.get("SMTP_HOST")), ""),
            instance=instance,
        )

    def as_flask(self) -> dict[str, object]:
        """The same settings under the names that Flask and its extensions read."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SESSION_COOKIE_NAME": "__Host-tracker" if self.production else "tracker",
            "SESSION_COOKIE_SECURE": self.production,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": self.idle_minutes * 60,
            "MAX_CONTENT_LENGTH": self.upload_megabytes * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
            "MAX_FORM_PARTS": 20_000,
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": self.production,
            "TESTING": self.testing,
            "TRACKER": self,
        }


def _required(name: str, production: bool, otherwise: str) -> str:
    value = os.environ.get(name, "")
    if value:
        return value
    if production:
        raise MissingSettingError(f"Set {name} in the environment: production does not start without it")
    return otherwise


def _one_of(name: str, otherwise: str, known: tuple[str, ...]) -> str:
    value = os.environ.get(name, otherwise)
    if value not in known:
        raise MissingSettingError(f"{name} must be one of {', '.join(known)}")
    return value


def _kept_key(instance: Path) -> str:
    """A key made once for development and kept, so that a restart signs nobody out."""
    path = instance / "development-secret-key"
    if not path.exists():
        path.write_text(secrets.token_hex(32))
        path.chmod(0o600)
    return path.read_text().strip()

"""Settings: ``config/default.toml``, then the site's own file, then ``ELECTFLOW_*``, read once."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from electflow.errors import SettingsError

ENVIRONMENTS = ("development", "demo", "production")
_SECRETS = ("secret_key", "data_key", "index_key", "sqlite_key")
_UNSAFE_PREFIX = "insecure-"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings of a site; the meaning and unit of each stand in ``config/default.toml``."""

    environment: str
    database_url: str
    owner_url: str
    sqlite_key: str
    secret_key: str
    data_key: str
    index_key: str
    host: str
    port: int
    threads: int
    proxy_hops: int
    secure_cookies: bool
    idle_minutes: int
    session_hours: int
    sign_in_failures: int
    sign_in_lock_minutes: int
    paper_templates: str
    page_rows: int
    bulk_batch: int
    bulk_most: int
    urges_by_plan: bool

    @property
    def is_production(self) -> bool:
        """Tell whether real elections may be kept here."""
        return self.environment == "production"

    def without_secrets(self) -> dict[str, Any]:
        """Return what may be printed: every key, secrets as whether they are set."""
        shown = asdict(self)
        for name in _SECRETS:
            shown[name] = "(set)" if shown[name] else "(not set)"
        for name in ("database_url", "owner_url"):
            shown[name] = _without_password(shown[name])
        return shown


def load_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the settings; raises SettingsError that names every wrong key at once."""
    environ = os.environ if environ is None else environ
    values = tomllib.loads(files("config").joinpath("default.toml").read_text("utf-8"))
    if path := environ.get("ELECTFLOW_CONFIG"):
        values |= tomllib.loads(Path(path).read_text("utf-8"))
    kinds = {field.name: field.type for field in fields(Settings)}
    values |= {
        name: _parsed(environ[f"ELECTFLOW_{name.upper()}"], kinds[name])
        for name in kinds
        if f"ELECTFLOW_{name.upper()}" in environ
    }
    values |= overrides
    faults = [f"unknown key {name}" for name in sorted(values.keys() - kinds.keys())]
    faults += [f"missing key {name}" for name in sorted(kinds.keys() - values.keys())]
    faults += [
        f"{name}: expected {kind.__name__}, got {values[name]!r}"
        for name, kind in kinds.items()
        if name in values and isinstance(kind, type) and type(values[name]) is not kind
    ]
    if faults:
        raise SettingsError("; ".join(faults))
    settings = Settings(**values)
    _refuse_unsafe(settings)
    return settings


def _parsed(text: str, kind: Any) -> Any:
    """Return an environment variable as the type of its setting; leave a misfit as text."""
    if kind is bool:
        return {"1": True, "true": True, "0": False, "false": False}.get(text.lower(), text)
    if kind is int:
        return int(text) if text.isdigit() else text
    return text


def _refuse_unsafe(settings: Settings) -> None:
    faults = []
    if settings.environment not in ENVIRONMENTS:
        faults.append(f"environment: one of {', '.join(ENVIRONMENTS)}")
    if settings.is_production:
        for name in ("secret_key", "data_key", "index_key"):
            value = getattr(settings, name)
            if value.startswith(_UNSAFE_PREFIX) or len(value) < 32:
                faults.append(f"{name}: a production start needs a secret of 32 characters or more")
        if not settings.secure_cookies:
            faults.append("secure_cookies: must be true in production")
    if faults:
        raise SettingsError("; ".join(faults))


def _without_password(url: str) -> str:
    scheme, found, rest = url.partition("://")
    if not found or "@" not in rest:
        return url
    user = rest.rsplit("@", 1)[0].split(":", 1)[0]
    return f"{scheme}://{user}:***@{rest.rsplit('@', 1)[1]}"

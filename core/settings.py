"""What the environment says, read once and typed; ``core.environment`` lists and explains every variable."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

SECRET_FILE = "secret_key"  # noqa: S105 (the file's name)
LEAST_SECRET = 16
CHANNEL_SETTING = re.compile(r"XUEFA_(?P<channel>[A-Z]+)_(?P<key>[A-Z_]+)")
MOST_PORT = 65535
MOST_PROXIES = 5
BACKUP_DAYS = 30
MOST_DAYS = 3650
PEAK = 550
"""Starts at once that two cores were measured for (docs/performance.md)."""
STYLES = ("path", "virtual")
BUCKET = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,62})(?:/([A-Za-z0-9._/-]*))?")
LIMIT = re.compile(r"([a-z]+(?:/[a-z]+)?)=([1-9][0-9]{0,8})")


class BadSettings(ValueError):
    """The environment holds a value that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSettings:
    """Where the content of files lies, and how large files may be; a folder in the home when ``bucket`` is empty."""

    bucket: str = ""
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    style: str = "path"
    key_id: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    limits: Mapping[str, int] = field(default_factory=dict)
    """MB by "purpose/family"; "tenant" is what one tenant may keep altogether."""
    internal: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where state lives and how to reach the database; made by ``from_env``."""

    home: Path
    port: int
    secret_key: str = field(repr=False)
    database_url: str | None = field(default=None, repr=False)
    app_database_url: str | None = field(default=None, repr=False)
    demo: bool = False
    sites: str = ""
    channels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    """Settings of channels by channel and key, as written in the environment."""
    files: FileSettings = field(default_factory=FileSettings)
    peak: int = PEAK
    """How many start or hand in at once without waiting."""
    proxies: int = 0
    """How many proxies stand in front of the web server."""
    metrics_token: str = field(default="", repr=False)
    backups: Path | None = None
    """Folder of backups."""
    backup_url: str | None = field(default=None, repr=False)
    """The database server for a role that may replicate."""
    backup_days: int = BACKUP_DAYS

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the settings; makes the home folder and its secret where they are missing.

        Raises BadSettings.
        """
        env = os.environ if environ is None else environ
        home = _home(env)
        return cls(
            home=home,
            port=_port(env),
            secret_key=_secret_key(env, home),
            database_url=_url(env, "DATABASE_URL"),
            app_database_url=_url(env, "APP_DATABASE_URL"),
            demo=env.get("XUEFA_DEMO") == "1",
            sites=_sites(env),
            channels=_channels(env),
            files=_files(env),
            peak=_peak(env),
            proxies=_proxies(env),
            metrics_token=_token(env),
            backups=Path(env["BACKUPS"]).expanduser().absolute() if env.get("BACKUPS") else None,
            backup_url=_url(env, "BACKUP_DATABASE_URL"),
            backup_days=_days(env, "BACKUP_DAYS"),
        )


def _home(env: Mapping[str, str]) -> Path:
    home = Path(env.get("XUEFA_HOME") or ".xuefa").expanduser().absolute()
    try:
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(f"XUEFA_HOME: {home} cannot be made: {error.strerror}") from error
    return home


def _port(env: Mapping[str, str]) -> int:
    text = env.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MOST_PORT):
        raise BadSettings(f"PORT: {text!r} is not a port number between 1 and {MOST_PORT}")
    return int(text)


def _peak(env: Mapping[str, str]) -> int:
    text = env.get("XUEFA_PEAK") or str(PEAK)
    if not (text.isascii() and text.isdigit() and int(text)):
        raise BadSettings(f"XUEFA_PEAK: {text!r} is not a number of people")
    return int(text)


def _proxies(env: Mapping[str, str]) -> int:
    text = env.get("PROXIES") or "0"
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_PROXIES):
        raise BadSettings(f"PROXIES: {text!r} is not a number of proxies between 0 and {MOST_PROXIES}")
    return int(text)


def _days(env: Mapping[str, str], name: str) -> int:
    text = env.get(name) or str(BACKUP_DAYS)
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MOST_DAYS):
        raise BadSettings(f"{name}: {text!r} is not a number of days between 1 and {MOST_DAYS}")
    return int(text)


def _token(env: Mapping[str, str]) -> str:
    text = env.get("METRICS_TOKEN") or ""
    if text and len(text) < LEAST_SECRET:
        raise BadSettings(f"METRICS_TOKEN: at least {LEAST_SECRET} characters are needed")
    return text


def _url(env: Mapping[str, str], name: str) -> str | None:
    url = env.get(name) or None
    if url and not url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        raise BadSettings(f"{name}: an address that begins with postgresql:// is needed")
    return url


def _sites(env: Mapping[str, str]) -> str:
    text = env.get("XUEFA_SITES", "").rstrip("/")
    if text and not (text.startswith(("https://", "http://")) and "{host}" in text):
        raise BadSettings(
            "XUEFA_SITES: an address with {host} in it is needed, such as https://{host}.example.cn"
        )
    return text


def _channels(env: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, value in env.items():
        setting = CHANNEL_SETTING.fullmatch(name)
        if setting and value:
            found.setdefault(setting["channel"].lower(), {})[setting["key"].lower()] = value
    return found


def _files(env: Mapping[str, str]) -> FileSettings:
    bucket, prefix = _bucket(env.get("FILES_URL") or "")
    style = env.get("S3_STYLE") or "path"
    if style not in STYLES:
        raise BadSettings(f"S3_STYLE: {style!r} is neither path nor virtual")
    internal = env.get("FILES_INTERNAL") or ""
    if internal and (bucket or not internal.startswith("/")):
        raise BadSettings("FILES_INTERNAL: a location that begins with /, for a local folder only")
    return FileSettings(
        bucket=bucket,
        prefix=prefix,
        endpoint=env.get("S3_ENDPOINT") or "",
        region=env.get("S3_REGION") or "",
        style=style,
        key_id=env.get("S3_KEY_ID") or "",
        secret_key=env.get("S3_SECRET_KEY") or "",
        limits=_limits(env.get("FILES_LIMITS") or ""),
        internal=internal,
    )


def _bucket(url: str) -> tuple[str, str]:
    found = BUCKET.fullmatch(url)
    if url and found is None:
        raise BadSettings(f"FILES_URL: {url!r} is not of the form s3://bucket/prefix")
    return (found[1], (found[2] or "").strip("/")) if found else ("", "")


def _limits(text: str) -> dict[str, int]:
    found = [LIMIT.fullmatch(part) for part in text.split()]
    if not all(found):
        raise BadSettings("FILES_LIMITS: sizes in MB such as lesson/video=800, separated by spaces")
    return {one[1]: int(one[2]) for one in found if one}


def _secret_key(env: Mapping[str, str], home: Path) -> str:
    given = env.get("SECRET_KEY")
    if given is None:
        return _kept_secret(home / SECRET_FILE)
    if len(given) < LEAST_SECRET:
        raise BadSettings(f"SECRET_KEY: at least {LEAST_SECRET} characters are needed")
    return given


def _kept_secret(path: Path) -> str:
    """The first process writes the file whole and links it into place, so that no other reads half a secret."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its secret is the one
        finally:
            draft.unlink()
    return path.read_text().strip()

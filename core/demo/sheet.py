"""What the demo tells its visitors: ``demo.json`` for programs, a table for people."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from core.cli.ground import print_table

FILE = "demo.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who can sign in: where, with what, and what to try."""

    role: str
    account: str
    password: str
    about: str
    second_fact: str = ""
    """What the first sign-in asks besides the shared password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One site with its accounts."""

    id: str
    label: str
    accounts: tuple[Account, ...]


def write_sheets(home: Path, sheets: list[Sheet], port: int) -> None:
    """Write ``demo.json`` whole, so that nobody reads half of it."""
    tenants = [_as_json(sheet, port) for sheet in sheets]
    draft = home / f"{FILE}.new"
    draft.write_text(json.dumps({"tenants": tenants}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.replace(home / FILE)


def read_sheets(home: Path) -> list[Sheet]:
    """Return the sheets that an earlier start has written; none when there is no file."""
    path = home / FILE
    if not path.is_file():
        return []
    return [
        Sheet(
            id=one["id"],
            label=one["label"],
            accounts=tuple(Account(**account) for account in one["accounts"]),
        )
        for one in json.loads(path.read_text(encoding="utf-8"))["tenants"]
    ]


def print_sheets(sheets: list[Sheet], port: int) -> None:
    """Print for each site its address, then role, account, password and what to try."""
    for sheet in sheets:
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 2))
        for account in sheet.accounts:
            table.add_row(account.role, account.account, _password(account), account.about)
        click.echo(f"\n{url_of(sheet, port)}")
        print_table(table)


def _password(account: Account) -> str:
    return f"{account.password} + {account.second_fact}" if account.second_fact else account.password


def url_of(sheet: Sheet, port: int) -> str:
    """Return the address of a sheet's site."""
    return f"http://{sheet.label}.localhost:{port}"


def _as_json(sheet: Sheet, port: int) -> dict[str, Any]:
    accounts = [
        {name: value for name, value in _fields(account).items() if value} for account in sheet.accounts
    ]
    return {"id": sheet.id, "label": sheet.label, "url": url_of(sheet, port), "accounts": accounts}


def _fields(account: Account) -> dict[str, str]:
    return {
        "role": account.role,
        "account": account.account,
        "password": account.password,
        "about": account.about,
        "second_fact": account.second_fact,
    }

"""The measure of the hot paths: Flask and psycopg and nothing else, running the same statements in one pipeline."""

import os
from typing import Any
from uuid import UUID

from flask import Flask, jsonify, request
from psycopg_pool import ConnectionPool

from core.connections import CONNECT_ARGS, prepare_where_direct
from core.courses.heartbeat import SIGN, sign_values
from core.db import SET_SCOPE
from core.exams.answers import SAVE, Answer, Door, values_of


def bare_app(url: str, known: dict[str, str]) -> Flask:
    """Return an application of two endpoints that are told once whose rows they write."""
    app = Flask("bare")
    pool = ConnectionPool(
        url,
        kwargs={**CONNECT_ARGS, "autocommit": True},
        min_size=0,
        max_size=8,
        open=False,
        configure=prepare_where_direct,
    )
    tenant, sign_in = known["tenant"], bytes.fromhex(known["sign_in"])

    def rows(statement: Any, values: dict[str, object]) -> Any:
        pool.open()
        with pool.connection() as connection:
            cursor = connection.cursor()
            with connection.pipeline():
                connection.execute("BEGIN")
                connection.execute(SET_SCOPE, (tenant, ""))
                cursor.execute(statement, values)
                connection.execute("COMMIT")
            return cursor.fetchall()

    @app.post("/answer")
    def answer() -> Any:
        sent = request.get_json()
        door = Door(tenant=tenant, area="", sign_in=sign_in, address="127.0.0.0/24")
        given = Answer(question=sent["question"], chosen=tuple(sent["chosen"]), seq=sent["seq"])
        values = values_of(door, UUID(known["attempt"]), given)
        return jsonify(saved=rows(SAVE, values)[0][0])

    @app.post("/beat")
    def beat() -> Any:
        values = sign_values(tenant, UUID(known["ticket"]), sign_in, request.get_json()["seq"])
        return jsonify(code=rows(SIGN, values)[0][0])

    return app


def url_here() -> str:
    """Return the database's address, handed over in the environment."""
    return os.environ["BENCH_URL"]

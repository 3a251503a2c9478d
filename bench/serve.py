"""``python -m bench.serve bare|full PORT``: one gunicorn process with four threads, as the bench starts it."""

import json
import os
import sys

from bench.bare import bare_app, url_here
from core.serving import Listening, Server, serve_forever

THREADS = 4


def main(which: str, port: str) -> None:
    if which == "full":
        from bench.world import TENANTS, settings  # noqa: PLC0415 (the bare server starts without them)
        from core.tenancy.registry import Registry  # noqa: PLC0415

        listening = Listening(f"127.0.0.1:{port}", workers=1, threads=THREADS)
        serve_forever(settings(), Registry.load([TENANTS]), url_here(), listening)
        return
    known = json.loads(os.environ["BENCH_KNOWN"])
    options = {
        "bind": f"127.0.0.1:{port}",
        "workers": 1,
        "threads": THREADS,
        "worker_class": "gthread",
        "keepalive": 15,
        "control_socket_disable": True,
    }
    Server(lambda: bare_app(url_here(), known), options).run()


if __name__ == "__main__":
    sys.argv = [sys.argv[0], *sys.argv[1:3]]
    which, port = sys.argv[1:3]
    sys.argv = sys.argv[:1]  # gunicorn reads the rest as its own
    main(which, port)

"""``python -m bench.serve bare|full PORT WORKERS THREADS``: gunicorn as the bench starts it."""

import json
import os
import sys

from bench.bare import bare_app, url_here
from core.serving import Listening, Server, serve_forever


def main(which: str, port: str, workers: int, threads: int) -> None:
    if which == "full":
        from bench.world import TENANTS, settings  # noqa: PLC0415 (the bare server starts without them)
        from core.tenancy.registry import Registry  # noqa: PLC0415

        listening = Listening(f"127.0.0.1:{port}", workers=workers, threads=threads)
        serve_forever(settings(), Registry.load([TENANTS]), url_here(), listening)
        return
    known = json.loads(os.environ["BENCH_KNOWN"])
    options = {
        "bind": f"127.0.0.1:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "keepalive": 15,
        "control_socket_disable": True,
    }
    Server(lambda: bare_app(url_here(), known), options).run()


if __name__ == "__main__":
    which, port, workers, threads = sys.argv[1:5]
    sys.argv = sys.argv[:1]  # gunicorn reads the rest as its own
    main(which, port, int(workers), int(threads))

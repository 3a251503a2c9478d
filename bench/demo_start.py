"""How long a cold ``make demo`` takes until it answers, in a home of its own; long, so only when it is asked for."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

PORT = "8971"
AT_MOST = 600


def cold_start() -> float:
    """Return the seconds from the command to a ready server with the demo's data."""
    with tempfile.TemporaryDirectory(prefix="xuefa-bench-") as home:
        Path(home).chmod(0o755)
        env = {**os.environ, "XUEFA_HOME": home, "PORT": PORT}
        begin = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "core.cli", "demo"], env=env, stdout=subprocess.DEVNULL
        )
        try:
            while not _ready():
                if process.poll() is not None or time.monotonic() - begin > AT_MOST:
                    raise RuntimeError("the demo did not come up")
                time.sleep(0.1)
            return time.monotonic() - begin
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def _ready() -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False

"""``python -m core.cli`` is ``xuefa``."""

from core.cli import main

if __name__ == "__main__":
    main()

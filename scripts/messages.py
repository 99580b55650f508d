"""Every text marked for translation can be read without a warning: makemessages on a copy, so that nothing is written here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
READ = (".py", ".html", ".txt")


def _others(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not (Path(folder, name).is_dir() or name.endswith(READ))}


def main() -> int:
    if shutil.which("xgettext") is None:
        print("xgettext is missing, so texts are not read: apt-get install gettext")
        return 0
    with TemporaryDirectory() as folder:
        for area in ("accelerator", "cohorts", "config"):
            shutil.copytree(ROOT / area, Path(folder, area), ignore=_others)
        Path(folder, "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "en"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        found = Path(folder, "locale", "en", "LC_MESSAGES", "django.po")
        texts = found.read_text().count("\nmsgid ") if found.exists() else 0
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and line != "processing locale en"]
    print("\n".join(said) or f"{texts} texts, none with a warning")
    return 1 if said or done.returncode or texts < 2 else 0


if __name__ == "__main__":
    sys.exit(main())

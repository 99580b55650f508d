"""Every document is reached from the README, and every relative link leads to a file."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def main() -> int:
    faults: list[str] = []
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        for target in LINK.findall(page.read_text()):
            if "://" in target:
                continue
            file = (page.parent / target).resolve()
            if not file.exists():
                faults.append(f"{page.relative_to(ROOT)}: {target} leads nowhere")
            elif file.suffix == ".md":
                waiting.append(file)
    pages = {*(ROOT / "docs").rglob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"}
    faults += [f"{page.relative_to(ROOT)}: no page links here" for page in sorted(pages - seen)]
    print("\n".join(faults) or f"{len(seen)} documents, all linked")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

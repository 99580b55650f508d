"""Our own scripts run by node, so that what the browser decides can be compared with what the server does."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def run(module: str, expression: str, given: Any) -> Any:
    """`expression` over `m` (static/src/js/`module`) and `given`, as JSON."""
    program = (
        f"import * as m from {json.dumps((ROOT / 'static/src/js' / module).as_uri())};"
        "import {readFileSync} from 'node:fs';"
        "const given = JSON.parse(readFileSync(0, 'utf8'));"
        f"process.stdout.write(JSON.stringify({expression}));"
    )
    command = [str(ROOT / "scripts/node"), "--input-type=module", "-e", program]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True, cwd=ROOT)
    return json.loads(done.stdout)

from __future__ import annotations

from tests.scenes import scene, today

__all__ = ["scene", "today"]

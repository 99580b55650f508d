from __future__ import annotations

from tests.scenes import scene, scenes, today

__all__ = ["scene", "scenes", "today"]

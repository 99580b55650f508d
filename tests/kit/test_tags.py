"""What pages draw in every row is drawn once and told in the reader's language each time."""

from __future__ import annotations

from django.template import engines
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString

from accelerator.templatetags import slipway


def _drawn(source: str, **context: object) -> str:
    return str(engines["django"].from_string(source).render(context))  # type: ignore[attr-defined]  # of Django's own engine


def test_a_state_is_drawn_once_for_each_language() -> None:
    slipway._pill.cache_clear()
    for language in ("en-gb", "de", "de", "en-gb"):
        with translation.override(language):
            assert "pill" in slipway.pill("accepted")
    assert slipway._pill.cache_info().misses == 2


def test_a_name_is_escaped_whoever_was_drawn_before() -> None:
    for name in (SafeString("Ona & Sons"), "Ona & Sons", SafeString("<b>Ona"), "<b>Ona", "Ona"):
        shown = _drawn("{% avatar name square=True %}", name=name)
        assert "<b>" not in shown
        assert f'title="{escape(str(name) + "")}"' in shown

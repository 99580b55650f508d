from __future__ import annotations

from django.apps import AppConfig


class AcceleratorConfig(AppConfig):
    name = "accelerator"

    def ready(self) -> None:
        from accelerator.kit import areas, forms  # models must be loaded first

        forms.speak()
        areas.load("accelerator")

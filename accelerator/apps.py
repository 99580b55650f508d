from __future__ import annotations

from django.apps import AppConfig


class AcceleratorConfig(AppConfig):
    name = "accelerator"

    def ready(self) -> None:
        from accelerator.kit import areas  # models must be loaded first

        areas.load("accelerator")

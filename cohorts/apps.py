from __future__ import annotations

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"

    def ready(self) -> None:
        from accelerator.kit import areas  # models must be loaded first

        areas.load("cohorts")

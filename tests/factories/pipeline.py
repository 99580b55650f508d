"""Marks on applications, for tests."""

from __future__ import annotations

from typing import Any

from accelerator.applications.models import Application
from accelerator.pipeline import operations
from accelerator.pipeline.models import Act, View
from accelerator.programmes.models import Call


def tagged(*applications: Application, name: str = "Women-led", by: Any) -> Act:
    return operations.tag(list(applications), name=name, by=by)


def flagged(*applications: Application, note: str = "Same founder twice", by: Any) -> Act:
    return operations.flag(list(applications), note=note, by=by)


def view(call: Call, *, by: Any, name: str = "Ports", query: str = "sector=Ports", shared: bool = False) -> View:
    return operations.save(call, name=name, query=query, shared=shared, by=by)

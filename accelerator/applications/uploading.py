"""Doors for files that come in parts (tus): begun for a question, resumed by whoever began them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.applications import operations
from accelerator.applications.writing import mine
from accelerator.files import tus
from accelerator.files.models import File, Upload
from accelerator.kit import arrived
from accelerator.kit.addresses import reverse
from accelerator.trail.models import key_of


@login_required
@require_POST
def uploads(request: HttpRequest, number: str) -> HttpResponse:
    """Begins one for the question that its metadata names."""
    application = mine(request, number)

    def begin(name: str, size: int, told: dict[str, str]) -> Upload:
        key = told.get("question", "")
        return operations.begin_upload(application, key=key, name=name, size=size, by=request.user, at=arrived.at(request))

    return tus.begun(request, begin, lambda upload: reverse("application_upload", args=[number, upload.code]))


@login_required
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """How far it is, its next part, its end. The last part attaches the file, as of when the upload began."""
    application = mine(request, number)
    begun = Upload.objects.visible_to(request.user).filter(purpose__startswith=f"{key_of(application)} ")
    held = get_object_or_404(begun, code=code)

    def take(whole: UploadedFile[Any]) -> File:
        key = held.purpose.rpartition(" ")[2]
        return operations.attach(application, key=key, upload=whole, by=request.user, at=held.began_at).file

    return tus.resumed(request, held, take)

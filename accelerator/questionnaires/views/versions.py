"""The life of a form: a draft begun, published."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.kit import arrived
from accelerator.questionnaires import operations
from accelerator.questionnaires.views.page import newest


@login_required
@require_POST
def redraft(request: HttpRequest, code: str) -> HttpResponse:
    return redirect(operations.redraft(newest(request, code).questionnaire, by=request.user).questionnaire)


@login_required
@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    version = operations.publish(newest(request, code), by=request.user, at=arrived.at(request))
    messages.success(request, _("Version %(number)d is published.") % {"number": version.number})
    return redirect(version.questionnaire)

from __future__ import annotations

from django.urls import path

from accelerator.applications import approving, clarifications, copies, entering, starting, uploading, views, vouching, writing

urlpatterns = [
    path("calls/<slug:slug>/apply/", starting.apply, name="apply"),
    path("calls/<slug:slug>/enter/", entering.enter, name="call_enter"),
    path("calls/<slug:slug>/try/", starting.try_out, name="call_try"),
    path("applications/", views.applications, name="applications"),
    path("applications/<slug:number>/", views.application, name="application"),
    path("applications/<slug:number>/edit/<slug:key>/", writing.section, name="application_section"),
    path("applications/<slug:number>/edit/<slug:key>/beside/", writing.beside, name="application_beside"),
    path("applications/<slug:number>/answers/<slug:key>/", writing.former_answers, name="application_former"),
    path("applications/<slug:number>/sheet/", writing.sheet, name="application_sheet"),
    path("applications/<slug:number>/files/", writing.files, name="application_files"),
    path("applications/<slug:number>/files/<slug:code>/", writing.file, name="application_file"),
    path("applications/<slug:number>/files/<slug:code>/preview/", writing.preview, name="application_preview"),
    path("applications/<slug:number>/uploads/", uploading.uploads, name="application_uploads"),
    path("applications/<slug:number>/uploads/<slug:code>/", uploading.upload, name="application_upload"),
    path("applications/<slug:number>/submit/", views.submit, name="application_submit"),
    path("applications/<slug:number>/sign-off/", approving.ask, name="sign_off_ask"),
    path("sign-offs/<slug:code>/approve/", approving.approve, name="sign_off_approve"),
    path("sign-offs/<slug:code>/return/", approving.send_back, name="sign_off_return"),
    path("sign-offs/<slug:code>/take-back/", approving.take_back, name="sign_off_take_back"),
    path("applications/<slug:number>/reopen/", views.reopen, name="application_reopen"),
    path("applications/<slug:number>/withdraw/", views.withdraw, name="application_withdraw"),
    path("applications/<slug:number>/print/", copies.printed, name="application_print"),
    path("applications/<slug:number>/application.pdf", copies.paper, name="application_paper"),
    path("applications/<slug:number>/application.zip", copies.bundle, name="application_bundle"),
    path("applications/<slug:number>/ask-more/", clarifications.ask_more, name="application_ask_more"),
    path("clarifications/<slug:code>/", clarifications.clarification, name="clarification"),
    path("clarifications/<slug:code>/take-back/", clarifications.take_back, name="clarification_take_back"),
    path("receipts/<slug:code>/", vouching.receipt, name="receipt"),
    path("receipts/<slug:code>/receipt.pdf", vouching.receipt_paper, name="receipt_paper"),
    path("receipts/<slug:code>/changes/", vouching.changes, name="receipt_changes"),
    path("receipts/<slug:code>/submission.json", vouching.receipt_document, name="receipt_document"),
    path("verify/", vouching.verify, name="verify"),
    path(".well-known/jwks.json", vouching.jwks, name="jwks"),
]

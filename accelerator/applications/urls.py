from __future__ import annotations

from django.urls import path

from accelerator.applications import inquiries, starting, uploading, views, vouching, writing

urlpatterns = [
    path("calls/<slug:slug>/apply/", starting.apply, name="apply"),
    path("calls/<slug:slug>/try/", starting.try_out, name="call_try"),
    path("applications/", views.applications, name="applications"),
    path("applications/<slug:number>/", views.application, name="application"),
    path("applications/<slug:number>/edit/<slug:key>/", writing.section, name="application_section"),
    path("applications/<slug:number>/sheet/", writing.sheet, name="application_sheet"),
    path("applications/<slug:number>/files/", writing.files, name="application_files"),
    path("applications/<slug:number>/files/<slug:code>/", writing.file, name="application_file"),
    path("applications/<slug:number>/files/<slug:code>/preview/", writing.preview, name="application_preview"),
    path("applications/<slug:number>/uploads/", uploading.uploads, name="application_uploads"),
    path("applications/<slug:number>/uploads/<slug:code>/", uploading.upload, name="application_upload"),
    path("applications/<slug:number>/submit/", views.submit, name="application_submit"),
    path("applications/<slug:number>/withdraw/", views.withdraw, name="application_withdraw"),
    path("applications/<slug:number>/print/", views.printed, name="application_print"),
    path("applications/<slug:number>/inquire/", inquiries.inquire, name="application_inquire"),
    path("inquiries/<slug:code>/", inquiries.inquiry, name="inquiry"),
    path("inquiries/<slug:code>/take-back/", inquiries.take_back, name="inquiry_take_back"),
    path("receipts/<slug:code>/", vouching.receipt, name="receipt"),
    path("receipts/<slug:code>/receipt.pdf", vouching.receipt_paper, name="receipt_paper"),
    path("receipts/<slug:code>/changes/", vouching.changes, name="receipt_changes"),
    path("receipts/<slug:code>/submission.json", vouching.receipt_document, name="receipt_document"),
    path("verify/", vouching.verify, name="verify"),
    path(".well-known/jwks.json", vouching.jwks, name="jwks"),
]

from django.urls import path

from accelerator.pipeline.views import acting, exporting, importing, keeping, listing, mailing, marking, narrowing, recalling

urlpatterns = [
    path("calls/<slug:slug>/pipeline/", listing.pipeline, name="pipeline"),
    path("calls/<slug:slug>/pipeline/filter/", narrowing.add, name="pipeline_filter"),
    path("calls/<slug:slug>/pipeline/columns/", keeping.choose_columns, name="pipeline_columns"),
    path("calls/<slug:slug>/pipeline/views/", keeping.save_view, name="pipeline_views"),
    path("calls/<slug:slug>/pipeline/views/<slug:code>/remove/", keeping.remove_view, name="pipeline_view_remove"),
    path("calls/<slug:slug>/pipeline/act/", acting.act, name="pipeline_act"),
    path("calls/<slug:slug>/pipeline/acts/", recalling.acts, name="pipeline_acts"),
    path("calls/<slug:slug>/pipeline/acts/<slug:code>/undo/", marking.undo, name="pipeline_undo"),
    path("calls/<slug:slug>/pipeline/letters/<slug:code>/undo/", mailing.undo, name="pipeline_letter_undo"),
    path("calls/<slug:slug>/pipeline/export/", exporting.export, name="pipeline_export"),
    path("calls/<slug:slug>/pipeline/export.csv", exporting.as_csv, name="pipeline_csv"),
    path("calls/<slug:slug>/pipeline/export.xlsx", exporting.as_workbook, name="pipeline_xlsx"),
    path("calls/<slug:slug>/pipeline/import/", importing.take, name="pipeline_import"),
    path("imports/<slug:code>/", importing.columns, name="import"),
    path("imports/<slug:code>/faults.csv", importing.faults, name="import_faults"),
    path("imports/<slug:code>/known.csv", importing.known, name="import_known"),
    path("imports/<slug:code>/run/", importing.run, name="import_run"),
    path("imports/<slug:code>/remove/", importing.discard, name="import_discard"),
    path("imports/<slug:code>/invite/", importing.invite, name="import_invite"),
    path("imports/<slug:code>/take-back/", importing.take_back, name="import_take_back"),
    path("exports/<slug:code>/", exporting.progress, name="export"),
    path("exports/<slug:code>/again/", exporting.again, name="export_again"),
    path("exports/<slug:code>/file/", exporting.fetch, name="export_file"),
]

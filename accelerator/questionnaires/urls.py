from __future__ import annotations

from django.urls import path

from accelerator.questionnaires import views

_SECTION = "questionnaires/<slug:code>/sections/<slug:key>/"
_QUESTION = "questionnaires/<slug:code>/questions/<slug:key>/"

urlpatterns = [
    path("schemas/questionnaire.json", views.schema, name="questionnaire_schema"),
    path("questionnaires/<slug:code>/", views.builder, name="questionnaire"),
    path("questionnaires/<slug:code>/preview/", views.preview, name="questionnaire_preview"),
    path("questionnaires/<slug:code>/check/", views.check, name="questionnaire_check"),
    path("questionnaires/<slug:code>/languages/", views.languages, name="questionnaire_languages"),
    path("questionnaires/<slug:code>/file/", views.as_file, name="questionnaire_file"),
    path("questionnaires/<slug:code>/form.yaml", views.download, name="questionnaire_download"),
    path("questionnaires/<slug:code>/draft/", views.redraft, name="questionnaire_draft"),
    path("questionnaires/<slug:code>/discard/", views.discard, name="questionnaire_discard"),
    path("questionnaires/<slug:code>/versions/", views.compare, name="questionnaire_versions"),
    path("questionnaires/<slug:code>/changeover/", views.change_over, name="questionnaire_changeover"),
    path("questionnaires/<slug:code>/publish/", views.publish, name="questionnaire_publish"),
    path("questionnaires/<slug:code>/sections/", views.add_section, name="questionnaire_sections"),
    path(_SECTION, views.change_section, name="questionnaire_section"),
    path(f"{_SECTION}undo/", views.undo, {"part": "section"}, name="questionnaire_section_undo"),
    path("questionnaires/<slug:code>/questions/", views.add_question, name="questionnaire_questions"),
    path(_QUESTION, views.change_question, name="questionnaire_question"),
    path(f"{_QUESTION}undo/", views.undo, {"part": "question"}, name="questionnaire_question_undo"),
]

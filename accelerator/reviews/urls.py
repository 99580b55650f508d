from django.urls import path

from accelerator.reviews.views import managing, ranking, redacting, reviewing, staging

urlpatterns = [
    path("reviews/", reviewing.queue, name="reviews"),
    path("reviews/scored/", reviewing.scored, name="reviews_scored"),
    path("reviews/conflicts/", reviewing.conflicts, name="reviews_conflicts"),
    path("reviews/<slug:code>/", reviewing.review, name="review"),
    path("reviews/<slug:code>/conflict/", reviewing.declare, name="review_conflict"),
    path("reviews/<slug:code>/files/<slug:file>/", reviewing.file, name="review_file"),
    path("reviews/<slug:code>/files/<slug:file>/preview/", reviewing.preview, name="review_preview"),
    path("reviews/<slug:code>/take-back/", managing.take_back, name="review_take_back"),
    path("reviews/<slug:code>/reopen/", managing.reopen, name="review_reopen"),
    path("conflicts/<slug:code>/lift/", managing.lift, name="conflict_lift"),
    path("calls/<slug:slug>/reviews/", managing.overview, name="call_reviews"),
    path("calls/<slug:slug>/reviews/plan/", managing.plan, name="call_reviews_plan"),
    path("calls/<slug:slug>/reviews/undo/<slug:act>/", managing.undo, name="call_reviews_undo"),
    path("calls/<slug:slug>/reviews/stages/<slug:code>/", staging.screen, name="review_stage"),
    path("calls/<slug:slug>/reviews/stages/<slug:code>/undo/<slug:act>/", staging.undo, name="review_stage_undo"),
    path("calls/<slug:slug>/settings/stages/", staging.review_stages, name="call_stages"),
    path("calls/<slug:slug>/settings/stages/<slug:code>/", staging.change, name="call_stage"),
    path("calls/<slug:slug>/settings/stages/<slug:code>/move/<slug:way>/", staging.move, name="call_stage_move"),
    path("calls/<slug:slug>/settings/stages/<slug:code>/remove/", staging.remove, name="call_stage_remove"),
    path("calls/<slug:slug>/reviews/<slug:number>/", managing.application, name="application_reviews"),
    path("calls/<slug:slug>/reviews/<slug:number>/blind-copy/", redacting.redaction, name="application_redaction"),
    path("calls/<slug:slug>/ranking/", ranking.ranking, name="call_ranking"),
]

from django.urls import path

from accelerator.decisions.views import deciding, replying

urlpatterns = [
    path("calls/<slug:slug>/decisions/", deciding.decisions, name="call_decisions"),
    path("calls/<slug:slug>/decisions/undo/<slug:act>/", deciding.undo, name="call_decisions_undo"),
    path("calls/<slug:slug>/decisions/<slug:number>/", deciding.decision, name="call_decision"),
    path("calls/<slug:slug>/release/", deciding.release, name="call_release"),
    path("decisions/<slug:number>/", replying.letter, name="decision_letter"),
    path("offers/<slug:code>/", replying.offer, name="offer"),
    path("offers/<slug:code>/extend/", replying.extend, name="offer_extend"),
]

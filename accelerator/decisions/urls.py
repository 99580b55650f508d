from django.urls import path

from accelerator.decisions.views import comparing, deciding, limiting, replying, scenarios

urlpatterns = [
    path("calls/<slug:slug>/decisions/", deciding.decisions, name="call_decisions"),
    path("calls/<slug:slug>/decisions/undo/<slug:act>/", deciding.undo, name="call_decisions_undo"),
    path("calls/<slug:slug>/decisions/<slug:number>/", deciding.decision, name="call_decision"),
    path("calls/<slug:slug>/release/", deciding.release, name="call_release"),
    path("calls/<slug:slug>/scenarios/", scenarios.scenarios, name="scenarios"),
    path("calls/<slug:slug>/scenarios/new/", scenarios.new, name="scenario_new"),
    path("calls/<slug:slug>/scenarios/beside/", comparing.compare, name="scenarios_compared"),
    path("calls/<slug:slug>/scenarios/<slug:code>/", scenarios.scenario, name="scenario"),
    path("calls/<slug:slug>/scenarios/<slug:code>/edit/", scenarios.edit, name="scenario_edit"),
    path("calls/<slug:slug>/scenarios/<slug:code>/act/", scenarios.act, name="scenario_act"),
    path("calls/<slug:slug>/scenarios/<slug:code>/limit/", limiting.limit, name="scenario_limit"),
    path("calls/<slug:slug>/scenarios/<slug:code>/lift/", limiting.lift, name="scenario_lift"),
    path("calls/<slug:slug>/scenarios/<slug:code>/pin/", scenarios.pin, name="scenario_pin"),
    path("calls/<slug:slug>/scenarios/<slug:code>/use/", scenarios.use, name="scenario_use"),
    path("calls/<slug:slug>/scenarios/<slug:code>/undo/", scenarios.undo, name="scenario_undo"),
    path("decisions/<slug:number>/", replying.letter, name="decision_letter"),
    path("offers/<slug:code>/", replying.offer, name="offer"),
    path("offers/<slug:code>/extend/", replying.extend, name="offer_extend"),
]

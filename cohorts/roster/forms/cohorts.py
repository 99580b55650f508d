"""What people type about cohorts and who is in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.kit import workdays
from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from accelerator.kit.zones import ZoneField
from accelerator.programmes.models import Call, Programme, Staff
from accelerator.startups.models import Startup
from cohorts.roster import queries
from cohorts.roster.models import Cohort, TeamMember

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_HOLIDAYS = _("Milestones do not fall due on holidays of this country.")


class CohortForm(forms.Form):
    """A new cohort of a programme that `person` runs."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As everybody will call it, such as Cohort 5."))
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), empty_label=None)
    call = forms.ModelChoiceField(
        Call.objects.none(),
        label=_("Call"),
        required=False,
        help_text=_("Startups that accept an offer of this call join by themselves."),
        empty_label=_("None: startups are enrolled one by one"),
    )
    starts_on = DayField(label=_("First day"), widget=DAY)
    ends_on = DayField(label=_("Last day"), widget=DAY)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=1000, initial=20)
    holidays = forms.ChoiceField(label=_("Holidays"), required=False, initial="SG", help_text=_HOLIDAYS)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.run_by(person).order_by("name")  # type: ignore[attr-defined]
        free = Call.objects.run_by(person).public().filter(cohort=None).order_by("-closes_at")
        self.fields["call"].queryset = free  # type: ignore[attr-defined]  # a ModelChoiceField, as above
        self.fields["holidays"].choices = [("", _("None")), *workdays.offered()]  # type: ignore[attr-defined]  # a ChoiceField


class CohortChange(forms.Form):
    """What may be changed of a cohort."""

    name = forms.CharField(label=_("Name"), max_length=200)
    starts_on = DayField(label=_("First day"), widget=DAY)
    ends_on = DayField(label=_("Last day"), widget=DAY)
    zone = ZoneField(
        label=_("Time zone"), help_text=_("Due days end at midnight here, but for startups with a zone of their own.")
    )
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=1000)
    holidays = forms.ChoiceField(label=_("Holidays"), required=False, help_text=_HOLIDAYS)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        names = ("name", "starts_on", "ends_on", "zone", "places", "holidays")
        kwargs["initial"] = {name: getattr(cohort, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["holidays"].choices = [("", _("None")), *workdays.offered()]  # type: ignore[attr-defined]  # a ChoiceField


class TeamForm(forms.Form):
    """Somebody who may lead the cohort: (person, role) of queries.leaders."""

    leader = forms.ChoiceField(label=_("Person"))

    def __init__(self, *args: Any, leaders: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {f"{person.code} {role}": (person, role) for person, role in leaders}
        words = dict(TeamMember.Role.choices)
        choices = [(key, f"{person}, {words[role]}") for key, (person, role) in self.known.items()]
        self.fields["leader"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def given(self) -> dict[str, Any]:
        person, role = self.known[self.cleaned_data["leader"]]
        return {"person": person, "role": role}


class EnrolForm(forms.Form):
    """A startup that joins without an offer. Offered are the first MOST of those that have `find` in their name; `is_cut` says
    that there are more. Any that may join can be sent.
    """

    MOST = 50

    startup = forms.ModelChoiceField(
        Startup.objects.none(),
        label=_("Startup"),
        to_field_name="slug",
        empty_label=_("Choose a startup"),
        help_text=_("Those that submitted an application to a call of this programme."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Stays in the record."))
    beyond = forms.BooleanField(label=_("Beyond the places"), required=False, help_text=_("Where all places are taken already."))

    def __init__(self, *args: Any, cohort: Cohort, find: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        startup: Any = self.fields["startup"]  # a ModelChoiceField
        startup.queryset = may = queries.joinable(cohort)
        found = list((may.filter(name__icontains=find) if find else may)[: self.MOST + 1])
        self.is_cut, offered = len(found) > self.MOST, found[: self.MOST]
        if (sent := self.data.get("startup")) and sent not in {one.slug for one in offered}:
            offered += may.filter(slug=sent)
        startup.choices = [("", startup.empty_label), *((one.slug, one.name) for one in offered)]


class ManagerForm(forms.Form):
    """A manager of the programme who stands by a startup."""

    staff = forms.ModelChoiceField(Staff.objects.none(), label=_("Programme manager"), empty_label=None)

    def __init__(self, *args: Any, cohort: Cohort, offered: Iterable[Staff] | None = None, **kwargs: Any) -> None:
        """`offered`: of_programme(), where it was asked already."""
        super().__init__(*args, **kwargs)
        staff: Any = self.fields["staff"]  # a ModelChoiceField
        staff.queryset = self.of_programme(cohort)
        if offered is not None:
            staff.choices = [(one.pk, str(one)) for one in offered]

    @staticmethod
    def of_programme(cohort: Cohort) -> QuerySet[Staff]:
        held = Staff.objects.live().filter(programme=cohort.programme_id, role=Staff.Role.MANAGER, person__is_active=True)
        return held.select_related("person").order_by("id")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=Lines(attrs={"rows": 3}))

"""How form fields are drawn, and the words our scripts say. A library of tags beside slipway.py."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from django import forms, template
from django.forms import BoundField
from django.http import QueryDict
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from accelerator.kit import counting
from accelerator.kit.folding import steady
from accelerator.kit.html import filled, joined
from accelerator.templatetags.slipway import icon

register = template.Library()

_KINDS: tuple[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.CheckboxSelectMultiple, "checks"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "check"),
    (forms.FileInput, "file"),
    (forms.Textarea, "long"),
    (forms.Select, "select"),
)
_CLASSES = {"check": "checkbox", "long": "textarea", "select": "select", "file": "file-input", "text": "input"}


@register.filter
def kind(field: BoundField) -> str:
    """text, long, select, check, radios, checks, file or hidden."""
    for widgets, name in _KINDS:
        if isinstance(field.field.widget, widgets):
            return name
    return "text"


class Count(NamedTuple):
    """How much of its limit a text has used; `by` is what is counted (kit.counting)."""

    used: int
    limit: int
    by: str


@register.filter
def counted(field: BoundField) -> Count | None:
    """For texts with a limit that are counted: several lines with a `maxlength`, or any with a `data-max`."""
    given = field.field.widget.attrs
    limit = given.get("data-max") or (given.get("maxlength") if kind(field) == "long" else None)
    if not limit:
        return None
    by = str(given.get("data-count", counting.CHARACTERS))
    return Count(counting.length(str(field.value() or ""), by), int(limit), by)


@register.simple_tag
def control(field: BoundField, help: object = "", inner: bool = False) -> SafeString:
    """The widget with our class, `aria-invalid`, `aria-describedby`; long texts count against `data-max` instead of stopping.

    `inner` draws it without its own box, for a control that shares one with a unit or an icon.
    """
    name = kind(field)
    given = field.field.widget.attrs
    own = "grow num" if inner else _CLASSES.get(name, "")
    own = "" if "toggle" in given.get("class", "") else own
    classes = [given.get("class", ""), own, "is-error" if field.errors and not inner else ""]
    attrs: dict[str, Any] = {"class": " ".join(part for part in classes if part)}
    count = counted(field)
    parts = (("help", bool(help)), ("error", bool(field.errors)), ("count", count is not None))
    described = " ".join(f"{field.auto_id}_{part}" for part, there in parts if there)
    if described:
        attrs["aria-describedby"] = described
    if field.errors:
        attrs["aria-invalid"] = "true"
    if _refused(field):
        attrs["data-refused"] = True
    if count:
        attrs |= {"maxlength": False, "data-max": count.limit}
    if _echoes(str(given.get("placeholder", "")), str(field.label)):
        attrs["placeholder"] = False
    return field.as_widget(attrs=attrs)


def _refused(field: BoundField) -> bool:
    """Whether it was sent and refused: `refused.js` goes there. A draft's faults are told, and refuse nothing."""
    return bool(field.errors) and isinstance(field.form.data, QueryDict)


@register.simple_tag
def drawn(field: BoundField, **given: Any) -> SafeString:
    """A whole field: label, control, faults and help. cotton/field.html tells what may be `given`; its class is called `css`.

    In Python, since a page has dozens. A form field may bring a `unit` and an `icon` of its own.
    """
    name, label = kind(field), given.get("label") or field.label
    help_text = given.get("help") or field.help_text
    if name == "hidden":
        return control(field)
    outer, below = (given.get("css", ""), given.get("attrs", "")), under(field, help_text)
    if name == "check":
        pattern = '<div class="field {}" {}><label class="check !font-normal" for="{}">{}<span>{}</span></label>{}</div>'
        return filled(pattern, *outer, field.id_for_label, control(field, help_text), label, below)
    marked = filled("{}{}", label, need(field, given.get("mark", "")))
    if name in ("radios", "checks"):
        pattern = '<fieldset class="field {}" {} id="{}" tabindex="-1" aria-describedby="{}_help {}_error"{}>'
        head = filled(pattern, *outer, *[field.auto_id] * 3, SafeString(" data-refused") if _refused(field) else "")
        return filled(
            "{}<legend>{}</legend>{}{}</fieldset>", head, marked, _options(field, given.get("choices") or "cards"), below
        )
    own = field.field
    unit, sign = given.get("unit") or getattr(own, "unit", ""), given.get("icon") or getattr(own, "icon", "")
    beside = filled('<span class="self-center text-ink3">{}</span>', icon(sign, 15)) if sign and name == "long" else ""
    box = _boxed(field, help_text, str(unit), str(sign)) if name != "long" and (unit or sign) else _bare(field, help_text)
    pattern = '<div class="field {}" {}><label for="{}">{}{}</label>{}{}</div>'
    return filled(pattern, *outer, field.id_for_label, beside, marked, box, below)


def _bare(field: BoundField, help_text: object) -> SafeString:
    return filled("{}{}", control(field, help_text), _other(field))


def _boxed(field: BoundField, help_text: object, unit: str, sign: str) -> SafeString:
    return filled(
        '<div class="input{}"><span class="text-ink3 text-sm contents">{}{}</span>{}</div>',
        " is-error" if field.errors else "",
        icon(sign) if sign else "",
        unit,
        control(field, help_text, True),
    )


def _other(field: BoundField) -> SafeString | str:
    """The control for an answer in one's own words, where there is one."""
    own = getattr(field, "other", None)
    return control(own) if own else ""


_SETS = {"chips": "chips", "seg": "seg justify-self-start"}
_OPTIONS = {"chips": "chip", "cards": "choice", "list": "check"}


def _options(field: BoundField, choices: str) -> SafeString:
    """All options side by side or one below the other: as chips, in one seg, as cards or as a list."""
    is_one = kind(field) == "radios"
    css = filled(' class="{}"', "radio" if is_one else "checkbox") if choices in ("cards", "list") else ""
    required = SafeString(" required") if is_one and field.field.required else ""
    tick = filled('<span class="tick">{}</span>', icon("check")) if choices == "chips" else ""
    pattern = '<label class="{}" for="{}"><input type="{}"{} name="{}" value="{}" id="{}"{}{}>{}<span>{}</span></label>'
    drawn = []
    for option in field:
        data, key = option.data, option.data["attrs"]["id"]
        checked = SafeString(" checked") if data["selected"] else ""
        given = (_OPTIONS.get(choices, ""), key, data["type"], css, data["name"], data["value"], key, checked, required, tick)
        drawn.append(filled(pattern, *given, option.choice_label))
    return filled('<div class="{}">{}{}</div>', _SETS.get(choices, "grid gap-2"), joined(drawn), _other(field))


@register.simple_tag
def need(field: BoundField, mark: object = "") -> SafeString:
    """Whether an answer is wanted, behind the label; nothing where `mark` is none."""
    if mark == "none":
        return SafeString("")
    return filled(" <small data-mark>{}</small>", gettext("Required") if field.field.required else gettext("Optional"))


@register.simple_tag
def under(field: BoundField, help: object = "") -> SafeString:
    """What stands below a control: what is wrong, what helps, and how much of a limit is used."""
    count, is_long = counted(field), kind(field) == "long"
    errors, shown = field.errors, ""
    if errors or help or (count and is_long):
        wrong = joined(
            filled(
                '<span class="err"{}>{}{}</span>',
                "" if place else filled(' id="{}_error"', field.auto_id),
                icon("circle-alert"),
                one,
            )
            for place, one in enumerate(errors)
        )
        told = filled('<span class="help" id="{}_help">{}</span>', field.auto_id, help) if help else ""
        pattern = '<div class="under"><span class="grid gap-1">{}{}</span>{}</div>'
        shown = filled(pattern, wrong, told, _counter(field, count, "") if is_long else "")
    return filled("{}{}", shown, "" if is_long else _counter(field, count, " quiet"))


def _counter(field: BoundField, count: Count | None, css: str) -> SafeString:
    if count is None:
        return SafeString("")
    by_words = count.by == counting.WORDS
    return filled(
        '<span class="counter{}{}" id="{}_count" data-counter-for="{}"><span class="sr-only">{} </span>'
        "<span data-text>{} / {}</span>{}</span>",
        css,
        " over" if count.used > count.limit else "",
        field.auto_id,
        field.auto_id,
        gettext("Words used:") if by_words else gettext("Characters used:"),
        count.used,
        count.limit,
        filled(' <span aria-hidden="true">{}</span>', gettext("words")) if by_words else "",
    )


def _echoes(placeholder: str, label: str) -> bool:
    """Whether a placeholder only says the label again."""
    return bool(placeholder) and (placeholder.lower() in label.lower() or label.lower() in placeholder.lower())


@register.simple_tag
@steady
def words() -> SafeString:
    """Every sentence a script may show. `{…}` are filled in by the script."""
    return _words(get_language())


@cache
def _words(_language: str | None) -> SafeString:
    return json_script(
        {
            "saving": gettext("Saving…"),
            "saved": gettext("Saved {time}"),
            "kept": gettext("Offline, kept on this device"),
            "failed": gettext("Not saved."),
            "again": gettext("Try again"),
            "gone": gettext("That is not here any more, or not yours to see. Reload the page."),
            "signedOut": gettext("You are signed out. Your text is kept on this device."),
            "somebodyElse": gettext(
                "Another person is signed in here now. What you typed stays yours: sign in as {name} and it goes on."
            ),
            "keptFor": gettext("Kept on this device for {name}"),
            "signIn": gettext("Sign in"),
            "conflict": gettext("{by} changed this answer at {time}."),
            "choose": gettext("Choose a version."),
            "unkept": gettext("An answer cannot be kept as it is."),
            "keepYours": gettext("Keep yours"),
            "keepTheirs": gettext("Keep theirs"),
            "unsent": gettext("Some of what you typed is on this device alone"),
            "unsentText": gettext(
                "It did not reach the server. Signing out removes it from here. Open the page you typed it on to send it."
            ),
            "signOutAnyway": gettext("Sign out anyway"),
            "yours": gettext("Yours"),
            "theirs": gettext("Theirs"),
            "secondsLeft": gettext("{count} s"),
            "undo": gettext("Undo"),
            "copied": gettext("Copied."),
            "left": gettext("{left} left"),
            "daysHours": gettext("{hours} h {minutes} min"),
            "timeUp": gettext("The time is up"),
            "noNetwork": gettext("There is no network. You stay here, and what you type is kept on this device."),
            "leftBehind": gettext("Some of what you wrote about {name} is not saved yet. It is kept on this device."),
            "openFile": gettext("Open {name}"),
            "openIt": gettext("Open it"),
            "draftPage": gettext("To the application's page"),
            "underMinute": gettext("under a minute"),
            "minutes": gettext("{minutes} min"),
            "selected": gettext("{count} selected"),
            "over": [
                ngettext(
                    "{count} character over the limit. Shorten it to submit.",
                    "{count} characters over the limit. Shorten it to submit.",
                    n,
                )
                for n in (1, 2)
            ],
            "required": gettext("Required"),
            "optional": gettext("Optional"),
            "near": [ngettext("{count} character left", "{count} characters left", n) for n in (1, 2)],
            "overWords": [
                ngettext(
                    "{count} word over the limit. Shorten it to submit.", "{count} words over the limit. Shorten it to submit.", n
                )
                for n in (1, 2)
            ],
            "nearWords": [ngettext("{count} word left", "{count} words left", n) for n in (1, 2)],
            "confirm": gettext("Continue"),
            "cancel": gettext("Cancel"),
            "uploading": gettext("{percent}%, {seconds} s"),
            "uploaded": gettext("Uploaded"),
            "uploadFailed": gettext("Not uploaded."),
            "uploadWaits": gettext("Waits for the network"),
            "uploadQueued": gettext("Waits for the files before it"),
            "signedOutUpload": gettext("You are signed out. Sign in in another tab and it goes on."),
            "tooLarge": gettext("{name} is larger than {limit} MB."),
            "problem": gettext("Something went wrong and nothing was changed. Try again."),
            "marked": gettext("Highlighted. It stays on this device."),
            "unmarked": gettext("No longer highlighted."),
            "movedTo": gettext("{name}: place {place} of {of} in {section}"),
            "movedSection": gettext("{name}: section {place} of {of}"),
            "noMatch": gettext("Nothing matches “{text}”."),
        },
        "words",
    )

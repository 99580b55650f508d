"""Calendar files: whatever a title says, it is one title and adds nothing to the file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from accelerator.kit import calendar

AT = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120))
@example("Tides\rATTENDEE:mailto:x@example.org")
@example("Tides\nEND:VEVENT\r\nBEGIN:VEVENT")
@example("a;b,c\\nd\x00\x0b\x85")
def test_any_words_are_one_title(words: str) -> None:
    event = calendar.Event("u@example.org", words, AT, note=words, remind_before=timedelta(hours=1))
    made = calendar.file(words, [event], stamped_at=AT)
    lines = made.replace(b"\r\n ", b"").split(b"\r\n")
    names = [line.partition(b":")[0].partition(b";")[0] for line in lines if line]
    assert names == [
        b"BEGIN", b"VERSION", b"PRODID", b"METHOD", b"X-WR-CALNAME", b"BEGIN", b"SUMMARY", b"DTSTART", b"DTSTAMP",
        b"UID", b"SEQUENCE", b"DESCRIPTION", b"TRANSP", b"BEGIN", b"ACTION", b"DESCRIPTION", b"TRIGGER", b"END", b"END", b"END",
    ]  # fmt: skip
    assert not any(sign in line for line in lines for sign in b"\r\n\x00")
    (read,) = Calendar.from_ical(made).walk("VEVENT")
    assert str(read["summary"]) == calendar._plain(words)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@example('Tide"wise\r\nATTENDEE:mailto:x@example.org')
@example("\\")
def test_an_invitation_is_one_event_for_one_guest_whatever_its_words(words: str) -> None:
    event = calendar.Event(
        "u@example.org", words, AT, url="https://x.example", revision=3, until=AT + timedelta(minutes=30), place=words
    )
    sender, to = (words.replace("\x00", ""), "house@example.org"), "guest@example.org"
    for method, status in (("REQUEST", "CONFIRMED"), ("CANCEL", "CANCELLED")):
        made = calendar.invitation(event, method=method, sender=sender, to=to, stamped_at=AT)
        read = Calendar.from_ical(made)
        (entry,) = read.walk("VEVENT")
        assert (str(read["method"]), str(entry["status"]), int(entry["sequence"])) == (method, status, 3)
        assert (entry["dtstart"].dt, entry["dtend"].dt) == (AT, AT + timedelta(minutes=30))
        assert (str(entry["attendee"]), str(entry["organizer"])) == ("mailto:guest@example.org", "mailto:house@example.org")
        assert str(entry["location"]) == calendar._plain(words)

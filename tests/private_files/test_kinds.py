"""What a file is, is read from its bytes: hostile ones are refused, honest ones taken."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accelerator.files.kinds import KINDS, kind_of
from accelerator.files.reasons import BOMB, LOCKED, PIXELS, PROGRAM, Barred
from tests.factories.files import JPEG, PDF, office
from tests.private_files import honest
from tests.private_files.hostile import (
    ENDINGS,
    HTML,
    claiming,
    corpus,
    jpeg_of,
    locked,
    overlapping,
    packed,
    pdf,
    png_of,
    webp_of,
)

ALL = tuple(KINDS)
HOSTILE = list(corpus())
HONEST = honest.corpus()


def taken(name: str, content: bytes, allowed: tuple[str, ...] = ALL) -> str | None:
    try:
        kind = kind_of(io.BytesIO(content), name.rpartition(".")[2], allowed)
    except Barred:
        return None
    return kind.name if kind else None


@pytest.mark.parametrize(("name", "content"), [one[1:] for one in HOSTILE], ids=[one[0] for one in HOSTILE])
def test_hostile_files_are_refused(name: str, content: bytes) -> None:
    assert taken(name, content) is None


def test_there_are_many_of_them() -> None:
    assert len({(name, content) for _what, name, content in HOSTILE}) >= 150
    assert len(HONEST) >= 60


@pytest.mark.parametrize("name", HONEST)
def test_honest_files_are_taken_as_what_they_say(name: str) -> None:
    ending = name.rpartition(".")[2].lower()
    wanted = {"jpeg": "jpg", "m4v": "mp4", "md": "txt"}.get(ending, ending)
    assert taken(name, HONEST[name]) == wanted


@pytest.mark.parametrize("name", HONEST)
def test_only_what_is_asked_for_is_taken(name: str) -> None:
    true = taken(name, HONEST[name])
    assert true is not None
    assert taken(name, HONEST[name], tuple(one for one in ALL if one != true)) is None
    assert taken(name, HONEST[name], ()) is None


def test_each_kind_is_sent_as_a_type_that_no_browser_runs() -> None:
    assert {kind.media_type for kind in KINDS.values()}.isdisjoint(
        {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml", "text/javascript"}
    )
    assert len({ending for kind in KINDS.values() for ending in kind.endings}) == 13


def _listed(package: bytes) -> int:
    """How long its list of members is, as its end says."""
    return int.from_bytes(package[-10:-6], "little")


class TestEdges:
    """The limits, each on both of its sides."""

    @pytest.mark.parametrize(("count", "fits"), [(1998, True), (1999, False)])
    def test_two_thousand_members(self, count: int, fits: bool) -> None:
        whole = office("docx", more={f"word/{n}.xml": b"" for n in range(count)})
        assert (taken("plan.docx", whole) == "docx") is fits

    @pytest.mark.parametrize(("over", "fits"), [(0, True), (1, False)])
    def test_a_hundred_times_its_packed_size(self, over: int, fits: bool) -> None:
        parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"?", "word/big.xml": bytes(1000)}
        # The directory says what the last member unpacks to: here what makes a hundred times the 1,009 bytes inside.
        content = bytearray(packed(parts, pack=zipfile.ZIP_STORED))
        place = content.rindex(b"PK\x01\x02") + 24
        content[place : place + 4] = (100 * 1009 - 9 + over).to_bytes(4, "little")
        assert (taken("plan.docx", bytes(content)) == "docx") is fits

    @pytest.mark.parametrize(("over", "fits"), [(0, True), (1, False)])
    def test_two_hundred_megabytes_unpacked(self, over: int, fits: bool) -> None:
        parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"?", "word/big.xml": bytes(2_200_000)}
        content = bytearray(packed(parts, pack=zipfile.ZIP_STORED))
        place = content.rindex(b"PK\x01\x02") + 24
        content[place : place + 4] = (200 * 1024 * 1024 - 9 + over).to_bytes(4, "little")
        assert (taken("plan.docx", bytes(content)) == "docx") is fits

    @pytest.mark.parametrize(("over", "fits"), [(0, True), (1, False)])
    def test_a_megabyte_of_names(self, over: int, fits: bool) -> None:
        """The list of members is 46 bytes each, and their names."""
        rest = 1024 * 1024 + over - _listed(office("docx"))
        names = [f"word/{n:04}{'x' * 945}" for n in range(rest // 1000 - 1)]
        names.append("word/".ljust(rest - 1000 * len(names) - 46, "y"))
        whole = office("docx", more=dict.fromkeys(names, b""))
        assert _listed(whole) == 1024 * 1024 + over
        assert (taken("plan.docx", whole) == "docx") is fits

    @pytest.mark.parametrize(("over", "fits"), [(0, True), (1, False)])
    def test_a_megabyte_of_types(self, over: int, fits: bool) -> None:
        types = b"<Types/>".ljust(1024 * 1024 + over)
        whole = packed({"[Content_Types].xml": types, "word/document.xml": b"?"}, pack=zipfile.ZIP_STORED)
        assert (taken("plan.docx", whole) == "docx") is fits

    def test_what_looks_like_an_end_and_tells_of_more_than_there_is_says_nothing(self) -> None:
        """A picture in a document may hold any bytes."""
        for mark, size in ((b"PK\x05\x06", 18), (b"PK\x06\x06", 52)):
            parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"?", "word/a.png": mark + b"\xff" * size}
            assert taken("plan.docx", packed(parts, pack=zipfile.ZIP_STORED)) == "docx"

    @pytest.mark.parametrize(("padding", "fits"), [(1900, True), (2000, False)])
    def test_a_photograph_is_padded_a_little(self, padding: int, fits: bool) -> None:
        assert (taken("photo.jpg", b"\xff\xd8" + b"\xff" * padding + JPEG[2:]) == "jpg") is fits

    @pytest.mark.parametrize(("parts", "fits"), [(16_383, True), (16_384, False)])
    def test_a_pdf_has_as_many_packed_objects_as_documents_have(self, parts: int, fits: bool) -> None:
        assert (taken("deck.pdf", pdf(b"/Type/ObjStm " * parts)) == "pdf") is fits

    @pytest.mark.parametrize(("after", "fits"), [(2000, True), (2100, False)])
    def test_a_pdf_ends_as_one(self, after: int, fits: bool) -> None:
        assert (taken("deck.pdf", PDF + b"x" * after) == "pdf") is fits


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("plan.docx", office("docx", more={"word/vbaProject.bin": b"?"}), PROGRAM),
        ("deck.pdf", pdf(b"<</S/Launch/F(cmd.exe)>>"), PROGRAM),
        ("plan.docx", locked(), LOCKED),
        ("plan.docx", claiming(201 * 1024 * 1024), BOMB),
        ("plan.docx", overlapping(), BOMB),
        ("logo.png", png_of(8000, 5001), PIXELS),
        ("photo.jpg", jpeg_of(8000, 5001), PIXELS),
        ("logo.webp", webp_of(8000, 5001), PIXELS),
    ],
)
def test_what_is_barred_is_told_why(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(Barred) as barred:
        kind_of(io.BytesIO(content), name.rpartition(".")[2], ALL)
    assert barred.value.reason == reason


@given(st.binary(max_size=300), st.sampled_from(ENDINGS))
@example(b"PK\x03\x04PK\x05\x06" + bytes(18), "docx")
@example(b"", "txt")
def test_any_bytes_are_answered(content: bytes, ending: str) -> None:
    """Nothing raises, and what is taken as a picture, document or film has the beginning of one."""
    kind = taken(f"x.{ending}", content)
    if kind in ("pdf", "png", "jpg"):
        assert content.startswith((b"%PDF-", b"\x89PNG", b"\xff\xd8\xff"))
    elif kind in ("docx", "pptx", "xlsx"):
        assert content.startswith(b"PK\x03\x04")


@given(st.data())
def test_a_package_with_any_bytes_changed_is_answered(data: st.DataObject) -> None:
    content = bytearray(office("docx", more={"word/more.xml": b"<more/>"}))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    assert taken("plan.docx", bytes(content)) in (None, "docx")


@given(st.text(min_size=1, max_size=40))
def test_text_in_any_language_is_text(words: str) -> None:
    content = words.replace("\0", "").encode(errors="ignore")
    readable = b"Notes: " + content
    assert taken("notes.txt", readable) == "txt"
    assert taken("notes.txt", HTML[: len(HTML) // 2] + content) is None

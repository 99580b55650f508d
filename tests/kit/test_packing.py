"""Compressed answers: whole again for who unpacks them, and of a size that tells nothing."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit.packing import LEAST, Packing, packed_as_gzip

PAGE = b"<p>Startups apply online.</p>" * 20


def answered(response: HttpResponseBase, accept: str = "gzip, br") -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"accept-encoding": accept})
    return Packing(lambda _request: response).process_response(request, response)


@given(st.binary(max_size=20_000))
def test_what_was_packed_is_unpacked_by_anybody(content: bytes) -> None:
    assert gzip.decompress(packed_as_gzip(content)) == content


def test_a_page_leaves_packed_and_says_so() -> None:
    response = answered(HttpResponse(PAGE))
    assert isinstance(response, HttpResponse)
    assert gzip.decompress(response.content) == PAGE
    assert response["Content-Encoding"] == "gzip"
    assert response["Content-Length"] == str(len(response.content))
    assert response["Vary"] == "Accept-Encoding"


def test_the_size_of_the_same_page_differs_from_answer_to_answer() -> None:
    sizes = {len(packed_as_gzip(PAGE)) for _answer in range(200)}
    assert len(sizes) > 20
    assert max(sizes) - min(sizes) < 100


@pytest.mark.parametrize("accept", ["", "br", "identity"])
def test_who_does_not_unpack_gets_the_page_as_it_is(accept: str) -> None:
    response = answered(HttpResponse(PAGE), accept)
    assert isinstance(response, HttpResponse)
    assert response.content == PAGE
    assert not response.has_header("Content-Encoding")
    assert response["Vary"] == "Accept-Encoding"


def test_what_is_short_or_packed_already_stays_as_it_is() -> None:
    short = answered(HttpResponse(b"a" * (LEAST - 1)))
    done = HttpResponse(PAGE, headers={"Content-Encoding": "br"})
    assert isinstance(short, HttpResponse)
    assert short.content == b"a" * (LEAST - 1)
    assert answered(done) is done
    assert (done.content, done["Content-Encoding"]) == (PAGE, "br")


def test_what_is_streamed_is_packed_as_it_comes() -> None:
    response = answered(StreamingHttpResponse(iter([b"one,", b"two"])))
    assert isinstance(response, StreamingHttpResponse)
    assert gzip.decompress(response.getvalue()) == b"one,two"


def test_an_entity_tag_becomes_a_weak_one() -> None:
    response = answered(HttpResponse(PAGE, headers={"ETag": '"a"'}))
    assert isinstance(response, HttpResponse)
    assert response["ETag"] == 'W/"a"'
    assert gzip.decompress(response.content) == PAGE

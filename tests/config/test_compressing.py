"""What goes over the wire compressed although the page cache does not hold it."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from config.headers import CompressWords

WORDS = b"<p>Rinse the paper first.</p>" * 40


def answer(response, accepted="gzip, br"):
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepted})
    return CompressWords(lambda request: response)(request)


class TestCompressing:
    @pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json"])
    def test_words_are_compressed(self, kind):
        sent = answer(HttpResponse(WORDS, content_type=kind))
        assert sent["Content-Encoding"] == "gzip"
        assert gzip.decompress(sent.content) == WORDS
        assert len(sent.content) < len(WORDS) / 4

    def test_the_length_of_the_same_page_differs(self):
        assert len({len(answer(HttpResponse(WORDS)).content) for _ in range(30)}) > 1

    @pytest.mark.parametrize(
        ("response", "accepted"),
        [
            (HttpResponse(WORDS, content_type="image/webp"), "gzip"),
            (StreamingHttpResponse(iter([WORDS])), "gzip"),
            (HttpResponse(WORDS), "identity"),
            (HttpResponse(b"short"), "gzip"),
        ],
        ids=["a picture", "a stream", "not accepted", "too short to win"],
    )
    def test_all_else_goes_as_it_is(self, response, accepted):
        assert not answer(response, accepted).has_header("Content-Encoding")

    def test_it_stands_above_the_page_cache(self, settings):
        order = settings.MIDDLEWARE
        assert order.index("config.headers.CompressWords") < order.index("pagecache.middleware.StorePage")

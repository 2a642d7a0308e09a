"""Downloads against a server of our own on 127.0.0.1 that does everything a publisher may do."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.errors import (
    Busy,
    DataError,
    FetchError,
    HomeLocked,
    Incomplete,
    Moved,
    NoNetwork,
    Refused,
    StoreError,
)
from samspill.store import Vault

BODY = bytes(range(256)) * 4000
MODIFIED = "Wed, 05 Nov 2025 06:07:08 GMT"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SOURCE = Source(
    id="prøve",
    title={"nb": "Prøve", "en": "Trial"},
    publisher="Prøveforlaget",
    homepage="http://127.0.0.1/",
    licence="CC0",
    licence_url="http://127.0.0.1/",
    description={"nb": "", "en": ""},
    tables=(),
)


class Publisher:
    """A server whose answers are written by the test; it remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Callable[[BaseHTTPRequestHandler], None]] = []
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                publisher.asked.append((self.command, self.path, headers, self.rfile.read(size)))
                answers = publisher.answers
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                self.close_connection = True
                answer(self)

            do_GET = do_POST = _answer

            def log_message(self, *arguments: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *arguments: object) -> None:
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def headers_asked(self, name: str) -> list[str | None]:
        return [headers.get(name) for _, _, headers, _ in self.asked]


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    one = Publisher()
    thread = threading.Thread(target=one.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield one
    one.server.shutdown()
    one.server.server_close()
    thread.join(5)


@pytest.fixture
def vault(tmp_path) -> Vault:
    return Vault(tmp_path / "raw")


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(waits) -> Iterator[Client]:
    with Client(
        attempts=4, sleep=waits.append, clock=lambda: NOW, seed=1, connect_timeout=2, read_timeout=2
    ) as one:
        yield one


def gives(
    body: bytes = BODY, status: int = 200, announced: int | None = None, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer with a body; `announced` is what Content-Length says, where it is not the truth."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body) if announced is None else announced))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def serves(body: bytes = BODY, cut_at: int | None = None, **headers: str):
    """Answer as a good server does: ranges, If-Range, conditions; break off after `cut_at`."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked = handler.headers
        etag = headers.get("ETag", "")
        if etag and asked.get("If-None-Match") == etag:
            return gives(b"", 304)(handler)
        validators = {headers.get("ETag"), headers.get("Last_Modified")} - {None}
        start = 0
        if asked.get("Range") and asked.get("If-Range") in validators:
            start = int(asked["Range"].removeprefix("bytes=").removesuffix("-"))
        if start >= len(body) > 0:
            return gives(b"", 416, Content_Range=f"bytes */{len(body)}")(handler)
        more = {"Content_Range": f"bytes {start}-{len(body) - 1}/{len(body)}"} if start else {}
        part = body[start:] if cut_at is None else body[start : start + cut_at]
        return gives(part, 206 if start else 200, announced=len(body) - start, **headers, **more)(
            handler
        )

    return answer


def leads(to: str, status: int = 302) -> Callable[[BaseHTTPRequestHandler], None]:
    return gives(b"", status, Location=to)


def drops(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    handler.connection.close()


def says_nothing(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.6)


def wanted(publisher: Publisher, path: str = "/data.csv", **more) -> Download:
    return Download(url=publisher.url + path, name="data.csv", **more)


def partials(vault: Vault) -> list[str]:
    return sorted(path.name for path in vault.root.glob("*/.partial/*"))


class TestWhole:
    def test_file_goes_into_the_vault_as_it_came(self, publisher, vault, client):
        publisher.answers = [serves(ETag='"1"', Last_Modified=MODIFIED)]
        raw = client.take(vault, SOURCE, wanted(publisher))
        assert raw.path.read_bytes() == BODY
        assert raw.sha256 == hashlib.sha256(BODY).hexdigest()
        assert (raw.source, raw.name, raw.publisher) == ("prøve", "data.csv", "Prøveforlaget")
        assert (raw.etag, raw.last_modified) == ('"1"', MODIFIED)
        assert raw.origin == publisher.url + "/data.csv"
        assert raw.taken_at == "2026-01-02T03:04:05+00:00"
        assert partials(vault) == []

    def test_we_say_who_we_are_and_want_bytes_as_published(self, publisher, vault, client):
        publisher.answers = [gives()]
        client.take(vault, SOURCE, wanted(publisher, accept="text/csv"))
        _, _, headers, _ = publisher.asked[0]
        assert headers["user-agent"].startswith("samspill/")
        assert headers["accept-encoding"] == "identity"
        assert headers["accept"] == "text/csv"

    @pytest.mark.parametrize(
        ("given", "headers", "expected"),
        [
            (None, {"Last_Modified": MODIFIED}, "2025-11-05"),
            (None, {}, "2026-01-02"),
            (None, {"Last_Modified": "yesterday"}, "2026-01-02"),
            ("2024", {"Last_Modified": MODIFIED}, "2024"),
        ],
    )
    def test_vintage(self, publisher, vault, client, given, headers, expected):
        publisher.answers = [gives(**headers)]
        assert client.take(vault, SOURCE, wanted(publisher), vintage=given).vintage == expected

    def test_progress_is_told_from_nothing_to_all(self, publisher, vault):
        told = []
        publisher.answers = [gives()]
        with Client(progress=lambda *said: told.append(said)) as client:
            client.take(vault, SOURCE, wanted(publisher))
        assert told[0] == ("data.csv", 0, len(BODY))
        assert told[-1] == ("data.csv", len(BODY), len(BODY))
        assert [received for _, received, _ in told] == sorted(received for _, received, _ in told)

    def test_post_sends_its_body_each_time_and_never_resumes(self, publisher, vault, client, waits):
        publisher.answers = [
            serves(cut_at=1000, ETag='"1"'),
            serves(ETag='"1"'),
        ]
        download = wanted(publisher, method="POST", body=b'{"query": []}')
        assert client.take(vault, SOURCE, download).path.read_bytes() == BODY
        assert [(m, body) for m, _, _, body in publisher.asked] == [("POST", b'{"query": []}')] * 2
        assert publisher.headers_asked("range") == [None, None]

    def test_body_without_length(self, publisher, vault, client):
        def answer(handler):
            handler.send_response(200)
            handler.end_headers()
            handler.wfile.write(b"a,b\n")

        publisher.answers = [answer]
        assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == b"a,b\n"


class TestConditional:
    def test_unchanged_file_is_not_sent_again(self, publisher, vault, client):
        publisher.answers = [serves(ETag='"1"', Last_Modified=MODIFIED)]
        first = client.take(vault, SOURCE, wanted(publisher))
        second = client.take(vault, SOURCE, wanted(publisher))
        assert second == first
        assert publisher.headers_asked("if-none-match") == [None, '"1"']
        assert publisher.headers_asked("if-modified-since") == [None, MODIFIED]
        assert partials(vault) == []

    def test_changed_file_comes_as_another(self, publisher, vault, client):
        publisher.answers = [serves(ETag='"1"')]
        client.take(vault, SOURCE, wanted(publisher), vintage="2024")
        publisher.answers = [serves(b"new", ETag='"2"')]
        client.take(vault, SOURCE, wanted(publisher), vintage="2025")
        assert [raw.etag for raw in vault.files("prøve")] == ['"1"', '"2"']

    def test_another_address_is_asked_without_conditions(self, publisher, vault, client):
        publisher.answers = [serves(ETag='"1"')]
        client.take(vault, SOURCE, wanted(publisher))
        client.take(vault, SOURCE, wanted(publisher, "/other.csv"))
        assert publisher.headers_asked("if-none-match") == [None, None]

    def test_file_that_is_cut_in_the_vault_is_fetched_anew(self, publisher, vault, client):
        publisher.answers = [serves(ETag='"1"')]
        raw = client.take(vault, SOURCE, wanted(publisher))
        raw.path.write_bytes(b"damaged")
        publisher.answers = [serves(ETag='"1"')]
        client.take(vault, SOURCE, wanted(publisher))
        assert publisher.headers_asked("if-none-match") == [None, None]

    def test_not_modified_that_nobody_asked_for(self, publisher, vault, client):
        publisher.answers = [gives(b"", 304)]
        with pytest.raises(Refused, match="304"):
            client.take(vault, SOURCE, wanted(publisher))


class TestResume:
    @pytest.mark.parametrize("validator", [{"ETag": '"1"'}, {"Last_Modified": MODIFIED}])
    def test_broken_off_file_goes_on_where_it_stopped(
        self, publisher, vault, client, waits, validator
    ):
        publisher.answers = [
            serves(cut_at=100_000, **validator),
            serves(cut_at=100_000, **validator),
            serves(**validator),
        ]
        assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == BODY
        assert publisher.headers_asked("range") == [None, "bytes=100000-", "bytes=200000-"]
        assert publisher.headers_asked("if-range")[1:] == list(validator.values()) * 2
        assert len(waits) == 2

    @pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"1"'}])
    def test_without_a_strong_validator_it_begins_anew(self, publisher, vault, client, headers):
        publisher.answers = [serves(cut_at=100_000, **headers), serves(**headers)]
        assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == BODY
        assert publisher.headers_asked("range") == [None, None]

    def test_file_that_changed_meanwhile_is_taken_whole(self, publisher, vault, client):
        changed = BODY[::-1]
        publisher.answers = [serves(cut_at=100_000, ETag='"1"'), serves(changed, ETag='"2"')]
        raw = client.take(vault, SOURCE, wanted(publisher))
        assert raw.path.read_bytes() == changed
        assert raw.etag == '"2"'

    @pytest.mark.parametrize(
        "wrong",
        [
            {"Content_Range": f"bytes 5-{len(BODY) - 1}/{len(BODY)}", "ETag": '"1"'},
            {"Content_Range": f"bytes 100000-{len(BODY) - 1}/{len(BODY)}", "ETag": '"2"'},
            {"Content_Range": "bytes 100000-199999/200000", "ETag": '"1"'},
            {"ETag": '"1"'},
        ],
    )
    def test_wrong_continuation_is_thrown_away(self, publisher, vault, client, wrong):
        publisher.answers = [
            serves(cut_at=100_000, ETag='"1"'),
            gives(BODY[100_000:], 206, **wrong),
            serves(ETag='"1"'),
        ]
        assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == BODY
        assert publisher.headers_asked("range") == [None, "bytes=100000-", None]

    def test_continuation_that_nobody_asked_for(self, publisher, vault, client):
        publisher.answers = [gives(b"x", 206, Content_Range="bytes 0-0/1")]
        with pytest.raises(Incomplete):
            client.take(vault, SOURCE, wanted(publisher))

    def test_file_shrank_below_what_is_there(self, publisher, vault, client):
        publisher.answers = [
            serves(cut_at=100_000, ETag='"1"'),
            gives(b"", 416, Content_Range="bytes */50"),
            serves(BODY[:50], ETag='"2"'),
        ]
        assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == BODY[:50]

    def test_what_was_left_by_giving_up_is_used_the_next_time(self, publisher, vault, client):
        publisher.answers = [serves(cut_at=1000, ETag='"1"')]
        with pytest.raises(Incomplete, match="resumes"):
            client.take(vault, SOURCE, wanted(publisher))
        publisher.answers = [serves(ETag='"1"')]
        assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == BODY
        assert publisher.headers_asked("range")[-1] == "bytes=4000-"

    def test_killed_process_leaves_a_partial_that_resumes(self, publisher, vault, client):
        published = threading.Event()

        def half(handler: BaseHTTPRequestHandler) -> None:
            gives(BODY[:500_000], announced=len(BODY), ETag='"1"')(handler)
            handler.wfile.flush()
            published.wait(20)

        publisher.answers = [half]
        program = (
            "import sys\nfrom pathlib import Path\n"
            "from samspill.catalogue import Download, Source\n"
            "from samspill.download import Client\nfrom samspill.store import Vault\n"
            "told = lambda name, received, total: print(received, flush=True)\n"
            "source = Source(id='prøve', title={}, publisher='', homepage='', licence='',"
            " licence_url='', description={}, tables=())\n"
            "Client(progress=told).take(Vault(Path(sys.argv[1])), source,"
            " Download(url=sys.argv[2], name='data.csv'))\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(vault.root), publisher.url + "/data.csv"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        with process, process.stdout:
            received = 0
            while received < 500_000:
                received = int(process.stdout.readline())
            process.kill()
        published.set()
        assert partials(vault)
        publisher.answers = [serves(ETag='"1"')]
        assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == BODY
        began = publisher.headers_asked("range")[-1]
        assert began is not None
        assert int(began.removeprefix("bytes=").removesuffix("-")) >= 400_000
        assert partials(vault) == []

    def test_killed_when_whole_asks_for_the_last_byte_only(self, publisher, vault, client):
        publisher.answers = [serves(ETag='"1"')]
        with pytest.raises(DataError):
            client.take(vault, SOURCE, wanted(publisher), validate=refuse)
        address = f"GET {publisher.url}/data.csv {hashlib.sha256(b'').hexdigest()}"
        partial = vault.partial("prøve", address)
        partial.write_bytes(BODY)
        note = {"etag": '"1"', "last_modified": "", "content_md5": "", "total": len(BODY)}
        partial.with_name(f"{partial.name}.json").write_text(json.dumps(note))
        assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == BODY
        assert publisher.headers_asked("range")[-1] == f"bytes={len(BODY) - 1}-"

    @pytest.mark.parametrize("note", ["", "{", "[]", '{"unknown": 1}'])
    def test_unreadable_note_means_beginning_anew(self, publisher, vault, client, note):
        address = f"GET {publisher.url}/data.csv {hashlib.sha256(b'').hexdigest()}"
        partial = vault.partial("prøve", address)
        partial.write_bytes(b"something else")
        partial.with_name(f"{partial.name}.json").write_text(note)
        publisher.answers = [serves(ETag='"1"')]
        assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == BODY

    def test_two_processes_do_not_write_into_one_file(self, publisher, vault, client):
        def second(path):
            with pytest.raises(HomeLocked, match="same file"):
                client.take(vault, SOURCE, wanted(publisher))

        publisher.answers = [serves(ETag='"1"')]
        client.take(vault, SOURCE, wanted(publisher), validate=second)


def refuse(path) -> None:
    raise DataError("the file will not do")


class TestIncomplete:
    def test_body_ends_early(self, publisher, vault, client, waits):
        publisher.answers = [gives(BODY[:10], announced=len(BODY))]
        with pytest.raises(Incomplete):
            client.take(vault, SOURCE, wanted(publisher))
        assert len(publisher.asked) == 4
        assert vault.files("prøve") == []

    def test_gzip_that_ends_early_is_not_taken(self, publisher, vault, client):
        packed = gzip.compress(BODY)
        publisher.answers = [gives(packed[:-10]), gives(packed)]
        assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == packed
        assert len(publisher.asked) == 2

    def test_gzip_that_stays_broken(self, publisher, vault, client):
        publisher.answers = [gives(gzip.compress(BODY)[:-10], ETag='"1"')]
        with pytest.raises(Incomplete, match="packed and ends or breaks"):
            client.take(vault, SOURCE, wanted(publisher))
        assert publisher.headers_asked("range") == [None] * 4

    def test_zip_that_ends_early(self, publisher, vault, client):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("a.csv", "a,b\n1,2\n")
        publisher.answers = [gives(content.getvalue()[:-5])]
        with pytest.raises(Incomplete, match="packed"):
            client.take(vault, SOURCE, wanted(publisher))
        publisher.answers = [gives(content.getvalue())]
        assert client.take(vault, SOURCE, wanted(publisher)).bytes_count > 0

    def test_checksum_of_the_publisher(self, publisher, vault, client):
        right = base64.b64encode(hashlib.md5(BODY).digest()).decode()
        publisher.answers = [
            gives(BODY[::-1], Content_MD5=right),
            gives(BODY, Content_MD5=right),
        ]
        assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == BODY
        assert len(publisher.asked) == 2

    def test_checksum_that_stays_wrong(self, publisher, vault, client):
        publisher.answers = [gives(Content_MD5="AAAAAAAAAAAAAAAAAAAAAA==")]
        with pytest.raises(Incomplete, match="checksum"):
            client.take(vault, SOURCE, wanted(publisher))

    @pytest.mark.parametrize("status", [200, 204])
    def test_nothing(self, publisher, vault, client, status):
        publisher.answers = [gives(b"", status)]
        with pytest.raises(Incomplete, match=r"empty|no file"):
            client.take(vault, SOURCE, wanted(publisher))

    def test_file_that_will_not_do_is_not_kept(self, publisher, vault, client):
        publisher.answers = [serves(ETag='"1"')]
        with pytest.raises(DataError, match="will not do"):
            client.take(vault, SOURCE, wanted(publisher), validate=refuse)
        assert vault.files("prøve") == []
        client.take(vault, SOURCE, wanted(publisher))
        assert publisher.headers_asked("range") == [None, None]

    def test_connection_closed_without_a_word(self, publisher, vault, client, waits):
        publisher.answers = [drops, gives()]
        client.take(vault, SOURCE, wanted(publisher))
        assert len(waits) == 1


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (404, Moved),
            (410, Moved),
            (400, Refused),
            (401, Refused),
            (403, Refused),
            (451, Refused),
        ],
    )
    def test_status_that_will_not_pass(self, publisher, vault, client, waits, status, kind):
        publisher.answers = [gives(b"no", status)]
        with pytest.raises(kind, match=str(status)) as caught:
            client.take(vault, SOURCE, wanted(publisher))
        assert publisher.url in str(caught.value)
        assert "samspill import" in str(caught.value)
        assert len(publisher.asked) == 1
        assert waits == []

    @pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
    def test_status_that_may_pass(self, publisher, vault, client, waits, status):
        publisher.answers = [gives(b"", status), gives(b"", status), gives()]
        assert client.take(vault, SOURCE, wanted(publisher)).bytes_count == len(BODY)
        assert len(waits) == 2
        assert 0.5 <= waits[0] <= 1.0 <= waits[1] <= 2.0

    def test_waiting_ends(self, publisher, vault, client, waits):
        publisher.answers = [gives(b"", 503)]
        with pytest.raises(Busy, match="503"):
            client.take(vault, SOURCE, wanted(publisher))
        assert len(publisher.asked) == 4
        assert len(waits) == 3

    def test_waits_are_the_same_with_the_same_seed(self, publisher, vault):
        publisher.answers = [gives(b"", 503)]
        seen = []
        for seed in (7, 7, 8):
            waits: list[float] = []
            with (
                Client(attempts=5, sleep=waits.append, seed=seed) as client,
                pytest.raises(Busy),
            ):
                client.take(vault, SOURCE, wanted(publisher))
            seen.append(waits)
        assert seen[0] == seen[1] != seen[2]

    def test_wait_never_exceeds_the_longest(self, publisher, vault):
        waits: list[float] = []
        publisher.answers = [gives(b"", 503)]
        with (
            Client(attempts=12, max_wait=3, sleep=waits.append, seed=1) as client,
            pytest.raises(Busy),
        ):
            client.take(vault, SOURCE, wanted(publisher))
        assert max(waits) <= 3

    @pytest.mark.parametrize("said", ["7", "Fri, 02 Jan 2026 03:04:12 GMT"])
    def test_retry_after_is_heeded(self, publisher, vault, client, waits, said):
        publisher.answers = [gives(b"", 429, Retry_After=said), gives()]
        client.take(vault, SOURCE, wanted(publisher))
        assert 7 <= waits[0] <= 7.5

    def test_retry_after_in_the_past_or_garbled(self, publisher, vault, client, waits):
        publisher.answers = [
            gives(b"", 429, Retry_After="Fri, 02 Jan 2015 03:04:12 GMT"),
            gives(b"", 429, Retry_After="soon"),
            gives(),
        ]
        client.take(vault, SOURCE, wanted(publisher))
        assert waits[0] <= 0.5
        assert 1.0 <= waits[1] <= 2.0

    def test_publisher_that_asks_for_a_long_wait_is_left_alone(
        self, publisher, vault, client, waits
    ):
        publisher.answers = [gives(b"", 503, Retry_After="3600"), gives()]
        with pytest.raises(Busy, match="3600 seconds"):
            client.take(vault, SOURCE, wanted(publisher))
        assert waits == []
        assert len(publisher.asked) == 1

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (b"<!DOCTYPE html><html><body>Siden er flyttet</body></html>", "text/html"),
            (b"\xef\xbb\xbf\n <HTML><body>Logg inn</body>", "text/csv"),
            (b"<head><title>Logg inn</title></head>", "text/html; charset=utf-8"),
        ],
    )
    def test_web_page_instead_of_the_file(self, publisher, vault, client, body, content_type):
        publisher.answers = [gives(body, Content_Type=content_type)]
        with pytest.raises(Moved, match="web page"):
            client.take(vault, SOURCE, wanted(publisher))
        assert vault.files("prøve") == []
        assert len(publisher.asked) == 1

    def test_data_that_is_called_a_page_by_mistake_is_taken(self, publisher, vault, client):
        publisher.answers = [gives(b"a;b\n1;2\n", Content_Type="text/html")]
        assert client.take(vault, SOURCE, wanted(publisher)).bytes_count == 8

    def test_packing_that_nobody_asked_for(self, publisher, vault, client):
        publisher.answers = [gives(b"\x8b\x01\x80abc\x03", Content_Encoding="br")]
        with pytest.raises(Refused, match="br"):
            client.take(vault, SOURCE, wanted(publisher))

    def test_too_large_by_announcement(self, publisher, vault):
        publisher.answers = [gives()]
        with Client(max_bytes=1000) as client, pytest.raises(FetchError, match=r"1,000 bytes"):
            client.take(vault, SOURCE, wanted(publisher))
        assert vault.files("prøve") == []

    def test_too_large_without_announcement(self, publisher, vault):
        def endless(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.end_headers()
            for _ in range(100):
                handler.wfile.write(b"x" * 10_000)

        publisher.answers = [endless]
        with Client(max_bytes=50_000) as client, pytest.raises(FetchError, match=r"50,000 bytes"):
            client.take(vault, SOURCE, wanted(publisher))

    def test_folder_that_cannot_be_written(self, publisher, vault, client):
        vault.root.mkdir(parents=True)
        (vault.root / "prøve").mkdir()
        publisher.answers = [gives()]
        address = f"GET {publisher.url}/data.csv {hashlib.sha256(b'').hexdigest()}"
        vault.partial("prøve", address).mkdir()
        with pytest.raises(StoreError, match="cannot be written"):
            client.take(vault, SOURCE, wanted(publisher))


class TestNetwork:
    def test_nobody_listens(self, publisher, vault, client, waits):
        publisher.server.server_close()
        with pytest.raises(NoNetwork, match=r"127\.0\.0\.1 cannot be reached"):
            client.take(vault, SOURCE, wanted(publisher))
        # a second try and no more: it is not a passing fault
        assert len(waits) == 1

    def test_name_that_does_not_exist(self, vault, waits):
        download = Download(url="http://nowhere.invalid/data.csv", name="data.csv")
        with Client(attempts=1) as client, pytest.raises(NoNetwork, match=r"nowhere\.invalid"):
            client.take(vault, SOURCE, download)

    def test_no_answer_in_time(self, publisher, vault, waits):
        publisher.answers = [says_nothing, gives()]
        with Client(read_timeout=0.2, attempts=2, sleep=waits.append) as client:
            assert client.take(vault, SOURCE, wanted(publisher)).bytes_count == len(BODY)
        publisher.answers = [says_nothing]
        with (
            Client(read_timeout=0.2, attempts=1) as client,
            pytest.raises(NoNetwork, match="in time"),
        ):
            client.take(vault, SOURCE, wanted(publisher, "/slow.csv"))

    def test_body_that_stalls_resumes(self, publisher, vault, waits):
        def stalls(handler: BaseHTTPRequestHandler) -> None:
            gives(BODY[:100_000], announced=len(BODY), ETag='"1"')(handler)
            handler.wfile.flush()
            time.sleep(0.6)

        publisher.answers = [stalls, serves(ETag='"1"')]
        with Client(read_timeout=0.2, attempts=2, sleep=waits.append) as client:
            assert client.take(vault, SOURCE, wanted(publisher)).path.read_bytes() == BODY
        assert publisher.headers_asked("range") == [None, "bytes=100000-"]

    @pytest.mark.parametrize("url", ["ftp://127.0.0.1/a", "file:///etc/hostname", "data.csv"])
    def test_address_that_is_not_http(self, vault, client, url):
        with pytest.raises(Refused, match="not an address"):
            client.take(vault, SOURCE, Download(url=url, name="data.csv"))


class TestRedirects:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_followed(self, publisher, vault, client, status):
        publisher.answers = [leads("/new.csv", status), gives()]
        raw = client.take(vault, SOURCE, wanted(publisher))
        assert raw.bytes_count == len(BODY)
        assert raw.origin == publisher.url + "/data.csv"
        assert [path for _, path, _, _ in publisher.asked] == ["/data.csv", "/new.csv"]

    @pytest.mark.parametrize("to", ["ftp://127.0.0.1/data.csv", "file:///etc/hostname"])
    def test_to_another_protocol(self, publisher, vault, client, to):
        publisher.answers = [leads(to)]
        with pytest.raises(Refused, match="cannot be fetched"):
            client.take(vault, SOURCE, wanted(publisher))

    def test_from_encrypted_to_plain(self, vault, client, monkeypatch):
        answer = httpx2.Response(302, headers={"Location": "http://127.0.0.1/data.csv"})
        transport = httpx2.MockTransport(lambda request: answer)
        monkeypatch.setattr(client, "_http", httpx2.Client(transport=transport))
        with pytest.raises(Refused, match="not encrypted"):
            client.take(vault, SOURCE, Download(url="https://127.0.0.1/data.csv", name="data.csv"))

    def test_in_circles(self, publisher, vault, client):
        publisher.answers = [leads("/data.csv")]
        with pytest.raises(Moved, match="circles"):
            client.take(vault, SOURCE, wanted(publisher))
        assert len(publisher.asked) <= 12

    def test_without_an_address(self, publisher, vault, client):
        publisher.answers = [gives(b"", 302)]
        with pytest.raises(Refused, match="302"):
            client.take(vault, SOURCE, wanted(publisher))


class TestJson:
    def test_answer(self, publisher, client):
        publisher.answers = [gives(b'{"page": 1}')]
        assert client.get_json(publisher.url + "/api", params={"size": 2}) == {"page": 1}
        method, path, headers, _ = publisher.asked[0]
        assert (method, path, headers["accept"]) == ("GET", "/api?size=2", "application/json")

    def test_post(self, publisher, client, waits):
        publisher.answers = [gives(b"", 503), gives(b"[1]")]
        assert client.get_json(publisher.url, method="POST", body=[{"field": "NAERING"}]) == [1]
        assert [json.loads(body) for *_, body in publisher.asked] == [[{"field": "NAERING"}]] * 2
        assert len(waits) == 1

    def test_web_page(self, publisher, client):
        publisher.answers = [gives(b"<html></html>", Content_Type="text/html")]
        with pytest.raises(Moved, match="web page"):
            client.get_json(publisher.url)

    def test_not_json(self, publisher, client):
        publisher.answers = [gives(b'{"page": ')]
        with pytest.raises(Incomplete, match="not JSON"):
            client.get_json(publisher.url)

    def test_broken_off(self, publisher, client, waits):
        publisher.answers = [gives(b"[1", announced=3), gives(b"[1]")]
        assert client.get_json(publisher.url) == [1]

    def test_gone(self, publisher, client):
        publisher.answers = [gives(b"", 404)]
        with pytest.raises(Moved):
            client.get_json(publisher.url)

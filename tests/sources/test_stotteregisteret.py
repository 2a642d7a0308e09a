"""The state-aid register: pages from a server of our own, and records; all are invented."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from samspill.download import Client
from samspill.errors import DataError, FetchError, Incomplete, Moved, NoNetwork
from samspill.reading import is_json
from samspill.sources import stotteregisteret
from samspill.sources.stotteregisteret import SOURCE, fetch, read
from samspill.store import Vault
from samspill.tables import table

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def record(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "stoettetiltaksnummer": f"TT-{number}",
        "rolle": [
            {"rolletype": {"stoettemottaker": {"organisasjonsnummer": "999999999",
                                               "navn": "PRØVE AS"}}},
            {"rolletype": {"stoettegiver": {"navn": "INNOVASJON NORGE"}}},
        ],
        "tildeltBeloep": {"beloep": 1250000.5, "valuta": "NOK"},
        "tildelingsdato": "2019-02-28",
        "mottattDato": "2019-03-10",
        "endret": "2019-03-10",
        "status": "REGISTRERT",
        "naering": "62.010",
        "region": "Oslo",
        "stoetteinstrument": "Tilskudd",
        "tilknyttetStoetteordning": {"kode": "GBER-1", "navn": "Miljøteknologi"},
    } | changes  # fmt: skip


class Register:
    """A server that answers the search as the test wishes, page by page."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.envelope: Callable[[list[Any], int], Any] = lambda page, total: page
        self.before: list[Callable[[BaseHTTPRequestHandler], bool]] = []
        self.asked: list[tuple[str, dict[str, list[str]], bytes]] = []
        register = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked = parse_qs(urlsplit(self.path).query)
                register.asked.append((self.path, asked, body))
                self.close_connection = True
                if register.before and register.before.pop(0)(self):
                    return
                size, page = int(asked["pageSize"][0]), int(asked["page"][0])
                rows = register.records[page * size : (page + 1) * size]
                answer(self, json.dumps(register.envelope(rows, len(register.records))).encode())

            def log_message(self, *arguments: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *arguments: object) -> None:
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/soek/stoettetildeling"


def answer(
    handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, claimed: int | None = None
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body) if claimed is None else claimed))
    handler.end_headers()
    handler.wfile.write(body)


def status(code: int) -> Callable[[BaseHTTPRequestHandler], bool]:
    def fail(handler: BaseHTTPRequestHandler) -> bool:
        answer(handler, b"{}", code)
        return True

    return fail


def cut_off(handler: BaseHTTPRequestHandler) -> bool:
    answer(handler, b'[{"stoettetiltaksnummer": "TT-1"', claimed=5000)
    return True


def no_json(handler: BaseHTTPRequestHandler) -> bool:
    answer(handler, b'[{"stoettetiltaksnummer": "TT-1"')
    return True


def silent(handler: BaseHTTPRequestHandler) -> bool:
    threading.Event().wait(1.2)
    return True


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    one = Register()
    thread = threading.Thread(target=one.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    monkeypatch.setattr(stotteregisteret, "PAGE_SIZE", 3)
    yield one
    one.server.shutdown()
    one.server.server_close()
    thread.join(5)


@pytest.fixture
def taken(register: Register, tmp_path, monkeypatch) -> Callable[[], Any]:
    [download] = SOURCE.downloads
    address = type(download)(register.url, download.name, "POST", b"[]")
    source = type(SOURCE)(**{**SOURCE.__dict__, "downloads": (address,)})
    monkeypatch.setattr(stotteregisteret, "SOURCE", source)

    def take() -> Any:
        with Client(
            attempts=3, sleep=lambda s: None, clock=lambda: NOW, connect_timeout=1, read_timeout=0.5
        ) as client:
            [raw] = fetch(Vault(tmp_path / "raw"), client)
        return raw

    return take


def test_all_pages_become_one_file(register, taken):
    register.records = [record(n) for n in range(8)]
    raw = taken()
    assert is_json(raw)
    assert raw.vintage == "2026-01-02"
    assert [one["stoettetiltaksnummer"] for one in json.loads(raw.path.read_bytes())] == [
        f"TT-{n}" for n in range(8)
    ]
    asked = [one["page"] for _, one, _ in register.asked]
    assert asked == [["0"], ["1"], ["2"]]
    assert register.asked[0][1]["sortBy"] == ["ENDRET"]
    assert json.loads(register.asked[0][2]) == []


def test_a_last_page_that_is_full_is_followed_by_an_empty_one(register, taken):
    register.records = [record(n) for n in range(6)]
    assert len(json.loads(taken().path.read_bytes())) == 6
    assert len(register.asked) == 3


def test_a_record_pushed_onto_the_next_page_is_kept_once(register, taken):
    register.records = [record(n) for n in (0, 1, 2, 2, 3)]
    assert len(json.loads(taken().path.read_bytes())) == 4


@pytest.mark.parametrize(
    "envelope",
    [
        lambda page, total: {"content": page, "totalElements": total},
        lambda page, total: {"_embedded": {"tildelinger": page}, "page": {"totalElements": total}},
    ],
)
def test_records_in_an_envelope(register, taken, envelope):
    register.envelope = envelope
    register.records = [record(n) for n in range(4)]
    assert len(json.loads(taken().path.read_bytes())) == 4


@pytest.mark.parametrize(
    "trouble", [status(503), status(500), cut_off, no_json, silent],
    ids=["busy", "error", "cut off", "not json", "silent"],
)  # fmt: skip
def test_what_passes_is_tried_again(register, taken, trouble):
    register.records = [record(n) for n in range(4)]
    register.before = [lambda handler: False, trouble]
    assert len(json.loads(taken().path.read_bytes())) == 4


@pytest.mark.parametrize(
    ("trouble", "error"),
    [(status(404), Moved), (status(503), FetchError), (cut_off, Incomplete), (silent, NoNetwork)],
    ids=["gone", "busy", "cut off", "silent"],
)
def test_what_does_not_pass_is_said(register, taken, trouble, error, tmp_path):
    register.before = [trouble] * 9
    with pytest.raises(error):
        taken()
    assert Vault(tmp_path / "raw").files(SOURCE.id) == []


def test_an_answer_that_has_changed_is_said(register, taken):
    register.records = [{"nummer": 1}]
    with pytest.raises(Moved, match="stoettetiltaksnummer"):
        taken()
    register.envelope = lambda page, total: "vedlikehold"
    with pytest.raises(Moved, match="documented list"):
        taken()


def test_a_server_that_does_not_page_is_said(register, taken):
    register.envelope = lambda page, total: [record(1), record(2), record(3)]
    with pytest.raises(Moved, match="the same page again"):
        taken()


def test_fewer_than_the_register_says_it_has_is_not_whole(register, taken):
    register.records = [record(1)]
    register.envelope = lambda page, total: {"content": page, "totalElements": 7}
    with pytest.raises(Incomplete, match="says that it has 7 records and gave 1"):
        taken()


def rows_of(raw_file, whole, *records):
    raw = raw_file(json.dumps(list(records), ensure_ascii=False), name="stoettetildelinger.json")
    kept, received, rejected = whole(read(raw))
    assert kept.schema == table("grants").schema
    return kept.to_pylist(), received, rejected, raw


def test_a_record(raw_file, whole):
    rows, received, rejected, raw = rows_of(raw_file, whole, record())
    assert rejected == []
    assert received == {"rows": 1, "amount_nok": 1250000.5, "amount_eur": 0}
    assert rows == [
        {
            "award_id": f"{raw.sha256[:12]}:1",
            "source": "stotteregisteret",
            "provider": "INNOVASJON NORGE",
            "date": date(2019, 2, 28),
            "county_name": "Oslo",
            "municipality_name": None,
            "organisation_number": "999999999",
            "organisation_name": "PRØVE AS",
            "amount_nok": 1250000.5,
            "amount_eur": None,
            "instrument": "Miljøteknologi",
            "instrument_group": "Tilskudd",
            "kind": "grant",
            "office": None,
            "activity_code": "62.010",
            "file_sha256": raw.sha256,
            "source_row": 1,
        }
    ]


def test_roles_in_another_shape(raw_file, whole):
    roles = [
        {"rolletype": "STOETTEMOTTAKER", "organisasjonsnummer": "999999999", "navn": "PRØVE AS"},
        {"rolletype": {"kode": "stoettegiver"}, "navn": "Enova SF"},
    ]
    rows, *_ = rows_of(raw_file, whole, record(rolle=roles))
    assert rows[0]["provider"] == "Enova SF"
    assert rows[0]["organisation_number"] == "999999999"


def test_a_name_without_sign_of_an_organisation_may_be_a_persons(raw_file, whole):
    roles = [
        {"rolletype": {"stoettemottaker": {"organisasjonsnummer": "999999999",
                                           "navn": "KARI NORDMANN"}}},
        {"rolletype": {"stoettegiver": {"navn": "Siva"}}},
    ]  # fmt: skip
    rows, *_ = rows_of(raw_file, whole, record(rolle=roles))
    assert rows[0]["organisation_name"] is rows[0]["organisation_number"] is None
    assert "NORDMANN" not in str(rows)


def test_euro_stay_euro(raw_file, whole):
    rows, received, *_ = rows_of(
        raw_file, whole, record(), record(2, tildeltBeloep={"beloep": 10, "valuta": "EUR"})
    )
    assert (rows[1]["amount_nok"], rows[1]["amount_eur"]) == (None, 10)
    assert received == {"rows": 2, "amount_nok": 1250000.5, "amount_eur": 10}


@pytest.mark.parametrize(
    ("words", "kind"),
    [("Lån", "loan"), ("Garanti", "guarantee"), ("Egenkapitaltilskudd", "equity"),
     ("Skattefordel", "tax"), ("Direkte tilskudd", "grant"), ("Annet", None), (None, None)],
)  # fmt: skip
def test_the_form_of_aid_gives_the_kind(raw_file, whole, words, kind):
    rows, *_ = rows_of(raw_file, whole, record(stoetteinstrument=words))
    assert rows[0]["kind"] == kind


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tildeltBeloep": {"valuta": "NOK"}}, "amount_missing"),
        ({"tildelingsdato": None}, "date_missing"),
        ({"tildeltBeloep": {"beloep": 5, "valuta": "SEK"}}, "currency"),
        ({"status": "Slettet"}, "withdrawn"),
    ],
)
def test_what_is_set_aside(raw_file, whole, changes, reason):
    rows, received, rejected, _ = rows_of(raw_file, whole, record(), record(2, **changes))
    assert len(rows) == 1
    assert [one["reason"] for one in rejected] == [reason]
    aside = rejected[0]["amount_nok"] or 0
    assert received["amount_nok"] == pytest.approx(rows[0]["amount_nok"] + aside)


def test_garbage_is_refused(raw_file, garbage):
    good = json.dumps([record()], indent=0).encode()
    with pytest.raises(garbage.error):
        list(read(raw_file(garbage.of(good), name="stoettetildelinger.json")))


def test_a_list_cut_off_is_refused(raw_file):
    text = json.dumps([record(), record(2)])[:-40]
    with pytest.raises(DataError):
        list(read(raw_file(text, name="stoettetildelinger.json")))

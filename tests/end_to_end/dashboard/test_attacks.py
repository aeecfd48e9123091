"""The page in a real browser: hostile texts are texts, and other pages get nothing."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from support import browsers
from support.dashboard_pages import HOSTILE, enter, pages, quiet, shown, visit
from support.dashboard_stories import Teller
from support.dashboards import Served

pytestmark = pytest.mark.slow


def test_s40_s41_s9_nothing_leaves_the_machine_and_no_address_keeps_the_token(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    asked: list[str] = []
    said: list[str] = []
    with browsers.context(chromium) as made:
        page = made.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        page.on("console", lambda line: said.append(line.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        enter(page, dashboard)
        for _, route, there in pages(live):
            visit(page, route, there)
        assert page.evaluate("location.href").count(dashboard.token) == 0
        assert page.evaluate("document.cookie") == ""
        assert page.evaluate("JSON.stringify(localStorage)").count(dashboard.token) == 0
        page.goto(f"{dashboard.url}/?token={dashboard.token}")
        page.wait_for_selector(".figures")
        # A socket that is left while it is being opened would say so.
        expect(page.locator(".link")).to_have_text("live")
        assert dashboard.token not in page.evaluate("location.href")
    own = f"127.0.0.1:{dashboard.port}"
    for url in asked:
        assert own in url
        assert dashboard.token not in url.partition("?token=")[0]
    strange = [line for line in said if "401" not in line]
    assert not strange, "the first answer is 401 on purpose, and nothing else is said"


def test_s38_trusted_types_stand_behind_all_that(chromium: Browser, dashboard: Served) -> None:
    with shown(chromium, dashboard) as page:
        for attack in (
            "document.body.innerHTML = '<b>x</b>'",
            "document.body.setAttribute('onclick', 'x()')",
            "document.createElement('script').src = '/app.js'",
            "trustedTypes.createPolicy('x', {})",
        ):
            threw = page.evaluate(
                f"() => {{ try {{ {attack}; return false }} catch {{ return true }} }}"
            )
            assert threw, attack


def test_s39_s45_hostile_texts_are_texts(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    evil = live[2].folder.id
    with shown(chromium, dashboard) as page:
        for tab, there in (
            ("tasks?task=T0", ".detail .review"),
            ("graph", ".graph .node"),
            ("cost", ".charts caption"),
            ("document", "td.main a"),
            ("log", ".log-rows li"),
            ("tasks?task=T1", ".question"),
        ):
            visit(page, f"#/run/{evil}/{tab}", there)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            quiet(page)
            assert "owned" not in page.title().replace(HOSTILE[1], "")
            outside = "img, iframe, script:not([src]), #app script, base, object, embed, animate"
            assert page.evaluate("sel => document.querySelectorAll(sel).length", outside) == 0
            assert not page.evaluate(
                "[...document.querySelectorAll('#app *')].some(n => n.getAttributeNames()"
                ".some(a => a.startsWith('on') || (/href|src|action/.test(a)"
                " && /^[^#/]/.test(n.getAttribute(a)))))"
            )
            text = page.evaluate("document.body.innerText")
            assert "\x1b" not in text
            assert "\u202e" not in text
        assert HOSTILE[0] in page.evaluate("document.body.innerText")


class _Attacker(BaseHTTPRequestHandler):
    """A page of somebody else, which somehow knows the token."""

    def __init__(self, port: int, token: str, *rest: Any) -> None:  # noqa: ANN401  # the server's
        self.page = f"""<!doctype html><title>waiting</title><script>
        const base = 'http://' + new URLSearchParams(location.search).get('host') + ':{port}';
        const token = '{token}';
        const tries = {{}};
        const attempt = async (name, act) => {{
          try {{ tries[name] = await act() }} catch (error) {{ tries[name] = 'refused' }}
        }};
        const frame = (src) => new Promise(done => {{
          const it = document.createElement('iframe'); it.src = src;
          const look = () => {{
            try {{ done(it.contentDocument.body.innerText) }} catch {{ done('refused') }}
          }};
          it.onload = look;
          document.body.append(it); setTimeout(() => done('refused'), 3000);
        }});
        const tag = (src) => new Promise(done => {{
          const it = document.createElement('script'); it.src = src;
          it.onload = () => done('ran'); it.onerror = () => done('refused');
          document.head.append(it);
        }});
        const socket = () => new Promise(done => {{
          const shown = ['orch.v1', 'orch.token.' + token];
          const it = new WebSocket(base.replace('http', 'ws') + '/ws', shown);
          it.onopen = () => done('open'); it.onerror = () => done('refused');
        }});
        (async () => {{
          const bearer = {{Authorization: 'Bearer ' + token}};
          const said = async (path, how) => (await fetch(base + path, how)).text();
          const json = {{...bearer, 'Content-Type': 'application/json'}};
          const post = {{method: 'POST', body: '{{}}'}};
          await attempt('read', () => said('/state', {{headers: bearer}}));
          await attempt('query', () => said('/state?token=' + token));
          await attempt('post', () => said('/stop?token=' + token, post));
          await attempt('json', () => said('/stop', {{...post, headers: json}}));
          await attempt('blind', async () => {{
            await fetch(base + '/stop?token=' + token, {{method: 'POST', mode: 'no-cors'}});
            return 'refused';
          }});
          await attempt('socket', socket);
          await attempt('frame', () => frame(base + '/?token=' + token));
          await attempt('script', () => tag(base + '/state?token=' + token));
          await attempt('own script', () => tag(base + '/app.js'));
          document.title = JSON.stringify(tries);
        }})();
        </script><body></body>""".encode()
        super().__init__(*rest)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        pass


@contextmanager
def attacker(dashboard: Served) -> Generator[int]:
    """Somebody else's server on this machine, as the one that an agent builds may be."""
    handler = partial(_Attacker, dashboard.port, dashboard.token)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_s14_s36_s42_another_page_that_knows_the_token_can_do_nothing(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    """On three names, one of them rebound to this machine, against two of ours and itself."""
    before = [one.journal.run.seq for one in live]
    with attacker(dashboard) as port, browsers.context(chromium) as made:
        page = made.new_page()
        for own in ("localhost", "127.0.0.1", "evil.test"):
            for target in ("127.0.0.1", "localhost", "evil.test"):
                page.goto(f"http://{own}:{port}/?host={target}")
                page.wait_for_function("document.title !== 'waiting'")
                told: dict[str, str] = json.loads(page.title())
                assert set(told.values()) == {"refused"}, (own, target, told)
    assert not any(one.journal.commands() for one in live)
    assert before == [one.journal.run.seq for one in live]


def test_s14_a_rebound_name_gets_nothing(chromium: Browser, dashboard: Served) -> None:
    with browsers.context(chromium) as made:
        page = made.new_page()
        answer = page.goto(f"http://evil.test:{dashboard.port}/")
        assert answer is not None
        assert answer.status == 421
        assert (
            page.evaluate(
                f"fetch('/state', {{headers: {{Authorization: 'Bearer {dashboard.token}'}}}})"
                ".then(told => told.status)"
            )
            == 421
        )

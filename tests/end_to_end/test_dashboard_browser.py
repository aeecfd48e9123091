"""The dashboard's page in a real Chromium: what it shows, who may reach it, and who can use it."""

import json
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from orchestrator_engine import events as e
from orchestrator_engine.attempt import Role
from orchestrator_engine.dashboard.app import PAGE
from support import browsers
from support.dashboards import Served, Teller, driven, large, many, served

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
PATIENCE = 60_000  # milliseconds
FAILED = "20261122-181500-bad4"
HOSTILE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\"><svg/onload=document.title='owned'>",
    "<svg><animate onbegin=document.title='owned' attributeName=x></svg>",
    "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
    "javascript:document.title='owned'",
    "[link](javascript:document.title='owned')",
    "![x](http://evil.test/pixel.png)",
    "data:text/html,<script>document.title='owned'</script>",
    "${document.title='owned'}{{constructor.constructor('document.title=1')()}}",
    "<math><mtext></p><style><img src=x onerror=document.title='owned'></style>",
    "<a href=\"javascript:document.title='owned'\">x</a><base href=//evil.test/>",
    "'-document.title='owned'-'",
    "\u202e\x1b]8;;http://evil.test\x07x\x1b]8;;\x07",
    "<input autofocus onfocus=document.title='owned'>",
    "<details open ontoggle=document.title='owned'>",
)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Generator[list[Teller]]:
    state = tmp_path_factory.mktemp("state") / "s"
    state.mkdir(mode=0o700)
    now = time.time()
    told = [*many(state, now), hostile(state, now - 300), large(state, now - 5_000)]
    with driven(*told):
        yield told
    for one in told:
        one.close()


@pytest.fixture(scope="module")
def dashboard(live: list[Teller]) -> Generator[Served]:
    with served(live[0].folder.state) as there:
        yield there


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    with browsers.browser("--host-resolver-rules=MAP evil.test 127.0.0.1") as made:
        yield made


@contextmanager
def shown(chromium: Browser, dashboard: Served, **how: Any) -> Generator[Page]:  # noqa: ANN401
    with browsers.context(chromium, **how) as made:
        page = made.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(dashboard.link)
        page.wait_for_selector(".figures")
        yield page


def hostile(state: Path, at: float) -> Teller:
    """A run in which every text is an attack."""
    from dataclasses import replace  # noqa: PLC0415

    from orchestrator_engine.plan import Phase, PlannedItem, Task  # noqa: PLC0415
    from support.dashboards import shop_plan  # noqa: PLC0415

    items = tuple(
        PlannedItem(f"H{n}", text[:40], text, text, (), n + 1) for n, text in enumerate(HOSTILE)
    )
    tasks = tuple(Task(f"T{n}", text, (f"H{n}",), ()) for n, text in enumerate(HOSTILE))
    plan = replace(
        shop_plan(), title=HOSTILE[1], items=items, phases=(Phase("P1", HOSTILE[0], tasks, ()),)
    )
    story = Teller(state, "20261122-170000-evil", plan, at=at)
    story.tell(e.WorkerTookOver(1, "0.1.0"), e.PhaseStarted("P1"))
    story.work("T0")
    patch = "".join(f"+{text}\n" for text in HOSTILE)
    story.folder.patch("T0", 1).write_text(f"diff --git a/x b/x\n--- a/x\n+++ b/x\n{patch}")
    story.tell(e.TaskFailed("T0", HOSTILE[2]))
    story.tell(e.AttemptStarted("T1", 1, 1, Role.WORKER, "b" * 40))
    return story.tell(e.QuestionAsked("q1", "T1", 1, "Bash", HOSTILE[3], HOSTILE[4], key="k"))


def quiet(page: Page) -> None:
    """Wait until the page has what it asked for and drew it."""
    page.wait_for_load_state("networkidle")
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def pages(live: list[Teller]) -> Iterator[tuple[str, str]]:
    run, ask, evil, _ = (one.folder.id for one in live)
    yield "overview", "#/"
    yield "run", f"#/run/{run}/tasks?task=T2"
    yield "graph", f"#/run/{run}/graph"
    yield "cost", f"#/run/{run}/cost"
    yield "document", f"#/run/{run}/document"
    yield "log", f"#/run/{run}/log"
    yield "question", f"#/run/{ask}"
    yield "failed", f"#/run/{FAILED}"
    yield "hostile", f"#/run/{evil}"
    yield "history", "#/history"
    yield "compare", f"#/compare/{FAILED}/{run}"


THEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"color_scheme": "dark", "viewport": {"width": 320, "height": 700}},
    "forced": {"forced_colors": "active", "reduced_motion": "reduce"},
}


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, dashboard: Served, live: list[Teller], theme: str
) -> None:
    source = browsers.axe()
    with shown(chromium, dashboard, **THEMES[theme]) as page:
        for name, route in pages(live):
            page.goto(f"{dashboard.url}/{route}")
            page.wait_for_selector("main h1, main .empty")
            quiet(page)
            assert browsers.violations(page, source) == [], name
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{name} is {over} pixels too wide"


def test_axe_finds_nothing_in_the_dialogs(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    source = browsers.axe()
    with browsers.context(chromium) as made:
        page = made.new_page()
        page.goto(dashboard.url)
        page.wait_for_selector("dialog[open]")
        assert browsers.violations(page, source) == []
        page.fill("#token", dashboard.token)
        page.keyboard.press("Enter")
        page.wait_for_selector(".figures")
        page.goto(f"{dashboard.url}/#/run/{live[0].folder.id}")
        page.get_by_role("button", name="Stop…").click()
        page.wait_for_selector("dialog[open]")
        assert browsers.violations(page, source) == []
        focused = page.evaluate("document.activeElement.textContent")
        assert focused == "Leave it as it is", "the safe answer has the focus"
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)
    assert not live[0].journal.commands()


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
        page.goto(dashboard.link)
        page.wait_for_selector(".figures")
        for _, route in pages(live):
            page.goto(f"{dashboard.url}/{route}")
            quiet(page)
        assert page.evaluate("location.href").count(dashboard.token) == 0
        assert page.evaluate("document.cookie") == ""
        assert page.evaluate("JSON.stringify(localStorage)").count(dashboard.token) == 0
        page.goto(f"{dashboard.url}/?token={dashboard.token}")
        page.wait_for_selector(".figures")
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
        for tab in ("tasks?task=T0", "graph", "cost", "document", "log", "tasks?task=T1"):
            page.goto(f"{dashboard.url}/#/run/{evil}/{tab}")
            page.wait_for_selector("#panel")
            quiet(page)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            quiet(page)
            assert "owned" not in page.title().replace(HOSTILE[1], "")
            there = "img, iframe, script:not([src]), #app script, base, object, embed, animate"
            assert page.evaluate("sel => document.querySelectorAll(sel).length", there) == 0
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
                page.wait_for_function("document.title !== 'waiting'", timeout=PATIENCE)
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


def test_everything_can_be_done_with_the_keyboard(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    with shown(chromium, dashboard) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.goto(f"{dashboard.url}/#/run/{live[0].folder.id}")
        page.wait_for_selector(".task")
        page.locator("[role=tab][aria-selected=true]").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#tab-graph")).to_have_attribute("aria-selected", "true")
        expect(page.locator("#tab-graph")).to_be_focused()
        page.locator(".node").nth(1).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#detail-title")).to_contain_text("SHOP-2")
        page.locator("[data-task=T2]").focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator("[data-task=T3]")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#detail-title")).to_contain_text("SHOP-3")
        page.keyboard.press("Escape")
        expect(page.locator(".detail")).to_have_count(0)
        expect(page.locator("[data-task=T3]")).to_be_focused()


def test_it_stays_live_and_keeps_the_focus(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    story = live[0]
    with shown(chromium, dashboard) as page:
        page.goto(f"{dashboard.url}/#/run/{story.folder.id}")
        page.locator("[data-task=T5]").focus()
        story.work("T4").merge("T4")
        expect(page.locator(".legend .is-done strong")).to_have_text("4", timeout=PATIENCE)
        expect(page.locator("[data-task=T5]")).to_be_focused()
        expect(page.locator("[role=status]").first).to_contain_text("SHOP-4")


def test_motion_is_left_out_where_it_is_not_wanted(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    for motion, moves in (("reduce", False), ("no-preference", True)):
        with shown(chromium, dashboard, reduced_motion=motion) as page:
            page.goto(f"{dashboard.url}/#/run/{live[1].folder.id}")
            page.wait_for_selector(".task")
            assert (page.evaluate("document.getAnimations().length") > 0) is moves


def test_a_change_is_shown_when_it_is_asked_for(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    with shown(chromium, dashboard) as page:
        page.goto(f"{dashboard.url}/#/run/{live[0].folder.id}/tasks?task=T1")
        page.get_by_text("The change: 2 files").click()
        expect(page.locator(".diff .added").first).to_contain_text("if count < 1:")
        expect(page.locator(".diff-name")).to_have_text("shop/cart.py")


def test_a_thousand_tasks_are_there_soon(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    """Its figure is measured by a benchmark; here it must only come, and be whole."""
    with shown(chromium, dashboard) as page:
        page.goto(f"{dashboard.url}/#/run/{live[3].folder.id}")
        page.wait_for_selector(".task")
        assert page.locator(".phase").count() == 10
        page.get_by_role("button", name="Show all 100 tasks").first.click()
        expect(page.locator(".phase").first.locator(".task")).to_have_count(100)
        page.get_by_placeholder("Find a task").fill("R-777")
        expect(page.locator(".task")).to_have_count(1)


def test_the_same_page_lives_in_an_editor(
    chromium: Browser, dashboard: Served, live: list[Teller]
) -> None:
    """Over messages, with the editor's colours, and without a token."""
    import httpx  # noqa: PLC0415

    header = {"Authorization": f"Bearer {dashboard.token}"}
    run = live[0].folder.id
    with httpx.Client(base_url=dashboard.url, headers=header, timeout=60) as client:
        overview = client.get("/state").json()
        view = client.get("/view", params={"run": run}).json()
        details = {
            "log": client.get("/logs", params={"run": run}).json(),
            "history": client.get("/history").json(),
            "task": client.get("/task", params={"run": run, "task": "T2"}).json(),
            "diff": client.get("/diff", params={"run": run, "task": "T2", "attempt": 3}).json(),
        }
        folder = {path: client.get(path).content for path in PAGE}
    stub = f"""
    window.sent = [];
    const answers = {{overview: {json.dumps(overview)}, view: {json.dumps(view)}}};
    const details = {json.dumps(details)};
    window.acquireVsCodeApi = () => ({{postMessage: (message) => {{
      window.sent.push(message);
      if (message.type === 'view') {{
        const type = message.run ? 'view' : 'overview';
        setTimeout(() => window.postMessage({{type, [type]: answers[type]}}), 0);
      }}
      if (message.type === 'ask') {{
        const {{id, what}} = message;
        const told = details[what]
          ? {{value: details[what]}} : {{error: {{message: 'it is not there'}}}};
        setTimeout(() => window.postMessage({{type: 'answer', id, ...told}}), 0);
      }}
    }}}});
    """
    with browsers.context(chromium) as made:
        page = made.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(stub)
        page.route(
            "http://webview.test/**",
            lambda route: route.fulfill(
                body=folder[
                    route.request.url.removeprefix("http://webview.test").partition("#")[0]
                ],
                content_type=PAGE[
                    route.request.url.removeprefix("http://webview.test").partition("#")[0]
                ][1],
            ),
        )
        page.goto("http://webview.test/")
        page.wait_for_selector(".figures")
        page.get_by_role("link", name=view["title"]).click()
        page.wait_for_selector(".task")
        page.locator("[data-task=T2]").click()
        page.get_by_role("button", name="shop/cart.py:12").first.click()
        page.get_by_text("The change: 2 files").first.click()
        expect(page.locator(".diff .added").first).to_contain_text("if count < 1:")
        page.get_by_role("button", name="Pause").click()
        page.get_by_role("tab", name="Log").click()
        expect(page.locator(".log-rows li").first).to_contain_text(run)
        page.get_by_role("link", name="History").click()
        for place in range(2):
            page.get_by_role("checkbox").nth(place).check()
        page.get_by_role("button", name="Compare the two").click()
        expect(page.get_by_role("alert")).to_contain_text("It is not there")
        page.goto(f"http://webview.test/#/run/{run}")
        page.wait_for_selector(".task")
        sent = page.evaluate("window.sent")
        assert {"type": "open", "file": "/home/kim/shop/shop/cart.py", "line": 12} in sent
        assert {"type": "command", "name": "pause", "run": run} in sent
        assert browsers.violations(page, browsers.axe()) == []
        assert errors == []

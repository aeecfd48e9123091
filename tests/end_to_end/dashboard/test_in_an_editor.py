"""The same page in an editor's panel: over messages, and without a token."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from orchestrator_engine.dashboard.app import PAGE
from support import browsers
from support.dashboard_stories import Teller
from support.dashboards import Served

pytestmark = pytest.mark.slow


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
        lose_the_server(page)
        sent = page.evaluate("window.sent")
        assert {"type": "reconnect"} in sent
        assert {"type": "open", "file": "/home/kim/shop/shop/cart.py", "line": 12} in sent
        assert {"type": "command", "name": "pause", "run": run} in sent
        assert browsers.violations(page, browsers.axe()) == []
        assert errors == []


def lose_the_server(page: Page) -> None:
    """Nothing is shown as if it went on, once nobody tells of it; and all again after that."""
    expect(page.locator(".link")).to_have_text("live")
    gone = {"type": "connection", "state": "gone", "why": "It ended 5 times by itself."}
    page.evaluate("told => window.postMessage(told)", gone)
    expect(page.get_by_role("alert")).to_contain_text("nothing is known here of your runs")
    expect(page.get_by_role("alert")).to_contain_text("It ended 5 times by itself.")
    expect(page.locator(".link")).to_have_text("not connected")
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
    expect(page.locator(".task")).to_have_count(0)
    assert browsers.violations(page, browsers.axe()) == []
    page.get_by_role("button", name="Restart the language server").click()
    page.evaluate("window.postMessage({type: 'connection', state: 'connected'})")
    page.wait_for_selector(".task")
    expect(page.locator(".link")).to_have_text("live")

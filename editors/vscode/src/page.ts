// The page of a run: the dashboard's page in a webview, fed by the language server.
//
// It can load nothing but its own files, has no token of anything, and what it asks for is looked
// at here: views, a closed list of commands, and files to open.

import { randomBytes } from "node:crypto";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Overview, Subject } from "./names";
import type { Health, Server } from "./server";

const COMMANDS = new Set([
  "answer", "approve", "compare", "dashboard", "diff", "dismiss", "history", "mend", "pause", "reopen",
  "report", "restart", "resume", "retry", "revert", "run", "skip", "stop",
]); // biome-ignore format: a list

type Message =
  | { type: "view"; run?: string }
  | ({ type: "ask"; id: number } & Record<string, unknown>)
  | ({ type: "command"; name: string } & Subject)
  | { type: "open"; uri?: string; file?: string; line?: number }
  | { type: "reconnect" };

/** One page: its webview, the run that it asked for last, and where it was led. */
interface Page {
  webview: vscode.Webview;
  run: string | undefined;
  /** The run that was begun last, for the page that shows it by itself. */
  newest?: string;
  leads: boolean;
  /** It has asked for something, so it hears what it is told. */
  hears: boolean;
}

const PANEL = "codeOrchestrator.run";

/** A folder of the page's own that is not there: one in it names the run, as VS Code keeps the roots
 *  of a page together with the page. */
const RUNS = "of-run";

function named(webview: vscode.Webview): string | undefined {
  const [, name] = webview.options.localResourceRoots ?? [];
  return name && new RegExp(`/${RUNS}/([\\w-]+)$`).exec(name.path)?.[1];
}

/** How a page calls it, for each way that the server is. */
const CONNECTION: Record<Health["kind"], "connecting" | "connected" | "lost" | "gone"> = {
  starting: "connecting",
  ready: "connected",
  lost: "lost",
  stopped: "gone",
  failed: "gone",
};

export class Pages
  implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable
{
  private readonly pages = new Set<Page>();
  private readonly panels = new Map<string, vscode.WebviewPanel>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly media: vscode.Uri;

  constructor(
    extension: vscode.Uri,
    private readonly server: Server,
  ) {
    this.media = vscode.Uri.joinPath(extension, "media", "page");
    this.subscriptions = [
      vscode.window.registerWebviewViewProvider("codeOrchestrator.page", this, {
        webviewOptions: { retainContextWhenHidden: true },
      }),
      vscode.window.registerWebviewPanelSerializer(PANEL, this),
      server.onRuns((runs) => this.refresh(runs)),
      server.onHealth(() => {
        for (const page of this.pages) {
          void this.connect(page);
        }
      }),
    ];
  }

  dispose(): void {
    for (const one of [...this.subscriptions, ...this.panels.values()]) {
      one.dispose();
    }
  }

  /** The page in the side bar, which goes to each run that begins. */
  resolveWebviewView(view: vscode.WebviewView): void {
    const page = this.fill(view.webview, undefined, true);
    view.onDidDispose(() => this.pages.delete(page));
  }

  /** Show a run (without one: all) beside what the person is doing. */
  show(run: string | undefined, title: string): void {
    const name = run ?? "";
    const known = this.panels.get(name);
    if (known) {
      known.reveal(undefined, true);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      PANEL,
      title,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { retainContextWhenHidden: true },
    );
    this.keep(panel, run);
  }

  /** Fill a page that was open when the window was closed; `state` is what it kept of its place. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const place = (state as { place?: unknown } | undefined)?.place;
    // A window that was closed at once has kept the page, and nothing yet that the page said.
    const run =
      typeof place === "string" ? /^#\/run\/([\w-]+)/.exec(place)?.[1] : named(panel.webview);
    this.keep(panel, run);
  }

  private keep(panel: vscode.WebviewPanel, run: string | undefined): void {
    const name = run ?? "";
    this.panels.set(name, panel);
    panel.iconPath = vscode.Uri.joinPath(this.media, "..", "mark.svg");
    const page = this.fill(panel.webview, run, false);
    panel.onDidDispose(() => {
      this.pages.delete(page);
      this.panels.delete(name);
    });
  }

  private fill(webview: vscode.Webview, run: string | undefined, leads: boolean): Page {
    const page = { webview, run, leads, hears: false };
    this.pages.add(page);
    const name = run ? [vscode.Uri.joinPath(this.media, RUNS, run)] : [];
    webview.options = { enableScripts: true, localResourceRoots: [this.media, ...name] };
    webview.onDidReceiveMessage((message: Message) => this.hear(page, message));
    webview.html = html(webview, this.media, run);
    return page;
  }

  private async hear(page: Page, message: Message): Promise<void> {
    page.hears = true;
    switch (message.type) {
      case "view":
        if (message.run) {
          page.run = message.run;
        }
        await this.connect(page);
        await this.send(page, message.run);
        return;
      case "ask": {
        const { type: _, id, ...wish } = message;
        await page.webview.postMessage({ type: "answer", id, ...(await this.answer(wish)) });
        return;
      }
      case "command": {
        const { type: _, name, ...subject } = message;
        if (COMMANDS.has(name)) {
          await this.server.ask(name, subject);
        }
        return;
      }
      case "open":
        await openFile(message);
        return;
      case "reconnect":
        await this.server.restart();
    }
  }

  /** Tell a page whether what it shows is how things are. */
  private async connect(page: Page): Promise<void> {
    const health = this.server.health;
    const why = health.kind === "failed" ? health.why : "";
    await page.webview.postMessage({ type: "connection", state: CONNECTION[health.kind], why });
  }

  /** A detail that a page asks for: the server says what there is to ask, and of what. */
  private async answer(wish: object): Promise<{ value: object } | { error: { message: string } }> {
    try {
      const value = await this.server.get<object>("details", wish);
      return value ? { value } : { error: { message: "The language server cannot tell." } };
    } catch (error) {
      return { error: { message: error instanceof Error ? error.message : `${error}` } };
    }
  }

  private refresh(runs: readonly string[]): void {
    for (const page of this.pages) {
      const { run } = page;
      void this.send(page, undefined);
      if (run !== undefined && (!runs.length || runs.includes(run))) {
        void this.send(page, run);
      }
    }
  }

  /** Tell a page of one run, or without one of all. */
  private async send(page: Page, run: string | undefined): Promise<void> {
    if (run) {
      const view = await this.server.look<object>("view", { run });
      await (view && page.webview.postMessage({ type: "view", view }));
      return;
    }
    const overview = await this.server.look<Overview>("view");
    if (overview) {
      await page.webview.postMessage({ type: "overview", overview });
      await this.lead(page, overview);
    }
  }

  /** Go to a run that is new; a person who then looks at something else is left there. */
  private async lead(page: Page, { runs }: Overview): Promise<void> {
    const newest = runs.reduce((one, other) => (other.run > one ? other.run : one), "");
    if (page.leads && page.hears && newest && newest !== page.newest) {
      page.newest = newest;
      await page.webview.postMessage({ type: "go", run: newest });
    }
  }
}

/** Files are opened; nothing is executed, and no address is visited. */
async function openFile(wish: { uri?: string; file?: string; line?: number }): Promise<void> {
  const uri = wish.uri ? vscode.Uri.parse(wish.uri, true) : wish.file ? inside(wish.file) : undefined;
  if (uri?.scheme !== "file") {
    return;
  }
  const line = Math.max(0, (wish.line ?? 1) - 1);
  const selection = new vscode.Range(line, 0, line, 0);
  const viewColumn = vscode.ViewColumn.One;
  await vscode.commands.executeCommand("vscode.open", uri, { selection, viewColumn });
}

function inside(file: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (path.isAbsolute(file)) {
    return vscode.Uri.file(file);
  }
  return folder && vscode.Uri.joinPath(folder, file);
}

/** Where the page begins, where it is led, and links within it, which VS Code takes for places of one document. */
function inPage(run: string | undefined): string {
  const begins = run ? `location.hash = ${JSON.stringify(`#/run/${encodeURIComponent(run)}`)};` : "";
  return `${begins}
addEventListener("message", ({ data }) => {
  if (data.type === "go") {
    location.hash = "#/run/" + encodeURIComponent(data.run);
  }
});
addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#/"]') : null;
  if (link) {
    event.preventDefault();
    event.stopImmediatePropagation();
    location.hash = link.getAttribute("href");
  }
}, true);`;
}

function html(webview: vscode.Webview, media: vscode.Uri, run: string | undefined): string {
  const nonce = randomBytes(16).toString("base64");
  const at = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString();
  const source = webview.cspSource;
  const policy = [
    "default-src 'none'",
    `img-src ${source}`,
    `style-src ${source}`,
    // A module that a module imports has no nonce of its own.
    `script-src 'nonce-${nonce}' ${source}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Code Orchestrator</title>
<link rel="stylesheet" href="${at("style.css")}">
<script nonce="${nonce}">${inPage(run)}</script>
<script type="module" nonce="${nonce}" src="${at("boot.js")}"></script>
</head>
<body><div id="app"></div></body>
</html>`;
}

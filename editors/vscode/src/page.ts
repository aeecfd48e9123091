// The page of a run: the dashboard's page in a webview, fed by the language server.
//
// It can load nothing but its own files, has no token of anything, and what it asks for is looked
// at here: views, a closed list of commands, and files to open.

import { randomBytes } from "node:crypto";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Subject } from "./names";
import type { Server } from "./server";

const COMMANDS = new Set([
  "answer", "compare", "dashboard", "diff", "dismiss", "history", "mend", "pause", "report",
  "restart", "resume", "retry", "revert", "run", "skip", "stop",
]); // biome-ignore format: a list

type Message =
  | { type: "view"; run?: string }
  | ({ type: "command"; name: string } & Subject)
  | { type: "open"; uri?: string; file?: string; line?: number };

export class Pages implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly open = new Map<vscode.Webview, string | undefined>();
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
      server.onRuns((runs) => this.refresh(runs)),
    ];
  }

  dispose(): void {
    for (const one of this.subscriptions) {
      one.dispose();
    }
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    await this.fill(view.webview, undefined);
    view.onDidDispose(() => this.open.delete(view.webview));
  }

  /** Show a run (without one: all) beside what the person is doing. */
  async show(run: string | undefined, title: string): Promise<void> {
    const panel = vscode.window.createWebviewPanel(
      "codeOrchestrator.run",
      title,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { retainContextWhenHidden: true },
    );
    panel.iconPath = vscode.Uri.joinPath(this.media, "..", "mark.svg");
    panel.onDidDispose(() => this.open.delete(panel.webview));
    await this.fill(panel.webview, run);
  }

  private async fill(webview: vscode.Webview, run: string | undefined): Promise<void> {
    this.open.set(webview, run);
    webview.options = { enableScripts: true, localResourceRoots: [this.media] };
    webview.onDidReceiveMessage((message: Message) => this.hear(webview, message));
    webview.html = await html(webview, this.media, run);
  }

  private async hear(webview: vscode.Webview, message: Message): Promise<void> {
    switch (message.type) {
      case "view":
        this.open.set(webview, message.run);
        await this.send(webview);
        return;
      case "command": {
        const { type: _, name, ...subject } = message;
        if (COMMANDS.has(name)) {
          await this.server.ask(name, subject);
        }
        return;
      }
      case "open":
        await openFile(message);
    }
  }

  private refresh(runs: readonly string[]): void {
    for (const [webview, run] of this.open) {
      if (run === undefined || !runs.length || runs.includes(run)) {
        void this.send(webview);
      }
    }
  }

  private async send(webview: vscode.Webview): Promise<void> {
    const run = this.open.get(webview);
    const told = await this.server.look<object>("view", run ? { run } : {});
    if (told) {
      const message = run ? { type: "view", view: told } : { type: "overview", overview: told };
      await webview.postMessage(message);
    }
  }
}

/** Files of the workspace and of runs are opened; nothing is executed, and no address is visited. */
async function openFile(wish: { uri?: string; file?: string; line?: number }): Promise<void> {
  const uri = wish.uri ? vscode.Uri.parse(wish.uri, true) : wish.file ? inside(wish.file) : undefined;
  if (uri?.scheme !== "file") {
    return;
  }
  const line = Math.max(0, (wish.line ?? 1) - 1);
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.commands.executeCommand("vscode.open", uri, { selection });
}

function inside(file: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (path.isAbsolute(file)) {
    return vscode.Uri.file(file);
  }
  return folder && vscode.Uri.joinPath(folder, file);
}

async function html(
  webview: vscode.Webview,
  media: vscode.Uri,
  run: string | undefined,
): Promise<string> {
  const nonce = randomBytes(16).toString("base64");
  const at = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString();
  const source = webview.cspSource;
  const policy = [
    "default-src 'none'",
    `img-src ${source} data:`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    // Modules that a module imports have no nonce of their own.
    `script-src 'nonce-${nonce}' ${source}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en" data-host="vscode"${run ? ` data-run="${attribute(run)}"` : ""}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Code Orchestrator</title>
<link rel="stylesheet" href="${at("style.css")}">
</head>
<body>
<div id="app"></div>
<script type="module" nonce="${nonce}" src="${at("main.js")}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replace(/[^\w.:-]/g, (letter) => `&#${letter.codePointAt(0)};`);
}

// The status bar: how the server is, and in one short line how the document's run goes.

import * as vscode from "vscode";
import type { State } from "./names";
import type { Server } from "./server";

export class StatusBar implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly subscriptions: vscode.Disposable[];
  private asked = 0;
  private live = false;

  constructor(private readonly server: Server) {
    const left = vscode.StatusBarAlignment.Left;
    this.item = vscode.window.createStatusBarItem("codeOrchestrator.status", left, 1);
    this.item.name = "Code Orchestrator";
    this.subscriptions = [
      this.item,
      server.onHealth(() => this.draw()),
      server.onRuns(() => this.draw()),
      vscode.window.onDidChangeActiveTextEditor(() => this.draw()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("codeOrchestrator.statusBar")) {
          void this.draw();
        }
      }),
    ];
    void this.draw();
  }

  dispose(): void {
    for (const one of this.subscriptions) {
      one.dispose();
    }
  }

  private async draw(): Promise<void> {
    const health = this.server.health;
    this.item.backgroundColor = undefined;
    switch (health.kind) {
      case "failed":
        this.item.text = "$(error) Code Orchestrator";
        this.item.tooltip = `The language server does not run. ${health.why}\nClick to restart it.`;
        this.item.command = "code-orchestrator.restartServer";
        this.item.backgroundColor = new vscode.ThemeColor("statusBarItem.errorBackground");
        this.item.show();
        return;
      case "starting":
      case "lost":
        this.item.text = "$(loading~spin) Code Orchestrator";
        this.item.tooltip =
          health.kind === "lost"
            ? "The language server ended by itself and is started again."
            : "The language server is starting.";
        this.item.command = "code-orchestrator.showLogs";
        break;
      case "stopped":
        this.item.text = "$(circle-slash) Code Orchestrator";
        this.item.tooltip = "The language server does not run. Click to start it.";
        this.item.command = "code-orchestrator.restartServer";
        break;
      case "ready":
        await this.tell(health.words);
    }
    this.appear();
  }

  private async tell(words: string): Promise<void> {
    this.asked += 1;
    const ours = this.asked;
    const document = vscode.window.activeTextEditor?.document;
    const uri = document?.languageId === "markdown" ? document.uri.toString() : undefined;
    const state = await this.server.look<State>("state", uri ? { uri } : {});
    // A later question has been answered meanwhile.
    if (ours !== this.asked || this.server.health.kind !== "ready") {
      return;
    }
    this.live = state?.live ?? false;
    const icon = state?.waits ? "$(question)" : this.live ? "$(sync~spin)" : "$(checklist)";
    this.item.text = `${icon} ${state?.text || "Code Orchestrator"}`;
    this.item.tooltip = state?.tooltip || `The language server comes from ${words}.`;
    this.item.command = state?.waits ? "code-orchestrator.ask" : "codeOrchestrator.runs.focus";
    if (state?.waits) {
      this.item.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
    }
  }

  private appear(): void {
    const when = vscode.workspace.getConfiguration("codeOrchestrator").get("statusBar");
    const markdown = vscode.window.activeTextEditor?.document.languageId === "markdown";
    if (when === "always" || (when === "markdown" && (markdown || this.live))) {
      this.item.show();
    } else {
      this.item.hide();
    }
  }
}

// What VS Code calls. Everything else is one thing a file; what a document says and what a run does
// is known by the language server alone.

import * as vscode from "vscode";
import { analyzeAndRun } from "./analyze";
import { registerCommands } from "./commands";
import { Engine } from "./engine";
import { Pages } from "./page";
import { RunTree } from "./runs";
import { Server } from "./server";
import { StatusBar } from "./status";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Code Orchestrator", { log: true });
  const engine = new Engine(context, log);
  server = new Server(context, engine, log);
  const status = new StatusBar(server);
  const tree = new RunTree(server);
  const pages = new Pages(context.extensionUri, server);
  const subject = server;
  context.subscriptions.push(
    log,
    status,
    tree,
    pages,
    vscode.commands.registerCommand("code-orchestrator.analyze", (uri?: vscode.Uri) =>
      analyzeAndRun(subject, uri),
    ),
    ...registerCommands(subject, engine, tree, pages, log),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const names = ["interpreter", "serverCommand", "importStrategy"];
      if (names.some((name) => change.affectsConfiguration(`codeOrchestrator.${name}`))) {
        void subject.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => subject.restart()),
  );
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

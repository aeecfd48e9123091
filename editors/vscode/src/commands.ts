// The commands of the palette and of menus. Each says what is meant, and has the server do it.

import * as vscode from "vscode";
import type { Engine } from "./engine";
import type { Scope, Subject } from "./names";
import type { Pages } from "./page";
import type { Node, RunTree } from "./runs";
import type { Server } from "./server";

const MODES = ["build", "feature", "fix", "audit", "test", "review", "refactor", "exec"];

const SCOPES: Record<string, Scope> = {
  runSection: "section",
  runItem: "item",
  runSelection: "selection",
  runDependencies: "dependencies",
  runOpenBugs: "openBugs",
};

/** Ours on the left, the server's on the right: they may be called from a tree, or without. */
const PLAIN: Record<string, string> = {
  plan: "plan",
  prompt: "prompt",
  stop: "stop",
  pause: "pause",
  resume: "resume",
  restartRun: "restart",
  approve: "approve",
  report: "report",
  compare: "compare",
  history: "history",
  dashboard: "dashboard",
  ask: "answer",
  retry: "retry",
  skip: "skip",
  revert: "revert",
  diff: "diff",
};

export function registerCommands(
  server: Server,
  engine: Engine,
  tree: RunTree,
  pages: Pages,
  log: vscode.LogOutputChannel,
): vscode.Disposable[] {
  const own = (name: string, act: (node?: Node) => unknown) =>
    vscode.commands.registerCommand(`code-orchestrator.${name}`, act);
  return [
    own("run", () => server.ask("run", inFront())),
    ...MODES.map((mode) => own(`run.${mode}`, () => server.ask("run", { ...inFront(), mode }))),
    ...Object.entries(SCOPES).map(([name, scope]) =>
      own(name, () => server.ask("run", { ...inFront(), scope, ...selection() })),
    ),
    ...Object.entries(PLAIN).map(([name, command]) =>
      own(name, (node) => server.ask(command, subject(node))),
    ),
    own("openDocument", (node) => openDocument(node)),
    own("showRun", (node) => showRun(node, tree, pages)),
    own("refresh", () => tree.refresh()),
    own("restartServer", () => server.restart()),
    own("installEngine", async () => {
      if (engine.python()) {
        void vscode.window.showInformationMessage("The engine is installed.");
      } else if (await engine.offer("This installs the engine that carries out runs.")) {
        await server.restart();
      }
    }),
    own("showLogs", () => log.show()),
    own("debugInformation", () => debugInformation(server)),
  ];
}

/** The document in front; nothing where there is none, and the server then knows the last one. */
function inFront(): Subject {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === "markdown" ? { uri: document.uri.toString() } : {};
}

function selection(): Subject {
  const chosen = vscode.window.activeTextEditor?.selection;
  if (!chosen) {
    return {};
  }
  const at = ({ line, character }: vscode.Position) => ({ line, character });
  return { range: { start: at(chosen.start), end: at(chosen.end) } };
}

function subject(node: Node | undefined): Subject {
  switch (node?.kind) {
    case "run":
      return { run: node.row.run };
    case "item":
      return { run: node.run, item: node.item.handle };
    default:
      return inFront();
  }
}

async function openDocument(node: Node | undefined): Promise<void> {
  const file = node?.kind === "item" ? node.path : node?.kind === "run" ? node.row.document : null;
  if (!file) {
    return;
  }
  const line = node?.kind === "item" ? Math.max(0, node.item.line) : 0;
  const options = { selection: new vscode.Range(line, 0, line, 0) };
  await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(file), options);
}

async function showRun(node: Node | undefined, tree: RunTree, pages: Pages): Promise<void> {
  if (node?.kind === "item") {
    pages.show(node.run, "Run");
    return;
  }
  const row = node?.kind === "run" ? node.row : await tree.latest();
  pages.show(row?.run, row?.title || "Runs");
}

async function debugInformation(server: Server): Promise<void> {
  const { health } = server;
  const words = health.kind === "ready" ? health.words : "why" in health ? health.why : "";
  const extension = vscode.extensions.getExtension("code-orchestrator.code-orchestrator");
  const text = [
    `Extension ${extension?.packageJSON.version}, VS Code ${vscode.version}, ${process.platform}`,
    `Language server: ${health.kind}, ${words}`,
    `Trusted workspace: ${vscode.workspace.isTrusted}`,
  ].join("\n");
  if (!(await server.look("debug", { text }))) {
    const content = `${text}\n\nThe server has told nothing more.\n`;
    const document = await vscode.workspace.openTextDocument({ content, language: "plaintext" });
    await vscode.window.showTextDocument(document, { preview: true });
  }
}

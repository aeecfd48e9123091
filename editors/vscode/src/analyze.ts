// "Analyze and run…": what the server makes of a document, and everything to choose from.

import * as vscode from "vscode";
import type { Analyzed, Subject } from "./names";
import type { Server } from "./server";

interface Choice extends vscode.QuickPickItem {
  act?: () => Thenable<unknown>;
}

/** Analyse a document (without one: the one in front) and have the person choose. */
export async function analyzeAndRun(server: Server, wished?: vscode.Uri): Promise<void> {
  const target = wished ?? vscode.window.activeTextEditor?.document.uri;
  if (!target) {
    void vscode.window.showInformationMessage("Open a markdown document first.");
    return;
  }
  const document = await vscode.workspace.openTextDocument(target);
  if (document.languageId !== "markdown") {
    void vscode.window.showInformationMessage(
      `${vscode.workspace.asRelativePath(target)} is no markdown document.`,
    );
    return;
  }
  await vscode.window.showTextDocument(document, { preview: false });
  const uri = document.uri.toString();
  const analyzed = await server.ask<Analyzed>("analyze", { uri });
  if (!analyzed) {
    return;
  }
  const chosen = await vscode.window.showQuickPick(choices(server, uri, analyzed), {
    title: `${analyzed.title} — ${analyzed.kind}`,
    placeHolder: placeHolder(analyzed),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await chosen?.act?.();
}

function placeHolder({ mode, open }: Analyzed): string {
  const items = open === 1 ? "1 open item" : `${open} open items`;
  return mode ? `${items}. Nothing starts before you have said yes.` : "There is nothing to run.";
}

function choices(server: Server, uri: string, analyzed: Analyzed): Choice[] {
  const run = (mode: string) => () => server.ask("run", { uri, mode });
  const found: Choice[] = [];
  if (analyzed.live) {
    found.push(
      separator("Goes on now"),
      {
        label: "$(debug-stop) Stop the run",
        description: analyzed.live,
        act: () => server.ask("stop", { uri }),
      },
    );
  }
  const reasons = analyzed.reasons.map(({ text, line }) => ({
    label: `$(blank) ${text}`,
    act: () => reveal(uri, line),
  }));
  if (analyzed.mode) {
    const { mode } = analyzed;
    found.push(
      separator("Recommended"),
      {
        label: `$(star-full) Run: ${mode}`,
        description: `${Math.round(analyzed.confidence * 100)} % sure`,
        act: run(mode),
      },
      ...reasons,
      {
        label: "$(edit) Edit the prompt…",
        description: "what an agent would be told, as a document that you can change and run",
        act: () => server.ask("prompt", { uri, mode, edit: true }),
      },
      {
        label: "$(list-tree) Preview the plan…",
        description: "phases and tasks as a document that you can change and run",
        act: () => server.ask("plan", { uri, mode }),
      },
    );
  } else {
    found.push({ label: "$(info) There is nothing to run" }, ...reasons);
  }
  if (analyzed.open) {
    found.push(separator("All modes"));
    for (const { name, summary } of analyzed.modes) {
      const best = name === analyzed.mode ? " (recommended)" : "";
      found.push({ label: `$(play) ${name}`, description: `${summary}${best}`, act: run(name) });
    }
  }
  return found;
}

/** Have the person say in which mode, of all that the server knows for the document. */
export async function chosenMode(
  server: Pick<Server, "look">,
  { uri }: Subject,
): Promise<string | undefined> {
  const analyzed = await server.look<Analyzed>("analyze", uri ? { uri } : {});
  const rows = (analyzed?.modes ?? []).map(({ name, summary }) => ({
    label: name,
    description: name === analyzed?.mode ? `${summary} (recommended)` : summary,
  }));
  const options = { placeHolder: "In which mode?", matchOnDescription: true };
  return (await vscode.window.showQuickPick(rows, options))?.label;
}

/** Where a reason is found in the document. */
function reveal(uri: string, line: number): Thenable<unknown> {
  const selection = new vscode.Range(line, 0, line, 0);
  return vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
}

function separator(label: string): Choice {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

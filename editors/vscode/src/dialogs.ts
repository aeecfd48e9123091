// Questions about what the person has just done, as dialogs: a notification of VS Code shows no
// lines, and is put away after some seconds, read or not.

import * as vscode from "vscode";
import type { CancellationToken } from "vscode-languageclient/node";

/** What the server asks; the first action is the safe one. */
export interface Question {
  message: string;
  detail: string;
  actions: { title: string }[];
}

/** The action that the person chooses; the safe one where they close the dialog. */
export async function decide(
  { message, detail, actions }: Question,
  token?: CancellationToken,
): Promise<{ title: string } | null> {
  const [safe, ...others] = actions;
  const buttons: vscode.MessageItem[] = others.map(({ title }) => ({ title }));
  if (safe) {
    buttons.push({ title: safe.title, isCloseAffordance: true });
  }
  const options = { modal: true, detail };
  const chosen = await vscode.window.showInformationMessage(message, options, ...buttons);
  if (!token?.isCancellationRequested) {
    return chosen ? { title: chosen.title } : null;
  }
  if (chosen && chosen.title !== safe?.title) {
    void vscode.window.showInformationMessage(
      "Nothing was done: the question had been withdrawn. Ask for it again.",
    );
  }
  return null;
}

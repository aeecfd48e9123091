// Questions about what the person has just done, as dialogs: a notification of VS Code shows no
// lines, and is put away after some seconds, read or not.

import * as vscode from "vscode";
import type { CancellationToken } from "vscode-languageclient/node";

/** A line that the person types; none where they close the field or leave it empty. */
export async function typed(
  { message }: { message: string },
  token?: CancellationToken,
): Promise<{ text: string } | null> {
  const options = { prompt: message, title: "Code Orchestrator", ignoreFocusOut: true };
  const text = await vscode.window.showInputBox(options, token);
  return text?.trim() ? { text } : null;
}

/** What the server asks; the first action is the safe one, others may let something be executed. */
export interface Question {
  message: string;
  detail: string;
  actions: { title: string }[];
  allows?: boolean;
}

/**
 * The action that the person chooses; the safe one, or none, where they close the dialog.
 *
 * Enter presses the button in front, and VS Code puts one that closes behind all others. So where
 * another allows something, the safe one is a button like them, and VS Code adds its own to close.
 */
export async function decide(
  { message, detail, actions, allows }: Question,
  token?: CancellationToken,
): Promise<{ title: string } | null> {
  const [safe, ...others] = actions;
  const buttons: vscode.MessageItem[] = others.map(({ title }) => ({ title }));
  if (safe && allows) {
    buttons.unshift({ title: safe.title });
  } else if (safe) {
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

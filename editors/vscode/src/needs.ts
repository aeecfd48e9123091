// What has to be there before the server can do something, and what a person is told where it is not.

import * as vscode from "vscode";
import type { Engine } from "./engine";
import type { Launch } from "./launch";
import { SERVER } from "./names";

/** What cannot be done by the server that the extension carries along. */
const NEEDS_ENGINE = new Set(
  ["run", "confirm", "resume", "restart", "approve", "retry", "skip", "revert", "plan", "mend", "dashboard"].map(
    (name) => `${SERVER}.${name}`,
  ),
);

/** Says what is wrong with the server, with the ways out. */
export class Troubles {
  constructor(
    private readonly log: vscode.LogOutputChannel,
    private readonly restart: () => Promise<void>,
  ) {}

  async tell(message: string, setting?: string): Promise<void> {
    const [settings, log, again] = ["Open the setting", "Show the log", "Restart"];
    const buttons = setting ? [settings, log] : [again, log];
    const chosen = await vscode.window.showErrorMessage(message, ...buttons);
    if (chosen === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", setting);
    } else if (chosen === log) {
      this.log.show();
    } else if (chosen === again) {
      await this.restart();
    }
  }
}

/** What a command needs: a folder that is trusted, and the engine. */
export class Needs {
  constructor(
    private readonly engine: Engine,
    private readonly troubles: Troubles,
    private readonly launched: () => Launch | undefined,
    private readonly restart: () => Promise<void>,
  ) {}

  /** Whether a command can be carried out; offers to install the engine where that is missing. */
  async met(command: string): Promise<boolean> {
    if (!NEEDS_ENGINE.has(command)) {
      return true;
    }
    if (!vscode.workspace.isTrusted) {
      void distrusted();
      return false;
    }
    if (this.launched()?.engine) {
      return true;
    }
    const wished = vscode.workspace.getConfiguration("codeOrchestrator").get("interpreter", "");
    if (wished.trim() && this.engine.python()) {
      const setting = "codeOrchestrator.interpreter";
      void this.troubles.tell(
        `Runs need the engine, and ${wished} was asked for, which has none. Empty the setting ` +
          `${setting}, or set codeOrchestrator.importStrategy to fromEnvironment.`,
        setting,
      );
      return false;
    }
    if (!(await this.engine.offer("Runs need the engine, which is not installed yet."))) {
      return false;
    }
    await this.restart();
    return this.launched()?.engine ?? false;
  }
}

async function distrusted(): Promise<void> {
  const manage = "Manage trust";
  const words = "Trust this folder first: a run executes what is in it.";
  if ((await vscode.window.showWarningMessage(words, manage)) === manage) {
    await vscode.commands.executeCommand("workbench.trust.manage");
  }
}

// The engine's own environment: a folder of the extension's storage, made after a person's yes.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import * as vscode from "vscode";
import { decide } from "./dialogs";
import { interpreter, Trouble } from "./launch";

const INSTALL = "Install";
const LATER = "Not now";
const AGAIN = "Try again";
const LOG = "Show the log";
const INSTALLING = "code-orchestrator.installEngine";

export class Engine {
  private installing: Promise<boolean> | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The Python of the environment, if this very version is installed in it. */
  python(): string | undefined {
    const place = this.place();
    if (!place || !existsSync(vscode.Uri.joinPath(place, "ready").fsPath)) {
      return undefined;
    }
    const inside = process.platform === "win32" ? "Scripts/python.exe" : "bin/python";
    return vscode.Uri.joinPath(place, inside).fsPath;
  }

  /** Install it after a yes; whether it is there now. */
  async offer(why: string): Promise<boolean> {
    const detail =
      "It goes into an environment of its own, with packages from your package index (about " +
      "70 MB), and changes nothing else.";
    const actions = [{ title: LATER }, { title: INSTALL }];
    const chosen = await decide({ message: why, detail, actions });
    return chosen?.title === INSTALL && (await this.install());
  }

  /** Install it now, with progress; whether it is there now. */
  async install(): Promise<boolean> {
    this.installing ??= this.installed().finally(() => {
      this.installing = undefined;
    });
    return this.installing;
  }

  private async installed(): Promise<boolean> {
    const place = this.place();
    if (!place) {
      void vscode.window.showErrorMessage("This build of the extension has no engine in it.");
      return false;
    }
    try {
      const wished = vscode.workspace.getConfiguration("codeOrchestrator").get("interpreter", "");
      const python = await interpreter(wished.trim());
      await vscode.workspace.fs.createDirectory(this.context.globalStorageUri);
      await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: "Installing the engine",
          cancellable: true,
        },
        (progress, cancellation) => this.steps(python, place, progress, cancellation),
      );
      await vscode.commands.executeCommand("setContext", "codeOrchestrator.engine", true);
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.log.error(message);
      if (!(error instanceof Cancelled)) {
        void this.failed(message);
      }
      return false;
    }
  }

  /** Say why it was not installed; it can be tried again at once, once they are online. */
  private async failed(why: string): Promise<void> {
    const said = `The engine was not installed. ${why}`;
    const chosen = await vscode.window.showErrorMessage(said, AGAIN, LOG);
    if (chosen === AGAIN) {
      await vscode.commands.executeCommand(INSTALLING);
    } else if (chosen === LOG) {
      this.log.show();
    }
  }

  private steps(
    python: string,
    place: vscode.Uri,
    progress: vscode.Progress<{ message?: string }>,
    cancellation: vscode.CancellationToken,
  ): Promise<void> {
    const script = this.bundled("tool", "install.py").fsPath;
    this.log.info(`${python} -I ${script} ${place.fsPath}`);
    return new Promise((resolve, reject) => {
      const child = spawn(python, ["-I", script, place.fsPath], {
        stdio: ["ignore", "pipe", "pipe"],
        cwd: this.context.globalStorageUri.fsPath,
        // A group of its own: pip has children, and all of them go when the person cancels.
        detached: process.platform !== "win32",
      });
      let said = "";
      child.stdout.setEncoding("utf-8").on("data", (text: string) => {
        for (const message of text.split("\n").filter(Boolean)) {
          this.log.info(message);
          progress.report({ message });
        }
      });
      child.stderr.setEncoding("utf-8").on("data", (text: string) => {
        said += text;
      });
      child.on("error", reject);
      child.on("close", (code) => {
        if (cancellation.isCancellationRequested) {
          reject(new Cancelled("cancelled"));
        } else if (code === 0) {
          resolve();
        } else {
          reject(new Trouble(said.trim().split("\n").pop() || `It ended with code ${code}.`));
        }
      });
      cancellation.onCancellationRequested(() => {
        if (child.pid === undefined || process.platform === "win32") {
          child.kill();
        } else {
          process.kill(-child.pid);
        }
      });
    });
  }

  /** Named after what is in it: another build of the same version is another engine. */
  private place(): vscode.Uri | undefined {
    try {
      const name = readFileSync(this.bundled("engine", "build").fsPath, "utf-8").trim();
      return vscode.Uri.joinPath(this.context.globalStorageUri, `engine-${name}`);
    } catch {
      return undefined;
    }
  }

  private bundled(...parts: string[]): vscode.Uri {
    return vscode.Uri.joinPath(this.context.extensionUri, "bundled", ...parts);
  }
}

class Cancelled extends Error {}

// The client as we want it: its process, what it says of us, and no messages of its own.

import { type ChildProcess, spawn } from "node:child_process";
import {
  type ClientCapabilities,
  type FeatureState,
  LanguageClient,
  type StaticFeature,
} from "vscode-languageclient/node";
import { type Launch, Trouble } from "./launch";

/** A client that leaves it to us to say what goes wrong, so that a person is told once. */
export class Quiet extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Says that we want to hear of runs that change, can show dialogs, and take words. */
export class Extras implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    const before = (capabilities.experimental ?? {}) as object;
    capabilities.experimental = { ...before, codeOrchestrator: { changed: true, dialogs: true, words: true } };
  }
  initialize(): void {}
  getState(): FeatureState {
    return { kind: "static" };
  }
  clear(): void {}
}

/** The server's process, once it runs. Throws `Trouble` when it cannot be started. */
export function started(way: Launch): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(way.command, way.args, { stdio: "pipe", cwd: way.cwd });
    child.once("spawn", () => resolve(child));
    child.once("error", (error) =>
      reject(new Trouble(`“${way.command}” cannot be started: ${error.message}.`, way.setting)),
    );
  });
}

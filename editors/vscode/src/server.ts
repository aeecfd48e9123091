// The life of the language server: started, watched, restarted, and asked.

import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  ResponseError,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient/node";
import { chosenMode } from "./analyze";
import { Extras, Quiet, started } from "./client";
import { decide, type Question, typed } from "./dialogs";
import type { Engine } from "./engine";
import { type Launch, launch, Trouble } from "./launch";
import { CHANGED, DIALOG, SERVER, type Subject, WORDS } from "./names";
import { Needs, Troubles } from "./needs";
import { Progresses } from "./progress";

/** So often in that many milliseconds it may die and is started again. */
const CRASHES = 4;
const WITHIN = 180_000;

export type Health =
  | { kind: "starting" }
  | { kind: "ready"; words: string }
  /** It ended by itself, and is started again. */
  | { kind: "lost"; words: string }
  | { kind: "stopped" }
  | { kind: "failed"; why: string };

export class Server {
  private client: LanguageClient | undefined;
  private launched: Launch | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly healthChanged = new vscode.EventEmitter<Health>();
  private readonly runsChanged = new vscode.EventEmitter<readonly string[]>();

  /** How the server is. */
  readonly onHealth = this.healthChanged.event;
  /** Runs that have changed; none named means that any may have. */
  readonly onRuns = this.runsChanged.event;
  health: Health = { kind: "stopped" };
  private readonly troubles: Troubles;
  private readonly needs: Needs;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly engine: Engine,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.troubles = new Troubles(log, () => this.restart());
    this.needs = new Needs(
      engine,
      this.troubles,
      () => this.launched,
      () => this.restart(),
    );
  }

  start(): Promise<void> {
    return this.after(() => this.begin());
  }

  stop(): Promise<void> {
    return this.after(() => this.end());
  }

  restart(): Promise<void> {
    return this.after(async () => {
      await this.end();
      await this.begin();
    });
  }

  /** Whether the server has that command (by its last word). */
  offers(name: string): boolean {
    const known = this.client?.initializeResult?.capabilities.executeCommandProvider?.commands;
    return known?.includes(`${SERVER}.${name}`) ?? false;
  }

  /** Have the server do something; says so itself when that is not possible. */
  async ask<T>(name: string, subject: Subject = {}): Promise<T | undefined> {
    const command = `${SERVER}.${name}`;
    if (!this.client || this.client.state !== State.Running) {
      const why = this.health.kind === "failed" ? ` ${this.health.why}` : "";
      void this.troubles.tell(`The language server does not run.${why}`);
      return undefined;
    }
    if (!this.offers(name)) {
      const words = this.launched?.words ?? "another version";
      void vscode.window.showWarningMessage(
        `The language server from ${words} does not know “${name}”. A newer one would.`,
      );
      return undefined;
    }
    if (!(await this.needs.met(command))) {
      return undefined;
    }
    return this.send<T>(command, [subject]);
  }

  /** As `ask`, for what is shown unasked: no answer instead of a message. */
  async look<T>(name: string, subject: object = {}): Promise<T | undefined> {
    try {
      return await this.get<T>(name, subject);
    } catch (error) {
      this.log.warn(`${name}: ${error}`);
      return undefined;
    }
  }

  /** What the server answers; undefined where none can. Throws with its words when it will not. */
  async get<T>(name: string, subject: object = {}): Promise<T | undefined> {
    if (this.client?.state !== State.Running || !this.offers(name)) {
      return undefined;
    }
    const params = { command: `${SERVER}.${name}`, arguments: [subject] };
    return (await this.client.sendRequest(ExecuteCommandRequest.type, params)) as T;
  }

  private async send<T>(command: string, args: unknown[]): Promise<T | undefined> {
    try {
      const params = { command, arguments: args };
      return (await this.client?.sendRequest(ExecuteCommandRequest.type, params)) as T;
    } catch (error) {
      this.log.error(`${command}: ${error}`);
      void vscode.window.showErrorMessage(error instanceof ResponseError ? error.message : `${error}`);
      return undefined;
    }
  }

  /** One thing at a time: a restart waits for the start before it. */
  private after(work: () => Promise<void>): Promise<void> {
    const next = this.turn.then(work, work);
    this.turn = next.catch(() => undefined);
    return next;
  }

  private async begin(): Promise<void> {
    this.be({ kind: "starting" });
    const tool = vscode.Uri.joinPath(this.context.extensionUri, "bundled", "tool");
    try {
      const way = await launch(tool, this.engine);
      this.log.info(`The language server comes from ${way.words}: ${[way.command, ...way.args].join(" ")}`);
      this.launched = way;
      this.client = this.made(way);
      const begun = Date.now();
      await this.client.start();
      this.log.info(`The language server answers after ${Date.now() - begun} ms.`);
      await vscode.commands.executeCommand("setContext", "codeOrchestrator.engine", way.engine);
      this.be({ kind: "ready", words: way.words });
      this.runsChanged.fire([]);
    } catch (error) {
      this.failed(error);
    }
  }

  private made(way: Launch): LanguageClient {
    const progresses = new Progresses((token) => {
      void client.sendNotification("window/workDoneProgress/cancel", { token });
    });
    const crashes: number[] = [];
    const options: LanguageClientOptions = {
      documentSelector: [
        { scheme: "file", language: "markdown" },
        { scheme: "untitled", language: "markdown" },
        { scheme: "file", pattern: "**/.orchestrator.toml" },
      ],
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { trusted: vscode.workspace.isTrusted },
      // Whoever asked for a start is told by `failed`, once.
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          const now = Date.now();
          crashes.push(now);
          const begun = this.health.kind === "ready" || this.health.kind === "lost";
          if (!begun) {
            return { action: CloseAction.DoNotRestart, handled: true };
          }
          if (crashes.filter((at) => now - at < WITHIN).length > CRASHES) {
            this.failed(new Trouble(`It ended ${crashes.length} times by itself.`));
            return { action: CloseAction.DoNotRestart, handled: true };
          }
          this.log.warn("The language server ended by itself and is started again.");
          this.be({ kind: "lost", words: way.words });
          return { action: CloseAction.Restart, handled: true };
        },
      },
      middleware: {
        handleWorkDoneProgress: (token, params, next) => progresses.handle(token, params, next),
        // There is nothing to ask of an action that is a command. The longer VS Code waits here, the
        // likelier it looks for fixes anew meanwhile, and forgets what this one was to do.
        resolveCodeAction: (action, token, next) =>
          action.command && !action.edit ? action : next(action, token),
        executeCommand: async (command, args, next) => {
          const own = this.launched;
          if (!(await this.needs.met(command))) {
            return undefined;
          }
          const asked = await this.withMode(command, args);
          if (!asked) {
            return undefined;
          }
          // The client that was asked is gone when the engine has been installed meanwhile.
          return own === this.launched ? next(command, asked) : this.send(command, asked);
        },
      },
    };
    const client = new Quiet("codeOrchestrator", "Code Orchestrator", () => started(way), options);
    client.registerFeature(new Extras());
    client.onNotification(CHANGED, (params: { runs?: string[] }) => {
      this.runsChanged.fire(params.runs ?? []);
    });
    client.onRequest(DIALOG, (question: Question, token) => decide(question, token));
    client.onRequest(WORDS, (question: { message: string }, token) => typed(question, token));
    client.onDidChangeState((change) => {
      // Only of one that had run: the first start is told by `begin`.
      const again = client === this.client && this.health.kind !== "starting";
      if (again && change.newState === State.Running) {
        this.be({ kind: "ready", words: way.words });
        this.runsChanged.fire([]);
      } else if (again && change.newState === State.StartFailed && this.health.kind === "lost") {
        this.failed(new Trouble("It ended by itself, and could not be started again."));
      }
      if (change.newState === State.Stopped) {
        progresses.end();
      }
    });
    return client;
  }

  /** A run in a mode that is still to be chosen: from a list, where there are too many for buttons. */
  private async withMode(command: string, args: unknown[]): Promise<unknown[] | undefined> {
    const subject = args[0] as (Subject & { choose?: boolean }) | undefined;
    if (command !== `${SERVER}.run` || !subject?.choose || subject.mode) {
      return args;
    }
    const mode = await chosenMode(this, subject);
    return mode === undefined ? undefined : [{ ...subject, choose: false, mode }];
  }

  private failed(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.log.error(`The language server does not run: ${why}`);
    this.be({ kind: "failed", why });
    const setting = error instanceof Trouble ? error.setting : this.launched?.setting;
    const named = setting && !why.includes(setting) ? ` Look at the setting ${setting}.` : "";
    void this.troubles.tell(`The language server does not run. ${why}${named}`, setting);
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.be({ kind: "stopped" });
    // Stopping what never started is an error of the client's.
    if (client && client.state !== State.Stopped) {
      await client.stop().catch((error: unknown) => this.log.warn(`stopping: ${error}`));
    }
    await client?.dispose().catch(() => undefined);
  }

  private be(health: Health): void {
    this.health = health;
    // One that is started again is there in a moment: no view has to make room for that.
    const ready = health.kind === "ready" || health.kind === "lost";
    void vscode.commands.executeCommand("setContext", "codeOrchestrator.ready", ready);
    void vscode.commands.executeCommand("setContext", "codeOrchestrator.health", health.kind);
    this.healthChanged.fire(health);
  }
}

// Progress of runs as notifications with a stop button. (By itself the client shows it as a line in
// the status bar, which has no button.)

import * as vscode from "vscode";
import type {
  HandleWorkDoneProgressSignature,
  ProgressToken,
  WorkDoneProgressBegin,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
} from "vscode-languageclient/node";

type Told = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

interface Shown {
  report(told: { message?: string | undefined; percentage?: number | undefined }): void;
  end(): void;
}

export class Progresses {
  private readonly shown = new Map<ProgressToken, Shown>();

  constructor(private readonly cancel: (token: ProgressToken) => void) {}

  handle(token: ProgressToken, told: Told, next: HandleWorkDoneProgressSignature): void {
    const wanted = vscode.workspace.getConfiguration("codeOrchestrator").get("progress");
    if (told.kind === "begin" && wanted === "notification") {
      this.shown.set(token, this.begin(token, told));
      return;
    }
    const shown = this.shown.get(token);
    if (told.kind === "report" && shown) {
      shown.report(told);
      return;
    }
    if (told.kind === "end") {
      shown?.end();
      this.shown.delete(token);
    }
    next(token, told);
  }

  /** Nothing more will be told of any of them. */
  end(): void {
    for (const shown of this.shown.values()) {
      shown.end();
    }
    this.shown.clear();
  }

  private begin(token: ProgressToken, told: WorkDoneProgressBegin): Shown {
    let finish: () => void = () => undefined;
    let say: Shown["report"] = () => undefined;
    let at = 0;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const where = vscode.ProgressLocation.Notification;
    const options = { location: where, title: told.title, cancellable: told.cancellable ?? false };
    void vscode.window.withProgress(options, (progress, cancellation) => {
      cancellation.onCancellationRequested(() => this.cancel(token));
      say = ({ message, percentage }) => {
        const increment = Math.max(0, (percentage ?? at) - at);
        at += increment;
        progress.report({ increment, ...(message === undefined ? {} : { message }) });
      };
      say(told);
      return finished;
    });
    return { report: (told) => say(told), end: () => finish() };
  }
}

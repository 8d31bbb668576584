/** The process that has the terminal, as far as it may end, or be stopped, without a key. */
export type Host = Pick<NodeJS.EventEmitter, "on" | "off"> & {
  kill(pid: number, signal: string): unknown;
};

/** The signals that ask a process to end. */
export type EndingSignal = (typeof endingSignals)[number];
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface GuardOptions {
  readonly host: Host;
  readonly acquire: () => void;
  /** May be called more often than `acquire`. */
  readonly release: () => void;
  readonly ended: (signal: EndingSignal) => void;
  readonly failed: (thrown: unknown) => void;
}

export interface Guard {
  /** Gives the terminal back, and stops the process until its shell calls it again. */
  readonly suspend: () => void;
  /** Gives the terminal back for good. */
  readonly end: () => void;
}

/** If nobody has stopped the process by then, nobody will: it has no shell that could call it again. */
const suspendMs = 200;

/** Takes the terminal, and sees to it that it is given back on each way out of the process. */
export function guardTerminal({ host, acquire, release, ended, failed }: GuardOptions): Guard {
  let state: "held" | "suspended" | "over" = "held";

  const suspend = () => {
    if (state !== "held") return;
    state = "suspended";
    release();
    // Without a listener the signal does what it does to all: it stops the process, and with it those it was started by.
    host.off("SIGTSTP", suspend);
    host.kill(0, "SIGTSTP");
    setTimeout(resume, suspendMs);
  };
  const resume = () => {
    if (state === "over") return;
    if (state === "suspended") host.on("SIGTSTP", suspend);
    // It may also have been stopped by what no process can catch, and a shell had the terminal meanwhile.
    else release();
    state = "held";
    acquire();
  };
  const end = () => {
    if (state === "over") return;
    state = "over";
    for (const [event, listener] of listeners) host.off(event, listener);
    release();
  };
  const listeners: readonly (readonly [event: string, listener: (thrown: unknown) => void])[] = [
    ...endingSignals.map((signal) => [signal, () => ended(signal)] as const),
    ["SIGTSTP", suspend],
    ["SIGCONT", resume],
    ["uncaughtException", failed],
    ["exit", end],
  ];

  for (const [event, listener] of listeners) host.on(event, listener);
  acquire();
  return { suspend, end };
}

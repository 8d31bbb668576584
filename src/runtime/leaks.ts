import hooks, { createHook } from "node:async_hooks";

/*
 * The last net. All that a program can name is simulated, passed or refused; but a function of the host leads to the rest
 * of the host, and a built-in of ours may be mistaken. Whatever waits for something real is known to Node as an
 * asynchronous resource: one that comes to be while the program is on the stack is out of the simulation's hands.
 */

/** Who is told of what a program waits for that is not simulated: the kind of resource, and an error made there. */
export interface LeakWatcher {
  /** Whether the program is on the stack of an error. */
  isOnStack(error: Error): boolean;
  leaked(kind: string, error: Error): void;
}

/** Calls this while the program may run; until the next turn of the event loop. */
export function watchLeaks(watcher: LeakWatcher): void {
  watching = watcher;
  if (isEnabled) return;
  isEnabled = true;
  hook.enable();
  setImmediate(() => {
    hook.disable();
    isEnabled = false;
  });
}

/** The program has come to the end of an event. */
export function unwatchLeaks(): void {
  watching = null;
}

/** Does what the host has to do for itself while the program is on the stack. */
export function unwatched(act: () => void): void {
  const watcher = watching;
  watching = null;
  try {
    act();
  } finally {
    watching = watcher;
  }
}

let watching: LeakWatcher | null = null;
let isEnabled = false;

const { asyncWrapProviders } = hooks as unknown as { readonly asyncWrapProviders: Readonly<Record<string, number>> };

/** All that Node has to wait for, but for what waits for nothing outside: promises, parsers, bytes in memory. */
const real = new Set([...Object.keys(asyncWrapProviders), "Timeout", "Immediate"]);
for (const kind of ["NONE", "PROMISE", "HTTPINCOMINGMESSAGE", "HTTPCLIENTREQUEST", "BLOBREADER", "JSSTREAM"])
  real.delete(kind);

/** What also stands for a synchronous call while it lasts; built-ins of ours make such calls. */
const maybeSynchronous = new Set([
  "ZLIB",
  "ARGON2REQUEST",
  "CHECKPRIMEREQUEST",
  "CIPHERREQUEST",
  "DERIVEBITSREQUEST",
  "KEYEXPORTREQUEST",
  "PBKDF2REQUEST",
  "SCRYPTREQUEST",
  "SIGNREQUEST",
  "VERIFYREQUEST",
]);

const hook = createHook({
  init(_id, kind) {
    // Nearly all are promises.
    if (kind === "PROMISE" || watching === null || !real.has(kind) || maybeSynchronous.has(kind)) return;
    const { stackTraceLimit } = Error;
    // What is thrown here would end the thread.
    try {
      Error.stackTraceLimit = 100;
      const error = new Error();
      if (watching.isOnStack(error)) watching.leaked(kind, error);
    } catch {
      // It cannot be told what it was.
    }
    Error.stackTraceLimit = stackTraceLimit;
  },
  // Where Node lets itself be told, it makes nothing of promises, of which there are many.
  ...{ trackPromises: false },
});

/**
 * Leaves the promises of a realm without numbers. Before it could be told not to, Node numbers all promises of a process
 * while it tells of resources, under symbols that a program sees when it prints one. What has a number gets no other.
 */
export function leaveUnnumbered(prototype: object): void {
  numberSymbols ??= findNumberSymbols();
  for (const symbol of numberSymbols)
    Object.defineProperty(prototype, symbol, { value: 1, configurable: true, writable: true });
}

let numberSymbols: readonly symbol[] | null = null;

function findNumberSymbols(): readonly symbol[] {
  const wasEnabled = isEnabled;
  hook.enable();
  const symbols = Object.getOwnPropertySymbols(Promise.resolve());
  if (!wasEnabled) hook.disable();
  return symbols;
}

/*
 * Node's own modules, which programs share, warn the process of the host. Where they do so while a program runs, the
 * warning is the program's, if Node warns of each object: that an emitter has too many listeners. Most things it warns of
 * once, and no more in the process of the host: only the first of all programs would hear of that, so none does.
 */

export type Warn = (warning: Error) => void;

/** From now on warnings are for a program. Called for each event: it makes nothing. */
export function takeWarnings(warn: Warn): void {
  if (taker === null) {
    emitBefore = process.emitWarning;
    process.emitWarning = emit;
  }
  taker = warn;
}

export function leaveWarnings(): void {
  if (taker !== null) process.emitWarning = emitBefore;
  taker = null;
}

let taker: Warn | null = null;
let { emitWarning: emitBefore } = process;

const emit = ((warning: string | Error) => {
  if (warning instanceof Error && warning.name === "MaxListenersExceededWarning") taker?.(warning);
}) as typeof process.emitWarning;

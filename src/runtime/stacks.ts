/*
 * A program may send the stack of an error to others, or write it to a file. What a stack says of the simulator, of the
 * inside of Node and of how microtasks are drained is not the same on every machine and in every play: so while a program
 * runs, stacks are of its own code and nothing else.
 */

/** How many calls a stack has, unless a program wants more. */
const usualCalls = 10;

/** How many there may be with those in between that are left out. */
export const lookedThrough = 50;

/** How stacks are told to somebody. */
export type TellStack = (error: Error, calls: readonly NodeJS.CallSite[]) => string;

/** Tells stacks to a program: the lines that are its own, as many as its `Error` says. */
export function stacksOf(isOwn: (line: string) => boolean, own: ErrorConstructor): TellStack {
  return (error, calls) => {
    // Errors of the host are also made to find out who has called.
    const isSet = own.stackTraceLimit !== lookedThrough && Object.prototype.isPrototypeOf.call(own.prototype, error);
    const lines = calls.map((call) => `\n    at ${call}`).filter(isOwn);
    return headOf(error) + lines.slice(0, isSet ? own.stackTraceLimit : usualCalls).join("");
  };
}

/** From now on the stacks of all errors, the host's too, are told like this. Called for each event: it makes nothing. */
export function tellStacks(tell: TellStack): void {
  if (!isTelling) {
    isTelling = true;
    tellBefore = Error.prepareStackTrace;
    limitBefore = Error.stackTraceLimit;
    Error.stackTraceLimit = lookedThrough;
  }
  Error.prepareStackTrace = tell;
}

export function tellStacksAsBefore(): void {
  if (!isTelling) return;
  isTelling = false;
  Error.prepareStackTrace = tellBefore;
  Error.stackTraceLimit = limitBefore;
}

let isTelling = false;
let tellBefore: typeof Error.prepareStackTrace;
let limitBefore = 0;

/** By this Node knows the errors that it makes itself, which say their code. */
export const nodesOwn: symbol = findMark();

function headOf(error: Error): string {
  try {
    return nodesOwn in error ? tellWithCode(error) : Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

export function tellWithCode({ name, code, message }: NodeJS.ErrnoException): string {
  return `${name} [${code}]: ${message}`;
}

function findMark(): symbol {
  try {
    Buffer.alloc("" as never);
  } catch (thrown) {
    for (let at: unknown = thrown; at !== null; at = Object.getPrototypeOf(at)) {
      const found = Object.getOwnPropertySymbols(at).find(({ description }) => description === "kIsNodeError");
      if (found !== undefined) return found;
    }
  }
  return Symbol("none");
}

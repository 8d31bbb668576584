/*
 * A stack may be sent to others, or be part of a state. What it says of the simulator, of the inside of Node and of how
 * microtasks are drained is not the same on every machine and in every play: so in a run, stacks are of the scenario's
 * own code and nothing else; and while a real program runs, of the program's.
 */

/** How many calls a stack has, unless a program wants more. */
const usualCalls = 10;

/** How many there may be with those in between that are left out. */
export const lookedThrough = 50;

/** How stacks are told to somebody. */
export type TellStack = (error: Error, calls: NodeJS.CallSite[]) => string;

/** Tells stacks to a program: the lines that are its own, as many as its `Error` says. */
export function stacksOf(isOwn: (line: string) => boolean, own: ErrorConstructor): TellStack {
  return (error, calls) => {
    // Errors of the host are also made to find out who has called.
    const isSet = own.stackTraceLimit !== lookedThrough && Object.prototype.isPrototypeOf.call(own.prototype, error);
    const lines = linesOf(calls).filter(isOwn);
    return headOf(error) + lines.slice(0, isSet ? own.stackTraceLimit : usualCalls).join("");
  };
}

/** How the stacks of all errors, the host's too, are told for a while. Beginning and ending make nothing. */
class Telling {
  private isTelling = false;
  private before = Error.prepareStackTrace;
  private limitBefore = 0;

  begin(tell: TellStack): void {
    if (!this.isTelling) {
      this.isTelling = true;
      this.before = Error.prepareStackTrace;
      this.limitBefore = Error.stackTraceLimit;
      Error.stackTraceLimit = lookedThrough;
    }
    Error.prepareStackTrace = tell;
  }

  end(): void {
    if (!this.isTelling) return;
    this.isTelling = false;
    Error.prepareStackTrace = this.before;
    Error.stackTraceLimit = this.limitBefore;
  }
}

/** For each event of a program. */
export const eventStacks = new Telling();

const runs = new Telling();

/** For as long as a run has the thread. */
export const runStacks = {
  begin(): void {
    // Whoever has told them so far knows where the lines of the scenario are from.
    const { prepareStackTrace: before = (error, calls) => headOf(error) + linesOf(calls).join("") } = Error;
    runs.begin((error, calls) => before(error, calls.filter(isOfScenario).slice(0, usualCalls)));
  },
  end(): void {
    eventStacks.end();
    runs.end();
  },
};

/** Where the files of the simulator are; unknown where somebody has put it into one with others. */
const home = /^file:\/\/(.*\/(?:src|dist)\/)/.exec(import.meta.url)?.[1];

function isOfScenario(call: NodeJS.CallSite): boolean {
  const file = call.getFileName() ?? "node:";
  return !/^node:|^evalmachine\./.test(file) && (home === undefined || !file.includes(home));
}

function linesOf(calls: readonly NodeJS.CallSite[]): string[] {
  return calls.map((call) => `\n    at ${call}`);
}

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

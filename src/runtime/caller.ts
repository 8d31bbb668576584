import { findSourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A path that is meant from the file of the code that called a function. */
export function besideCaller(called: (...args: never[]) => unknown, path: string): string {
  return resolve(dirname(callerFile(called)), path);
}

/** The file of the code that called a function, before it was put into one with others. */
function callerFile(called: (...args: never[]) => unknown): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_, frames) => frames[0];
    const trap: { stack?: unknown } = {};
    Error.captureStackTrace(trap, called);
    const frame = trap.stack as NodeJS.CallSite | undefined;
    const file = frame?.getFileName() ?? resolve("stdin");
    const entry = findSourceMap(file)?.findEntry(
      (frame?.getLineNumber() ?? 1) - 1,
      (frame?.getColumnNumber() ?? 1) - 1,
    );
    const path = file.startsWith("file:") ? fileURLToPath(file) : file;
    if (entry === undefined || !("originalSource" in entry)) return path;
    const source = decodeURI(entry.originalSource);
    return source.startsWith("file:") ? fileURLToPath(source) : resolve(dirname(path), source);
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

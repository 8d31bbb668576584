import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A path that is meant from the file of the code that called a function. */
export function besideCaller(called: (...args: never[]) => unknown, path: string): string {
  return resolve(dirname(callerFile(called)), path);
}

/** The file of the code that called a function. */
function callerFile(called: (...args: never[]) => unknown): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_, frames) => frames[0]?.getFileName();
    const trap: { stack?: unknown } = {};
    Error.captureStackTrace(trap, called);
    const file = typeof trap.stack === "string" ? trap.stack : resolve("stdin");
    return file.startsWith("file:") ? fileURLToPath(file) : file;
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

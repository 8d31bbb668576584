import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The file of the code that called a function. */
export function callerFile(called: (...args: never[]) => unknown): string {
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

import { inspect } from "node:util";
import { Errno, type ErrnoCode } from "../../node/files/errno.js";
import type { Realm } from "../realm.js";

/** What Linux answers, as libuv puts it. */
const systemErrors: Readonly<Record<ErrnoCode, readonly [errno: number, text: string]>> = {
  EPERM: [1, "operation not permitted"],
  ENOENT: [2, "no such file or directory"],
  EIO: [5, "i/o error"],
  EBADF: [9, "bad file descriptor"],
  EACCES: [13, "permission denied"],
  EEXIST: [17, "file already exists"],
  ENOTDIR: [20, "not a directory"],
  EISDIR: [21, "illegal operation on a directory"],
  EINVAL: [22, "invalid argument"],
  EMFILE: [24, "too many open files"],
  ENOSPC: [28, "no space left on device"],
  ESPIPE: [29, "invalid seek"],
  EROFS: [30, "read-only file system"],
  ENAMETOOLONG: [36, "name too long"],
  ENOTEMPTY: [39, "directory not empty"],
  ELOOP: [40, "too many symbolic links encountered"],
};

/** Makes the errors that Node throws, as errors of the program. */
export class Failures {
  private readonly realm: Realm;

  constructor(realm: Realm) {
    this.realm = realm;
  }

  system(code: ErrnoCode, syscall: string, path?: string, dest?: string): Error {
    const [errno, text] = systemErrors[code];
    const where = path === undefined ? "" : ` '${path}'${dest === undefined ? "" : ` -> '${dest}'`}`;
    const error = this.make("Error", `${code}: ${text}, ${syscall}${where}`);
    const paths = { ...(path === undefined ? {} : { path }), ...(dest === undefined ? {} : { dest }) };
    return Object.assign(error, { errno: -errno, code, syscall, ...paths });
  }

  /** Does what the file system may refuse to do. */
  attempt<T>(syscall: string, action: () => T, path?: string, dest?: string): T {
    try {
      return action();
    } catch (thrown) {
      throw thrown instanceof Errno ? this.system(thrown.code, syscall, path, dest) : thrown;
    }
  }

  /** An argument, or a property if its name has a dot, is of another type. */
  wrongType(name: string, expected: string, value: unknown): Error {
    const what = name.includes(".") ? "property" : "argument";
    return this.coded(
      "TypeError",
      "ERR_INVALID_ARG_TYPE",
      `The "${name}" ${what} must be ${expected}. Received ${received(value)}`,
    );
  }

  wrongValue(name: string, reason: string, value: unknown): Error {
    const what = name.includes(".") ? "property" : "argument";
    const message = `The ${what} '${name}' ${reason}. Received ${shortened(inspect(value), 128)}`;
    return this.coded("TypeError", "ERR_INVALID_ARG_VALUE", message);
  }

  outOfRange(name: string, range: string, value: unknown): Error {
    const message = `The value of "${name}" is out of range. It must be ${range}. Received ${String(value)}`;
    return this.coded("RangeError", "ERR_OUT_OF_RANGE", message);
  }

  aborted(signal: AbortSignal): Error {
    const error = this.coded("Error", "ABORT_ERR", "The operation was aborted");
    return Object.assign(error, { name: "AbortError", cause: signal.reason });
  }

  isDirectory(path: string): Error {
    const info = { code: "EISDIR", message: "is a directory", path, syscall: "rm", errno: 21 };
    const error = this.coded(
      "Error",
      "ERR_FS_EISDIR",
      `Path is a directory: rm returned EISDIR (is a directory) ${path}`,
    );
    return Object.assign(error, { name: "SystemError", info, errno: 21, syscall: "rm", path });
  }

  closed(syscall: string): Error {
    return Object.assign(this.make("Error", "file closed"), { code: "EBADF", syscall });
  }

  coded(name: string, code: string, message: string): Error {
    return Object.assign(this.make(name, message), { code });
  }

  private make(name: string, message: string): Error {
    return new this.realm.globals[name](message);
  }
}

/** A value as Node tells of it where it is of a wrong type. */
function received(value: unknown): string {
  if (value === null || value === undefined) return `${value}`;
  if (typeof value === "function") return `function ${value.name}`;
  if (typeof value !== "object") return `type ${typeof value} (${shortened(inspect(value, { colors: false }), 28)})`;
  const name = value.constructor?.name;
  return name ? `an instance of ${name}` : inspect(value, { depth: -1 });
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}

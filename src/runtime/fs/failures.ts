import { Errno, type ErrnoCode } from "../../node/files/errno.js";
import { Mistakes } from "../mistakes.js";

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

/** Makes the errors that the functions of `fs` throw. */
export class Failures extends Mistakes {
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

  aborted(signal: AbortSignal): Error {
    const error = this.make("Error", "The operation was aborted");
    return Object.assign(error, { name: "AbortError", code: "ABORT_ERR", cause: signal.reason });
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
}

/** What the file system answers where it does not do what it was asked for. */
export type ErrnoCode =
  | "EACCES"
  | "EBADF"
  | "EEXIST"
  | "EINVAL"
  | "EIO"
  | "EISDIR"
  | "ELOOP"
  | "EMFILE"
  | "ENAMETOOLONG"
  | "ENOENT"
  | "ENOSPC"
  | "ENOTDIR"
  | "ENOTEMPTY"
  | "EPERM"
  | "EROFS"
  | "ESPIPE";

/** Thrown from within the file system, and turned into an error of the program by who called it. */
export class Errno {
  readonly code: ErrnoCode;
  constructor(code: ErrnoCode) {
    this.code = code;
  }
}

export function check(condition: boolean, otherwise: ErrnoCode): asserts condition {
  if (!condition) throw new Errno(otherwise);
}

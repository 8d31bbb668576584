import { check } from "../../node/files/errno.js";
import type { Inode } from "../../node/files/inode.js";
import { constants } from "./constants.js";

/** A file that a process has opened: an inode, and where it stands in it. */
export interface OpenFile {
  readonly inode: Inode;
  readonly reads: boolean;
  readonly writes: boolean;
  readonly appends: boolean;
  /** Each write is durable before it returns. */
  readonly syncs: boolean;
  position: number;
}

/** So many files a process may have open at once, as with the usual `ulimit -n`. */
const maxOpenFiles = 1024;
/** Below are stdin, stdout and stderr. */
const first = 3;

/** The descriptors of a process. They are gone with it. */
export class OpenFiles {
  private readonly files: (OpenFile | undefined)[] = [];

  add(inode: Inode, flags: number): number {
    const free = this.files.indexOf(undefined);
    const index = free < 0 ? this.files.length : free;
    const access = flags & 3;
    this.files[index] = {
      inode,
      reads: access !== constants.O_WRONLY,
      writes: access !== constants.O_RDONLY,
      appends: (flags & constants.O_APPEND) !== 0,
      syncs: (flags & constants.O_DSYNC) !== 0,
      position: 0,
    };
    return index + first;
  }

  /** Whether one more can be opened. */
  checkRoom(): void {
    check(this.files.length < maxOpenFiles - first || this.files.includes(undefined), "EMFILE");
  }

  get(descriptor: number): OpenFile {
    const file = this.files[descriptor - first];
    check(file !== undefined, "EBADF");
    return file;
  }

  close(descriptor: number): void {
    this.get(descriptor);
    this.files[descriptor - first] = undefined;
  }
}

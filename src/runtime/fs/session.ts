import { check } from "../../node/files/errno.js";
import type { FileSystem } from "../../node/files/file-system.js";
import type { Inode } from "../../node/files/inode.js";
import type { Realm } from "../realm.js";
import { Arguments } from "./arguments.js";
import { DirectoryEntry } from "./directory-entry.js";
import { Failures } from "./failures.js";
import { type OpenFile, OpenFiles } from "./open-files.js";
import { ownClass } from "./own-class.js";
import { statClasses } from "./stats.js";

/**
 * A call of the file system, for its three forms: it throws first what is wrong with its arguments, then yields how many
 * microseconds the device takes before it goes on, as often as it has to. Between two of them anything may happen.
 */
export type Steps<T = unknown> = Generator<number, T, void>;

/** What all calls of one process share. */
export class Session {
  readonly realm: Realm;
  readonly files: FileSystem;
  readonly opened = new OpenFiles();
  readonly failures: Failures;
  readonly read: Arguments;
  readonly stats: ReturnType<typeof statClasses>;
  /** What a program changes of a class, only it sees. */
  readonly Dirent: typeof DirectoryEntry = ownClass("Dirent", class extends DirectoryEntry {});

  constructor(realm: Realm) {
    this.realm = realm;
    this.files = realm.host.files;
    this.failures = new Failures(realm);
    this.read = new Arguments(this.failures);
    this.stats = statClasses(realm.globals);
  }

  /** Every process starts in the root, and stays there. */
  absolute(path: string): string {
    return path === "" || path.startsWith("/") ? path : `/${path}`;
  }

  /** How long the device takes for one read. */
  get readUs(): number {
    return this.realm.host.disk.readUs();
  }

  /** What is open under a descriptor, for one of the purposes that it was opened for. */
  file(descriptor: number, purpose?: "reads" | "writes"): OpenFile {
    const file = this.opened.get(descriptor);
    check(purpose === undefined || file[purpose], "EBADF");
    return file;
  }

  *sync(inode: Inode): Steps<void> {
    const sync = this.files.beginSync(inode, this.realm.host.nowUs);
    yield sync.endUs - this.realm.host.nowUs;
    this.files.endSync(sync);
  }

  checkAborted(signal: unknown): void {
    if ((signal as AbortSignal | undefined)?.aborted) throw this.failures.aborted(signal as AbortSignal);
  }

  /** A list as the program would make it. */
  list<T>(values: Iterable<T>): T[] {
    return this.realm.globals.Array.from(values);
  }

  /** A plain object as the program would make it. */
  record<T extends object>(values: T): T {
    return Object.assign(new this.realm.globals.Object(), values);
  }
}

import type { DirectoryEntry } from "./directory-entry.js";
import { promised, synchronous } from "./forms.js";
import type { Session, Steps } from "./session.js";
import type { treeCalls } from "./tree-calls.js";

/** An open directory, which is read one entry after another. Who opened it sees what was in it then. */
export class Dir {
  readonly path: string;
  private readonly session: Session;
  private readonly entriesLeft: DirectoryEntry[];
  private isClosed = false;

  constructor(session: Session, path: string, entries: DirectoryEntry[]) {
    this.session = session;
    this.path = path;
    this.entriesLeft = entries;
  }

  readSync(): DirectoryEntry | null {
    return synchronous(this.session, () => this.take())() as DirectoryEntry | null;
  }

  closeSync(): void {
    synchronous(this.session, () => this.end())();
  }

  read(callback?: (error: unknown, entry?: DirectoryEntry | null) => void) {
    return withCallback(promised(this.session, "fs.Dir.read", () => this.take())(), callback);
  }

  close(callback?: (error: unknown) => void) {
    return withCallback(promised(this.session, "fs.Dir.close", () => this.end())(), callback);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<DirectoryEntry> {
    try {
      for (;;) {
        const entry = (await this.read()) as DirectoryEntry | null;
        if (entry === null) return;
        yield entry;
      }
    } finally {
      if (!this.isClosed) this.closeSync();
    }
  }

  entries(): AsyncGenerator<DirectoryEntry> {
    return this[Symbol.asyncIterator]();
  }

  private *take(): Steps<DirectoryEntry | null> {
    this.checkOpen();
    yield 0;
    return this.entriesLeft.shift() ?? null;
  }

  private *end(): Steps<void> {
    this.checkOpen();
    this.isClosed = true;
    yield 0;
  }

  private checkOpen(): void {
    if (this.isClosed) throw this.session.failures.coded("Error", "ERR_DIR_CLOSED", "Directory handle was closed");
  }
}

function withCallback(promise: Promise<unknown>, callback?: (error: unknown, value?: never) => void) {
  if (callback === undefined) return promise;
  promise.then(
    (value) => callback(null, value as never),
    (error) => callback(error),
  );
  return undefined;
}

export function openDirectory(session: Session, { list }: ReturnType<typeof treeCalls>, OwnDir: typeof Dir) {
  return function* opendir(path: unknown, given?: unknown): Steps<Dir> {
    const name = session.read.path(path);
    const { recursive } = session.read.options(given);
    return new OwnDir(session, name, yield* list(name, "opendir", recursive === true));
  };
}

import type { Dirent } from "./dirent.js";
import { promised, synchronous } from "./forms.js";
import type { Session, Steps } from "./session.js";
import type { treeCalls } from "./tree-calls.js";

/** An open directory, which is read one entry after another. Who opened it sees what was in it then. */
export class Dir {
  readonly path: string;
  private readonly session: Session;
  private readonly entriesLeft: Dirent[];
  private isClosed = false;

  constructor(session: Session, path: string, entries: Dirent[]) {
    this.session = session;
    this.path = path;
    this.entriesLeft = entries;
  }

  readSync(): Dirent | null {
    return synchronous(this.session, () => this.take())() as Dirent | null;
  }

  closeSync(): void {
    synchronous(this.session, () => this.end())();
  }

  read(callback?: (error: unknown, entry?: Dirent | null) => void) {
    return withCallback(promised(this.session, "fs.Dir.read", () => this.take())(), callback);
  }

  close(callback?: (error: unknown) => void) {
    return withCallback(promised(this.session, "fs.Dir.close", () => this.end())(), callback);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Dirent> {
    try {
      for (;;) {
        const entry = (await this.read()) as Dirent | null;
        if (entry === null) return;
        yield entry;
      }
    } finally {
      if (!this.isClosed) this.closeSync();
    }
  }

  entries(): AsyncGenerator<Dirent> {
    return this[Symbol.asyncIterator]();
  }

  private *take(): Steps<Dirent | null> {
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

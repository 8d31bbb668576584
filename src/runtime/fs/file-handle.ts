import { EventEmitter } from "node:events";
import type { descriptorCalls } from "./descriptor-calls.js";
import { type Call, promised } from "./forms.js";
import type { Session, Steps } from "./session.js";
import type { streamsOver } from "./streams.js";
import { recordOf, type Transfer, transfers } from "./transfer.js";
import type { wholeFileCalls } from "./whole-file-calls.js";

type Calls = ReturnType<typeof descriptorCalls> & ReturnType<typeof wholeFileCalls>;

/** The methods of a handle, by the call that each of them is of its descriptor. */
const methods = {
  appendFile: "appendFile",
  chmod: "fchmod",
  chown: "fchown",
  datasync: "fdatasync",
  readFile: "readFile",
  stat: "fstat",
  sync: "fsync",
  truncate: "ftruncate",
  utimes: "futimes",
  writeFile: "writeFile",
} as const;

/** An open file, as `fs/promises` gives it: what the program sees of it besides is of its own kind. */
type FileHandleClass = new (fd: number) => { readonly fd: number; close(): Promise<unknown> };

/** `FileHandle` of `fs/promises`, of one process. */
export function fileHandleClass(
  session: Session,
  calls: Calls,
  streams: ReturnType<typeof streamsOver>,
): FileHandleClass {
  class FileHandle extends EventEmitter {
    fd: number;
    private closing: Promise<unknown> | null = null;

    constructor(fd: number) {
      super();
      this.fd = fd;
    }

    close(): Promise<unknown> {
      const { fd } = this;
      if (fd < 0 && this.closing === null) return session.realm.globals.Promise.resolve();
      if (this.closing !== null) return this.closing;
      this.fd = -1;
      this.closing = promised(
        session,
        "fs.close",
        calls.close as Call,
      )(fd).finally(() => {
        this.closing = null;
        this.emit("close");
      });
      return this.closing;
    }

    createReadStream(options?: object) {
      return streams.createReadStream("", { ...options, fd: this });
    }

    createWriteStream(options?: object) {
      return streams.createWriteStream("", { ...options, fd: this });
    }

    readLines(options?: object) {
      const input = this.createReadStream(options);
      return session.realm.module("readline").createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    }

    readableWebStream(): never {
      return session.realm.host.refuse("FileHandle.readableWebStream", "use createReadStream");
    }

    getAsyncId(): number {
      return 0;
    }

    get [Symbol.toStringTag](): string {
      return "FileHandle";
    }
  }

  const define = (name: string, value: unknown) =>
    Object.defineProperty(FileHandle.prototype, name, { value, writable: true, configurable: true });

  /** Lends the descriptor to a call, unless it is closed. */
  const lend = (name: string, call: Call, made = (result: unknown) => result) =>
    define(name, function (this: FileHandle, ...args: unknown[]) {
      const handle = this;
      return promised(session, `fs.${name}`, function* (): Steps {
        if (handle.fd < 0) throw session.failures.closed(name);
        return made(yield* call(handle.fd, ...args));
      })();
    });

  for (const [name, call] of Object.entries(methods)) lend(name, calls[call] as Call);
  for (const name of Object.keys(transfers) as (keyof typeof transfers)[]) {
    lend(name, calls[name] as Call, (result) => recordOf(session, name, result as Transfer));
  }
  const dispose = (Symbol as { asyncDispose?: symbol }).asyncDispose;
  if (dispose !== undefined) {
    Object.defineProperty(FileHandle.prototype, dispose, { value: FileHandle.prototype.close, configurable: true });
  }
  return FileHandle;
}

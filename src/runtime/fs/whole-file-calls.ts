import { Buffer } from "node:buffer";
import { check } from "../../node/files/errno.js";
import { sizeOf } from "../../node/files/inode.js";
import { constants } from "./constants.js";
import type { descriptorCalls } from "./descriptor-calls.js";
import type { Session, Steps } from "./session.js";

/** So much is read or written between two looks at whether to stop. */
const chunkSize = 512 * 1024;

/** The calls that open, use and close a file by themselves: nothing holds it together in between. */
export function wholeFileCalls(session: Session, calls: ReturnType<typeof descriptorCalls>) {
  const { read: args, failures, files } = session;

  /** Goes on with an open file, or opens and closes one. */
  function* using<T>(
    target: unknown,
    flag: unknown,
    mode: unknown,
    use: (fd: number, isOurs: boolean) => Steps<T>,
  ): Steps<T> {
    if (typeof target === "number") return yield* use(target, false);
    const fd = yield* calls.open(target, flag, mode);
    try {
      return yield* use(fd, true);
    } finally {
      session.opened.close(fd);
    }
  }

  function* write(target: unknown, data: unknown, given: unknown, flag: string): Steps<void> {
    const options = args.options(given, { encoding: "utf8", mode: 0o666, flag });
    const bytes = args.data(data, options.encoding);
    const syncs = args.flag(options.flush ?? undefined, "options.flush");
    if (typeof target !== "number") args.path(target);
    if (options.signal !== undefined) yield 0;
    session.checkAborted(options.signal);
    yield* using(target, options.flag, options.mode, function* (fd) {
      for (let at = 0; at < bytes.length; ) {
        session.checkAborted(options.signal);
        const part = bytes.subarray(at, at + chunkSize);
        at += (yield* calls.write(fd, part, 0, part.length, null)).bytes;
      }
      if (syncs) yield* calls.fsync(fd);
    });
  }

  /** How much there is from where a file stands, as far as that is known before it is read. */
  function leftOf(fd: number): number {
    if (fd === 0) return chunkSize;
    const { inode, position } = failures.attempt("fstat", () => session.file(fd));
    return Math.max(0, sizeOf(inode) - position);
  }

  return {
    *readFile(target: unknown, given?: unknown): Steps<string | Buffer> {
      const options = args.options(given, { flag: "r" });
      if (typeof target !== "number") args.path(target);
      if (options.signal !== undefined) yield 0;
      session.checkAborted(options.signal);
      const whole = yield* using(target, options.flag, 0o666, function* (fd) {
        const parts: Buffer[] = [];
        for (;;) {
          session.checkAborted(options.signal);
          const part = Buffer.alloc(Math.min(chunkSize, leftOf(fd) + 1));
          const { bytes } = yield* calls.read(fd, part, 0, part.length, null);
          parts.push(part.subarray(0, bytes));
          if (bytes < part.length) return Buffer.concat(parts);
        }
      });
      const { encoding } = options;
      return encoding && encoding !== "buffer" ? whole.toString(encoding as BufferEncoding) : whole;
    },

    writeFile: (target: unknown, data: unknown, options?: unknown) => write(target, data, options, "w"),
    appendFile: (target: unknown, data: unknown, options?: unknown) => write(target, data, options, "a"),

    *copyFile(from: unknown, to: unknown, mode: unknown = 0): Steps<void> {
      const [source, target] = [args.path(from, "src"), args.path(to, "dest")];
      const exclusive = (args.integer(mode, "mode", 0, 7) & constants.COPYFILE_EXCL) !== 0;
      const attempt = <T>(action: () => T) => failures.attempt("copyfile", action, source, target);
      yield session.readUs;
      const bytes = attempt(() => {
        const inode = files.look(session.absolute(source));
        return files.read(inode, 0, Number.MAX_SAFE_INTEGER);
      });
      const opening = { writes: true, creates: true, exclusive, truncates: true };
      const inode = attempt(() => {
        const { mode: permissions } = files.look(session.absolute(source));
        return files.open(session.absolute(target), opening, permissions);
      });
      yield 0;
      attempt(() => check(files.write(inode, 0, bytes) === bytes.length, "ENOSPC"));
    },
  };
}

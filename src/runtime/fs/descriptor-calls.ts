import { Buffer } from "node:buffer";
import { check } from "../../node/files/errno.js";
import { constants } from "./constants.js";
import type { OpenFile } from "./open-files.js";
import type { Session, Steps } from "./session.js";
import type { Transfer } from "./transfer.js";

const umask = 0o022;

/** The calls that open files, and those on what is open. */
export function descriptorCalls(session: Session) {
  const { read: args, failures, files, opened, realm } = session;

  /** Does something to an open file, once its turn has come. */
  function* on<T>(fd: unknown, syscall: string, action: (file: OpenFile) => T, purpose?: "reads" | "writes"): Steps<T> {
    const descriptor = args.descriptor(fd);
    yield 0;
    return failures.attempt(syscall, () => action(session.file(descriptor, purpose)));
  }

  function* write(fd: number, parts: readonly Uint8Array[], position: number | null, buffer: unknown): Steps<Transfer> {
    yield 0;
    if (fd === 1 || fd === 2) {
      const process = realm.module("process");
      for (const part of parts) (fd === 1 ? process.stdout : process.stderr).write(Buffer.from(part));
      return { bytes: parts.reduce((sum, part) => sum + part.length, 0), buffer };
    }
    const file = failures.attempt("write", () => session.file(fd, "writes"));
    let bytes = 0;
    for (const part of parts) {
      const at =
        file.appends && file.inode.kind === "file"
          ? file.inode.bytes.length
          : (position ?? file.position) + (position === null ? 0 : bytes);
      const written = failures.attempt("write", () => files.write(file.inode, at, part));
      if (position === null || file.appends) file.position = at + written;
      bytes += written;
      if (written < part.length) break;
    }
    if (file.syncs) yield* session.sync(file.inode);
    return { bytes, buffer };
  }

  function* read(fd: number, parts: readonly Uint8Array[], position: number | null, buffer: unknown): Steps<Transfer> {
    yield session.readUs;
    if (fd === 0) return { bytes: readStdin(parts), buffer };
    const file = failures.attempt("read", () => session.file(fd, "reads"));
    let bytes = 0;
    for (const part of parts) {
      const at = position === null ? file.position : position + bytes;
      const found = failures.attempt("read", () => files.read(file.inode, at, part.length));
      part.set(found);
      if (position === null) file.position += found.length;
      bytes += found.length;
      if (found.length < part.length) break;
    }
    return { bytes, buffer };
  }

  /** Takes what is next of the text on stdin; what somebody types cannot be waited for in here. */
  let taken = 0;
  function readStdin(parts: readonly Uint8Array[]): number {
    const { stdin } = realm.host;
    if (typeof stdin !== "string") return realm.host.refuse("fs.read of stdin", "read process.stdin");
    const before = taken;
    for (const part of parts) taken += Buffer.from(stdin).copy(part, 0, taken);
    return taken - before;
  }

  const calls = {
    *open(path: unknown, flags?: unknown, mode?: unknown): Steps<number> {
      const name = args.path(path);
      const bits = args.flags(flags);
      const permissions = args.mode(mode, 0o666);
      yield 0;
      const has = (bit: number) => (bits & bit) === bit;
      return failures.attempt(
        "open",
        () => {
          opened.checkRoom();
          const opening = {
            writes: (bits & 3) !== constants.O_RDONLY,
            creates: has(constants.O_CREAT),
            exclusive: has(constants.O_EXCL),
            truncates: has(constants.O_TRUNC),
            directory: has(constants.O_DIRECTORY),
            noFollow: has(constants.O_NOFOLLOW),
          };
          return opened.add(files.open(session.absolute(name), opening, permissions & ~umask & 0o7777), bits);
        },
        name,
      );
    },

    *close(fd: unknown): Steps<void> {
      const descriptor = args.descriptor(fd);
      yield 0;
      failures.attempt("close", () => opened.close(descriptor));
    },

    *read(fd: unknown, buffer?: unknown, offset?: unknown, length?: unknown, position?: unknown): Steps<Transfer> {
      const descriptor = args.descriptor(fd);
      const isView = ArrayBuffer.isView(buffer);
      if (!isView && (buffer === undefined || (typeof buffer === "object" && buffer !== null))) {
        const { buffer: into = Buffer.alloc(16_384), ...options } = (buffer ?? {}) as { buffer?: unknown };
        return yield* calls.read(descriptor, into, options);
      }
      const view = args.view(buffer);
      const isOption = typeof offset === "object" && offset !== null;
      const options = isOption ? (offset as Record<string, unknown>) : { offset, length, position };
      const from = args.integer(options.offset ?? 0, "offset", 0);
      const count = options.length ?? view.length - from;
      if (count === 0) return { bytes: 0, buffer };
      if (view.length === 0) throw failures.wrongValue("buffer", "is empty and cannot be written", buffer);
      const size = inRange(args.integer(count, "length"), view.length - from);
      return yield* read(descriptor, [view.subarray(from, from + size)], args.position(options.position), buffer);
    },

    *write(fd: unknown, data: unknown, offset?: unknown, length?: unknown, position?: unknown): Steps<Transfer> {
      const descriptor = args.descriptor(fd);
      if (typeof data === "string") {
        return yield* write(descriptor, [args.data(data, length)], args.position(offset), data);
      }
      const view = args.data(data, null, "buffer");
      const isOption = typeof offset === "object" && offset !== null;
      const options = isOption ? (offset as Record<string, unknown>) : { offset, length, position };
      const from = args.integer(options.offset ?? 0, "offset", 0);
      if (from > view.length) throw failures.outOfRange("offset", `<= ${view.length}`, from);
      const size = inRange(args.integer(options.length ?? view.length - from, "length"), view.length - from);
      return yield* write(descriptor, [view.subarray(from, from + size)], args.position(options.position), data);
    },

    *readv(fd: unknown, buffers: unknown, position?: unknown): Steps<Transfer> {
      return yield* read(args.descriptor(fd), args.views(buffers), args.position(position), buffers);
    },

    *writev(fd: unknown, buffers: unknown, position?: unknown): Steps<Transfer> {
      return yield* write(args.descriptor(fd), args.views(buffers), args.position(position), buffers);
    },

    *fstat(fd: unknown, options?: unknown): Steps {
      const { bigint } = args.options(options);
      return yield* on(fd, "fstat", ({ inode }) => session.stats.of(inode, bigint === true));
    },

    *ftruncate(fd: unknown, length: unknown = 0): Steps<void> {
      args.descriptor(fd);
      const size = args.integer(length, "len");
      yield* on(fd, "ftruncate", ({ inode, writes }) => {
        check(writes && inode.kind === "file", "EINVAL");
        files.resize(inode, Math.max(0, size));
      });
    },

    *fsync(fd: unknown): Steps<void> {
      yield* session.sync(yield* on(fd, "fsync", ({ inode }) => inode));
    },

    *fdatasync(fd: unknown): Steps<void> {
      yield* session.sync(yield* on(fd, "fdatasync", ({ inode }) => inode));
    },

    *fchmod(fd: unknown, mode: unknown): Steps<void> {
      const bits = args.mode(mode);
      yield* on(fd, "fchmod", ({ inode }) => {
        inode.mode = bits & 0o7777;
      });
    },

    *fchown(fd: unknown, uid: unknown, gid: unknown): Steps<void> {
      const owner = { uid: args.integer(uid, "uid", -1), gid: args.integer(gid, "gid", -1) };
      yield* on(fd, "fchown", ({ inode }) => Object.assign(inode, owner));
    },

    *futimes(fd: unknown, atime: unknown, mtime: unknown): Steps<void> {
      const times = { accessedUs: args.timeUs(atime, "atime"), modifiedUs: args.timeUs(mtime, "mtime") };
      yield* on(fd, "futime", ({ inode }) => Object.assign(inode, times));
    },
  };
  return calls;

  function inRange(size: number, most: number): number {
    if (size < 0) throw failures.outOfRange("length", ">= 0", size);
    if (size > most) throw failures.outOfRange("length", `<= ${most}`, size);
    return size;
  }
}

import { Buffer } from "node:buffer";
import { check, Errno, type ErrnoCode } from "../../node/files/errno.js";
import type { Inode } from "../../node/files/inode.js";
import { constants } from "./constants.js";
import type { Session, Steps } from "./session.js";

const umask = 0o022;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The calls that take paths and do one thing. */
export function pathCalls(session: Session) {
  const { read: args, failures, files } = session;

  /** Does something with a path, once its turn has come. */
  function* on<T>(path: unknown, syscall: string, action: (full: string) => T): Steps<T> {
    const name = args.path(path);
    yield 0;
    return failures.attempt(syscall, () => action(session.absolute(name)), name);
  }

  function* stat(path: unknown, options: unknown, syscall: "stat" | "lstat"): Steps {
    const name = args.path(path);
    const { bigint, throwIfNoEntry } = args.options(options);
    yield 0;
    try {
      return session.stats.of(files.look(session.absolute(name), syscall === "stat"), bigint === true);
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown;
      if (throwIfNoEntry === false && thrown.code === "ENOENT") return undefined;
      throw failures.system(thrown.code, syscall, name);
    }
  }

  /** Changes an inode's attributes. */
  function change(path: unknown, syscall: string, changes: Partial<Inode>, follow = true): Steps<void> {
    return on(path, syscall, (full) => {
      Object.assign(files.look(full, follow), changes);
    });
  }

  function owner(uid: unknown, gid: unknown) {
    return { uid: args.integer(uid, "uid", -1), gid: args.integer(gid, "gid", -1) };
  }

  function times(atime: unknown, mtime: unknown) {
    return { accessedUs: args.timeUs(atime, "atime"), modifiedUs: args.timeUs(mtime, "mtime") };
  }

  function named(name: string, options: unknown): string | Buffer {
    const { encoding } = args.options(options);
    const bytes = Buffer.from(name);
    return encoding === "buffer" ? bytes : bytes.toString((encoding ?? "utf8") as BufferEncoding);
  }

  return {
    stat: (path: unknown, options?: unknown) => stat(path, options, "stat"),
    lstat: (path: unknown, options?: unknown) => stat(path, options, "lstat"),

    *access(path: unknown, mode?: unknown): Steps<void> {
      const wanted = mode === undefined || mode === null ? 0 : args.integer(mode, "mode", 0, 7);
      yield* on(path, "access", (full) => {
        const inode = files.look(full);
        const mayRun = inode.kind === "directory" || (inode.mode & 0o111) !== 0;
        check((wanted & constants.X_OK) === 0 || mayRun, "EACCES");
      });
    },

    *exists(path: unknown): Steps<boolean> {
      yield 0;
      try {
        return files.find(session.absolute(args.path(path))).inode !== undefined;
      } catch {
        return false;
      }
    },

    chmod: (path: unknown, mode: unknown) => change(path, "chmod", { mode: args.mode(mode) & 0o7777 }),
    chown: (path: unknown, uid: unknown, gid: unknown) => change(path, "chown", owner(uid, gid)),
    lchown: (path: unknown, uid: unknown, gid: unknown) => change(path, "lchown", owner(uid, gid), false),
    utimes: (path: unknown, atime: unknown, mtime: unknown) => change(path, "utime", times(atime, mtime)),
    lutimes: (path: unknown, atime: unknown, mtime: unknown) => change(path, "lutime", times(atime, mtime), false),

    unlink: (path: unknown) => on(path, "unlink", (full) => files.unlink(full)),

    *rename(from: unknown, to: unknown): Steps<void> {
      const [source, target] = [args.path(from, "oldPath"), args.path(to, "newPath")];
      yield 0;
      const action = () => files.rename(session.absolute(source), session.absolute(target));
      failures.attempt("rename", action, source, target);
    },

    *link(existing: unknown, path: unknown): Steps<void> {
      const [source, target] = [args.path(existing, "existingPath"), args.path(path, "newPath")];
      yield 0;
      const action = () => files.link(session.absolute(source), session.absolute(target));
      failures.attempt("link", action, source, target);
    },

    *symlink(target: unknown, path: unknown): Steps<void> {
      const [pointsTo, name] = [args.path(target, "target"), args.path(path)];
      yield 0;
      const action = () => files.makeSymbolicLink(session.absolute(name), pointsTo);
      failures.attempt("symlink", action, pointsTo, name);
    },

    *readlink(path: unknown, options?: unknown): Steps {
      const target = yield* on(path, "readlink", (full) => {
        const inode = files.look(full, false);
        check(inode.kind === "symbolic link", "EINVAL");
        return inode.target;
      });
      return named(target, options);
    },

    /** As the system does it. */
    *realpathNative(path: unknown, options?: unknown): Steps {
      return named(yield* on(path, "realpath", (full) => files.realPath(full)), options);
    },

    /** As Node does it, which looks at one name after another. */
    *realpath(path: unknown, options?: unknown): Steps {
      const name = args.path(path);
      yield 0;
      const full = session.absolute(name);
      try {
        return named(files.realPath(full), options);
      } catch (thrown) {
        throw thrown instanceof Errno ? failures.system(thrown.code, "lstat", firstMissing(full)) : thrown;
      }
    },

    *truncate(path: unknown, length: unknown = 0): Steps<void> {
      const name = args.path(path);
      const size = args.integer(length ?? 0, "len");
      yield 0;
      const inode = failures.attempt("open", () => files.open(session.absolute(name), { writes: true }, 0), name);
      yield 0;
      if (inode.kind === "file") failures.attempt("ftruncate", () => files.resize(inode, Math.max(0, size)));
    },

    *mkdtemp(prefix: unknown, options?: unknown): Steps {
      const start = args.path(prefix, "prefix");
      yield 0;
      const random = session.realm.host.random("fs.mkdtemp");
      const make = (): string => {
        const path = start + Array.from({ length: 6 }, () => random.pick([...letters])).join("");
        return takesName(path) ? path : make();
      };
      const path = failures.attempt("mkdtemp", make, `${start}XXXXXX`);
      return named(path, options);
    },

    /** One directory; `mkdir` can also make those above it. */
    makeOne: (path: string, mode: number) =>
      on(path, "mkdir", (full) => files.makeDirectory(full, mode & ~umask & 0o7777)),
  };

  /** Makes a directory, unless something has this name. */
  function takesName(path: string): boolean {
    try {
      files.makeDirectory(session.absolute(path), 0o700);
      return true;
    } catch (thrown) {
      if (thrown instanceof Errno && thrown.code === ("EEXIST" satisfies ErrnoCode)) return false;
      throw thrown;
    }
  }

  /** Where a path leaves what there is. */
  function firstMissing(path: string): string {
    const names = path.split("/");
    const lengths = names.map((_, index) => index + 1);
    const paths = lengths.map((length) => names.slice(0, length).join("/")).filter((part) => part !== "");
    const missing = paths.find((part) => {
      try {
        files.look(part);
        return false;
      } catch {
        return true;
      }
    });
    return missing ?? path;
  }
}

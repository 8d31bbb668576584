import { Buffer } from "node:buffer";
import { check, Errno } from "../../node/files/errno.js";
import type { Inode } from "../../node/files/inode.js";
import type { DirectoryEntry } from "./directory-entry.js";
import type { pathCalls } from "./path-calls.js";
import type { Session, Steps } from "./session.js";

/** The calls that make, remove and list directories, and what is below them. */
export function treeCalls(session: Session, calls: ReturnType<typeof pathCalls>) {
  const { read: args, failures, files } = session;

  function find(path: string): Inode | undefined {
    return files.find(session.absolute(path), false).inode;
  }

  /** Makes all that is missing of a path, and says what came first. */
  function* makeAll(path: string, mode: number): Steps<string | undefined> {
    const missing: string[] = [];
    const whole = path.replace(/(?<=.)\/+$/, "");
    for (let at = whole; at !== ""; at = at.replace(/\/*[^/]*$/, "")) {
      const inode = lookAt(at, path);
      if (inode !== undefined) {
        const refusal = at === whole ? "EEXIST" : "ENOTDIR";
        failures.attempt("mkdir", () => check(inode.kind === "directory", refusal), path);
        break;
      }
      missing.unshift(at);
    }
    for (const part of missing) yield* calls.makeOne(part, mode);
    const [first] = missing;
    return first === undefined ? undefined : session.absolute(first === whole ? path : first);
  }

  function lookAt(at: string, path: string): Inode | undefined {
    try {
      return files.find(session.absolute(at)).inode;
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown;
      if (thrown.code === "ENOENT" || thrown.code === "ENOTDIR") return undefined;
      throw failures.system(thrown.code, "mkdir", path);
    }
  }

  function* removeTree(path: string, inode: Inode): Steps<void> {
    if (inode.kind === "directory") {
      for (const name of namesIn(inode)) {
        const child = inode.names.get(name);
        if (child !== undefined) yield* removeTree(`${path}/${name}`, child);
      }
      yield 0;
      failures.attempt("rmdir", () => files.removeDirectory(session.absolute(path)), path);
    } else {
      yield 0;
      failures.attempt("unlink", () => files.unlink(session.absolute(path)), path);
    }
  }

  /** What is in a directory and, if told so, below it: the nearest first. */
  function* list(path: string, syscall: string, recursive: boolean): Steps<DirectoryEntry[]> {
    const found: DirectoryEntry[] = [];
    const queue = [path];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const parent = next;
      yield session.readUs;
      const directory = failures.attempt(
        syscall,
        () => {
          const inode = files.look(session.absolute(parent));
          check(inode.kind === "directory", "ENOTDIR");
          return inode;
        },
        parent,
      );
      for (const name of namesIn(directory)) {
        const { kind } = directory.names.get(name) as Inode;
        found.push(new session.Dirent(name, parent, kind));
        if (recursive && kind === "directory") queue.push(`${parent.replace(/\/$/, "")}/${name}`);
      }
    }
    return found;
  }

  return {
    list,

    *mkdir(path: unknown, given?: unknown): Steps<string | undefined> {
      const name = args.path(path);
      const options =
        typeof given === "object" && given !== null ? (given as Record<string, unknown>) : { mode: given };
      const mode = args.mode(options.mode, 0o777);
      if (args.flag(options.recursive, "options.recursive")) {
        yield 0;
        return yield* makeAll(name, mode);
      }
      yield* calls.makeOne(name, mode);
      return undefined;
    },

    *rmdir(path: unknown, given?: unknown): Steps<void> {
      const name = args.path(path);
      const { recursive } = args.options(given);
      yield 0;
      if (recursive === true) session.realm.host.refuse("fs.rmdir with recursive", "use fs.rm");
      failures.attempt("rmdir", () => files.removeDirectory(session.absolute(name)), name);
    },

    *rm(path: unknown, given?: unknown): Steps<void> {
      const name = args.path(path);
      const options = args.options(given);
      const force = args.flag(options.force, "options.force");
      const recursive = args.flag(options.recursive, "options.recursive");
      yield 0;
      const inode = failures.attempt("lstat", () => find(name), name);
      if (inode === undefined && force) return;
      if (inode === undefined) throw failures.system("ENOENT", "lstat", name);
      if (inode.kind === "directory" && !recursive) throw failures.isDirectory(name);
      yield* removeTree(name.replace(/(?<=.)\/+$/, ""), inode);
    },

    *readdir(path: unknown, given?: unknown): Steps {
      const name = args.path(path);
      const options = args.options(given);
      const recursive = args.flag(options.recursive, "options.recursive");
      const encode = (text: string) => (options.encoding === "buffer" ? Buffer.from(text) : text);
      const entries = yield* list(name, "scandir", recursive);
      if (options.withFileTypes) return session.list(entries);
      const start = name.replace(/\/?$/, "/").length;
      const below = (entry: DirectoryEntry) => entry.parentPath.replace(/\/?$/, "/").slice(start) + entry.name;
      return session.list(entries.map((entry) => encode(recursive ? below(entry) : entry.name)));
    },
  };
}

/** In the order of their bytes, as `scandir` has them. */
function namesIn(directory: Inode & { readonly kind: "directory" }): string[] {
  return [...directory.names.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

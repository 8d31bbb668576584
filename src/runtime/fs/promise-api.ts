import { constants } from "./constants.js";
import type { fileHandleClass } from "./file-handle.js";
import { type Call, promised } from "./forms.js";
import type { Session } from "./session.js";

/** What `fs/promises` has of the calls. */
const promises = [
  "access appendFile chmod chown copyFile lchown link lstat lutimes mkdir mkdtemp opendir readFile readdir readlink",
  "rename rm rmdir stat symlink truncate unlink utimes writeFile",
]
  .join(" ")
  .split(" ");

interface Parts {
  readonly calls: Readonly<Record<string, Call>>;
  readonly open: Call;
  readonly realpath: Call;
  readonly FileHandle: ReturnType<typeof fileHandleClass>;
}

type Writes = (target: unknown, data: unknown, options?: unknown) => Promise<void>;

/** `fs/promises`. Where Node takes a handle for a path, it stands for its descriptor. */
export function promiseApi(session: Session, { calls, open, realpath, FileHandle }: Parts): Record<string, unknown> {
  const api: Record<string, unknown> = { constants };
  for (const name of promises) {
    const form = promised(session, `fs.promises.${name}`, calls[name] as Call);
    api[name] = (target: unknown, ...rest: unknown[]) =>
      form(target instanceof FileHandle ? target.fd : target, ...rest);
  }
  api.realpath = promised(session, "fs.promises.realpath", realpath);
  const openHandle = promised(session, "fs.promises.open", function* (...args) {
    return new FileHandle(yield* open(args[0], args[1], args[2]));
  });
  api.open = (path: unknown, flags?: unknown, mode?: unknown) => openHandle(path, flags, mode);
  const writeWhole = api.writeFile as Writes;
  api.writeFile = (target: unknown, data: unknown, options?: unknown) =>
    isIterable(data) ? writePieces(target, data, options) : writeWhole(target, data, options);
  return api;

  /** Writes what comes piece by piece, as it comes. */
  async function writePieces(target: unknown, data: AsyncIterable<unknown>, given: unknown): Promise<void> {
    const { flag, mode, encoding, signal } = session.read.options(given, { flag: "w", encoding: "utf8" });
    const handle = target instanceof FileHandle ? target : ((await openHandle(target, flag, mode)) as typeof target);
    const { writeFile } = handle as unknown as { writeFile: (data: unknown, options: object) => Promise<void> };
    try {
      for await (const part of data) {
        session.checkAborted(signal);
        await writeFile.call(handle, part, { encoding });
      }
    } finally {
      if (handle !== target) await (handle as InstanceType<typeof FileHandle>).close();
    }
  }
}

function isIterable(data: unknown): data is AsyncIterable<unknown> {
  if (typeof data !== "object" || data === null || ArrayBuffer.isView(data)) return false;
  return Symbol.asyncIterator in data || Symbol.iterator in data;
}

import * as nodeFs from "node:fs";
import { promisify } from "node:util";
import { constants } from "../fs/constants.js";
import { descriptorCalls } from "../fs/descriptor-calls.js";
import { openDirectory, Dir as SharedDir } from "../fs/dir.js";
import { fileHandleClass } from "../fs/file-handle.js";
import { type Call, calledBack, promised, type Shape, synchronous } from "../fs/forms.js";
import { ownClass } from "../fs/own-class.js";
import { pathCalls } from "../fs/path-calls.js";
import { promiseApi } from "../fs/promise-api.js";
import { Session } from "../fs/session.js";
import { streamsOver } from "../fs/streams.js";
import { recordOf, type Transfer, transfers } from "../fs/transfer.js";
import { treeCalls } from "../fs/tree-calls.js";
import { wholeFileCalls } from "../fs/whole-file-calls.js";
import type { Realm } from "../realm.js";

/** What is written or read is counted; a callback gets the buffer as well. */
const transfer: Shape = {
  results: ({ bytes, buffer }: Transfer) => [bytes, buffer],
  value: ({ bytes }: Transfer) => bytes,
};

const advice: Readonly<Record<string, string>> = {
  watch: "look at it now and then with fs.stat",
  watchFile: "look at it now and then with fs.stat",
  watchSync: "look at it now and then with fs.stat",
};

/** The files of the node's machine, as `fs` and, under `promises`, as `fs/promises`. */
export function makeFs(realm: Realm): Record<string, unknown> {
  const session = new Session(realm);
  const onDescriptors = descriptorCalls(session);
  const onPaths = pathCalls(session);
  const onTrees = treeCalls(session, onPaths);
  const onWholeFiles = wholeFileCalls(session, onDescriptors);
  const Dir = ownClass("Dir", class extends SharedDir {});
  const opendir = openDirectory(session, onTrees, Dir);
  const { list: _, ...trees } = onTrees;
  const { makeOne: __, realpathNative, exists, ...paths } = onPaths;
  const calls = { ...onDescriptors, ...paths, ...trees, ...onWholeFiles, opendir } as Record<string, Call>;

  const fs: Record<string, unknown> = {};
  for (const [name, call] of Object.entries(calls)) {
    const shape = name in transfers ? transfer : undefined;
    fs[name] = calledBack(session, `fs.${name}`, call, shape);
    fs[`${name}Sync`] = synchronous(session, call, shape);
  }
  const streams = streamsOver(() => fs);
  const FileHandle = fileHandleClass(session, { ...onDescriptors, ...onWholeFiles }, streams);

  fs.promises = promiseApi(session, { calls, open: onDescriptors.open, realpath: realpathNative, FileHandle });
  refuseTheRest(realm, fs.promises as Record<string, unknown>, nodeFs.promises, "fs.promises");
  const { close } = fs as { close: (...args: unknown[]) => void };
  fs.close = (fd: unknown, callback: unknown = throwIt) => close(fd, callback);
  fs.existsSync = synchronous(session, exists);
  // The one callback that gets no error.
  fs.exists = (path: unknown, callback: unknown) => {
    const tell = session.read.callback(callback);
    calledBack(session, "fs.exists", exists)(path, (_error: unknown, answer: unknown) => tell(answer));
  };
  Object.assign(fs.realpath as object, { native: calledBack(session, "fs.realpath", realpathNative) });
  Object.assign(fs.realpathSync as object, { native: synchronous(session, realpathNative) });
  Object.assign(fs, streams, { FileReadStream: streams.ReadStream, FileWriteStream: streams.WriteStream });
  Object.assign(fs, { Stats: session.stats.Stats, Dirent: session.Dirent, Dir, constants, unwatchFile() {} });
  for (const name of ["F_OK", "R_OK", "W_OK", "X_OK"] as const) fs[name] = constants[name];
  const promisifies = (name: string, call: Call) =>
    Object.defineProperty(fs[name], promisify.custom, { value: promised(session, `fs.${name}`, call) });
  promisifies("exists", exists);
  for (const name of Object.keys(transfers) as (keyof typeof transfers)[]) {
    promisifies(name, function* (...args) {
      return recordOf(session, name, yield* (calls[name] as Call)(...args));
    });
  }
  refuseTheRest(realm, fs, nodeFs, "fs");
  for (const module of [fs, fs.promises as typeof fs]) nameFunctions(module);
  return fs;
}

/** Functions are called as they are asked for; classes have names of their own. */
function nameFunctions(module: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(module))
    if (typeof value === "function" && /^[a-z]/.test(name)) Object.defineProperty(value, "name", { value: name });
}

function throwIt(error: unknown): void {
  if (error !== null) throw error;
}

/** What Node's module has besides: it can be looked at, and a call of it is refused. */
function refuseTheRest(realm: Realm, made: Record<string, unknown>, real: object, module: string): void {
  for (const [name, value] of Object.entries(real)) {
    if (name in made || typeof value !== "function" || name === "default") continue;
    made[name] = () => realm.host.refuse(`${module}.${name}`, advice[name]);
  }
}

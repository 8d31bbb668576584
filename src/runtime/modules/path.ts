import { posix, win32 } from "node:path";

/** Node's `path`, on a node where every process is in the root folder: it would look where the simulator is. */
export function makePath(): typeof posix {
  const resolve = (...parts: string[]) => posix.resolve("/", ...parts);
  const relative = (from: string, to: string) => posix.relative(resolve(from), resolve(to));
  const path = { ...posix, resolve, relative, win32: { ...win32 } };
  path.posix = path;
  return path;
}

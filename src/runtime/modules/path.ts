import { posix, win32 } from "node:path";

/** Node's `path`, on a node where every process is in the root folder: it would look where the simulator is. */
export function makePath(): typeof posix {
  const path = { ...posix, ...fromRoot(posix, "/"), win32: { ...win32, ...fromRoot(win32, "\\") } };
  path.posix = path;
  Object.assign(path.win32, { posix: path, win32: path.win32 });
  return path;
}

/** What asks for the current folder. */
function fromRoot(real: typeof posix, root: string) {
  const resolve = (...parts: string[]) => real.resolve(root, ...parts);
  return { resolve, relative: (from: string, to: string) => real.relative(resolve(from), resolve(to)) };
}

import { check } from "./errno.js";
import type { Directory, Inode } from "./inode.js";

/** Where a path leads: a name in a directory, and what it stands for, if there is anything. */
export interface Place {
  readonly directory: Directory;
  readonly name: string;
  readonly inode: Inode | undefined;
  /** The path ends with a slash: only a directory is meant. */
  readonly meansDirectory: boolean;
}

/** More symbolic links than this one after another are a circle. */
const maxLinks = 40;
const maxName = 255;
const maxPath = 4095;

/** Follows a path from the root; a symbolic link at its end only if told so. */
export function placeOf(root: Directory, path: string, follow: boolean): Place {
  return walk(root, root, path, follow, maxLinks);
}

function walk(root: Directory, from: Directory, path: string, follow: boolean, linksLeft: number): Place {
  check(path !== "", "ENOENT");
  check(path.length <= maxPath, "ENAMETOOLONG");
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  const meansDirectory = /(?:^|\/)\.?$/.test(path);
  let at: Place = { directory: from, name: ".", inode: path.startsWith("/") ? root : from, meansDirectory };
  for (const [index, name] of names.entries()) {
    const directory = at.inode;
    check(directory !== undefined, "ENOENT");
    check(directory.kind === "directory", "ENOTDIR");
    check(name.length <= maxName, "ENAMETOOLONG");
    const inode = name === ".." ? (directory.parent ?? directory) : directory.names.get(name);
    const isLast = index === names.length - 1;
    at = { directory, name, inode, meansDirectory };
    if (inode?.kind !== "symbolic link" || (isLast && !follow && !meansDirectory)) continue;
    check(linksLeft > 0, "ELOOP");
    const target = walk(root, directory, inode.target, true, linksLeft - 1);
    at = { ...target, meansDirectory: meansDirectory || (isLast && target.meansDirectory) };
  }
  if (at.inode !== undefined && meansDirectory) check(at.inode.kind === "directory", "ENOTDIR");
  return at;
}

/** The path of a directory that has not been removed, or of a name in it. */
export function pathOf(directory: Directory, name = ""): string {
  const { parent } = directory;
  if (parent === null) return `/${name}`;
  const [own = ""] = [...parent.names].find(([, inode]) => inode === directory) ?? [];
  return pathOf(parent, name === "" ? own : `${own}/${name}`);
}

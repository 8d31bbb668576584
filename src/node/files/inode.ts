import { Bytes } from "./bytes.js";
import type { FileChange } from "./unsynced.js";

/** What a name stands for. The wall clock's times are in microseconds since 1970. */
export type Inode = File | Directory | SymbolicLink | Device;

interface Common {
  readonly number: number;
  /** The last path that it was given, for those who record. */
  shownAs: string;
  /** Permissions, without the bits that tell its kind. They are kept and never enforced, as for root. */
  mode: number;
  uid: number;
  gid: number;
  /** How many names it has. */
  links: number;
  accessedUs: number;
  modifiedUs: number;
  changedUs: number;
  readonly bornUs: number;
}

export interface File extends Common {
  readonly kind: "file";
  /** What everybody reads. */
  bytes: Bytes;
  /** What the device holds. */
  durable: Bytes;
  /** What makes the one of the other, in order. */
  unsynced: FileChange[];
}

export interface Directory extends Common {
  readonly kind: "directory";
  parent: Directory | null;
  names: Map<string, Inode>;
  readonly durable: Map<string, Inode>;
}

export interface SymbolicLink extends Common {
  readonly kind: "symbolic link";
  readonly target: string;
}

/** `/dev/null`: takes everything, and holds nothing. */
export interface Device extends Common {
  readonly kind: "device";
}

type Own<I extends Inode> = Omit<I, keyof Common>;

/** What is apart from what all inodes have. */
export type Body = Own<File> | Own<Directory> | Own<SymbolicLink> | Own<Device>;

export const emptyFile = (): Own<File> => ({ kind: "file", bytes: new Bytes(), durable: new Bytes(), unsynced: [] });

export const emptyDirectory = (): Own<Directory> => ({
  kind: "directory",
  parent: null,
  names: new Map(),
  durable: new Map(),
});

export function newInode(number: number, mode: number, nowUs: number, body: Body): Inode {
  const times = { accessedUs: nowUs, modifiedUs: nowUs, changedUs: nowUs, bornUs: nowUs };
  return { number, shownAs: "/", mode, uid: 0, gid: 0, links: 0, ...times, ...body } as Inode;
}

export function sizeOf(inode: Inode): number {
  if (inode.kind === "file") return inode.bytes.length;
  if (inode.kind === "symbolic link") return inode.target.length;
  return inode.kind === "directory" ? 4096 : 0;
}

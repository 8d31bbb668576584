import { type Inode, sizeOf } from "../../node/files/inode.js";
import { constants } from "./constants.js";

/** The bits of a mode that tell what kind of thing it is. */
export const kindBits: Readonly<Record<Inode["kind"], number>> = {
  file: constants.S_IFREG,
  directory: constants.S_IFDIR,
  "symbolic link": constants.S_IFLNK,
  device: constants.S_IFCHR,
};

/** What `isFile()` and its like ask of the bits of a mode. */
export const questions = {
  isDirectory: constants.S_IFDIR,
  isFile: constants.S_IFREG,
  isBlockDevice: constants.S_IFBLK,
  isCharacterDevice: constants.S_IFCHR,
  isSymbolicLink: constants.S_IFLNK,
  isFIFO: constants.S_IFIFO,
  isSocket: constants.S_IFSOCK,
} as const;

const blockSize = 4096;

type Globals = Readonly<Record<string, typeof Date>>;

/** `fs.Stats` of one realm, and its twin with big integers. */
export function statClasses(globals: Globals) {
  const { Date: OwnDate } = globals as { Date: typeof Date };

  class Stats {
    declare readonly mode: number | bigint;

    constructor(inode: Inode, convert: (value: number) => number | bigint = (value) => value, big = false) {
      const { accessedUs, modifiedUs, changedUs, bornUs } = inode;
      const size = sizeOf(inode);
      const numbers = {
        dev: 1,
        mode: kindBits[inode.kind] | inode.mode,
        nlink: inode.kind === "directory" ? 2 + directoriesIn(inode) : inode.links,
        uid: inode.uid,
        gid: inode.gid,
        rdev: inode.kind === "device" ? 259 : 0,
        blksize: blockSize,
        ino: inode.number,
        size,
        blocks: inode.kind === "file" ? 8 * Math.ceil(size / blockSize) : 0,
      };
      for (const [name, value] of Object.entries(numbers)) Object.assign(this, { [name]: convert(value) });
      const times = { atime: accessedUs, mtime: modifiedUs, ctime: changedUs, birthtime: bornUs };
      for (const [name, us] of Object.entries(times)) {
        Object.assign(this, { [`${name}Ms`]: big ? BigInt(Math.floor(us / 1000)) : us / 1000 });
      }
      if (big)
        for (const [name, us] of Object.entries(times)) Object.assign(this, { [`${name}Ns`]: BigInt(us) * 1000n });
      for (const [name, us] of Object.entries(times))
        Object.assign(this, { [name]: new OwnDate(Math.floor(us / 1000)) });
    }
  }
  for (const [name, bits] of Object.entries(questions)) {
    Object.defineProperty(Stats.prototype, name, {
      value: hasBits(bits),
      writable: true,
      configurable: true,
    });
  }

  class BigIntStats extends Stats {
    constructor(inode: Inode) {
      super(inode, BigInt, true);
    }
  }

  return { Stats, of: (inode: Inode, big: boolean): Stats => (big ? new BigIntStats(inode) : new Stats(inode)) };
}

function hasBits(bits: number) {
  return function (this: { readonly mode: number | bigint }): boolean {
    return (Number(this.mode) & constants.S_IFMT) === bits;
  };
}

function directoriesIn(inode: Inode & { readonly kind: "directory" }): number {
  let count = 0;
  for (const child of inode.names.values()) if (child.kind === "directory") count++;
  return count;
}

import type { Random } from "../../kernel/random.js";
import type { Disk } from "../disk.js";
import { type Loss, tellCount } from "../loss.js";
import { check, Errno } from "./errno.js";
import { flipBits } from "./flip-bits.js";
import { type Body, type Directory, emptyDirectory, emptyFile, type File, type Inode, newInode } from "./inode.js";
import { type Excuse, lostContents, lostNames } from "./losses.js";
import { type Place, pathOf, placeOf } from "./place.js";
import {
  applyNames,
  crashFile,
  flushFile,
  type NameCall,
  type NameChange,
  type Slot,
  splitNames,
  survivingNames,
} from "./unsynced.js";

/** How a file is opened. */
export interface Opening {
  readonly writes?: boolean;
  readonly creates?: boolean;
  /** It must not exist yet. */
  readonly exclusive?: boolean;
  readonly truncates?: boolean;
  /** It must be a directory. */
  readonly directory?: boolean;
  readonly noFollow?: boolean;
}

/** A sync under way: what it is of, what it covers, and when it ends. */
export interface SyncUnderWay {
  readonly inode: Inode;
  readonly order: number;
  readonly endUs: number;
}

/** The world of a file system: the device that it lies on, with its latencies and errors; its machine's clock and chance. */
export interface Ground {
  readonly disk: Disk;
  readonly capacity: number;
  /** Whether names and sizes become durable in the order of all changes, each with the contents written before it. */
  readonly journalled: boolean;
  readonly random: Random;
  readonly clock: { readonly nowUs: number };
  wallUs(): number;
}

/** So many changes of a file or of names wait in the cache at most; then the older half is written to the device. */
const maxUnsynced = 4096;

/**
 * A machine's files as bytes under names. What was written is seen at once. It is durable once the file was synced, and
 * a name once its directory was: no more than POSIX promises. A crash keeps whatever it likes of the rest, a rename
 * whole or not at all. It outlives processes, and knows nothing of open files but that they hold an inode.
 */
export class FileSystem {
  readonly root: Directory;
  /** Told after each change and each sync, with what was done, and, of a write, which bytes it was. */
  observer: ((what: string, path: string, bytes: string | null) => void) | null = null;
  private readonly ground: Ground;
  private unsyncedNames: NameChange[] = [];
  private order = 0;
  private readonly underWay = new Set<SyncUnderWay>();
  /** Of inodes that a sync was of which the disk has lost: the last change that it covered. */
  private readonly inVain = new Map<Inode, number>();
  /** Of an ordered journal: the last change that it certainly holds. */
  private committed = 0;
  private inodes = 0;
  private usedBytes = 0;
  /** What the machine came with takes no room, nor does it meet what is wrong with the disk. */
  private furnishedBytes = 0;
  private isFurnishing = false;

  constructor(ground: Ground) {
    this.ground = ground;
    this.root = this.make(0o755, emptyDirectory()) as Directory;
    // What every machine has is there whatever is wrong with the disk when somebody first looks.
    const dev = this.make(0o755, emptyDirectory()) as Directory;
    this.change("mkdir", [{ directory: this.root, name: "tmp", inode: this.make(0o777, emptyDirectory()) }]);
    this.change("mkdir", [{ directory: this.root, name: "dev", inode: dev }]);
    this.change("create", [{ directory: dev, name: "null", inode: this.make(0o666, { kind: "device" }) }]);
    this.flushNames(this.order);
  }

  /** Puts a file in its place, durable, with the directories on the way to it: as if it had always been there. */
  furnish(path: string, bytes: Uint8Array): void {
    this.isFurnishing = true;
    this.furnishedBytes += bytes.length;
    const names = path.split("/").slice(1, -1);
    for (const depth of names.keys()) {
      const folder = `/${names.slice(0, depth + 1).join("/")}`;
      if (this.find(folder).inode === undefined) this.makeDirectory(folder, 0o755);
    }
    const file = this.open(path, { writes: true, creates: true, truncates: true }, 0o644) as File;
    this.write(file, 0, bytes);
    flushFile(file, this.order);
    this.flushNames(this.order);
    this.isFurnishing = false;
  }

  find(path: string, follow = true): Place {
    return placeOf(this.root, path, follow);
  }

  /** What a path stands for. */
  look(path: string, follow = true): Inode {
    const { inode } = this.find(path, follow);
    check(inode !== undefined, "ENOENT");
    return inode;
  }

  realPath(path: string): string {
    const { inode, directory, name } = this.find(path);
    check(inode !== undefined, "ENOENT");
    return inode.kind === "directory" ? pathOf(inode) : pathOf(directory, name);
  }

  open(path: string, opening: Opening, mode: number): Inode {
    const place = this.find(path, !(opening.noFollow || (opening.creates && opening.exclusive)));
    const { inode } = place;
    if (inode === undefined) {
      check(opening.creates === true, "ENOENT");
      check(!place.meansDirectory, "EISDIR");
      const file = this.make(mode, emptyFile());
      this.enter(place, file);
      return file;
    }
    check(!(opening.creates && opening.exclusive), "EEXIST");
    check(inode.kind !== "symbolic link", "ELOOP");
    check(inode.kind === "directory" || !opening.directory, "ENOTDIR");
    check(inode.kind !== "directory" || !(opening.writes || opening.creates), "EISDIR");
    if (opening.truncates && inode.kind === "file") this.resize(inode, 0);
    return inode;
  }

  read(inode: Inode, at: number, length: number): Uint8Array {
    check(inode.kind !== "directory", "EISDIR");
    for (const error of this.ground.disk.errorsOf("failReads")) {
      if (!error.random.chance(error.amount)) continue;
      error.onEffect();
      throw new Errno("EIO");
    }
    if (inode.kind !== "file") return new Uint8Array(0);
    for (const error of this.ground.disk.errorsOf("flipBits")) flipBits(inode, at, length, error);
    inode.accessedUs = this.ground.wallUs();
    return inode.bytes.read(at, length);
  }

  /** Writes as much as fits, and says how much that was. */
  write(inode: Inode, at: number, bytes: Uint8Array): number {
    if (inode.kind !== "file" || bytes.length === 0) return bytes.length;
    const room = this.roomFor(at + bytes.length - inode.bytes.length) + inode.bytes.length - at;
    check(room > 0, "ENOSPC");
    const written = bytes.slice(0, room);
    this.grow(inode, at + written.length);
    inode.bytes.write(at, written);
    this.note(inode, { kind: "write", order: ++this.order, atUs: this.ground.clock.nowUs, at, bytes: written });
    this.observer?.("write", inode.shownAs, `${written.length} at ${at}`);
    return written.length;
  }

  resize(file: File, length: number): void {
    const from = file.bytes.length;
    if (length !== from) {
      this.grow(file, length);
      file.bytes.resize(length);
      this.note(file, { kind: "resize", order: ++this.order, atUs: this.ground.clock.nowUs, from, to: length });
    }
    this.tell("truncate", file);
  }

  makeDirectory(path: string, mode: number): void {
    const place = this.find(path, false);
    check(place.inode === undefined, "EEXIST");
    this.enter(place, this.make(mode, emptyDirectory()));
  }

  makeSymbolicLink(path: string, target: string): void {
    const place = this.find(path, false);
    check(place.inode === undefined, "EEXIST");
    check(target !== "" && !place.meansDirectory, "ENOENT");
    this.enter(place, this.make(0o777, { kind: "symbolic link", target }));
  }

  link(existing: string, path: string): void {
    const inode = this.look(existing, false);
    const place = this.find(path, false);
    check(place.inode === undefined, "EEXIST");
    check(inode.kind !== "directory", "EPERM");
    this.enter(place, inode);
  }

  unlink(path: string): void {
    const { directory, name, inode } = this.find(path, false);
    check(inode !== undefined, "ENOENT");
    check(inode.kind !== "directory", "EISDIR");
    this.change("unlink", [{ directory, name, inode: null }]);
  }

  removeDirectory(path: string): void {
    const { directory, name, inode } = this.find(path, false);
    check(inode !== undefined, "ENOENT");
    check(inode.kind === "directory", "ENOTDIR");
    check(name !== ".", "EINVAL");
    check(inode.names.size === 0, "ENOTEMPTY");
    this.change("rmdir", [{ directory, name, inode: null }]);
  }

  rename(from: string, to: string): void {
    const source = this.find(from, false);
    const target = this.find(to, false);
    const { inode } = source;
    check(inode !== undefined, "ENOENT");
    const replaced = target.inode;
    const ancestors = [target.directory];
    for (let at = target.directory.parent; at !== null; at = at.parent) ancestors.push(at);
    if (inode === replaced) return;
    check(inode.kind !== "directory" || !ancestors.includes(inode), "EINVAL");
    if (replaced !== undefined) {
      check(inode.kind === "directory" || replaced.kind !== "directory", "EISDIR");
      check(inode.kind !== "directory" || replaced.kind === "directory", "ENOTDIR");
      check(replaced.kind !== "directory" || replaced.names.size === 0, "ENOTEMPTY");
    }
    check(inode.kind === "directory" || !target.meansDirectory, "ENOTDIR");
    this.change(
      "rename",
      [
        { directory: source.directory, name: source.name, inode: null },
        { directory: target.directory, name: target.name, inode },
      ],
      ancestors,
    );
  }

  /** A sync of a file covers its contents; one of a directory its names. It takes as long as the device does. */
  beginSync(inode: Inode, nowUs: number): SyncUnderWay {
    const sync = { inode, order: this.order, endUs: this.ground.disk.syncEndUs(nowUs) };
    this.underWay.add(sync);
    return sync;
  }

  /** Ends a sync: what it covers is durable now, unless the disk is losing syncs. It does not say so. */
  endSync(sync: SyncUnderWay): void {
    const { inode, order } = sync;
    this.underWay.delete(sync);
    const lying = this.ground.disk.errorsOf("loseSyncs");
    for (const error of lying) error.onEffect();
    if (lying.length > 0) this.inVain.set(inode, order);
    if (lying.length === 0 && inode.kind === "file") flushFile(inode, order);
    if (lying.length === 0 && inode.kind === "directory") {
      const { synced, rest } = splitNames(this.unsyncedNames, inode, order);
      for (const change of synced) applyNames(change);
      this.unsyncedNames = rest;
    }
    if (lying.length === 0 && this.ground.journalled) {
      this.flushNames(order);
      this.committed = Math.max(this.committed, order);
    }
    this.tell("sync", inode);
  }

  /** The power fails: what is not durable is lost, or kept in part. What nobody can find any more is freed. */
  crash(torn: boolean): readonly Loss[] {
    const { journalled, random, disk } = this.ground;
    const committed = journalled ? random.int(this.committed, this.order) : 0;
    this.flushNames(committed);
    const surviving = new Set(journalled ? [] : survivingNames(this.unsyncedNames, random));
    for (const change of surviving) applyNames(change);
    const gone = this.unsyncedNames.filter((change) => !surviving.has(change));
    const losses = [...lostNames(gone, this.excuse)];
    this.committed = this.order;
    this.unsyncedNames = [];
    const tearing = disk.errorsOf("tearWrites");
    this.usedBytes = 0;
    const seen = new Set<Inode>();
    const restore = (inode: Inode, parent: Directory | null, path: string) => {
      inode.links = seen.has(inode) ? inode.links + 1 : 1;
      if (seen.has(inode)) return;
      seen.add(inode);
      inode.shownAs = path;
      if (inode.kind === "file") {
        flushFile(inode, committed);
        const { unsynced, bytes } = inode;
        const wasTorn = crashFile(inode, journalled, torn || tearing.length > 0, random);
        if (wasTorn) for (const error of tearing) error.onEffect();
        losses.push(...lostContents(inode, bytes, unsynced, this.excuse));
        inode.bytes = inode.durable.copy();
        this.usedBytes += inode.bytes.length;
      } else if (inode.kind === "directory") {
        inode.parent = parent;
        inode.names = new Map(inode.durable);
        for (const [name, child] of inode.names) restore(child, inode, `${path === "/" ? "" : path}/${name}`);
      }
    };
    restore(this.root, null, "/");
    this.underWay.clear();
    this.inVain.clear();
    return losses;
  }

  private readonly excuse: Excuse = (inode, order) => {
    const covers = (sync: SyncUnderWay) => sync.inode === inode && sync.order >= order;
    if ((this.inVain.get(inode) ?? 0) >= order) return "synced in vain: its disk loses syncs";
    return [...this.underWay].some(covers) ? "being synced" : "not synced since";
  };

  /** All files that have a name, and directories whose names are not durable yet, in words: for people. */
  listing(): Record<string, string> {
    const listing: Record<string, string> = {};
    const visit = (directory: Directory, path: string) => {
      const open = this.unsyncedNames.filter(({ slots }) => slots.some((slot) => slot.directory === directory)).length;
      if (open > 0) listing[path === "" ? "/" : path] = `${open} of its names not synced`;
      for (const [name, inode] of directory.names) {
        if (inode.kind === "directory") visit(inode, `${path}/${name}`);
        else if (inode.kind === "file") listing[`${path}/${name}`] = tellFile(inode);
      }
    };
    visit(this.root, "");
    return listing;
  }

  private make(mode: number, body: Body): Inode {
    return newInode(++this.inodes, mode, this.ground.wallUs(), body);
  }

  private enter({ directory, name }: Place, inode: Inode): void {
    check(this.roomFor(1) > 0, "ENOSPC");
    this.change(inode.kind === "directory" ? "mkdir" : "create", [{ directory, name, inode }]);
  }

  private change(what: NameCall, slots: readonly Slot[], needs: readonly Directory[] = []): void {
    const nowUs = this.ground.wallUs();
    for (const { directory, name, inode } of slots) {
      const replaced = directory.names.get(name);
      if (replaced !== undefined) this.leave(replaced, inode === null && needs.length > 0);
      if (inode === null) directory.names.delete(name);
      else {
        directory.names.set(name, inode);
        inode.links++;
        inode.changedUs = nowUs;
        if (inode.kind === "directory") inode.parent = directory;
      }
      directory.modifiedUs = nowUs;
      directory.changedUs = nowUs;
    }
    this.unsyncedNames.push({ what, order: ++this.order, atUs: this.ground.clock.nowUs, slots, needs });
    if (this.unsyncedNames.length > maxUnsynced) {
      this.flushNames((this.unsyncedNames[maxUnsynced / 2] as NameChange).order);
    }
    const { directory, name, inode } = slots[slots.length - 1] as Slot;
    const path = pathOf(directory, name);
    if (inode !== null) inode.shownAs = path;
    this.observer?.(what, path, null);
  }

  /** An inode loses a name, which it may get back in the same change. */
  private leave(inode: Inode, moves: boolean): void {
    inode.links--;
    inode.changedUs = this.ground.wallUs();
    if (inode.kind === "directory" && !moves) inode.parent = null;
    if (inode.kind === "file" && inode.links === 0 && !moves) this.usedBytes -= inode.bytes.length;
  }

  private flushNames(order: number): void {
    for (const change of this.unsyncedNames) if (change.order <= order) applyNames(change);
    this.unsyncedNames = this.unsyncedNames.filter((change) => change.order > order);
  }

  private note(file: File, change: File["unsynced"][number]): void {
    file.unsynced.push(change);
    if (file.unsynced.length > maxUnsynced) flushFile(file, (file.unsynced[maxUnsynced / 2] as typeof change).order);
    file.modifiedUs = this.ground.wallUs();
    file.changedUs = file.modifiedUs;
  }

  /** How many more bytes may be taken, of those that are asked for. */
  private roomFor(bytes: number): number {
    if (bytes <= 0 || this.isFurnishing) return bytes;
    const full = this.ground.disk.errorsOf("fillDisk");
    for (const error of full) error.onEffect();
    return full.length > 0 ? 0 : Math.min(bytes, this.ground.capacity + this.furnishedBytes - this.usedBytes);
  }

  private grow(file: File, length: number): void {
    const added = length - file.bytes.length;
    if (added > 0) check(this.roomFor(added) === added, "ENOSPC");
    if (file.links > 0 && (added > 0 || length < file.bytes.length)) this.usedBytes += added;
  }

  private tell(what: string, inode: Inode): void {
    this.observer?.(what, inode.shownAs, null);
  }
}

function tellFile({ bytes, unsynced }: File): string {
  const written = unsynced.reduce((sum, change) => sum + (change.kind === "write" ? change.bytes.length : 0), 0);
  const cuts = unsynced.filter((change) => change.kind === "resize").length;
  const open = [
    ...(written > 0 ? [`${tellCount(written, "byte")} written`] : []),
    ...(cuts > 0 ? [tellCount(cuts, "truncation")] : []),
  ];
  return `${tellCount(bytes.length, "byte")}${open.length === 0 ? "" : `; not synced: ${open.join(", ")}`}`;
}

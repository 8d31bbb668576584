import type { Random } from "../../kernel/random.js";
import type { Directory, File, Inode } from "./inode.js";

/** Something that was done, and when. `order` counts all changes of a file system. */
interface Done {
  readonly order: number;
  readonly atUs: number;
}

/** What was done to the contents of a file. */
export type FileChange = Done &
  (
    | { readonly kind: "write"; readonly at: number; readonly bytes: Uint8Array }
    | { readonly kind: "resize"; readonly from: number; readonly to: number }
  );

/** What was done to names, all of it or nothing: a rename takes one away and puts another in place. */
export interface NameChange extends Done {
  /** The call that did it. */
  readonly what: NameCall;
  readonly slots: readonly Slot[];
  /** Directories that must be found for the change to make sense: else a rename could lose both names. */
  readonly needs: readonly Directory[];
}

export type NameCall = "create" | "mkdir" | "rename" | "unlink" | "rmdir";

export interface Slot {
  readonly directory: Directory;
  readonly name: string;
  /** What the name stands for from now on; null if nothing. */
  readonly inode: Inode | null;
}

export const pageSize = 4096;

/** Makes what was done to a file up to this change durable. */
export function flushFile(file: File, order: number): void {
  const rest = file.unsynced.findIndex((change) => change.order > order);
  const count = rest < 0 ? file.unsynced.length : rest;
  for (const change of file.unsynced.slice(0, count)) apply(file, change);
  file.unsynced = file.unsynced.slice(count);
}

/** Splits changes of names: those that a sync of this directory makes durable, with all that they rest on; and the rest. */
export function splitNames(
  changes: readonly NameChange[],
  directory: Directory,
  order: number,
): { readonly synced: NameChange[]; readonly rest: NameChange[] } {
  const slots = new Set<string>();
  const needed = new Set<Inode>();
  const synced: NameChange[] = [];
  const rest: NameChange[] = [];
  for (const change of [...changes].reverse()) {
    const isNeeded = change.slots.some(
      (slot) => slot.directory === directory || slots.has(slotKey(slot)) || (slot.inode && needed.has(slot.inode)),
    );
    if (change.order > order || !isNeeded) {
      rest.unshift(change);
      continue;
    }
    synced.unshift(change);
    for (const slot of change.slots) slots.add(slotKey(slot));
    for (const need of change.needs) needed.add(need);
  }
  return { synced, rest };
}

export function applyNames(change: NameChange): void {
  for (const { directory, name, inode } of change.slots) {
    if (inode === null) directory.durable.delete(name);
    else directory.durable.set(name, inode);
  }
}

/** What of these changes a crash keeps: any of them, as long as what each rests on is kept as well. */
export function survivingNames(changes: readonly NameChange[], random: Random): NameChange[] {
  if (changes.length === 0) return [];
  const likelihood = random.pick([0, 0.5, 1]);
  const lostSlots = new Set<string>();
  const lostInodes = new Set<Inode>();
  return changes.filter((change) => {
    const isPossible =
      !change.slots.some((slot) => lostSlots.has(slotKey(slot))) && !change.needs.some((need) => lostInodes.has(need));
    if (isPossible && random.chance(likelihood)) return true;
    for (const slot of change.slots) {
      lostSlots.add(slotKey(slot));
      if (slot.inode !== null) lostInodes.add(slot.inode);
    }
    return false;
  });
}

/**
 * Leaves on the device what a crash may leave of a file: each page as it was after any of its changes, and a size of any
 * time, both independent of one another, except that a truncation is kept whole or not at all: nothing comes back that was
 * cut off, and nothing that was written after it comes without it. A size that is kept in a journal does not change any
 * more. `tears` keeps a page's next change in part, and it is answered whether it did.
 */
export function crashFile(file: File, sizeIsKept: boolean, tears: boolean, random: Random): boolean {
  const { unsynced } = file;
  if (unsynced.length === 0) return false;
  const extent = random.pick(["nothing", "some", "all"] as const);
  const upTo = (low: number, high: number) =>
    extent === "nothing" ? low : extent === "all" ? high : random.int(low, high);
  const sized = sizeIsKept ? 0 : upTo(0, unsynced.length);
  const size = unsynced.slice(0, sized).reduce(sizeAfter, file.durable.length);
  let torn = false;
  for (const [page, touching] of pagesOf(unsynced)) {
    const isCut = (index: number) => unsynced[index]?.kind === "resize";
    const least = touching.findLastIndex((index) => index < sized && isCut(index)) + 1;
    const cut = touching.findIndex((index) => index >= sized && isCut(index));
    const kept = upTo(least, cut < 0 ? touching.length : cut);
    for (const index of touching.slice(0, kept)) applyWithin(file, unsynced[index] as FileChange, page, pageSize);
    const next = unsynced[touching[kept] ?? -1];
    if (!tears || next?.kind !== "write") continue;
    const from = Math.max(next.at, page * pageSize);
    const length = Math.min(next.at + next.bytes.length, (page + 1) * pageSize) - from;
    applyWithin(file, next, page, from - page * pageSize + random.int(0, length - 1));
    torn = true;
  }
  file.durable.resize(size);
  file.unsynced = [];
  return torn;
}

function apply(file: File, change: FileChange): void {
  if (change.kind === "write") file.durable.write(change.at, change.bytes);
  else file.durable.resize(change.to);
}

/** The pages that were touched, in order, each with the positions of what touched it. */
function pagesOf(changes: readonly FileChange[]): [page: number, touching: number[]][] {
  const pages = new Map<number, number[]>();
  changes.forEach((change, index) => {
    const [from, to] =
      change.kind === "write" ? [change.at, change.at + change.bytes.length] : [change.to, change.from];
    for (let page = Math.floor(from / pageSize); page * pageSize < to; page++) {
      const touching = pages.get(page);
      if (touching === undefined) pages.set(page, [index]);
      else touching.push(index);
    }
  });
  return [...pages].sort(([a], [b]) => a - b);
}

/** Does to the first `length` bytes of one page what was done to the file. */
function applyWithin(file: File, change: FileChange, page: number, length: number): void {
  const [from, to] = [page * pageSize, page * pageSize + length];
  if (change.kind === "resize") {
    file.durable.clear(Math.max(from, change.to), to);
    return;
  }
  const start = Math.max(from, change.at);
  const end = Math.min(to, change.at + change.bytes.length);
  if (start < end) file.durable.write(start, change.bytes.subarray(start - change.at, end - change.at));
}

function sizeAfter(size: number, change: FileChange): number {
  return change.kind === "resize" ? change.to : Math.max(size, change.at + change.bytes.length);
}

function slotKey({ directory, name }: Slot): string {
  return `${directory.number}/${name}`;
}

import { type Loss, tellCount, tellInstants } from "../loss.js";
import type { Bytes } from "./bytes.js";
import type { Directory, File, Inode } from "./inode.js";
import { pathOf } from "./place.js";
import type { FileChange, NameCall, NameChange, Slot } from "./unsynced.js";

/** Why what was done to an inode, the change of this number included, was not durable. */
export type Excuse = (inode: Inode, order: number) => string;

/** What a crash has taken of the contents of a file: it held these bytes, and these changes of them were not synced. */
export function lostContents(file: File, held: Bytes, changes: readonly FileChange[], excuse: Excuse): readonly Loss[] {
  const { durable } = file;
  const lost = new Set<number>();
  const writes: FileChange[] = [];
  const cuts: FileChange[] = [];
  for (const change of changes) {
    if (change.kind === "resize" && change.to < change.from) {
      if (durable.length > held.length) cuts.push(change);
      continue;
    }
    const [at, length] =
      change.kind === "write" ? [change.at, change.bytes.length] : [change.from, change.to - change.from];
    const [now, was] = [durable.read(at, length), held.read(at, length)];
    const before = lost.size;
    was.forEach((byte, place) => {
      if (place >= now.length || now[place] !== byte) lost.add(at + place);
    });
    if (lost.size > before) writes.push(change);
  }
  const told = (what: string, of: readonly FileChange[]): Loss[] =>
    of.length === 0
      ? []
      : [
          {
            file: file.shownAs,
            what: `${what} ${tellInstants(of.map(({ atUs }) => atUs))}`,
            because: excuse(file, (of[0] as FileChange).order),
          },
        ];
  return [
    ...told(`${tellCount(lost.size, "byte")} written`, writes),
    ...told(`a truncation that took ${tellCount(durable.length - held.length, "byte")}`, cuts),
  ];
}

/** What a crash has taken of names: these changes have not survived, though some of them made no difference any more. */
export function lostNames(changes: readonly NameChange[], excuse: Excuse): readonly Loss[] {
  return changes.flatMap(({ what, slots, atUs, order }) => {
    const { directory, name, inode } = slots[slots.length - 1] as Slot;
    const isGone = directory.names.get(name) !== directory.durable.get(name) && isDurable(directory);
    if (!isGone) return [];
    return [
      {
        file: pathOf(directory, name),
        what: `its ${deeds[what]} ${tellInstants([atUs])}${tellContents(inode)}`,
        because: `folder ${pathOf(directory)} ${excuse(directory, order)}`,
      },
    ];
  });
}

const deeds: Readonly<Record<NameCall, string>> = {
  create: "creation",
  mkdir: "creation",
  rename: "rename",
  unlink: "removal",
  rmdir: "removal",
};

function tellContents(inode: Inode | null): string {
  if (inode?.kind === "directory") return " with all that is in it";
  return inode?.kind === "file" && inode.bytes.length > 0 ? ` with its ${tellCount(inode.bytes.length, "byte")}` : "";
}

/** Whether a directory is still found after the crash. */
function isDurable(directory: Directory): boolean {
  const { parent } = directory;
  if (parent === null) return true;
  return [...parent.durable.values()].includes(directory) && isDurable(parent);
}

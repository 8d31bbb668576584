import { type Loss, tellCount, tellInstants } from "../loss.js";
import type { Bytes } from "./bytes.js";
import type { Directory, File, Inode } from "./inode.js";
import { pathOf } from "./place.js";
import type { FileChange, NameCall, NameChange, Slot } from "./unsynced.js";

/** Why what was done to an inode, the change of this number included, was not durable. */
export type Excuse = (inode: Inode, order: number) => string;

/** Changes in a row that a crash has taken, for the same reason. */
interface Taken {
  readonly firstUs: number;
  lastUs: number;
  bytes: number;
}

/** What a crash has taken of the contents of a file: it held these bytes, and these changes of them were not synced. */
export function lostContents(file: File, held: Bytes, changes: readonly FileChange[], excuse: Excuse): readonly Loss[] {
  const { durable, shownAs } = file;
  const isLost = new Uint8Array(changes.length === 0 ? 0 : held.length);
  const takens = new Map<string, Taken>();
  const take = (what: string, { order, atUs }: FileChange, bytes: number) => {
    const key = `${what}, ${excuse(file, order)}`;
    const taken = takens.get(key) ?? { firstUs: atUs, lastUs: atUs, bytes: 0 };
    takens.set(key, taken);
    taken.lastUs = atUs;
    taken.bytes += bytes;
  };
  for (const change of changes) {
    if (change.kind === "resize" && change.to < change.from) {
      if (durable.length > held.length) take("cut off", change, change.from - change.to);
      continue;
    }
    const [at, length] =
      change.kind === "write" ? [change.at, change.bytes.length] : [change.from, change.to - change.from];
    const [now, was] = [durable.read(at, length), held.read(at, length)];
    let bytes = 0;
    was.forEach((byte, place) => {
      const isGone = place >= now.length || now[place] !== byte;
      if (!isGone || isLost[at + place] === 1) return;
      isLost[at + place] = 1;
      bytes++;
    });
    if (bytes > 0) take("written", change, bytes);
  }
  return [...takens].map(([key, { firstUs, lastUs, bytes }]) => {
    const [how, because] = key.split(", ") as [string, string];
    const count = tellCount(bytes, "byte");
    const what = how === "written" ? `${count} written` : `a truncation that took ${count}`;
    return { file: shownAs, what: `${what} ${tellInstants(firstUs, lastUs)}`, because };
  });
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
        what: `its ${deeds[what]} ${tellInstants(atUs, atUs)}${tellContents(inode)}`,
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

import type { DiskError } from "../disk.js";
import type { File } from "./inode.js";
import { pageSize } from "./unsynced.js";

/** Flips a bit now and then in pages that are read: on the device, too, unless the byte is still to be written there. */
export function flipBits(file: File, at: number, length: number, { random, amount, onEffect }: DiskError): void {
  const end = Math.min(at + length, file.bytes.length);
  for (let from = at; from < end; from = nextPage(from)) {
    if (!random.chance(amount)) continue;
    const position = random.int(from, Math.min(end, nextPage(from)) - 1);
    const mask = 1 << random.int(0, 7);
    const isClean = file.durable.read(position, 1)[0] === file.bytes.read(position, 1)[0];
    file.bytes.flip(position, mask);
    if (isClean) file.durable.flip(position, mask);
    onEffect();
  }
}

function nextPage(at: number): number {
  return (Math.floor(at / pageSize) + 1) * pageSize;
}

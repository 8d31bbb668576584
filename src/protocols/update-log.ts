import type { Dot } from "../crdt/mergeable.js";
import { Digest } from "../kernel/digest.js";
import type { Signed } from "../node/signature.js";

/** What a replica vouches for: its `counter`-th update. */
export interface Update {
  readonly counter: number;
  readonly change: unknown;
  /** The signatures of the updates that `change` names, in the same order. */
  readonly named: readonly string[];
}

export type SignedUpdate = Signed<Update>;

/** What a node holds of one replica under one counter. */
interface Slot {
  /** One; or two, which prove that the replica equivocates. More than two would prove no more. */
  readonly signatures: readonly string[];
  /** A hash of this slot and all before it. */
  readonly hash: string;
}

/** How much of one replica somebody holds: so many slots, and the hash of the last. */
interface Extent {
  readonly slots: number;
  readonly hash: string;
}

/** What somebody holds, by replica. */
export type LogDigest = Readonly<Record<string, Extent>>;

/** The signed updates that a node holds. Of each replica it holds them from the first one on, without a gap. */
export interface UpdateLog {
  /** In order of arrival: each after those that it names. */
  readonly updates: SignedUpdate[];
  readonly slots: Record<string, Slot[]>;
}

export function addUpdate(log: UpdateLog, update: SignedUpdate): void {
  const { by, value, signature } = update;
  log.updates.push(update);
  if (!Object.hasOwn(log.slots, by)) log.slots[by] = [];
  const slots = log.slots[by];
  const at = value.counter - 1;
  const signatures = [...(slots[at]?.signatures ?? []), signature];
  slots[at] = { signatures, hash: hashOf(slots[at - 1], signatures) };
  for (let later = at + 1; later < slots.length; later++) {
    const slot = slots[later];
    slots[later] = { ...slot, hash: hashOf(slots[later - 1], slot.signatures) };
  }
}

/** Which two signatures prove an equivocation makes no difference. */
function hashOf(before: Slot | undefined, signatures: readonly string[]): string {
  const digest = new Digest();
  digest.text(before?.hash ?? "");
  digest.text(signatures.length > 1 ? "equivocated" : signatures[0]);
  return digest.toString();
}

/** How many of a replica's counters are taken. */
export function slotCount(log: UpdateLog, by: string): number {
  return slotsOf(log, by).length;
}

/** The signatures of what is held under a dot. */
export function signaturesOf(log: UpdateLog, { by, counter }: Dot): readonly string[] {
  return slotsOf(log, by)[counter - 1]?.signatures ?? [];
}

/** Whether a replica is known to have made more than one update under this dot. They all count for nothing. */
export function isEquivocated(log: UpdateLog, dot: Dot): boolean {
  return signaturesOf(log, dot).length > 1;
}

/** Whether the log has an update of this signature under the dot, or needs none, since all of them count for nothing. */
export function isKnown(log: UpdateLog, dot: Dot, signature: string): boolean {
  return signaturesOf(log, dot).includes(signature) || isEquivocated(log, dot);
}

/** The updates that count. */
export function validUpdates(log: UpdateLog): readonly SignedUpdate[] {
  return log.updates.filter((update) => !isEquivocated(log, dotOf(update)));
}

export function dotOf({ by, value }: SignedUpdate): Dot {
  return { by, counter: value.counter };
}

export function digestOf(log: UpdateLog): LogDigest {
  const extents = Object.entries(log.slots).map(([by, slots]) => [
    by,
    { slots: slots.length, hash: slots.at(-1)?.hash },
  ]);
  return Object.fromEntries(extents);
}

/** The updates that somebody lacks who sent this digest, as far as it tells. What it looks like is not trusted. */
export function lackedBy(theirs: LogDigest, log: UpdateLog): readonly SignedUpdate[] {
  const common = new Map<string, number>();
  let lacking = false;
  for (const by of Object.keys(log.slots)) {
    common.set(by, commonSlots(log.slots[by], extentOf(theirs, by)));
    lacking ||= common.get(by) !== log.slots[by].length;
  }
  return lacking ? log.updates.filter(({ by, value }) => value.counter > (common.get(by) as number)) : [];
}

/** Whether somebody who sent this digest holds updates that the log lacks. */
export function lacksSomeOf(theirs: LogDigest, log: UpdateLog): boolean {
  return Object.keys(theirs).some((by) => {
    const extent = extentOf(theirs, by);
    return extent.slots > 0 && slotsOf(log, by)[extent.slots - 1]?.hash !== extent.hash;
  });
}

/** Whether something that came over a wire has the form of a signed update; not whether its signature is right. */
export function isSignedUpdate(value: unknown): value is SignedUpdate {
  const { by, signature, value: update } = (value ?? {}) as SignedUpdate;
  if (typeof by !== "string" || typeof signature !== "string") return false;
  const { counter, named } = (update ?? {}) as Update;
  return Number.isSafeInteger(counter) && counter > 0 && Array.isArray(named);
}

/**
 * How many slots of a replica both hold alike, counted from the first. A peer that is ahead sees by our digest whether
 * it went another way; then it sends us all.
 */
function commonSlots(mine: readonly Slot[], { slots, hash }: Extent): number {
  if (slots > mine.length) return mine.length;
  return slots > 0 && mine[slots - 1].hash === hash ? slots : 0;
}

function slotsOf(log: UpdateLog, by: string): readonly Slot[] {
  return Object.hasOwn(log.slots, by) ? log.slots[by] : [];
}

const nothing: Extent = { slots: 0, hash: "" };

function extentOf(digest: LogDigest, by: string): Extent {
  const extent = Object.hasOwn(digest, by) ? digest[by] : nothing;
  return Number.isSafeInteger(extent?.slots) && extent.slots > 0 ? extent : nothing;
}

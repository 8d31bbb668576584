import { type LatencySampler, latencySampler, sampleUs } from "../kernel/latency.js";
import { canonical, freeze, sizeBytes } from "../kernel/plain.js";
import type { Random } from "../kernel/random.js";
import { type Loss, tellCount, tellInstants } from "./loss.js";
import type { DiskSpec } from "./machine-spec.js";

/** What became of a write: it lies in the cache, or there was no room and nothing was written. */
export type WriteOutcome = "written" | "full";

/** What a file holds: its records, up to the first damaged one. */
export type Reading =
  | { readonly kind: "read"; readonly records: readonly unknown[]; readonly damage: Damage | null }
  /** The device reported an error; trying again may succeed. */
  | { readonly kind: "unreadable" };

/** A record whose checksum is wrong, and how many records follow it. */
export interface Damage {
  /** Position of the damaged record in the file. */
  readonly at: number;
  /** Written only in part when a crash came, or changed at rest by a flipped bit. */
  readonly cause: "torn" | "flipped";
  /** What the bytes say now. */
  readonly text: string;
  readonly following: number;
}

/** Something wrong with a disk for a while. */
export interface DiskError {
  readonly kind: "loseSyncs" | "tearWrites" | "fillDisk" | "slowDisk" | "failReads" | "flipBits";
  /** Factor of `slowDisk`; probability, per read or per record, of `failReads` and `flipBits`. */
  readonly amount: number;
  readonly random: Random;
  readonly onEffect: () => void;
}

type Change = { readonly file: string; readonly atUs: number } & (
  | { readonly kind: "append"; readonly record: unknown }
  | { readonly kind: "replace"; readonly records: readonly unknown[] }
  | { readonly kind: "truncate"; readonly length: number }
);

class DamagedRecord {
  readonly cause: Damage["cause"];
  readonly text: string;
  constructor(cause: Damage["cause"], text: string) {
    this.cause = cause;
    this.text = text;
  }
}

type Files = Map<string, unknown[]>;

/**
 * A node's disk: files of records, each record with a checksum. Writes go to a cache, in order; a sync makes all writes
 * before it durable; a crash loses the others, or, when writes tear, keeps some of them and half of the next.
 */
export class Disk {
  private readonly sync: LatencySampler;
  private readonly read: LatencySampler;
  private readonly capacity: number;
  private readonly random: Random;

  private cached: Files = new Map();
  private readonly durable: Files = new Map();
  private pending: Change[] = [];
  private usedBytes = 0;
  private lastSyncEndUs = 0;
  private errors: readonly DiskError[] = [];
  /** Syncs that the disk has lost covered the changes up to this count. */
  private inVain = 0;
  private readonly clock: { readonly nowUs: number };

  constructor(spec: DiskSpec, random: Random, clock = { nowUs: 0 }) {
    this.clock = clock;
    this.sync = latencySampler(spec.sync ?? "1ms");
    this.read = latencySampler(spec.read ?? "0us");
    this.capacity = spec.capacity ?? Number.POSITIVE_INFINITY;
    this.random = random;
  }

  /** Adds a record to the end of a file, which begins to exist if it did not. */
  append(file: string, record: unknown): WriteOutcome {
    return this.write({ kind: "append", file, atUs: this.clock.nowUs, record: freeze(record) });
  }

  /** Puts these records in place of all that the file held, as one change: a crash leaves the old or the new ones. */
  replace(file: string, records: readonly unknown[]): WriteOutcome {
    return this.write({ kind: "replace", file, atUs: this.clock.nowUs, records: freeze([...records]) });
  }

  /** Removes the records from position `length` on. */
  truncate(file: string, length: number): WriteOutcome {
    return this.write({ kind: "truncate", file, atUs: this.clock.nowUs, length });
  }

  /** The instant at which a sync begun now ends. It covers the changes made so far: see `finishSync`. */
  syncEndUs(nowUs: number): number {
    this.lastSyncEndUs = Math.max(nowUs, this.lastSyncEndUs) + this.take(this.sync);
    return this.lastSyncEndUs;
  }

  /** How many changes a sync begun now has to make durable, counted from the disk's first. */
  get changes(): number {
    return this.settled + this.pending.length;
  }
  private settled = 0;

  /** Ends a sync: the changes up to this count are durable now, unless the disk is losing syncs. It does not say so. */
  finishSync(changes: number): void {
    const lying = this.errorsOf("loseSyncs");
    if (lying.length > 0) {
      for (const error of lying) error.onEffect();
      this.inVain = Math.max(this.inVain, changes);
      return;
    }
    const count = Math.max(0, changes - this.settled);
    for (const change of this.pending.slice(0, count)) apply(this.durable, change);
    this.pending = this.pending.slice(count);
    this.settled += count;
  }

  /** What a file holds, as the node sees it: with its own writes that are not durable yet. */
  readFile(file: string): Reading {
    for (const error of this.errorsOf("failReads")) {
      if (!error.random.chance(error.amount)) continue;
      error.onEffect();
      return { kind: "unreadable" };
    }
    const records = this.cached.get(file) ?? [];
    for (const error of this.errorsOf("flipBits")) this.flip(file, records, error);
    const at = records.findIndex((record) => record instanceof DamagedRecord);
    if (at < 0) return { kind: "read", records: [...records], damage: null };
    const { cause, text } = records[at] as DamagedRecord;
    const damage = { at, cause, text, following: records.length - at - 1 };
    return { kind: "read", records: records.slice(0, at), damage };
  }

  /** How long a read keeps its node waiting, in microseconds. */
  readUs(): number {
    return this.take(this.read);
  }

  /** The power fails: what is not durable is lost, or torn. */
  crash(torn: boolean): readonly Loss[] {
    const tearing = this.errorsOf("tearWrites");
    let kept = 0;
    if ((torn || tearing.length > 0) && this.pending.length > 0) {
      for (const error of tearing) error.onEffect();
      kept = this.tear();
    }
    const losses = this.lossesOf(this.pending.slice(kept), this.inVain - this.settled - kept);
    this.pending = [];
    this.inVain = this.settled;
    this.lastSyncEndUs = 0;
    this.cached = new Map([...this.durable].map(([file, records]) => [file, [...records]]));
    this.usedBytes = sizeOf(this.cached);
    return losses;
  }

  add(error: DiskError): void {
    this.errors = [...this.errors, error];
  }

  remove(error: DiskError): void {
    this.errors = this.errors.filter((other) => other !== error);
  }

  /** What of this kind is wrong with the device now. */
  errorsOf(kind: DiskError["kind"]): readonly DiskError[] {
    return this.errors.length === 0 ? none : this.errors.filter((error) => error.kind === kind);
  }

  /** How many records each file holds, in the cache and durably: for the explorer. */
  contents(): Record<string, { records: number; durable: number }> {
    return Object.fromEntries(
      [...this.cached].map(([file, records]) => [
        file,
        { records: records.length, durable: this.durable.get(file)?.length ?? 0 },
      ]),
    );
  }

  private write(change: Change): WriteOutcome {
    const grows = change.kind !== "truncate";
    const full = this.errorsOf("fillDisk");
    if (grows && full.length > 0) {
      for (const error of full) error.onEffect();
      return "full";
    }
    if (this.capacity !== Number.POSITIVE_INFINITY) {
      const added = grows ? sizeBytes(change.kind === "append" ? change.record : change.records) : 0;
      if (this.usedBytes + added > this.capacity) return "full";
      apply(this.cached, change);
      this.usedBytes = change.kind === "append" ? this.usedBytes + added : sizeOf(this.cached);
    } else {
      apply(this.cached, change);
    }
    this.pending.push(change);
    return "written";
  }

  /** What the loss of these changes means, by file; of the first so many of them the disk has lost a sync. */
  private lossesOf(changes: readonly Change[], inVain: number): readonly Loss[] {
    const because = (place: number) => (place < inVain ? "synced in vain: its disk loses syncs" : "no sync had ended");
    const groups = new Map<string, { readonly first: Change; last: Change; count: number; readonly because: string }>();
    changes.forEach((change, place) => {
      const key = `${change.kind} ${because(place)} ${change.file}`;
      const group = groups.get(key) ?? { first: change, last: change, count: 0, because: because(place) };
      groups.set(key, group);
      group.last = change;
      group.count++;
    });
    return [...groups.values()].map(({ first, last, count, because }) => ({
      file: first.file,
      what: `${tellCount(count, nouns[first.kind])} ${tellInstants(first.atUs, last.atUs)}`,
      because,
    }));
  }

  /** Keeps a random number of the changes that were not durable, and half of the one after them; says how many. */
  private tear(): number {
    const kept = this.random.int(0, this.pending.length - 1);
    for (const change of this.pending.slice(0, kept)) apply(this.durable, change);
    const half = this.pending[kept] as Change;
    if (half.kind !== "append") return kept;
    const text = canonical(half.record);
    const record = new DamagedRecord("torn", text.slice(0, this.random.int(0, text.length - 1)));
    apply(this.durable, { ...half, record });
    return kept;
  }

  private flip(file: string, records: unknown[], error: DiskError): void {
    records.forEach((record, at) => {
      if (record instanceof DamagedRecord || !error.random.chance(error.amount)) return;
      const text = canonical(record);
      const position = error.random.int(0, text.length - 1);
      const flipped = String.fromCharCode(text.charCodeAt(position) ^ (1 << error.random.int(0, 6)));
      const damaged = new DamagedRecord("flipped", text.slice(0, position) + flipped + text.slice(position + 1));
      records[at] = damaged;
      const durable = this.durable.get(file);
      if (durable !== undefined && durable[at] === record) durable[at] = damaged;
      error.onEffect();
    });
  }

  /** How long the device takes for something, in microseconds. */
  private take(latency: LatencySampler): number {
    let lengthUs = sampleUs(latency, latency.formula === "constant" ? 0 : this.random.word());
    if (lengthUs === 0) return 0;
    for (const error of this.errorsOf("slowDisk")) {
      lengthUs = Math.round(lengthUs * error.amount);
      error.onEffect();
    }
    return lengthUs;
  }
}

const none: readonly DiskError[] = [];

const nouns: Readonly<Record<Change["kind"], string>> = {
  append: "record",
  replace: "replacement",
  truncate: "truncation",
};

function apply(files: Files, change: Change): void {
  if (change.kind === "replace") {
    files.set(change.file, [...change.records]);
    return;
  }
  let records = files.get(change.file);
  if (records === undefined) {
    records = [];
    files.set(change.file, records);
  }
  if (change.kind === "append") records.push(change.record);
  else records.length = Math.min(records.length, change.length);
}

function sizeOf(files: Files): number {
  let bytes = 0;
  for (const records of files.values()) for (const record of records) bytes += sizeBytes(record);
  return bytes;
}

import { assert } from "./assert.js";
import { latestUs } from "./time.js";

/** Events of one instant happen in order of class, then in order of scheduling. */
export const Priority = { control: 0, ordinary: 1, closing: 2 } as const;
export type Priority = (typeof Priority)[keyof typeof Priority];

/** Names a scheduled event until it happens or is cancelled; then the number may be used again. */
export type Slot = number;

/*
 * A monotone radix queue: since simulated time never goes back, an event is filed by the highest digit in which its key
 * differs from a base that only moves forward, and is filed again, in a lower digit, when the base comes near. The
 * nearest bucket lies sorted in a short front, from which events are taken. Equal keys stay in order of scheduling,
 * because every bucket is a list that is only appended to.
 *
 * The key is the time and, in its last two bits, the class. An event is one 64-byte record, a cache line.
 */
const recordWords = 16;
const recordNumbers = 8;
// Numbers of a record: 0 key, 1 what, 2 cause. Words of a record:
const next = 6;
const previous = 7;
const place = 8;
const kindWord = 9;
const whoWord = 10;
const whomWord = 11;

const digitBits = 4;
const digits = 14;
const frontCapacity = 32;
const smallBucket = 16;
const inFront = -1;
const vacant = -2;
const wordSize = 2 ** 32;
/** How many keys a bucket of each digit covers. */
const digitRange = new Float64Array(digits).fill(1);
for (let digit = 1; digit < digits; digit++) digitRange[digit] = digitRange[digit - 1] * 16;

/** The pending events of one run, in a total order: time, then class, then order of scheduling. */
export class EventQueue {
  /** The event taken last: when it happened, what it is, and the number of the event that scheduled it. */
  nowUs = 0;
  kind = 0;
  who = 0;
  whom = 0;
  what = 0;
  cause = -1;
  payload: unknown = null;
  /** How many events were taken so far; the first one is number 0. */
  taken = 0;
  /** How many events are pending. */
  length = 0;

  private capacity = 0;
  private numbers = new Float64Array(0);
  private words = new Int32Array(0);
  private payloads: unknown[] = [];
  private used = 0;
  private free = -1;

  private readonly front = new Int32Array(frontCapacity);
  private readonly frontKeys = new Float64Array(frontCapacity);
  private head = 0;
  private tail = 0;
  /** Every key below this is in the front. */
  private frontLimit = 0;

  private baseLow = 0;
  private baseHigh = 0;
  private readonly first = new Int32Array(digits << digitBits).fill(-1);
  private readonly last = new Int32Array(digits << digitBits).fill(-1);
  private readonly count = new Int32Array(digits << digitBits);
  /** Per digit, which of its sixteen buckets hold something; and which digits have such a bucket. */
  private readonly occupied = new Int32Array(digits);
  private occupiedDigits = 0;

  constructor() {
    this.grow(256);
  }

  /** Adds an event. Its time must not lie before `nowUs`. The event being handled now becomes its cause, unless given. */
  schedule(
    timeUs: number,
    priority: Priority,
    kind: number,
    who: number,
    whom: number,
    what: number,
    payload: unknown,
    cause = this.taken - 1,
  ): Slot {
    if (!(timeUs >= this.nowUs && timeUs <= latestUs && Math.floor(timeUs) === timeUs)) refuse(timeUs, this.nowUs);
    const key = timeUs * 4 + priority;
    let slot = this.free;
    if (slot >= 0) {
      this.free = this.words[slot * recordWords + next];
    } else {
      if (this.used === this.capacity) this.grow(this.capacity * 2);
      slot = this.used++;
    }
    const words = this.words;
    const numbers = this.numbers;
    const word = slot * recordWords;
    const number = slot * recordNumbers;
    numbers[number] = key;
    numbers[number + 1] = what;
    numbers[number + 2] = cause;
    words[word + kindWord] = kind;
    words[word + whoWord] = who;
    words[word + whomWord] = whom;
    this.payloads[slot] = payload;
    this.length++;
    if (key < this.frontLimit) this.addToFront(slot, key);
    else this.addToBucket(slot, key);
    return slot;
  }

  /** Takes the next event into the fields above; false when none is pending. */
  take(): boolean {
    if (this.head === this.tail) {
      if (this.length === 0) return false;
      this.fillFront();
    }
    const slot = this.front[this.head++];
    const words = this.words;
    const numbers = this.numbers;
    const word = slot * recordWords;
    const number = slot * recordNumbers;
    this.nowUs = Math.floor(numbers[number] / 4);
    this.what = numbers[number + 1];
    this.cause = numbers[number + 2];
    this.kind = words[word + kindWord];
    this.who = words[word + whoWord];
    this.whom = words[word + whomWord];
    this.payload = this.payloads[slot];
    this.taken++;
    this.release(slot);
    return true;
  }

  /** Removes a pending event. */
  cancel(slot: Slot): void {
    const words = this.words;
    const word = slot * recordWords;
    const bucket = words[word + place];
    assert(slot >= 0 && slot < this.used && bucket !== vacant, "only a pending event is cancelled");
    if (bucket === inFront) {
      let at = this.head;
      while (this.front[at] !== slot) at++;
      this.front.copyWithin(at, at + 1, this.tail);
      this.frontKeys.copyWithin(at, at + 1, this.tail);
      this.tail--;
    } else {
      const before = words[word + previous];
      const after = words[word + next];
      if (before < 0) this.first[bucket] = after;
      else words[before * recordWords + next] = after;
      if (after < 0) this.last[bucket] = before;
      else words[after * recordWords + previous] = before;
      if (--this.count[bucket] === 0) this.markEmpty(bucket);
    }
    this.release(slot);
  }

  /** When the next event happens, in microseconds; undefined when none is pending. */
  peekUs(): number | undefined {
    if (this.head < this.tail) return Math.floor(this.frontKeys[this.head] / 4);
    if (this.length === 0) return undefined;
    let earliest = Number.POSITIVE_INFINITY;
    for (let slot = this.first[this.nearestBucket()]; slot >= 0; slot = this.words[slot * recordWords + next]) {
      earliest = Math.min(earliest, this.numbers[slot * recordNumbers]);
    }
    return Math.floor(earliest / 4);
  }

  /** Visits every pending event, in no particular order: for counting, never for acting. */
  visit(visitor: (kind: number, who: number, whom: number) => void): void {
    for (let slot = 0; slot < this.used; slot++) {
      const word = slot * recordWords;
      if (this.words[word + place] === vacant) continue;
      visitor(this.words[word + kindWord], this.words[word + whoWord], this.words[word + whomWord]);
    }
  }

  private release(slot: Slot): void {
    const word = slot * recordWords;
    this.payloads[slot] = null;
    this.words[word + place] = vacant;
    this.words[word + next] = this.free;
    this.free = slot;
    this.length--;
  }

  private addToFront(slot: Slot, key: number): void {
    if (this.tail === frontCapacity && !this.makeRoom(key)) {
      this.addToBucket(slot, key);
      return;
    }
    const front = this.front;
    const keys = this.frontKeys;
    let at = this.tail++;
    while (at > this.head && keys[at - 1] > key) {
      keys[at] = keys[at - 1];
      front[at] = front[at - 1];
      at--;
    }
    keys[at] = key;
    front[at] = slot;
    this.words[slot * recordWords + place] = inFront;
  }

  /** Frees a place at the end of the front; false if the key no longer belongs to it. */
  private makeRoom(key: number): boolean {
    if (this.head > 0) {
      this.front.copyWithin(0, this.head, this.tail);
      this.frontKeys.copyWithin(0, this.head, this.tail);
      this.tail -= this.head;
      this.head = 0;
      return true;
    }
    // Keep the earlier half, and never part equal keys: those that come later must stay behind.
    const keys = this.frontKeys;
    let kept = frontCapacity >> 1;
    while (kept > 0 && keys[kept - 1] === keys[kept]) kept--;
    this.frontLimit = keys[kept];
    for (let at = frontCapacity - 1; at >= kept; at--) this.putBack(this.front[at], keys[at]);
    this.tail = kept;
    return key < this.frontLimit;
  }

  /** The bucket in which a key belongs as seen from the base. */
  private bucketOf(key: number): number {
    const low = key | 0;
    const high = (key / wordSize) | 0;
    if (high === this.baseHigh) {
      const difference = low ^ this.baseLow;
      const digit = difference === 0 ? 0 : (31 - Math.clz32(difference)) >> 2;
      return (digit << digitBits) | ((low >>> (digit << 2)) & 15);
    }
    const highDigit = (31 - Math.clz32(high ^ this.baseHigh)) >> 2;
    return ((8 + highDigit) << digitBits) | ((high >>> (highDigit << 2)) & 15);
  }

  private addToBucket(slot: Slot, key: number): void {
    const bucket = this.bucketOf(key);
    const words = this.words;
    const word = slot * recordWords;
    const before = this.last[bucket];
    words[word + next] = -1;
    words[word + previous] = before;
    words[word + place] = bucket;
    if (before < 0) {
      this.first[bucket] = slot;
      this.markOccupied(bucket);
    } else {
      words[before * recordWords + next] = slot;
    }
    this.last[bucket] = slot;
    this.count[bucket]++;
  }

  /**
   * Files an event of the front ahead of those in its bucket: if the front held the beginning of an instant, the bucket
   * may hold the rest of it.
   */
  private putBack(slot: Slot, key: number): void {
    const bucket = this.bucketOf(key);
    const words = this.words;
    const word = slot * recordWords;
    const after = this.first[bucket];
    words[word + next] = after;
    words[word + previous] = -1;
    words[word + place] = bucket;
    if (after < 0) {
      this.last[bucket] = slot;
      this.markOccupied(bucket);
    } else {
      words[after * recordWords + previous] = slot;
    }
    this.first[bucket] = slot;
    this.count[bucket]++;
  }

  private nearestBucket(): number {
    const digit = lowestBit(this.occupiedDigits);
    return (digit << digitBits) | lowestBit(this.occupied[digit]);
  }

  private fillFront(): void {
    let bucket = this.nearestBucket();
    while (bucket >= 1 << digitBits && this.count[bucket] > smallBucket) {
      this.refile(bucket);
      bucket = this.nearestBucket();
    }
    const words = this.words;
    const keys = this.frontKeys;
    const size = Math.min(this.count[bucket], smallBucket);
    let slot = this.first[bucket];
    for (let filled = 0; filled < size; filled++) {
      const key = this.numbers[slot * recordNumbers];
      let at = filled;
      while (at > 0 && keys[at - 1] > key) {
        keys[at] = keys[at - 1];
        this.front[at] = this.front[at - 1];
        at--;
      }
      keys[at] = key;
      this.front[at] = slot;
      words[slot * recordWords + place] = inFront;
      slot = words[slot * recordWords + next];
    }
    this.head = 0;
    this.tail = size;
    this.moveBase(keys[0]);
    if (slot >= 0) {
      // More than fits, hence all of one key: the rest follows later, and so does what is still to be scheduled.
      this.first[bucket] = slot;
      words[slot * recordWords + previous] = -1;
      this.count[bucket] -= size;
      this.frontLimit = keys[0];
    } else {
      this.count[bucket] = 0;
      this.markEmpty(bucket);
      // The front now covers the whole range of the bucket, since no lower digit holds anything.
      const range = digitRange[bucket >> digitBits];
      this.frontLimit = (Math.floor(keys[0] / range) + 1) * range;
    }
  }

  /** Files the events of a bucket again, by lower digits. */
  private refile(bucket: number): void {
    const words = this.words;
    const start = this.first[bucket];
    let earliest = Number.POSITIVE_INFINITY;
    for (let slot = start; slot >= 0; slot = words[slot * recordWords + next]) {
      earliest = Math.min(earliest, this.numbers[slot * recordNumbers]);
    }
    this.count[bucket] = 0;
    this.markEmpty(bucket);
    this.moveBase(earliest);
    this.frontLimit = earliest;
    for (let slot = start; slot >= 0; ) {
      const following = words[slot * recordWords + next];
      this.addToBucket(slot, this.numbers[slot * recordNumbers]);
      slot = following;
    }
  }

  private markOccupied(bucket: number): void {
    const digit = bucket >> digitBits;
    this.occupied[digit] |= 1 << (bucket & 15);
    this.occupiedDigits |= 1 << digit;
  }

  private markEmpty(bucket: number): void {
    const digit = bucket >> digitBits;
    this.first[bucket] = -1;
    this.last[bucket] = -1;
    this.occupied[digit] &= ~(1 << (bucket & 15));
    if (this.occupied[digit] === 0) this.occupiedDigits &= ~(1 << digit);
  }

  private moveBase(key: number): void {
    this.baseLow = key | 0;
    this.baseHigh = (key / wordSize) | 0;
  }

  private grow(capacity: number): void {
    const buffer = new ArrayBuffer(capacity * recordWords * 4);
    const numbers = new Float64Array(buffer);
    numbers.set(this.numbers);
    this.numbers = numbers;
    this.words = new Int32Array(buffer);
    this.capacity = capacity;
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function refuse(timeUs: number, nowUs: number): never {
  throw new RangeError(`an event at ${timeUs} us cannot be scheduled at ${nowUs} us`);
}

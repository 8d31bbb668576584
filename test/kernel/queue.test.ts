import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventQueue, Priority } from "../../src/kernel/queue.js";
import { latestUs } from "../../src/kernel/time.js";

/** What a queue is asked to do. Positions and lengths are reduced to what there is when their turn comes. */
type Operation =
  | { readonly kind: "schedule"; readonly delayUs: number; readonly priority: Priority; readonly count: number }
  | { readonly kind: "take"; readonly count: number }
  | { readonly kind: "cancel"; readonly position: number; readonly count: number }
  | { readonly kind: "peek" };

interface Pending {
  readonly timeUs: number;
  readonly priority: Priority;
  readonly slot: number;
  readonly number: number;
  readonly cause: number;
}

/** The specification: a plain list, kept in order of time, then class, then scheduling. */
class SortedList {
  readonly pending: Pending[] = [];

  add(event: Pending): void {
    let low = 0;
    let high = this.pending.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.pending[middle] as Pending;
      const isAfter = other.timeUs - event.timeUs || other.priority - event.priority;
      if (isAfter > 0) high = middle;
      else low = middle + 1;
    }
    this.pending.splice(low, 0, event);
  }
}

/** Does the same to a queue and to a sorted list, and compares them after each operation. */
class Comparison {
  readonly queue = new EventQueue();
  private readonly list = new SortedList();
  private scheduled = 0;
  private taken = 0;
  private nowUs = 0;

  perform(operation: Operation): void {
    switch (operation.kind) {
      case "schedule":
        for (let n = 0; n < operation.count; n++) this.schedule(operation.delayUs, operation.priority);
        break;
      case "take":
        for (let n = 0; n < operation.count; n++) this.take();
        break;
      case "cancel":
        for (let n = 0; n < operation.count; n++) this.cancel(operation.position + n);
        break;
      case "peek":
        expect(this.queue.peekUs()).toBe(this.list.pending[0]?.timeUs);
    }
    if (this.queue.length !== this.list.pending.length) expect(this.queue.length).toBe(this.list.pending.length);
  }

  finish(): void {
    while (this.list.pending.length > 0) this.take();
    this.take();
    expect(this.queue.peekUs()).toBe(undefined);
  }

  private schedule(delayUs: number, priority: Priority): void {
    const number = this.scheduled++;
    const timeUs = Math.min(this.nowUs + delayUs, latestUs);
    const slot = this.queue.schedule(timeUs, priority, ...fieldsOf(number), payloadOf(number));
    this.list.add({ timeUs, priority, slot, number, cause: this.taken - 1 });
  }

  private take(): void {
    const event = this.list.pending.shift();
    if (this.queue.take() !== (event !== undefined)) throw new Error(`take() with ${this.list.pending.length} pending`);
    if (event === undefined) return;
    this.taken++;
    this.nowUs = event.timeUs;
    // Compared by hand: a hundred thousand calls of `expect` would take longer than all the rest.
    const { nowUs, kind, who, whom, what, cause, payload, taken } = this.queue;
    const [expectedKind, expectedWho, expectedWhom, expectedWhat] = fieldsOf(event.number);
    const same =
      nowUs === event.timeUs &&
      kind === expectedKind &&
      who === expectedWho &&
      whom === expectedWhom &&
      what === expectedWhat &&
      cause === event.cause &&
      taken === this.taken &&
      payload === payloadOf(event.number);
    if (!same) {
      expect({ nowUs, kind, who, whom, what, cause, payload, taken }).toEqual({
        nowUs: event.timeUs,
        kind: expectedKind,
        who: expectedWho,
        whom: expectedWhom,
        what: expectedWhat,
        cause: event.cause,
        payload: payloadOf(event.number),
        taken: this.taken,
      });
    }
  }

  private cancel(position: number): void {
    const { pending } = this.list;
    if (pending.length === 0) return;
    const [event] = pending.splice(position % pending.length, 1) as [Pending];
    this.queue.cancel(event.slot);
  }
}

function compare(operations: readonly Operation[]): void {
  const comparison = new Comparison();
  for (const operation of operations) comparison.perform(operation);
  comparison.finish();
}

/** Different for every event, and wide: kind, who, whom, what. */
function fieldsOf(number: number): [kind: number, who: number, whom: number, what: number] {
  return [number % 64, number % 2 ** 20, 2 ** 31 - 1 - number, number % 2 === 0 ? 2 ** 53 - 1 - number : -number];
}

function payloadOf(number: number): unknown {
  return number % 3 === 0 ? null : `payload ${number}`;
}

const priority = fc.constantFrom(Priority.control, Priority.ordinary, Priority.closing);

const delayUs = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 0, 1, 2, 3, 4) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 70 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 100_000 }) },
  // Where a digit of the key turns over: 16 to some power, four keys an instant.
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 48 }), fc.integer({ min: -2, max: 2 }))
      .map(([power, more]) => Math.max(0, 2 ** power + more)),
  },
  { weight: 1, arbitrary: fc.maxSafeInteger().map((length) => Math.abs(length) % latestUs) },
  { weight: 1, arbitrary: fc.constant(latestUs) },
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("schedule" as const),
      delayUs,
      priority,
      count: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 40 })),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("take" as const),
      count: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 30 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("cancel" as const),
      position: fc.nat(1_000),
      count: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("peek" as const) }) },
);

describe("the event queue", () => {
  test("takes events as a sorted list would, whatever is scheduled, taken and cancelled in between", () => {
    fc.assert(fc.property(fc.array(operation, { maxLength: 120, size: "max" }), compare), { numRuns: 1_500 });
  });

  test("keeps its order when everything happens at few instants, in all classes", () => {
    const crowded: fc.Arbitrary<Operation> = fc.oneof(
      fc.record({
        kind: fc.constant("schedule" as const),
        delayUs: fc.constantFrom(0, 0, 0, 1),
        priority,
        count: fc.integer({ min: 1, max: 50 }),
      }),
      fc.record({ kind: fc.constant("take" as const), count: fc.integer({ min: 1, max: 20 }) }),
      fc.record({
        kind: fc.constant("cancel" as const),
        position: fc.nat(1_000),
        count: fc.integer({ min: 1, max: 20 }),
      }),
    );
    fc.assert(fc.property(fc.array(crowded, { maxLength: 60, size: "max" }), compare), { numRuns: 1_500 });
  });

  test("takes a hundred thousand events of one instant in order of scheduling, new ones last", () => {
    const queue = new EventQueue();
    const add = (who: number) => queue.schedule(7_000_000_000, Priority.ordinary, 1, who, 0, 0, null);
    for (let who = 0; who < 50_000; who++) add(who);
    const order: number[] = [];
    for (let who = 50_000; who < 100_000; who++) {
      queue.take();
      order.push(queue.who);
      add(who);
    }
    while (queue.take()) order.push(queue.who);
    expect(order).toEqual(Array.from({ length: 100_000 }, (_, who) => who));
  });

  test("lets events of a lower class go first while ordinary ones of the same instant are being taken", () => {
    const comparison = new Comparison();
    comparison.perform({ kind: "schedule", delayUs: 500, priority: Priority.ordinary, count: 200 });
    for (let round = 0; round < 20; round++) {
      comparison.perform({ kind: "take", count: 7 });
      comparison.perform({ kind: "schedule", delayUs: 0, priority: Priority.control, count: 35 });
      comparison.perform({ kind: "schedule", delayUs: 0, priority: Priority.closing, count: 35 });
      comparison.perform({ kind: "schedule", delayUs: 0, priority: Priority.ordinary, count: 3 });
    }
    comparison.finish();
  });

  test("holds a hundred thousand events that are spread over all of time", () => {
    // Steps of the golden ratio visit an interval evenly and out of order.
    const times = Array.from({ length: 100_000 }, (_, n) =>
      Math.floor(((n * 0.6180339887498949) % 1) * (n % 2 === 0 ? latestUs : 2 ** 33)),
    );
    const queue = new EventQueue();
    for (const timeUs of times) queue.schedule(timeUs, Priority.ordinary, 1, 0, 0, 0, null);
    const order: number[] = [];
    while (queue.take()) order.push(queue.nowUs);
    expect(order).toEqual(times.toSorted((left, right) => left - right));
  });

  test("uses the place of a cancelled or taken event again", () => {
    const queue = new EventQueue();
    const slots = new Set<number>();
    for (let n = 0; n < 100_000; n++) {
      const slot = queue.schedule(queue.nowUs + (n % 50), Priority.ordinary, 1, 0, 0, 0, null);
      slots.add(slot);
      if (n % 3 === 0) queue.take();
      else queue.cancel(slot);
    }
    expect(slots.size).toBeLessThan(3);
  });

  test("lets go of a payload when its event is taken or cancelled", () => {
    const queue = new EventQueue();
    for (let n = 0; n < 10; n++) {
      queue.schedule(n, Priority.ordinary, 1, 0, 0, 0, { n });
      queue.cancel(queue.schedule(n, Priority.ordinary, 1, 0, 0, 0, { n }));
    }
    while (queue.take());
    const held = (Reflect.get(queue, "payloads") as unknown[]).filter((payload) => payload !== null);
    expect(held).toEqual([]);
  });

  test("visits every pending event once", () => {
    const queue = new EventQueue();
    const slots = [];
    for (let who = 0; who < 1_000; who++) {
      slots.push(queue.schedule(who * 977, Priority.ordinary, who % 5, who, 2 * who, 0, null));
    }
    for (let n = 0; n < 100; n++) queue.take();
    for (let who = 500; who < 700; who++) queue.cancel(slots[who] as number);
    const visited: number[][] = [];
    queue.visit((kind, who, whom) => visited.push([kind, who, whom]));
    visited.sort((left, right) => (left[1] as number) - (right[1] as number));
    const expected = Array.from({ length: 1_000 }, (_, who) => [who % 5, who, 2 * who]);
    expect(visited).toEqual([...expected.slice(100, 500), ...expected.slice(700)]);
  });

  test("names the event that is being handled as the cause of what is scheduled meanwhile", () => {
    const queue = new EventQueue();
    queue.schedule(5, Priority.ordinary, 1, 0, 0, 0, "first");
    queue.take();
    queue.schedule(6, Priority.ordinary, 1, 0, 0, 0, "second");
    queue.schedule(6, Priority.ordinary, 1, 0, 0, 0, "third");
    const causes = [queue.cause];
    while (queue.take()) causes.push(queue.cause);
    expect(causes).toEqual([-1, 0, 0]);
  });

  test.each([
    ["in the past", 9],
    ["between two microseconds", 10.5],
    ["NaN", Number.NaN],
    ["infinite", Number.POSITIVE_INFINITY],
    ["after the last instant", latestUs + 1],
    ["negative", -1],
  ])("refuses an event whose time is %s", (_, timeUs) => {
    const queue = new EventQueue();
    queue.schedule(10, Priority.ordinary, 1, 0, 0, 0, null);
    queue.take();
    const act = () => queue.schedule(timeUs, Priority.ordinary, 1, 0, 0, 0, null);
    expect(act).toThrow(new RangeError(`an event at ${timeUs} us cannot be scheduled at 10 us`));
    expect(queue.length).toBe(0);
  });

  test("refuses to cancel what has been taken, was cancelled, or never was", () => {
    const queue = new EventQueue();
    const taken = queue.schedule(1, Priority.ordinary, 1, 0, 0, 0, null);
    queue.take();
    const cancelled = queue.schedule(2, Priority.ordinary, 1, 0, 0, 0, null);
    queue.cancel(cancelled);
    for (const slot of [taken, cancelled, 200, -1]) expect(() => queue.cancel(slot)).toThrow("only a pending event");
  });
});

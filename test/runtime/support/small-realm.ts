import { Random } from "../../../src/kernel/random.js";
import { Disk, type DiskError } from "../../../src/node/disk.js";
import { FileSystem } from "../../../src/node/files/file-system.js";
import type { DiskSpec } from "../../../src/node/machine-spec.js";
import { builtins } from "../../../src/runtime/builtins.js";
import type { Realm } from "../../../src/runtime/realm.js";
import type { Alarm, RealmHost } from "../../../src/runtime/realm-host.js";

/** A machine's files with the device below them, on a clock that the test moves. */
export class SmallMachine {
  nowUs = 0;
  readonly disk: Disk;
  readonly files: FileSystem;

  constructor(spec: DiskSpec = {}, seed = "seed") {
    this.disk = new Disk(spec, new Random(`${seed}/disk`), this);
    this.files = new FileSystem({
      disk: this.disk,
      capacity: spec.capacity ?? Number.POSITIVE_INFINITY,
      journalled: spec.journal === "ordered",
      random: new Random(`${seed}/files`),
      clock: this,
      wallUs: () => 1_700_000_000_000_000 + this.nowUs,
    });
  }

  /** Lets something be wrong with the device from now on; tells how often it was felt. */
  begin(kind: DiskError["kind"], amount = 1): { end: () => void; felt: () => number } {
    let effects = 0;
    const error: DiskError = { kind, amount, random: new Random(kind), onEffect: () => effects++ };
    this.disk.add(error);
    return { end: () => this.disk.remove(error), felt: () => effects };
  }
}

interface Event {
  readonly atUs: number;
  callback: (() => void) | null;
}

/** A realm of this thread, with a host that knows files, a clock and nothing else. */
export class SmallRealm {
  readonly machine: SmallMachine;
  readonly realm: Realm;
  readonly refused: string[] = [];
  private events: Event[] = [];

  constructor(machine = new SmallMachine(), name = "process") {
    this.machine = machine;
    const made = new Map<string, unknown>();
    const streams = new Map<string, Random>();
    const host: Partial<RealmHost> = {
      node: "ann",
      disk: machine.disk,
      files: machine.files,
      isDead: false,
      // All of this thread is the program.
      isOnStack: () => true,
      random: (purpose) => {
        const random = streams.get(purpose) ?? new Random(`${name}/${purpose}`);
        streams.set(purpose, random);
        return random;
      },
      schedule: (delayUs, callback) => this.schedule(delayUs, callback),
      idle: (lengthUs) => {
        machine.nowUs += lengthUs;
      },
      refuse: (api, instead) => {
        this.refused.push(api);
        throw new Error(`${api} is not simulated: ${instead}`);
      },
    };
    Object.defineProperty(host, "nowUs", { get: () => machine.nowUs });
    const realm: Pick<Realm, "host" | "globals" | "module"> = {
      host: host as RealmHost,
      globals: globalThis,
      module: (module) => {
        const builtin = builtins[module];
        if (!made.has(module)) made.set(module, builtin?.kind === "simulated" ? builtin.make(this.realm) : undefined);
        return made.get(module);
      },
    };
    this.realm = realm as Realm;
  }

  get fs(): typeof import("node:fs") {
    return this.realm.module("fs");
  }

  /** Plays what is to come, each event with all that follows from it, until a promise settles or it is to stop: null. */
  async play<T>(promise: Promise<T>, stops = () => false): Promise<T | null> {
    let settled = false;
    const outcome = promise.finally(() => {
      settled = true;
    });
    outcome.catch(() => {});
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (settled) return outcome;
      if (stops()) return null;
      if (!this.step()) throw new Error("it waits for what never comes");
    }
  }

  /** Plays the next event; false if there is none. */
  step(): boolean {
    const [event, ...rest] = this.events;
    if (event === undefined) return false;
    this.events = rest;
    this.machine.nowUs = Math.max(this.machine.nowUs, event.atUs);
    event.callback?.();
    return true;
  }

  private schedule(delayUs: number, callback: () => void): Alarm {
    const event: Event = { atUs: this.machine.nowUs + delayUs, callback };
    const index = this.events.findIndex(({ atUs }) => atUs > event.atUs);
    this.events.splice(index < 0 ? this.events.length : index, 0, event);
    const cancel = () => {
      event.callback = null;
    };
    return { isSet: true, isReferenced: true, cancel, reference() {}, unreference() {} };
  }
}

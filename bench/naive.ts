import { ObjectHeap } from "./object-heap.js";

/*
 * A simulator as one would write it first: a heap of event objects with closures, nodes in a map by name, a seeded
 * generator in place of Math.random. It draws loss and latency and checks cuts like ours, for the same workloads; it
 * has no limits, no causes, no counts of traffic and no streams of chance by name, and a node whose function throws
 * ends it. A careful one freezes its messages, so that no two nodes share what one of them changes, and keeps a digest
 * of what happened, by which two runs can be compared.
 */

interface NaiveNode {
  readonly state: object;
  start(): void;
  receive(message: unknown, from: string): void;
}

interface NaiveEvent {
  readonly atUs: number;
  readonly sequence: number;
  readonly action: () => void;
}

export class NaiveSimulator {
  readonly names: string[] = [];
  nowUs = 0;

  private readonly careful: boolean;
  private readonly nodes = new Map<string, NaiveNode>();
  private readonly events = new ObjectHeap<NaiveEvent>();
  private readonly cuts = [{ from: "one", to: "other" }];
  private sequence = 0;
  private seed = 42;
  private digest = 0x811c9dc5;

  constructor(careful: boolean) {
    this.careful = careful;
  }

  /** A random fraction, by the generator that is usually found in such places: mulberry32. */
  random(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), this.seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  add(name: string, node: NaiveNode): void {
    this.names.push(name);
    this.nodes.set(name, node);
    this.after(0, () => node.start());
  }

  send(from: string, to: string, message: unknown): void {
    if (this.isCut(from, to) || this.random() < 1e-9) return;
    if (this.careful) Object.freeze(message);
    this.after(1_000 + Math.floor(this.random() * 9_000), () => {
      if (this.isCut(from, to)) return;
      if (this.careful) this.note(`${this.nowUs} ${from} ${to}`);
      this.nodes.get(to)?.receive(message, from);
    });
  }

  step(): boolean {
    const event = this.events.pop();
    if (event === undefined) return false;
    this.nowUs = event.atUs;
    event.action();
    return true;
  }

  /** Folds a line into the digest, by FNV-1a. */
  private note(line: string): void {
    for (let at = 0; at < line.length; at++) this.digest = Math.imul(this.digest ^ line.charCodeAt(at), 0x01000193);
  }

  private after(delayUs: number, action: () => void): void {
    this.events.push({ atUs: this.nowUs + delayUs, sequence: this.sequence++, action });
  }

  private isCut(from: string, to: string): boolean {
    return this.cuts.some((cut) => cut.from === from && cut.to === to);
  }
}

/** How a node of a workload behaves, in a simulator that it can send with. */
export type NaiveWorkload = (simulator: NaiveSimulator, name: string) => NaiveNode;

export function naiveCluster(workload: NaiveWorkload, size: number, careful: boolean): NaiveSimulator {
  const simulator = new NaiveSimulator(careful);
  for (let number = 0; number < size; number++) simulator.add(`n${number}`, workload(simulator, `n${number}`));
  return simulator;
}

function neighbour({ names }: NaiveSimulator, name: string): string {
  return names[(names.indexOf(name) + 1) % names.length];
}

const ball = { kind: "ball" };
const rumour = { kind: "rumour" };

/** The rally with one ball for all. */
export const naiveConstantBall: NaiveWorkload = (simulator, name) => {
  const state = { returned: 0 };
  return {
    state,
    start: () => simulator.send(name, neighbour(simulator, name), ball),
    receive(_message, from) {
      state.returned++;
      simulator.send(name, from, ball);
    },
  };
};

/** The rally with a new message each time. */
export const naiveFreshBall: NaiveWorkload = (simulator, name) => {
  const state = { returned: 0 };
  return {
    state,
    start: () => simulator.send(name, neighbour(simulator, name), { kind: "numbered ball", n: 0 }),
    receive(message, from) {
      state.returned++;
      simulator.send(name, from, { kind: "numbered ball", n: (message as { n: number }).n + 1 });
    },
  };
};

/** Each node passes every rumour on to a random peer. */
export const naiveGossip: NaiveWorkload = (simulator, name) => {
  const state = { heard: 0 };
  const passOn = () => {
    state.heard++;
    simulator.send(name, simulator.names[Math.floor(simulator.random() * simulator.names.length)], rumour);
  };
  return { state, start: passOn, receive: passOn };
};

import { none } from "./configurations.js";

/**
 * Which configurations still have something to try, by layer. On each layer a stack of those with answered operations to
 * try comes first, and then a queue of those with crashed ones: who came first tends to have used fewer of them.
 */
export class Agenda {
  private readonly top: Int32Array;
  private readonly head: Int32Array;
  private readonly tail: Int32Array;
  /** The next configuration in the same stack or queue. */
  private link = new Int32Array(64);
  private shallowest = 0;
  private deepest = 0;
  private size = 0;

  constructor(layers: number) {
    this.top = new Int32Array(layers).fill(none);
    this.head = new Int32Array(layers).fill(none);
    this.tail = new Int32Array(layers).fill(none);
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** The deepest or the shallowest layer with anything to try. */
  layer(end: "deepest" | "shallowest"): number {
    const { top, head } = this;
    if (end === "deepest") {
      while (top[this.deepest] === none && head[this.deepest] === none) this.deepest -= 1;
      return this.deepest;
    }
    while (top[this.shallowest] === none && head[this.shallowest] === none) this.shallowest += 1;
    return this.shallowest;
  }

  push(layer: number, configuration: number): void {
    if (configuration >= this.link.length) {
      const link = new Int32Array(2 * configuration);
      link.set(this.link);
      this.link = link;
    }
    this.link[configuration] = this.top[layer];
    this.top[layer] = configuration;
    this.size += 1;
    this.deepest = Math.max(this.deepest, layer);
    this.shallowest = Math.min(this.shallowest, layer);
  }

  /** The configuration of this layer whose answered operations are to be tried, or none. */
  ready(layer: number): number {
    return this.top[layer];
  }

  /** The configuration of this layer whose crashed operations are to be tried, or none. */
  crashed(layer: number): number {
    return this.head[layer];
  }

  /** Moves the configuration at the top of the stack to the end of the queue. */
  postpone(layer: number): void {
    const configuration = this.top[layer];
    this.top[layer] = this.link[configuration];
    this.link[configuration] = none;
    if (this.head[layer] === none) this.head[layer] = configuration;
    else this.link[this.tail[layer]] = configuration;
    this.tail[layer] = configuration;
  }

  /** Drops the head of the queue. */
  drop(layer: number): void {
    this.head[layer] = this.link[this.head[layer]];
    this.size -= 1;
  }
}

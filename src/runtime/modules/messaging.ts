import { getEventListeners } from "node:events";
import type { Realm } from "../realm.js";
import { cloner } from "../structured-clone.js";

interface Messaging {
  readonly MessagePort: unknown;
  readonly MessageChannel: unknown;
  readonly BroadcastChannel: unknown;
}

const known = new WeakMap<Realm, Messaging>();

/** Channels between the parts of one process: what is posted arrives as an event of its own. */
export function makeMessaging(realm: Realm): Messaging {
  let made = known.get(realm);
  if (made === undefined) {
    made = make(realm);
    known.set(realm, made);
  }
  return made;
}

function make(realm: Realm): Messaging {
  const { host } = realm;
  const clone = cloner(realm.globals);
  type Listener = (data: unknown) => void;

  class Receiver extends EventTarget {
    private handler: ((event: Event) => void) | null = null;
    private release: (() => void) | null = null;
    private readonly wrapped = new Map<Listener, (event: Event) => void>();
    protected closed = false;

    get onmessage() {
      return this.handler;
    }

    set onmessage(handler: ((event: Event) => void) | null) {
      if (this.handler !== null) this.removeEventListener("message", this.handler);
      this.handler = handler;
      if (handler !== null) this.addEventListener("message", handler);
    }

    on(name: string, listener: Listener, options: { once?: boolean } = {}): this {
      const call = this.wrapped.get(listener) ?? ((event: Event) => listener((event as MessageEvent).data));
      this.wrapped.set(listener, call);
      this.addEventListener(name, call, options);
      return this;
    }

    off(name: string, listener: Listener): this {
      this.removeEventListener(name, this.wrapped.get(listener) ?? (() => {}));
      return this;
    }

    once(name: string, listener: Listener): this {
      return this.on(name, listener, { once: true });
    }

    addListener(name: string, listener: Listener): this {
      return this.on(name, listener);
    }

    removeListener(name: string, listener: Listener): this {
      return this.off(name, listener);
    }

    ref(): this {
      if (!this.closed) this.release ??= host.hold("message port");
      return this;
    }

    unref(): this {
      this.release?.();
      this.release = null;
      return this;
    }

    hasRef(): boolean {
      return this.release !== null;
    }

    close(): void {
      if (this.closed) return;
      this.closed = true;
      this.unref();
      host.schedule(0, () => this.dispatchEvent(new Event("close")), "message");
    }

    arrive(data: unknown): void {
      host.schedule(0, () => (this.closed ? undefined : this.receive(data)), "message");
    }

    protected receive(data: unknown): void {
      this.dispatchEvent(new MessageEvent("message", { data }));
    }
  }

  class MessagePort extends Receiver {
    other: MessagePort | null = null;
    /** What arrives while it is not started. */
    private kept: unknown[] | null = [];
    private isHeard = false;

    postMessage(data: unknown): void {
      const copy = clone(data);
      if (!this.closed) this.other?.arrive(copy);
    }

    start(): void {
      const { kept } = this;
      this.kept = null;
      for (const data of kept ?? []) this.arrive(data);
    }

    override addEventListener(...of: Parameters<EventTarget["addEventListener"]>): void {
      super.addEventListener(...of);
      this.listen();
    }

    override removeEventListener(...of: Parameters<EventTarget["removeEventListener"]>): void {
      super.removeEventListener(...of);
      this.listen();
    }

    protected override receive(data: unknown): void {
      if (this.kept !== null) this.kept.push(data);
      else super.receive(data);
      // Some listen only once.
      this.listen();
    }

    /** With the first who listens it is started, and keeps the process; with the last one that is over. */
    private listen(): void {
      const isHeard = getEventListeners(this, "message").length > 0;
      if (isHeard === this.isHeard) return;
      this.isHeard = isHeard;
      if (isHeard) {
        this.ref();
        this.start();
      } else {
        this.unref();
        this.kept = [];
      }
    }

    override close(): void {
      const { other } = this;
      this.other = null;
      super.close();
      other?.close();
    }
  }

  class MessageChannel {
    readonly port1 = new MessagePort();
    readonly port2 = new MessagePort();
    constructor() {
      this.port1.other = this.port2;
      this.port2.other = this.port1;
    }
  }

  const open = new Set<BroadcastChannel>();
  class BroadcastChannel extends Receiver {
    readonly name: string;
    constructor(name: unknown) {
      super();
      this.name = String(name);
      open.add(this);
      this.ref();
    }

    postMessage(data: unknown): void {
      for (const other of open) if (other !== this && other.name === this.name) other.arrive(clone(data));
    }

    override close(): void {
      open.delete(this);
      super.close();
    }
  }
  return { MessagePort, MessageChannel, BroadcastChannel };
}

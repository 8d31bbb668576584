import type { Alarm } from "./realm-host.js";

/** An event on its way to a process. */
export class OneAlarm implements Alarm {
  slot = -1;
  /** When it goes off. */
  atUs = 0;
  forget = () => {};
  isReferenced = false;
  readonly what: string;
  private callback: (() => void) | null;
  private readonly count: (change: number) => void;

  constructor(callback: (() => void) | null, what: string, count: (change: number) => void) {
    this.callback = callback;
    this.what = what;
    this.count = count;
    if (callback !== null) this.reference();
  }

  get isSet(): boolean {
    return this.callback !== null;
  }

  cancel(): void {
    if (this.callback === null) return;
    this.unreference();
    this.callback = null;
    this.forget();
  }

  reference(): void {
    if (this.isReferenced || this.callback === null) return;
    this.isReferenced = true;
    this.count(1);
  }

  unreference(): void {
    if (!this.isReferenced) return;
    this.isReferenced = false;
    this.count(-1);
  }

  ring(): void {
    const { callback } = this;
    if (callback === null) return;
    this.unreference();
    this.callback = null;
    callback();
  }
}

import { EventEmitter } from "node:events";
import type { Keyboard } from "../../src/tui/keyboard.js";

/** A keyboard without keys: a test sends what a terminal would. */
export class FakeKeyboard extends EventEmitter implements Keyboard {
  readonly isTTY = true;
  raw = false;
  flowing = false;

  send(text: string): void {
    if (this.flowing) this.emit("data", text);
  }

  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }

  setEncoding(): this {
    return this;
  }

  resume(): this {
    this.flowing = true;
    return this;
  }

  pause(): this {
    this.flowing = false;
    return this;
  }
}

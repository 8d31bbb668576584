import { EventEmitter } from "node:events";
import type { Terminal as Xterm } from "@xterm/headless";
import headless from "@xterm/headless";
import type { Terminal } from "../../src/tui/screen.js";

/** A terminal of xterm.js without a window, as a screen sees it and as a person does. */
export class FakeTerminal extends EventEmitter implements Terminal {
  readonly xterm: Xterm;
  /** All that was written, a write each. */
  readonly writes: string[] = [];

  constructor(columns: number, rows: number) {
    super();
    this.xterm = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1_000 });
  }

  get columns(): number {
    return this.xterm.cols;
  }

  get rows(): number {
    return this.xterm.rows;
  }

  write(text: string): boolean {
    this.writes.push(text);
    this.xterm.write(text);
    return true;
  }

  resize(columns: number, rows: number): void {
    this.xterm.resize(columns, rows);
    this.emit("resize");
  }

  /** The lines that are seen, once all that was written so far is on the terminal. */
  async seen(): Promise<string[]> {
    await new Promise<void>((done) => this.xterm.write("", done));
    const { active } = this.xterm.buffer;
    return Array.from(
      { length: this.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? "",
    );
  }

  /** All lines of the normal buffer, with those that were scrolled out of sight. */
  async scrollback(): Promise<string[]> {
    await new Promise<void>((done) => this.xterm.write("", done));
    const { normal } = this.xterm.buffer;
    return Array.from({ length: normal.length }, (_, row) => normal.getLine(row)?.translateToString(true) ?? "");
  }
}

/** Waits for the turns of the event loop in which a screen is painted. */
export async function painted(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((done) => setImmediate(done));
}

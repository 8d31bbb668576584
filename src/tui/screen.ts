import { Writable } from "node:stream";

/** What a screen is painted on: a terminal, or what stands in for one. */
export interface Terminal {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
  on(event: "resize", listener: () => void): unknown;
  off(event: "resize", listener: () => void): unknown;
}

/** Lines that are put over a frame, from a row on: they need no layout, which costs most of a frame. */
export interface Body {
  readonly top: number;
  readonly lines: readonly string[];
}

export interface ScreenOptions {
  /** Asked for each time the screen is painted. */
  readonly body?: () => Body | null;
  /** Told what painting has thrown: it happens in a turn of its own, where nobody could catch it. */
  readonly failed?: (thrown: unknown) => void;
}

/** What every sequence begins with that a terminal obeys. */
const csi = "\u001b[";
const clear = `${csi}2J`;
const beginUpdate = `${csi}?2026h`;
const endUpdate = `${csi}?2026l`;
/** The other buffer, no cursor, and lines that are too long are cut, not wrapped. */
const enterSequence = `${csi}?1049h${csi}?25l${csi}?7l${clear}`;
const leaveSequence = `${csi}0m${csi}?7h${csi}?25h${csi}?1049l`;
const mouseOn = `${csi}?1000h${csi}?1006h`;
const mouseOff = `${csi}?1006l${csi}?1000l`;

/** Where the size of the terminal is not known. */
const usualColumns = 80;
const usualRows = 24;

/**
 * A terminal's alternate buffer, as a stream that whole frames are written to. Only lines that have changed reach the
 * terminal, in one synchronised update for all that was written in a turn of the event loop.
 */
export class Screen extends Writable {
  readonly isTTY = true;
  private readonly terminal: Terminal;
  private readonly options: ScreenOptions;
  private entered = false;
  private frame: readonly string[] = [];
  /** What the terminal shows; null when that is not known. */
  private painted: readonly string[] | null = null;
  private due: NodeJS.Immediate | null = null;
  private mouse = false;

  constructor(terminal: Terminal, options: ScreenOptions = {}) {
    super({ decodeStrings: false });
    this.terminal = terminal;
    this.options = options;
  }

  get columns(): number {
    return this.terminal.columns || usualColumns;
  }

  get rows(): number {
    return this.terminal.rows || usualRows;
  }

  /** Takes the terminal. */
  enter(): void {
    if (this.entered) return;
    this.entered = true;
    this.terminal.on("resize", this.resized);
    this.redraw();
  }

  /** Gives the terminal back as it was. May be called at any time, and more than once. */
  leave(): void {
    if (!this.entered) return;
    this.entered = false;
    if (this.due !== null) clearImmediate(this.due);
    this.due = null;
    this.terminal.off("resize", this.resized);
    this.terminal.write((this.mouse ? mouseOff : "") + leaveSequence);
  }

  /** Paints all of it, since something else may have written to the terminal. */
  redraw(): void {
    if (!this.entered) return;
    this.painted = null;
    this.terminal.write(enterSequence + (this.mouse ? mouseOn : ""));
    this.refresh();
  }

  /** Whether the mouse is reported; while it is, most terminals select text with Shift only. */
  set reportsMouse(reports: boolean) {
    if (this.mouse === reports) return;
    this.mouse = reports;
    if (this.entered) this.terminal.write(reports ? mouseOn : mouseOff);
  }

  /** Paints soon, since the body may have changed. */
  refresh(): void {
    if (!this.entered || this.due !== null) return;
    this.due = setImmediate(() => {
      this.due = null;
      try {
        this.paint();
      } catch (thrown) {
        if (this.options.failed === undefined) throw thrown;
        this.options.failed(thrown);
      }
    });
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    const text = String(chunk);
    done();
    // Ink would show the cursor when it is done, and erase its lines when it is resized: neither is a frame.
    if (text === "" || text.startsWith(`${csi}?`)) return;
    this.frame = text.split("\n");
    this.refresh();
  }

  private readonly resized = () => {
    this.painted = null;
    this.emit("resize");
    this.refresh();
  };

  private paint(): void {
    const lines = this.lines();
    const { painted } = this;
    const changes = lines.flatMap((line, row) =>
      painted !== null && painted[row] === line ? [] : [`${csi}${row + 1};1H${csi}K${line}${csi}0m`],
    );
    this.painted = lines;
    if (changes.length === 0) return;
    this.terminal.write(beginUpdate + (painted === null ? clear : "") + changes.join("") + endUpdate);
  }

  /** The frame with the body over it, as many lines as the terminal has rows. */
  private lines(): string[] {
    const lines = Array.from({ length: this.rows }, (_, row) => this.frame[row] ?? "");
    const body = this.options.body?.() ?? null;
    body?.lines.forEach((line, place) => {
      if (body.top + place < lines.length) lines[body.top + place] = line;
    });
    return lines;
  }
}

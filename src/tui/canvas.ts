import type { Piece } from "./lines.js";
import type { PaneStyle, Tone } from "./style.js";

interface Cell {
  text: string;
  tones: readonly Tone[];
}

/** A place on the canvas, in cells; between two of them too. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Bits of the dots of a Braille character: two columns from top to bottom. */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const blankBraille = 0x2800;

/**
 * A picture of characters: lines as Braille dots, two by four to a cell, and signs over them. What has a higher weight
 * gives a cell its colour.
 */
export class Canvas {
  readonly width: number;
  readonly height: number;
  private readonly ascii: boolean;
  private readonly bits: Uint8Array;
  private readonly strokes: string[];
  private readonly weights: Float64Array;
  private readonly lineTones: (readonly Tone[])[];
  private readonly below: (Cell | undefined)[];
  private readonly above: (Cell | undefined)[];

  constructor(width: number, height: number, { ascii }: PaneStyle) {
    this.width = width;
    this.height = height;
    this.ascii = ascii;
    const cells = width * height;
    this.bits = new Uint8Array(cells);
    this.strokes = new Array(cells).fill("");
    this.weights = new Float64Array(cells);
    this.lineTones = new Array(cells).fill([]);
    this.below = new Array(cells);
    this.above = new Array(cells);
  }

  /** Puts a character under all lines. */
  ground(x: number, y: number, text: string, ...tones: Tone[]): void {
    if (this.has(x, y)) this.below[y * this.width + x] = { text, tones };
  }

  /** Puts a character over all lines. */
  sign(x: number, y: number, text: string, ...tones: Tone[]): void {
    if (this.has(x, y)) this.above[y * this.width + x] = { text, tones };
  }

  /** Puts a text, each character a column wide, over all lines. */
  write(x: number, y: number, text: string, ...tones: Tone[]): void {
    Array.from(text).forEach((character, at) => {
      this.sign(x + at, y, character, ...tones);
    });
  }

  isFree(x: number, y: number): boolean {
    return this.has(x, y) && this.above[y * this.width + x] === undefined;
  }

  /** Draws a line between the middles of two cells; it costs what is seen of it. Of its dots, one in `spacing` is drawn. */
  line(from: Spot, to: Spot, weight: number, tones: readonly Tone[], spacing = 1): void {
    const [across, down] = this.ascii ? [1, 1] : [2, 4];
    const scale = ({ x, y }: Spot) => ({ x: (x + 0.5) * across - 0.5, y: (y + 0.5) * down - 0.5 });
    const clipped = clip(scale(from), scale(to), this.width * across - 1, this.height * down - 1);
    if (clipped === null) return;
    const [start, end] = clipped;
    const [dx, dy] = [end.x - start.x, end.y - start.y];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy))));
    for (let step = 0; step <= steps; step++) {
      if (step % spacing !== 0) continue;
      const [x, y] = [Math.round(start.x + (dx * step) / steps), Math.round(start.y + (dy * step) / steps)];
      const at = Math.floor(y / down) * this.width + Math.floor(x / across);
      if (this.ascii) this.strokes[at] = strokeOf(dx, dy);
      else this.bits[at] |= dots[x % 2][y % 4];
      if (weight >= this.weights[at]) {
        this.weights[at] = weight;
        this.lineTones[at] = tones;
      }
    }
  }

  /** The rows, each as pieces of a line. */
  rows(): Piece[][] {
    return Array.from({ length: this.height }, (_, y) => {
      const pieces: Piece[] = [];
      let text = "";
      let tones: readonly Tone[] = [];
      const flush = () => {
        if (text !== "") pieces.push([text, ...tones]);
        text = "";
      };
      for (let x = 0; x < this.width; x++) {
        const cell = this.cellAt(y * this.width + x);
        if (cell.tones !== tones && cell.tones.join() !== tones.join()) {
          flush();
          tones = cell.tones;
        }
        text += cell.text;
      }
      flush();
      return pieces;
    });
  }

  private cellAt(at: number): Cell {
    const above = this.above[at];
    if (above !== undefined) return above;
    if (this.strokes[at] !== "") return { text: this.strokes[at], tones: this.lineTones[at] };
    if (this.bits[at] !== 0) {
      return { text: String.fromCharCode(blankBraille + this.bits[at]), tones: this.lineTones[at] };
    }
    return this.below[at] ?? blank;
  }

  private has(x: number, y: number): boolean {
    return x >= 0 && x < this.width && y >= 0 && y < this.height;
  }
}

const blank: Cell = { text: " ", tones: [] };

/** How a line looks where there are no dots. */
function strokeOf(dx: number, dy: number): string {
  if (Math.abs(dx) >= 3 * Math.abs(dy)) return "-";
  if (Math.abs(dy) >= 3 * Math.abs(dx)) return "|";
  return dx * dy > 0 ? "\\" : "/";
}

/** What of a line lies in a rectangle from 0 to `right` and `bottom`, after Liang and Barsky (1984); null if nothing does. */
function clip(from: Spot, to: Spot, right: number, bottom: number): readonly [Spot, Spot] | null {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  let [enter, leave] = [0, 1];
  const sides = [
    [-dx, from.x],
    [dx, right - from.x],
    [-dy, from.y],
    [dy, bottom - from.y],
  ] as const;
  for (const [direction, distance] of sides) {
    if (direction === 0) {
      if (distance < 0) return null;
      continue;
    }
    const at = distance / direction;
    if (direction < 0) enter = Math.max(enter, at);
    else leave = Math.min(leave, at);
  }
  if (enter > leave) return null;
  const spotAt = (at: number) => ({
    x: Math.min(right, Math.max(0, from.x + dx * at)),
    y: Math.min(bottom, Math.max(0, from.y + dy * at)),
  });
  return [spotAt(enter), spotAt(leave)];
}

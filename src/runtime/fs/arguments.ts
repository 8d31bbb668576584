import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import { constants } from "./constants.js";
import type { Failures } from "./failures.js";

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_SYNC } = constants;

/** What the letters of a flag stand for. */
const flagWords: Readonly<Record<string, number>> = {
  r: O_RDONLY,
  rs: O_RDONLY | O_SYNC,
  "r+": O_RDWR,
  "rs+": O_RDWR | O_SYNC,
  w: O_TRUNC | O_CREAT | O_WRONLY,
  wx: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  "w+": O_TRUNC | O_CREAT | O_RDWR,
  "wx+": O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  a: O_APPEND | O_CREAT | O_WRONLY,
  ax: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  as: O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  "a+": O_APPEND | O_CREAT | O_RDWR,
  "ax+": O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  "as+": O_APPEND | O_CREAT | O_RDWR | O_SYNC,
};
const sameFlags: Readonly<Record<string, string>> = {
  sr: "rs",
  "sr+": "rs+",
  xw: "wx",
  "xw+": "wx+",
  xa: "ax",
  "xa+": "ax+",
  sa: "as",
  "sa+": "as+",
};

const pathForm = "of type string or an instance of Buffer or URL";
const dataForm = "of type string or an instance of Buffer, TypedArray, or DataView";
const maxInt = 2 ** 31 - 1;

/** Reads what a program passes to `fs`, or throws what Node throws. */
export class Arguments {
  private readonly failures: Failures;

  constructor(failures: Failures) {
    this.failures = failures;
  }

  path(value: unknown, name = "path"): string {
    const path =
      value instanceof URL ? fileURLToPath(value) : value instanceof Uint8Array ? Buffer.from(value).toString() : value;
    if (typeof path !== "string") throw this.failures.wrongType(name, pathForm, value);
    if (path.includes("\0")) {
      throw this.failures.wrongValue(name, "must be a string, Uint8Array, or URL without null bytes", value);
    }
    return path;
  }

  descriptor(value: unknown, name = "fd"): number {
    return this.integer(value, name, 0, maxInt);
  }

  integer(value: unknown, name: string, low = Number.MIN_SAFE_INTEGER, high = Number.MAX_SAFE_INTEGER): number {
    if (typeof value !== "number") throw this.failures.wrongType(name, "of type number", value);
    if (!Number.isInteger(value)) throw this.failures.outOfRange(name, "an integer", value);
    if (value < low || value > high) throw this.failures.outOfRange(name, `>= ${low} && <= ${high}`, value);
    return value;
  }

  flags(value: unknown, otherwise = "r", name = "flags"): number {
    if (typeof value === "number") return this.integer(value, name);
    const text = value ?? otherwise;
    const flags = typeof text === "string" ? flagWords[sameFlags[text] ?? text] : undefined;
    if (flags === undefined) throw this.failures.wrongValue(name, "is invalid", value);
    return flags;
  }

  mode(value: unknown, otherwise?: number, name = "mode"): number {
    const given = value ?? otherwise;
    if (typeof given === "string") {
      if (/^[0-7]+$/.test(given)) return Number.parseInt(given, 8);
      throw this.failures.wrongValue(name, "must be a 32-bit unsigned integer or an octal string", value);
    }
    return this.integer(given, name, 0, 2 ** 32 - 1);
  }

  /** Options may be given as an encoding alone. */
  options(value: unknown, defaults: Record<string, unknown> = {}): Record<string, unknown> {
    if (value === undefined || value === null || typeof value === "function") return defaults;
    if (typeof value !== "object" && typeof value !== "string") {
      throw this.failures.wrongType("options", "one of type string or object", value);
    }
    const options = typeof value === "string" ? { ...defaults, encoding: value } : { ...defaults, ...value };
    const { encoding } = options as { encoding?: unknown };
    if (encoding !== "buffer" && encoding !== undefined && encoding !== null && !isEncoding(encoding)) {
      throw this.failures.wrongValue("encoding", "is invalid encoding", encoding);
    }
    return options;
  }

  flag(value: unknown, name: string): boolean {
    if (value !== undefined && typeof value !== "boolean") {
      throw this.failures.wrongType(name, "of type boolean", value);
    }
    return value === true;
  }

  /** Any view of bytes, as bytes. */
  view(value: unknown, name = "buffer"): Uint8Array {
    if (!ArrayBuffer.isView(value)) {
      throw this.failures.wrongType(name, "an instance of Buffer, TypedArray, or DataView", value);
    }
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }

  /** Text or a view of bytes, as bytes. */
  data(value: unknown, encoding: unknown, name = "data"): Uint8Array {
    if (typeof value === "string") return Buffer.from(value, (encoding ?? "utf8") as BufferEncoding);
    if (!ArrayBuffer.isView(value)) throw this.failures.wrongType(name, dataForm, value);
    return this.view(value);
  }

  views(value: unknown): Uint8Array[] {
    if (!Array.isArray(value) || !value.every((part) => ArrayBuffer.isView(part))) {
      throw this.failures.wrongType("buffers", "an ArrayBufferView[]", value);
    }
    return value.map((part) => this.view(part));
  }

  /** A position in a file: null for where it stands. */
  position(value: unknown): number | null {
    if (typeof value === "bigint") return value < 0n ? null : Number(value);
    return typeof value === "number" && value >= 0 ? value : null;
  }

  callback(value: unknown): (...results: unknown[]) => void {
    if (typeof value !== "function") throw this.failures.wrongType("cb", "of type function", value);
    return value as (...results: unknown[]) => void;
  }

  /** A time of a file, in microseconds: seconds, a text of them, or a date. */
  timeUs(value: unknown, name: string): number {
    const seconds = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof seconds === "number" && Number.isFinite(seconds)) return Math.round(seconds * 1_000_000);
    const time = (value as { getTime?: () => unknown } | null)?.getTime?.();
    if (typeof time === "number") return time * 1000;
    throw this.failures.wrongType(name, "of type number or string or an instance of Date", value);
  }
}

function isEncoding(value: unknown): value is BufferEncoding {
  return typeof value === "string" && Buffer.isEncoding(value);
}

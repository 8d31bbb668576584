import { inspect } from "node:util";
import type { Realm } from "./realm.js";
import { nodesOwn, tellWithCode } from "./stacks.js";

// biome-ignore lint/suspicious/noExplicitAny: errors carry further properties, as Node's do
export type NodeError = Error & Record<string, any>;

const own = {
  [nodesOwn]: { value: true },
  toString: {
    value(this: Error) {
      return tellWithCode(this);
    },
    configurable: true,
    writable: true,
  },
};

/** Makes the errors by which Node tells a program of its mistakes, as errors of the program. */
export class Mistakes {
  protected readonly globals: Realm["globals"];

  constructor({ globals }: Pick<Realm, "globals">) {
    this.globals = globals;
  }

  /** An error as Node makes its own: with a code, which it says wherever it is shown. */
  coded(kind: "Error" | "TypeError" | "RangeError", code: string, message: string): NodeError {
    return Object.assign(Object.defineProperties(this.make(kind, message), own), { code });
  }

  /** An argument, or a property if its name has a dot, is of another type. */
  wrongType(name: string, expected: string, value: unknown): NodeError {
    const what = name.includes(".") ? "property" : "argument";
    const message = `The "${name}" ${what} must be ${expected}. Received ${received(value)}`;
    return this.coded("TypeError", "ERR_INVALID_ARG_TYPE", message);
  }

  wrongValue(name: string, reason: string, value: unknown): NodeError {
    const what = name.includes(".") ? "property" : "argument";
    const message = `The ${what} '${name}' ${reason}. Received ${shortened(inspect(value), 128)}`;
    return this.coded("TypeError", "ERR_INVALID_ARG_VALUE", message);
  }

  outOfRange(name: string, range: string, value: unknown): NodeError {
    const message = `The value of "${name}" is out of range. It must be ${range}. Received ${String(value)}`;
    return this.coded("RangeError", "ERR_OUT_OF_RANGE", message);
  }

  protected make(kind: "Error" | "TypeError" | "RangeError", message: string): NodeError {
    return new this.globals[kind](message);
  }
}

/** A value as Node tells of it where it is of a wrong type. */
export function received(value: unknown): string {
  if (value === null || value === undefined) return `${value}`;
  if (typeof value === "function") return `function ${value.name}`;
  if (typeof value !== "object") return `type ${typeof value} (${shortened(inspect(value, { colors: false }), 28)})`;
  const name = value.constructor?.name;
  return name ? `an instance of ${name}` : inspect(value, { depth: -1 });
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}

import type { Inode } from "../../node/files/inode.js";
import { constants } from "./constants.js";
import { kindBits, questions } from "./stats.js";

/** An entry of a directory, with its kind. */
export class DirectoryEntry {
  readonly name: string;
  readonly parentPath: string;
  /** The older name of `parentPath`. */
  readonly path: string;
  readonly #bits: number;

  constructor(name: string, parentPath: string, kind: Inode["kind"]) {
    this.name = name;
    this.parentPath = parentPath;
    this.path = parentPath;
    this.#bits = kindBits[kind];
  }

  static {
    for (const [name, bits] of Object.entries(questions)) {
      const value = function (this: DirectoryEntry) {
        return (this.#bits & constants.S_IFMT) === bits;
      };
      Object.defineProperty(DirectoryEntry.prototype, name, { value, writable: true, configurable: true });
    }
  }
}

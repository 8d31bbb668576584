import type { Inode } from "../../node/files/inode.js";
import { constants } from "./constants.js";
import { kindBits, questions } from "./stats.js";

<<<<<<<< HEAD:src/runtime/fs/directory-entry.ts
/** An entry of a directory, with its kind. */
export class DirectoryEntry {
========
/** An entry of a directory, with its kind: what a `Dirent` of each process is made of. */
export class Entry {
>>>>>>>> 55276e2 (Let a machine's clock begin at another day, so that certificates of today are valid; mend real programs' files in the bundled command):src/runtime/fs/entry.ts
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
<<<<<<<< HEAD:src/runtime/fs/directory-entry.ts
      const value = function (this: DirectoryEntry) {
        return (this.#bits & constants.S_IFMT) === bits;
      };
      Object.defineProperty(DirectoryEntry.prototype, name, { value, writable: true, configurable: true });
========
      const value = function (this: Entry) {
        return (this.#bits & constants.S_IFMT) === bits;
      };
      Object.defineProperty(Entry.prototype, name, { value, writable: true, configurable: true });
>>>>>>>> 55276e2 (Let a machine's clock begin at another day, so that certificates of today are valid; mend real programs' files in the bundled command):src/runtime/fs/entry.ts
    }
  }
}

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/*
 * In a script that many files have been put into, each has to find its own place again: `import.meta`, `__dirname` and
 * `__filename` are of the file that says them. Names of the same length take the place of one another, so that nothing
 * moves in a line, and the source map stays true.
 */

/** What stands for such a word as the files are put together; its end, in base 36, is to be the number of the file. */
export const marks = { "import.meta": "__meta_0000", __dirname: "__dirname_0000", __filename: "__filename_0000" };

const mark = /\b__(meta|dirname|filename)_0000\b/g;

const ends = (number: number) => number.toString(36).padStart(4, "0");

/** A file that asks where it is. */
interface Placed {
  readonly number: number;
  readonly words: readonly string[];
  readonly path: string;
}

/** Numbers these words, by the comment with its name that stands before each file; tells which files have such words. */
export function placed(script: string, inputs: readonly string[]) {
  const numbers = new Map(inputs.map((input, index) => [`// ${input}`, index + 1]));
  const words = new Map<number, Set<string>>();
  let number = 0;
  const lines = script.split("\n").map((line) => {
    number = numbers.get(line) ?? number;
    return line.replace(mark, (_, word: string) => {
      const used = words.get(number) ?? new Set();
      words.set(number, used.add(word));
      return `__${word}_${ends(number)}`;
    });
  });
  const used = [...words].map(([number, set]) => ({ number, words: [...set], input: inputs[number - 1] ?? "" }));
  return { text: lines.join("\n"), used };
}

/** The beginning of a script, which says what these words are. */
export function places(files: readonly Placed[]): string {
  const values: Readonly<Record<string, (path: string) => string>> = {
    meta: (path) => `__metaOf(${JSON.stringify(path)})`,
    dirname: (path) => JSON.stringify(dirname(path)),
    filename: (path) => JSON.stringify(path),
  };
  const all = files.flatMap(({ number, words, path }) =>
    words.map((word) => `const __${word}_${ends(number)} = ${values[word]?.(path)};`),
  );
  return all.join(" ");
}

/** What looks like the name of a file in a text, but for those of code. */
const named = /[\w@./-]*\w\.(?!(?:[cm]?[jt]sx?|node|map)\b)[a-z]\w*\b/gi;

/** The files that are named in files of code which know where they are, and lie where these say. */
export function filesBeside(paths: readonly string[]): Readonly<Record<string, Uint8Array>> {
  const found: Record<string, Uint8Array> = {};
  for (const path of paths) {
    for (const name of new Set(readFileSync(path, "utf8").match(named) ?? [])) {
      const file = join(dirname(path), name);
      if (existsSync(file) && statSync(file).isFile()) found[file] = readFileSync(file);
    }
  }
  return found;
}

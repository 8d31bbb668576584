import { type FileHandle, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";

/** A file of JSON lines, each of which is durable before it counts. */
export class Journal<Entry> {
  /** Everything that is written down, in order. */
  readonly entries: Entry[];
  private readonly file: FileHandle;
  private last: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, entries: Entry[]) {
    this.file = file;
    this.entries = entries;
  }

  /** Opens a journal, which may be new, and cuts off what a crash has left of a line that never counted. */
  static async open<Entry>(path: string): Promise<Journal<Entry>> {
    const file = await open(path, "a+");
    const bytes = await readFile(path);
    const entries: Entry[] = [];
    let end = 0;
    for (let next = bytes.indexOf("\n"); next >= 0; next = bytes.indexOf("\n", end)) {
      const entry = parse<Entry>(bytes.toString("utf8", end, next));
      if (entry === undefined) break;
      entries.push(entry);
      end = next + 1;
    }
    await file.truncate(end);
    await file.sync();
    // The file itself must be found again, too.
    const folder = await open(dirname(path), "r");
    await folder.sync();
    await folder.close();
    return new Journal<Entry>(file, entries);
  }

  /** Writes an entry down; when this resolves, no crash can take it back. */
  append(entry: Entry): Promise<void> {
    this.last = this.last.then(() => this.write(entry));
    return this.last;
  }

  private async write(entry: Entry): Promise<void> {
    await this.file.appendFile(`${JSON.stringify(entry)}\n`);
    await this.file.datasync();
    this.entries.push(entry);
  }
}

function parse<Entry>(line: string): Entry | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

import * as nodeFs from "node:fs/promises";
import { crc32 } from "./crc32.js";

/** What a careless author leaves out. */
export type Forgotten =
  | "sync of the log"
  | "sync of the folder after a log was made"
  | "sync of the folder after it was made"
  | "sync of the snapshot before the rename"
  | "sync of the folder after the rename"
  | "checksums";

const headerBytes = 8;

/**
 * A key-value store in a folder. A put is appended to the log and synced before it is acknowledged. When the log is long,
 * all entries go into a snapshot, which replaces the old one by a rename, and the log is emptied.
 */
export class WalStore {
  readonly entries: Record<string, string> = {};
  private readonly folder: string;
  private readonly fs: typeof nodeFs;
  private readonly forgotten: Forgotten | undefined;
  private readonly compactAfter: number;
  private log: nodeFs.FileHandle | null = null;
  private logged = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    folder: string,
    options: { readonly fs?: typeof nodeFs; readonly forgets?: Forgotten; readonly compactAfter?: number } = {},
  ) {
    this.folder = folder;
    this.fs = options.fs ?? nodeFs;
    this.forgotten = options.forgets;
    this.compactAfter = options.compactAfter ?? 5;
  }

  /** Finds again what was put before. */
  async open(): Promise<void> {
    const { fs, folder } = this;
    await fs.mkdir(folder, { recursive: true });
    await this.syncFolder(`${folder}/..`, "sync of the folder after it was made");
    Object.assign(this.entries, await this.readSnapshot());
    this.log = await fs.open(`${folder}/log`, "a+");
    await this.syncFolder(folder, "sync of the folder after a log was made");
    await this.replay();
  }

  /** Returns what was there before, when it is durable. */
  put(key: string, value: string): Promise<string | null> {
    // One after the other: a snapshot holds all that is in the log that it takes the place of.
    const written = this.last.then(() => this.write(key, value));
    this.last = written.catch(() => {});
    return written;
  }

  private async write(key: string, value: string): Promise<string | null> {
    const body = Buffer.from(JSON.stringify([key, value]));
    const header = Buffer.alloc(headerBytes);
    header.writeUInt32LE(body.length, 0);
    header.writeUInt32LE(crc32(body), 4);
    await this.log!.appendFile(Buffer.concat([header, body]));
    if (this.forgotten !== "sync of the log") await this.log!.sync();
    const before = this.entries[key] ?? null;
    this.entries[key] = value;
    this.logged++;
    if (this.logged >= this.compactAfter) await this.compact();
    return before;
  }

  /** Goes through the log up to its first record that is not whole, and cuts off the rest. */
  private async replay(): Promise<void> {
    const log = this.log!;
    const bytes = await log.readFile();
    let at = 0;
    while (at + headerBytes <= bytes.length) {
      const end = at + headerBytes + bytes.readUInt32LE(at);
      const body = bytes.subarray(at + headerBytes, end);
      const isWhole = body.length > 0 && end <= bytes.length;
      if (!isWhole || (this.forgotten !== "checksums" && crc32(body) !== bytes.readUInt32LE(at + 4))) break;
      const [key, value] = this.decode(body);
      this.entries[key] = value;
      this.logged++;
      at = end;
    }
    if (at < bytes.length) await log.truncate(at);
    // A process that was killed may have left what it had not synced yet: nobody may read that before it is durable.
    await log.sync();
  }

  private decode(body: Buffer): [string, string] {
    if (this.forgotten !== "checksums") return JSON.parse(body.toString());
    const [, key = "", value = ""] = /"(.*?)(?:","(.*?))?(?:"|$)/.exec(body.toString()) ?? [];
    return [key, value];
  }

  private async compact(): Promise<void> {
    const { fs, folder, forgotten } = this;
    const log = this.log!;
    const file = await fs.open(`${folder}/snapshot.new`, "w");
    await file.writeFile(JSON.stringify(this.entries));
    if (forgotten !== "sync of the snapshot before the rename") await file.sync();
    await file.close();
    await fs.rename(`${folder}/snapshot.new`, `${folder}/snapshot`);
    await this.syncFolder(folder, "sync of the folder after the rename");
    await log.truncate(0);
    this.logged = 0;
  }

  private async readSnapshot(): Promise<Record<string, string>> {
    try {
      return JSON.parse(await this.fs.readFile(`${this.folder}/snapshot`, "utf8"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
      throw error;
    }
  }

  private async syncFolder(folder: string, step: Forgotten): Promise<void> {
    if (this.forgotten === step) return;
    const handle = await this.fs.open(folder);
    await handle.sync();
    await handle.close();
  }
}

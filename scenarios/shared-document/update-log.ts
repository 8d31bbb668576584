import { createHash } from "node:crypto";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";

/** A file of binary records, each behind its length and a checksum. */
export class UpdateLog {
  /** What was found when it was opened, in order. */
  readonly found: readonly Uint8Array[];
  private readonly file: FileHandle;
  private waiting: Buffer[] = [];
  private writing: Promise<void> | undefined;

  private constructor(file: FileHandle, found: readonly Uint8Array[]) {
    this.file = file;
    this.found = found;
  }

  /** Opens a log, which may be new, and cuts off a record that a crash has left unfinished. */
  static async open(path: string): Promise<UpdateLog> {
    const file = await open(path, "a+");
    const bytes = await readFile(path);
    const found: Uint8Array[] = [];
    let end = 0;
    while (end + 8 <= bytes.length) {
      const payload = bytes.subarray(end + 8, end + 8 + bytes.readUInt32BE(end));
      if (payload.length === 0 || !bytes.subarray(end, end + 8).equals(headOf(payload))) break;
      found.push(payload);
      end += 8 + payload.length;
    }
    await file.truncate(end);
    await file.sync();
    // The file itself must be found again, too.
    const folder = await open(dirname(path), "r");
    await folder.sync();
    await folder.close();
    return new UpdateLog(file, found);
  }

  /** Writes a record down. It is durable, with all before it, when the next `flush` resolves. */
  append(payload: Uint8Array): void {
    this.waiting.push(headOf(payload), Buffer.from(payload));
  }

  /** Resolves when all that was appended so far is durable; what is appended meanwhile shares the next sync. */
  async flush(): Promise<void> {
    while (this.writing !== undefined) await this.writing;
    if (this.waiting.length === 0) return;
    const bytes = Buffer.concat(this.waiting);
    this.waiting = [];
    this.writing = this.write(bytes).finally(() => {
      this.writing = undefined;
    });
    await this.writing;
  }

  private async write(bytes: Buffer): Promise<void> {
    await this.file.appendFile(bytes);
    await this.file.datasync();
  }
}

function headOf(payload: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(payload.length);
  createHash("sha256").update(payload).digest().copy(head, 4, 0, 4);
  return head;
}

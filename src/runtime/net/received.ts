/** What has arrived over a connection since the last answer was taken from it. */
export class Received {
  readonly bytes: Uint8Array;
  /** Whether the server has ended the connection, so that nothing more comes. */
  readonly isEnded: boolean;

  constructor(bytes: Uint8Array, isEnded: boolean) {
    this.bytes = bytes;
    this.isEnded = isEnded;
  }

  /** The bytes as UTF-8, decoded anew each time; a character that is not whole yet is a replacement character. */
  get text(): string {
    const { buffer, byteOffset, length } = this.bytes;
    return Buffer.from(buffer, byteOffset, length).toString();
  }
}

import * as nodeFs from "node:fs";

// biome-ignore lint/suspicious/noExplicitAny: the options of streams have any shape
type Options = any;

/** Node's own streams of files, which can be told whose files they are: those of the simulated `fs`. */
export function streamsOver(fs: () => Record<string, unknown>) {
  const over = (given: Options, names: readonly string[]): Options => {
    const options = typeof given === "string" ? { encoding: given } : { ...given };
    const own = Object.fromEntries(names.map((name) => [name, fs()[name]]));
    const handle = options.fd;
    if (typeof handle !== "object" || handle === null) return { ...options, fs: { ...own, ...options.fs } };
    // An open handle of the program is closed with its stream, unless the stream is told otherwise.
    const close = (_: number, callback: (error: unknown) => void) => {
      handle.close().then(() => callback(null), callback);
    };
    return { ...options, fd: handle.fd, fs: { ...own, close } };
  };

  class ReadStream extends (nodeFs.ReadStream as new (...args: never[]) => nodeFs.ReadStream) {
    constructor(path: unknown, options?: Options) {
      super(path as never, over(options, ["open", "read", "close"]) as never);
    }
  }
  class WriteStream extends (nodeFs.WriteStream as new (...args: never[]) => nodeFs.WriteStream) {
    constructor(path: unknown, options?: Options) {
      super(path as never, over(options, ["open", "write", "writev", "close", "fsync"]) as never);
    }
  }
  return {
    ReadStream,
    WriteStream,
    createReadStream: (path: unknown, options?: Options) => new ReadStream(path, options),
    createWriteStream: (path: unknown, options?: Options) => new WriteStream(path, options),
  };
}

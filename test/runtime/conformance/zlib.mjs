import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { play } from "./play.mjs";

async function all(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

const through = (stream, ...parts) => pipeline(Readable.from(parts), stream, all);

await play({
  ...Object.fromEntries(
    [
      ["Gzip", "Gunzip"],
      ["Deflate", "Inflate"],
      ["DeflateRaw", "InflateRaw"],
      ["Gzip", "Unzip"],
      ["BrotliCompress", "BrotliDecompress"],
    ].map(([there, back]) => [
      `${there}, and back by ${back}`,
      async (on) => {
        const first = new zlib[there]();
        const parts = await through(first, Buffer.from("a".repeat(100_000)), Buffer.from("b"));
        const read = await all(Readable.from(parts).pipe(zlib[`create${back}`]()));
        on.note("here")(
          first.bytesWritten,
          read.map(({ length }) => String(length)),
        );
      },
    ]),
  ),
  async "what is written can be read after a flush"(on) {
    const gzip = zlib.createGzip();
    const gunzip = on.watch("reader", zlib.createGunzip(), "data end");
    gzip.pipe(gunzip);
    gzip.write("one");
    await promisify(gzip.flush.bind(gzip))();
    await on.pause(5);
    on.note("reader")("so far");
    gzip.end("two");
    await on.once(gunzip, "end");
    on.note("writer")(gzip.bytesWritten);
  },
  async "a flush of one kind after a reset is the same again"(on) {
    const stream = zlib.createDeflateRaw();
    stream.on("data", (part) => on.note("here")(part.toString("hex")));
    for (let time = 0; time < 2; time++) {
      stream.write("a");
      await new Promise((resolve) => stream.flush(zlib.constants.Z_SYNC_FLUSH, resolve));
      stream.reset();
    }
  },
  async "another level in between"(on) {
    const stream = zlib.createDeflate();
    const parts = all(stream);
    stream.write("x".repeat(1000));
    await new Promise((resolve) => stream.params(0, zlib.constants.Z_DEFAULT_STRATEGY, resolve));
    stream.end("y".repeat(1000));
    on.note("here")(String(zlib.inflateSync(Buffer.concat(await parts)).length));
  },
  async "what is no compressed data"(on) {
    await through(zlib.createGunzip(), Buffer.from("not at all")).catch(on.note("here"));
  },
  async "data that breaks off"(on) {
    await through(zlib.createGunzip(), zlib.gzipSync("hello").subarray(0, 10)).catch(on.note("here"));
  },
  async "data that breaks off, and may"(on) {
    const { Z_SYNC_FLUSH } = zlib.constants;
    const stream = zlib.createGunzip({ flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH });
    const parts = await through(stream, zlib.gzipSync("hello", { level: 0 }).subarray(0, 18));
    on.note("here")(String(Buffer.concat(parts)));
  },
  async "two parts in a row"(on) {
    const both = Buffer.concat([zlib.gzipSync("a"), zlib.gzipSync("b")]);
    on.note("here")(String(Buffer.concat(await through(zlib.createGunzip(), both))));
  },
  async "an end in the midst"(on) {
    const stream = on.watch("here", zlib.createGzip(), "data end error close");
    stream.write("abc");
    await new Promise((resolve) => stream.close(resolve));
  },
  async "a reader that is slow"(on) {
    const stream = zlib.createGunzip({ highWaterMark: 1024, chunkSize: 1024 });
    stream.end(zlib.gzipSync("a".repeat(10_000)));
    let size = 0;
    for await (const part of stream) {
      await on.pause(1);
      size += part.length;
    }
    on.note("here")(String(size));
  },
  async "options that make no sense"(on) {
    for (const options of [{ level: 99 }, { windowBits: "many" }, { chunkSize: 1 }]) {
      try {
        zlib.createGzip(options);
      } catch (error) {
        on.note("here")(error);
      }
    }
  },
  async "whose streams they are"(on) {
    on.note("here")(zlib.createGzip() instanceof zlib.Gzip, zlib.createGzip().constructor.name, zlib.Gzip.name);
  },
  async "all at once"(on) {
    const bytes = await promisify(zlib.deflate)("abc");
    on.note("here")(String(await promisify(zlib.inflate)(bytes)));
    await promisify(zlib.gunzip)("abc").catch(on.note("here"));
  },
  async "streams of the web"(on) {
    for (const format of ["gzip", "deflate", "deflate-raw"]) {
      const { body } = new Response("hello ".repeat(1000));
      const back = body.pipeThrough(new CompressionStream(format)).pipeThrough(new DecompressionStream(format));
      on.note("here")(format, String((await new Response(back).text()).length));
    }
    on.note("here")(CompressionStream.name, String(new DecompressionStream("gzip")));
  },
  async "streams of the web: what is no compressed data"(on) {
    const { body } = new Response("not at all");
    await new Response(body.pipeThrough(new DecompressionStream("gzip")))
      .text()
      .catch(({ code }) => on.note("here")(code));
  },
  async "streams of the web: a format that there is not"(on) {
    try {
      new CompressionStream("lzma");
    } catch ({ name, code }) {
      on.note("here")(name, code);
    }
  },
});

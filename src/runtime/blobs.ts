import { ownView } from "./identity.js";

/** How many bytes of a blob are read at once. */
const piece = 65_536;

/** `Blob` or `File`, whose bytes are read without a turn of the event loop, which Node takes for them since version 24. */
export function calmBlob(kind: typeof Blob | typeof File): unknown {
  return new Proxy(ownView(kind), {
    construct: (target, args, newTarget) => calm(Reflect.construct(target, args, newTarget)),
  });
}

function calm<T extends Blob>(blob: T): T {
  const slice = (...args: Parameters<Blob["slice"]>) => calm(Object.getPrototypeOf(blob).slice.apply(blob, args));
  for (const [name, value] of Object.entries({ slice, stream: () => streamOf(blob) })) {
    Object.defineProperty(blob, name, { value, writable: true, configurable: true });
  }
  return blob;
}

function streamOf(blob: Blob): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const bytes = new Uint8Array(await Blob.prototype.slice.call(blob, at, at + piece).arrayBuffer());
      at += bytes.length;
      if (bytes.length > 0) {
        controller.enqueue(bytes);
        return;
      }
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
}

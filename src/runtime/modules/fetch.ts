import type { ClientRequest, IncomingMessage } from "node:http";
import { pipeline, Readable } from "node:stream";
import type { Realm } from "../realm.js";
import { promiseFor } from "../told-places.js";

// biome-ignore lint/suspicious/noExplicitAny: what a program gives to fetch
type Any = any;

/** How many redirections are followed. */
const maxRedirects = 20;
/** How long an answer is waited for, and each further part of it, in milliseconds. */
const longestMs = 300_000;
/** How long a connection is waited for, in milliseconds. */
const connectMs = 10_000;

const redirects = [301, 302, 303, 307, 308];
const withoutBody = [204, 205, 304];

/** What is asked for, one hop at a time. */
interface Ask {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  /** Bytes, or a stream of them, which cannot be sent twice. */
  readonly body: Buffer | ReadableStream<Uint8Array> | null;
}

/** How encodings of a body are undone. */
const decoders: Readonly<Record<string, string>> = {
  gzip: "createGunzip",
  "x-gzip": "createGunzip",
  deflate: "createInflate",
  br: "createBrotliDecompress",
};

/** `fetch` over the simulated http: what clients of services need of it. */
export function makeFetch(realm: Realm): (input: unknown, init?: unknown) => Promise<Response> {
  const { host, globals } = realm;
  const agents = new Map<string, unknown>();

  const failure = (error: Error, message = "fetch failed") => {
    const isGone = error.message === "socket hang up" || error.message === "aborted";
    const gone = () =>
      Object.assign(new globals.Error("other side closed"), { name: "SocketError", code: "UND_ERR_SOCKET" });
    return new globals.TypeError(message, { cause: isGone ? gone() : error });
  };

  /** Sends one request, and resolves with the head of its answer. */
  const send = ({ url, method, headers, body }: Ask, signal: AbortSignal | undefined) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      if (url.protocol !== "http:" && url.protocol !== "https:") {
        host.refuse(`fetch of ${url.protocol}`, "use http: or https:");
      }
      const name = url.protocol.slice(0, -1);
      const module = realm.module(name);
      const agent = agents.get(name) ?? new module.Agent({ keepAlive: true, ALPNProtocols: ["http/1.1"] });
      agents.set(name, agent);
      const request: ClientRequest = module.request(url, {
        method,
        headers: Object.fromEntries(headers),
        agent,
        timeout: longestMs,
      });
      const abort = () => request.destroy(signal?.reason);
      signal?.addEventListener("abort", abort, { once: true });
      const giveUp = (what: keyof typeof waits) => {
        const [name, message] = waits[what];
        request.destroy(Object.assign(new globals.Error(message), { name, code: `UND_ERR_${what}_TIMEOUT` }));
      };
      let isAnswered = false;
      request.on("timeout", () => giveUp(isAnswered ? "BODY" : "HEADERS"));
      request.on("socket", (socket) => {
        if (!socket.connecting) return;
        const late = host.schedule(connectMs * 1000, () => giveUp("CONNECT"), "connection of fetch");
        socket.once(name === "https" ? "secureConnect" : "connect", () => late.cancel());
        socket.once("close", () => late.cancel());
      });
      request.on("error", (error) => reject(signal?.aborted ? signal.reason : failure(error as Error)));
      request.on("close", () => signal?.removeEventListener("abort", abort));
      request.on("response", (answer) => {
        isAnswered = true;
        resolve(answer);
      });
      if (body === null || body instanceof Uint8Array) request.end(body ?? undefined);
      else
        Readable.fromWeb(body as Any)
          .on("error", (error) => request.destroy(error))
          .pipe(request);
    });

  const run = async (input: Any, init: Any = {}): Promise<Response> => {
    const signal: AbortSignal | undefined = init.signal ?? (input instanceof Request ? input.signal : undefined);
    signal?.throwIfAborted();
    const request: Request = new globals.Request(input, { ...init, signal: undefined });
    const isStream = init.body instanceof ReadableStream || typeof init.body?.[Symbol.asyncIterator] === "function";
    const body = isStream || request.body === null ? request.body : Buffer.from(await request.arrayBuffer());
    const url = new URL(request.url);
    let ask: Ask = { url, method: request.method, headers: standard(request.headers, url), body };
    for (let hops = 0; ; hops++) {
      if (ask.body instanceof Uint8Array) ask.headers.set("content-length", String(ask.body.length));
      const answer = await send(ask, signal);
      const { location } = answer.headers;
      const status = answer.statusCode as number;
      if (!redirects.includes(status) || location === undefined || request.redirect === "manual") {
        return respond(answer, ask, hops > 0, signal);
      }
      answer.resume();
      if (request.redirect === "error") throw failure(new globals.Error("unexpected redirect"));
      if (hops === maxRedirects) throw failure(new globals.Error("redirect count exceeded"));
      if (isStream && status !== 303) throw failure(new globals.Error("Request body must not be a stream"));
      ask = redirected(ask, status, new URL(location, ask.url));
    }
  };

  const respond = (answer: IncomingMessage, { url, method }: Ask, redirected: boolean, signal?: AbortSignal) => {
    const { statusCode: status = 0, statusMessage: statusText = "", rawHeaders } = answer;
    const headers = new Headers();
    for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i], rawHeaders[i + 1]);
    const isEmpty = method === "HEAD" || withoutBody.includes(status);
    if (isEmpty) answer.resume();
    const stream = isEmpty ? null : bodyOf(answer, decoded(answer, headers.get("content-encoding")), signal);
    const response = new Response(stream, { status, statusText, headers });
    Object.defineProperties(response, { url: { value: url.href }, redirected: { value: redirected } });
    return response;
  };

  /** A body without what it was encoded by, if all of that is known. */
  const decoded = (answer: IncomingMessage, encodings: string | null): Readable => {
    const names = (encodings ?? "").split(",").map((name) => decoders[name.trim().toLowerCase()]);
    if (names.some((name) => name === undefined)) return answer;
    const zlib = realm.module("zlib");
    const { Z_SYNC_FLUSH } = zlib.constants;
    // What has come is shown, and an end is missed by nobody.
    const lenient = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
    return names.reduceRight<Readable>((from, name) => pipeline(from, zlib[name as string](lenient), () => {}), answer);
  };

  /** The body of an answer, read as fast as it is taken. */
  const bodyOf = (answer: IncomingMessage, body: Readable, signal: AbortSignal | undefined) => {
    let isOver = false;
    const once = (end: () => void) => {
      if (!isOver) end();
      isOver = true;
    };
    return new ReadableStream<Uint8Array>({
      start(controller) {
        const abort = () => answer.destroy(signal?.reason);
        signal?.addEventListener("abort", abort, { once: true });
        body.on("data", (bytes: Buffer) => {
          if (isOver) return;
          controller.enqueue(new Uint8Array(bytes));
          if ((controller.desiredSize ?? 0) <= 0) body.pause();
        });
        body.on("end", () => once(() => controller.close()));
        body.on("error", (error) =>
          once(() => controller.error(signal?.aborted ? signal.reason : failure(error, "terminated"))),
        );
        answer.on("close", () => signal?.removeEventListener("abort", abort));
        body.pause();
      },
      pull() {
        body.resume();
      },
      cancel() {
        isOver = true;
        answer.destroy();
      },
    });
  };

  return (input: unknown, init?: unknown) =>
    promiseFor<Response>(realm, (resolve, reject) => {
      run(input, init ?? {}).then(resolve, reject);
    });
}

/** What took too long, by the code of the error, with its name and what it says. */
const waits = {
  CONNECT: ["ConnectTimeoutError", "Connect Timeout Error"],
  HEADERS: ["HeadersTimeoutError", "Headers Timeout Error"],
  BODY: ["BodyTimeoutError", "Body Timeout Error"],
} as const;

/** The headers that go with every request, unless the program says otherwise. */
function standard(given: Headers, { protocol }: URL): Headers {
  const defaults = {
    accept: "*/*",
    "accept-language": "*",
    "sec-fetch-mode": "cors",
    "user-agent": "node",
    "accept-encoding": protocol === "https:" ? "br, gzip, deflate" : "gzip, deflate",
  };
  const headers = new Headers(given);
  for (const [name, value] of Object.entries(defaults)) if (!headers.has(name)) headers.set(name, value);
  return headers;
}

/** What is asked next, after a redirection (Fetch, HTTP-redirect fetch). */
function redirected({ url: before, method, headers, body }: Ask, status: number, url: URL): Ask {
  const next = new Headers(headers);
  if (url.origin !== before.origin) for (const name of ["authorization", "cookie"]) next.delete(name);
  const becomesGet = status === 303 ? method !== "HEAD" : status <= 302 && method === "POST";
  if (!becomesGet) return { url, method, headers: next, body };
  for (const name of ["content-type", "content-length", "content-encoding", "content-language"]) next.delete(name);
  return { url, method: "GET", headers: next, body: null };
}

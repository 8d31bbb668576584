import { describe, expect, test } from "vitest";
import type { HttpResponse } from "../../../src/runtime/http/message.js";
import { ResponseReader } from "../../../src/runtime/http/response-reader.js";

/** What a reader makes of some bytes that come in pieces of a length, and then end. */
function read(text: string, pieceBytes: number, method = "GET") {
  const reader = new ResponseReader(method);
  const bytes = Buffer.from(text);
  const responses: HttpResponse[] = [];
  for (let at = 0; at < bytes.length && responses.length === 0; at += pieceBytes) {
    const response = reader.take(bytes.subarray(at, at + pieceBytes));
    if (response !== null) responses.push(response);
  }
  const last = responses.length > 0 ? null : reader.end();
  return { response: responses[0] ?? last, broken: reader.isBroken, lasts: reader.keepsAlive };
}

const ok = "HTTP/1.1 200 OK\r\n";

test.each<[what: string, text: string, response: HttpResponse, lasts: boolean, method?: string]>([
  [
    "a body with a length",
    `${ok}Content-Length: 5\r\n\r\nhello`,
    { status: 200, headers: { "content-length": "5" }, body: "hello" },
    true,
  ],
  [
    "JSON",
    `${ok}Content-Type: application/problem+json; charset=utf-8\r\nContent-Length: 7\r\n\r\n{"a":1}`,
    {
      status: 200,
      headers: { "content-type": "application/problem+json; charset=utf-8", "content-length": "7" },
      body: { a: 1 },
    },
    true,
  ],
  [
    "what only says that it is JSON",
    `${ok}content-type: application/json\r\ncontent-length: 3\r\n\r\n{"a`,
    { status: 200, headers: { "content-type": "application/json", "content-length": "3" }, body: '{"a' },
    true,
  ],
  [
    "chunks, with an extension and a trailer",
    `${ok}Transfer-Encoding: chunked\r\n\r\n4;x=y\r\nhe\r\n\r\nA\r\nllo, there\r\n0\r\nTook: 1 ms\r\n\r\n`,
    { status: 200, headers: { "transfer-encoding": "chunked" }, body: "he\r\nllo, there" },
    true,
  ],
  ["all until the end", `${ok}\r\nuntil the end`, { status: 200, headers: {}, body: "until the end" }, false],
  ["no body where there is none", "HTTP/1.1 204 No Content\r\n\r\n", { status: 204, headers: {}, body: "" }, true],
  [
    "no body of a HEAD",
    `${ok}Content-Length: 5\r\n\r\n`,
    { status: 200, headers: { "content-length": "5" }, body: "" },
    true,
    "HEAD",
  ],
  [
    "what comes behind hints",
    `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n`,
    { status: 404, headers: { "content-length": "0" }, body: "" },
    true,
  ],
  [
    "headers that come twice, and the last word on a connection",
    `${ok}Set-Cookie: a\r\nset-cookie:b\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n`,
    { status: 200, headers: { "set-cookie": "a, b", connection: "Close", "content-length": "0" }, body: "" },
    false,
  ],
  [
    "an old server, which closes",
    "HTTP/1.0 200\r\nContent-Length: 1\r\n\r\nx",
    { status: 200, headers: { "content-length": "1" }, body: "x" },
    false,
  ],
  [
    "letters of several bytes",
    `${ok}Content-Length: 6\r\n\r\n日本`,
    { status: 200, headers: { "content-length": "6" }, body: "日本" },
    true,
  ],
])("reads %s, in pieces of any length", (_, text, response, lasts, method) => {
  for (const pieceBytes of [1, 2, 3, 7, 1_000]) {
    expect(read(text, pieceBytes, method)).toEqual({ response, broken: false, lasts });
  }
});

describe("is broken by", () => {
  test.each([
    ["what is no HTTP", "SSH-2.0-OpenSSH_9.6\r\n\r\n"],
    ["a header without a colon", `${ok}nonsense\r\n\r\n`],
    ["a length that is none", `${ok}Content-Length: many\r\n\r\n`],
    ["a chunk without a length", `${ok}Transfer-Encoding: chunked\r\n\r\nhello\r\n`],
    ["a head that does not end", `${ok}${"x".repeat(70_000)}`],
  ])("%s", (_, text) => {
    expect(read(text, 1_000)).toMatchObject({ response: null, broken: true });
  });
});

test.each([
  ["a head", ok],
  ["a body with a length", `${ok}Content-Length: 5\r\n\r\nhell`],
  ["chunks", `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`],
])("takes %s that is cut off for no answer", (_, text) => {
  expect(read(text, 3)).toMatchObject({ response: null, broken: false });
});

test("does not keep a connection on which more came than was asked for", () => {
  expect(read(`${ok}Content-Length: 1\r\n\r\nxyz`, 1_000)).toMatchObject({ response: { body: "x" }, lasts: false });
});

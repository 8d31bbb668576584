import { expect, test } from "vitest";
import type { HttpRequest } from "../../../src/runtime/http/message.js";
import { writeRequest } from "../../../src/runtime/http/write-request.js";

test.each<[what: string, request: HttpRequest, text: string]>([
  [
    "no body",
    { method: "GET", path: "/a?b=c" },
    "GET /a?b=c HTTP/1.1\r\nHost: api:80\r\nConnection: keep-alive\r\n\r\n",
  ],
  [
    "a value, as JSON",
    { method: "PUT", path: "/", body: { x: "é" } },
    'PUT / HTTP/1.1\r\nHost: api:80\r\nConnection: keep-alive\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"x":"é"}',
  ],
  [
    "a text, as it is, and headers in place of those that are usual",
    { method: "POST", path: "/", headers: { host: "shop.example", "Idempotency-Key": "7" }, body: "" },
    "POST / HTTP/1.1\r\nConnection: keep-alive\r\nContent-Length: 0\r\nhost: shop.example\r\nIdempotency-Key: 7\r\n\r\n",
  ],
])("writes a request with %s", (_, request, text) => {
  expect(Buffer.from(writeRequest(request, "api:80") as Uint8Array).toString()).toBe(text);
});

test.each<[what: string, request: unknown]>([
  ["nothing", undefined],
  ["a method of two words", { method: "GET /", path: "/" }],
  ["a path that does not begin with a slash", { method: "GET", path: "a" }],
  ["a path with a line of its own", { method: "GET", path: "/\r\nX: y" }],
  ["a header that smuggles in another", { method: "GET", path: "/", headers: { a: "b\r\nc: d" } }],
  ["a header without a name", { method: "GET", path: "/", headers: { "": "b" } }],
])("refuses %s", (_, request) => {
  expect(typeof writeRequest(request as HttpRequest, "api:80")).toBe("string");
});

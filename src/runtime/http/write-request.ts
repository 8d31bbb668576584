import type { HttpRequest } from "./message.js";

const token = /^[!#$%&'*+.^_`|~\w-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may stand in a header
const unfit = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** A request as bytes for a server, given as "name:port" (RFC 9112); what is wrong with it, if it cannot be written. */
export function writeRequest(request: HttpRequest, server: string): Uint8Array | string {
  const { method, path, headers = {}, body } = (request ?? {}) as Partial<HttpRequest>;
  if (typeof method !== "string" || !token.test(method)) return `its method is no word: ${String(method)}`;
  if (typeof path !== "string" || !/^\/[\x21-\x7e]*$/.test(path))
    return `its path must begin with "/": ${String(path)}`;
  const bad = Object.entries(headers).find(([name, value]) => !token.test(name) || unfit.test(String(value)));
  if (bad !== undefined) return `a header cannot be written: ${bad[0]}`;
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const isJson = body !== undefined && typeof body !== "string";
  const bytes = Buffer.from(body === undefined ? "" : isJson ? JSON.stringify(body) : body);
  const own: readonly (readonly [name: string, value: string])[] = [
    ["Host", server],
    ["Connection", "keep-alive"],
    ...(isJson ? [["Content-Type", "application/json"] as const] : []),
    ...(body === undefined ? [] : [["Content-Length", String(bytes.length)] as const]),
  ];
  const all = [...own.filter(([name]) => !given.has(name.toLowerCase())), ...Object.entries(headers)];
  const head = [`${method} ${path} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
  return new Uint8Array(Buffer.concat([Buffer.from(head), bytes]));
}

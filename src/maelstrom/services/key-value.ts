import { canonical } from "../../kernel/plain.js";
import { errorCodes } from "../errors.js";
import type { Body } from "../message.js";
import { sameJson } from "../same-json.js";
import type { Reply } from "./service.js";

/** What a request makes of one key: its reply, and the value that it leaves behind, which may be the same again. */
export interface Change {
  readonly reply: Reply;
  readonly written?: { readonly value: unknown };
}

/** Carries out a read, write or cas on a key that holds a value, or nothing where it is undefined. */
export function changeKey(held: unknown, request: Body, mayCreate = true): Change {
  const { key, value, from, to } = request;
  const write = (type: string, next: unknown): Change => ({ reply: { type }, written: { value: next } });
  if (request.type === "write") return write("write_ok", value);
  if (held === undefined) {
    if (request.type === "cas" && mayCreate && request.create_if_not_exists === true) return write("cas_ok", to);
    return { reply: { type: "error", code: errorCodes.keyDoesNotExist, text: `there is no key ${canonical(key)}` } };
  }
  if (request.type === "read") return { reply: { type: "read_ok", value: held } };
  if (sameJson(held, from)) return write("cas_ok", to);
  const text = `key ${canonical(key)} holds another value`;
  return { reply: { type: "error", code: errorCodes.preconditionFailed, text } };
}

export const keyValueTypes = ["read", "write", "cas"] as const;

/** The name of a key, which may be any JSON. */
export function keyName({ key }: Body): string {
  return canonical(key);
}

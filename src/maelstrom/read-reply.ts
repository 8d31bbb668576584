import type { Body } from "./message.js";
import { Malformed, type ReplyForm } from "./workloads/workload.js";

const everyReply = ["type", "msg_id", "in_reply_to"];

/** Checks that a reply has what it must have, and nothing else; throws `Malformed`. */
export function readReply(body: Body, request: string, replies: Readonly<Record<string, ReplyForm>>): void {
  const type = `${request}_ok`;
  if (body.type !== type) throw new Malformed(`the reply is "${body.type}", and must be "${type}" or "error"`);
  const form = replies[request];
  for (const [key, problemOf] of Object.entries(form)) {
    if (!Object.hasOwn(body, key)) throw new Malformed(`${type} must have "${key}"`);
    const problem = problemOf(body[key]);
    if (problem !== null) throw new Malformed(`${key} of ${type} ${problem}`);
  }
  const stranger = Object.keys(body).find((key) => !everyReply.includes(key) && !Object.hasOwn(form, key));
  if (stranger !== undefined) throw new Malformed(`${type} must not have "${stranger}"`);
}

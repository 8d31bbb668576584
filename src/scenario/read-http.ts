import type { Field } from "./field.js";
import type { HttpRequest, HttpResponse } from "./http.js";
import type { Reading } from "./reading.js";

/** How clients speak HTTP, with its defaults filled in. */
export interface HttpPlan {
  readonly kind: "http";
  readonly port: number;
  readonly send: (request: unknown) => HttpRequest;
  readonly read: (response: HttpResponse, request: unknown) => Reading;
}

/** Null where clients do not speak HTTP. */
export function readHttp(field: Field): HttpPlan | null {
  if (field.isMissing || !field.isObject(["port", "send", "read"])) return null;
  const send = field.at("send");
  const read = field.at("read");
  if (!send.isMissing) send.function("(request) => message");
  if (!read.isMissing) read.function("(response, request) => { outcome, result }");
  return {
    kind: "http",
    port: field.at("port").integer(1, 65_535),
    send: (send.value as HttpPlan["send"] | undefined) ?? ((request) => request as HttpRequest),
    read: (read.value as HttpPlan["read"] | undefined) ?? readPlainly,
  };
}

function readPlainly(response: HttpResponse): Reading {
  return response.status < 500 ? { outcome: "ok", result: response } : { outcome: "unknown" };
}

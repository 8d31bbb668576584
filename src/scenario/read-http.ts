import type { Field } from "./field.js";
import type { HttpReading, HttpRequest, HttpResponse } from "./http.js";

/** How clients speak HTTP, with its defaults filled in. */
export interface HttpPlan {
  readonly port: number;
  readonly send: (request: unknown) => HttpRequest;
  readonly read: (response: HttpResponse, request: unknown) => HttpReading;
}

/** Null where clients do not speak HTTP. */
export function readHttp(field: Field): HttpPlan | null {
  if (field.isMissing || !field.isObject(["port", "send", "read"])) return null;
  const send = field.at("send");
  const read = field.at("read");
  if (!send.isMissing) send.function("(request) => message");
  if (!read.isMissing) read.function("(response, request) => { outcome, result }");
  return {
    port: field.at("port").integer(1, 65_535),
    send: (send.value as HttpPlan["send"] | undefined) ?? ((request) => request as HttpRequest),
    read: (read.value as HttpPlan["read"] | undefined) ?? readPlainly,
  };
}

function readPlainly(response: HttpResponse): HttpReading {
  return response.status < 500 ? { outcome: "ok", result: response } : { outcome: "unknown" };
}

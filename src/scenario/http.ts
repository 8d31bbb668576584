import type { HttpRequest, HttpResponse } from "../runtime/http/message.js";
import type { Reading } from "./reading.js";

export type { HttpRequest, HttpResponse };

/**
 * How clients speak HTTP with programs. What was not answered is of unknown outcome; what never reached an open
 * connection has failed.
 */
export interface HttpWork<Request = HttpRequest> {
  /** The port that the programs listen on. */
  readonly port: number;
  /** The message that is sent for a request of the workload; the request itself unless given. */
  readonly send?: (request: Request) => HttpRequest;
  /**
   * What an answer means. Unless given, the answer is the result, and ok with a status below 500; above, nobody knows
   * what the request came to.
   */
  readonly read?: (response: HttpResponse, request: Request) => Reading;
}

/** Messages of HTTP, by method: `http.post("/orders", { item: "tea" })`. */
export const http = {
  get: (path: string, headers?: HttpRequest["headers"]) => message("GET", path, undefined, headers),
  delete: (path: string, headers?: HttpRequest["headers"]) => message("DELETE", path, undefined, headers),
  post: (path: string, body?: unknown, headers?: HttpRequest["headers"]) => message("POST", path, body, headers),
  put: (path: string, body?: unknown, headers?: HttpRequest["headers"]) => message("PUT", path, body, headers),
  patch: (path: string, body?: unknown, headers?: HttpRequest["headers"]) => message("PATCH", path, body, headers),
} as const;

function message(method: string, path: string, body: unknown, headers: HttpRequest["headers"]): HttpRequest {
  return { method, path, ...(headers === undefined ? {} : { headers }), ...(body === undefined ? {} : { body }) };
}

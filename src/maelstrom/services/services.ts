import type { AnyProcess } from "../../node/process.js";
import { linKv } from "./lin-kv.js";
import { linTso } from "./lin-tso.js";
import { lwwKv } from "./lww-kv.js";
import { seqKv } from "./seq-kv.js";
import { serviceNode } from "./service.js";

/** What is there for all nodes of a run, by the name that it is sent messages under. A new service is a line here. */
export const services: Readonly<Record<string, AnyProcess>> = {
  "lin-kv": serviceNode(linKv),
  "seq-kv": serviceNode(seqKv),
  "lww-kv": serviceNode(lwwKv()),
  "lin-tso": serviceNode(linTso),
};

import { EventEmitter } from "node:events";
import type { Realm } from "../realm.js";
import { refusedModule } from "../refused-module.js";
import { makeMessaging } from "./messaging.js";

/** A process of a node has one thread and no children: one can ask about them and listen for them, and start none. */

const instead = "start another node in the scenario";

export const makeCluster = ({ host }: Realm) => {
  const refused = refusedModule(host, "cluster", instead) as Record<string, unknown>;
  const { Worker, fork, setupPrimary, setupMaster, disconnect, SCHED_NONE, SCHED_RR, schedulingPolicy } = refused;
  return Object.assign(new EventEmitter(), {
    ...{ isPrimary: true, isMaster: true, isWorker: false, workers: {}, settings: {} },
    ...{ Worker, fork, setupPrimary, setupMaster, disconnect, SCHED_NONE, SCHED_RR, schedulingPolicy },
  });
};

export const makeWorkerThreads = (realm: Realm) =>
  refusedModule(realm.host, "worker_threads", instead, {
    isMainThread: true,
    threadId: 0,
    parentPort: null,
    workerData: null,
    ...makeMessaging(realm),
  });

import { monitorLaws } from "../checks/monitor-laws.js";

monitorLaws(20_000);

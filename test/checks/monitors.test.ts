import { monitorLaws } from "./monitor-laws.js";

monitorLaws(300);

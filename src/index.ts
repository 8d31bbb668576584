export { program, protocol, replicas } from "./node/process.js";

import { endure } from "./endure.js";

endure("write-ahead-log");

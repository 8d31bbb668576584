import { endure } from "./endure.js";

endure("crash-storm");

import { endure } from "./endure.js";

endure("express-api");

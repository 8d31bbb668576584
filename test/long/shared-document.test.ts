import { endure } from "./endure.js";

endure("shared-document");

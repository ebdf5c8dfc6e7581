require("tsx/cjs");
require("./main.ts");

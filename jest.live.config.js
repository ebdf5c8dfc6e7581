const base = require("./jest.config.js");

/** The tests that need root, containerd or dockerd, and a few minutes: one after another, since they share the machine's ports. */
/** @type {import("jest").Config} */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/test/{live,docker}/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/.cache/"],
  maxWorkers: 1,
};

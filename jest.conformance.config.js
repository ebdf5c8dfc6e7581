const base = require("./jest.config.js");

/**
 * The comparison of the embedded engine with the official one, which is built from its Go module, and with recordings of
 * its answers.
 * @type {import("jest").Config}
 */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/test/conformance/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/.cache/"],
  // A test can build the official CLI.
  testTimeout: 1_800_000,
};

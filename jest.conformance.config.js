const base = require("./jest.config.js");

/**
 * The comparison of the embedded engine with the official one, which is built from its Go module, and with recordings of
 * its answers.
 * @type {import("jest").Config}
 */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/test/conformance/**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    "/.cache/",
    // Requires the official Kubernetes plugin, whose build takes too long for CI (make test-official-plugin).
    ...(process.env.OFFICIAL_PLUGIN ? [] : ["/officialPlugin\\.test\\.ts$"]),
  ],
  // A test can build the official CLI.
  testTimeout: 1_800_000,
};

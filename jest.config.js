/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
  // Tests with their own config: whole environments and pages take minutes (jest.e2e.config.js), stack live and
  // Docker require root (jest.live.config.js), the official engine has to be built (jest.conformance.config.js).
  testPathIgnorePatterns: [
    "/node_modules/",
    "/.cache/",
    "/test/e2e/",
    "/test/browser/",
    "/test/live/",
    "/test/docker/",
    "/test/conformance/",
  ],
  globalSetup: "<rootDir>/test/support/testRun.ts",
  reporters: ["default", "<rootDir>/test/support/skippedTests.js"],
  // Most tests wait for processes.
  maxWorkers: "100%",
  // Only ends a test that hangs: no result depends on the speed of the machine.
  testTimeout: 900_000,
};

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
  // The tests of stack live and those with Docker require root (jest.live.config.js); those against the official engine
  // require its build (jest.conformance.config.js).
  testPathIgnorePatterns: [
    "/node_modules/",
    "/.cache/",
    "/test/live/",
    "/test/docker/",
    "/test/conformance/",
  ],
  reporters: ["default", "<rootDir>/test/support/skippedTests.js"],
  // Most tests wait for processes.
  maxWorkers: "100%",
  // Only ends a test that hangs: no result depends on the speed of the machine.
  testTimeout: 900_000,
};

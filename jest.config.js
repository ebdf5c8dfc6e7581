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
  // Those of stack live and with Docker need root and are run by themselves: jest.live.config.js.
  testPathIgnorePatterns: ["/node_modules/", "/.cache/", "/test/live/", "/test/docker/"],
  // Many tests wait for processes more than they compute.
  maxWorkers: "100%",
  testTimeout: 120_000,
};

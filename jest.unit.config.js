const base = require("./jest.config.js");

/**
 * The unit tests: those beside their subject. They start neither a cluster nor Docker, so that CI runs them on every
 * supported release of Node.js (tools/testNodes.ts).
 * @type {import("jest").Config}
 */
module.exports = {
  ...base,
  testPathIgnorePatterns: [...base.testPathIgnorePatterns, "<rootDir>/test/"],
};

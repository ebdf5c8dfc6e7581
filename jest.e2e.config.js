const base = require("./jest.config.js");

/**
 * The tests of whole environments on simulated nodes, and of the pages in a browser. They take some minutes.
 * @type {import("jest").Config}
 */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/test/{e2e,browser}/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/.cache/"],
};

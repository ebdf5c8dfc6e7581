// @ts-check
"use strict";

/**
 * A jest reporter that lists the skipped tests. Their names contain the reason. With `CI=true` a skipped test is a failure,
 * because CI installs everything that a test requires.
 */
class SkippedTests {
  /** @type {string[]} */
  names = [];

  /** @param {{ testNamePattern?: string }} config */
  constructor({ testNamePattern }) {
    // Tests that the pattern does not select are reported as skipped too.
    this.enabled = !testNamePattern;
  }

  /**
   * @param {unknown} _test
   * @param {{ testResults: { status: string, fullName: string }[] }} result
   */
  onTestResult(_test, { testResults }) {
    for (const { status, fullName } of testResults)
      if (this.enabled && status === "pending") this.names.push(fullName);
  }

  onRunComplete() {
    if (this.names.length === 0) return;
    process.stderr.write(`\nSkipped ${this.names.length} tests:\n`);
    for (const name of this.names) process.stderr.write(`  ${name}\n`);
  }

  getLastError() {
    const failed = process.env.CI === "true" && this.names.length > 0;
    return failed
      ? new Error(`found ${this.names.length} skipped tests; expected none with CI=true.`)
      : undefined;
  }
}

module.exports = SkippedTests;

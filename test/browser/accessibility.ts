import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/**
 * Axe's findings for a page in its current state, a line for each: the rule, and the elements that violate it. Checks
 * the rules for WCAG 2.2, levels A and AA, and axe's best practices.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source); // Not by a script element, which the page's policy forbids.
  const { violations } = (await page.evaluate(
    "axe.run({rules: {'target-size': {enabled: true}}})",
  )) as AxeResults;
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
}

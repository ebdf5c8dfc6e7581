import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/**
 * What axe finds wrong with a page as it stands, a line for each: the rule, and the elements that break it. It holds the
 * page against its rules for WCAG 2.2 at the levels A and AA, and against its best practices.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source); // Not by a script element: the page allows none.
  const { violations } = (await page.evaluate(
    "axe.run({rules: {'target-size': {enabled: true}}})",
  )) as AxeResults;
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
}

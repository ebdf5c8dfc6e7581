import { selectedVersions } from "../../../components/routing/catalog";
import { routingObjects } from "../../../components/routing/routingObjects";
import type { Verdict } from "../../../lib/checks/check";
import { getPage, sampleDeployments } from "../access";
import { type Check, type CheckContext, isFine, page, requires } from "../check";
import type { TemporaryObject } from "../cluster";
import { deleteLeftovers, conflictingObject, withTemporaryObjects } from "../temporaryObjects";

const ROUTE = "reviews-default";
const REVIEWS = "/api/v1/products/0/reviews";
/** With three versions, the probability that one of them answers so often in a row is 3e-10. */
const IN_A_ROW = 20;

/** Checks that a routing rule sends all requests to one version of reviews, and that its removal reverts this. */
export const reviews: Check = {
  id: "reviews",
  title: `three versions of reviews answer, only v1 while ${ROUTE} applies, and then three again`,
  fix: "Run make refresh and then make up with the same STACK, which restore the three Deployments of reviews and their rules. Delete rules for reviews that others created.",
  run: requires([...page, allVersions, notPinned, noConflict], tryRoute),
};

function allVersions(context: CheckContext): string | undefined {
  const names = sampleDeployments(context).map(({ name }) => name);
  const missing = ["reviews-v1", "reviews-v2", "reviews-v3"].filter((name) => !names.includes(name));
  return missing.length === 0 ? undefined : `the stack has no ${missing.join(", ")}`;
}

function notPinned({ config }: CheckContext): string | undefined {
  const selecting = config.routes.filter((name) => selectedVersions("reviews", [name]) !== undefined);
  return selecting.length === 0
    ? undefined
    : `the routes of the stack select the version (${selecting.join(", ")})`;
}

function noConflict(context: CheckContext): Promise<string | undefined> {
  return conflictingObject(context.cluster, routeObjects(context));
}

async function tryRoute(context: CheckContext): Promise<Verdict> {
  const objects = routeObjects(context);
  await deleteLeftovers(context.cluster, objects);
  const before = await threeVersions(context, "without a rule");
  if (!isFine(before)) return before;
  const during = await withTemporaryObjects(context.cluster, objects, () => onlyFirstVersion(context));
  const after = await threeVersions(context, `after ${ROUTE}`);
  const parts = [before, during, after];
  return {
    failures: parts.flatMap(({ failures = [] }) => failures),
    found: parts.flatMap(({ found = [] }) => found),
  };
}

function routeObjects({ config: { bookinfo, mesh } }: CheckContext): TemporaryObject[] {
  const context = { istio: mesh.istio, namespace: bookinfo.namespace, meshNamespace: mesh.namespace };
  return routingObjects([ROUTE], context) as unknown as TemporaryObject[];
}

/** Sends requests until every version has answered. */
async function threeVersions(context: CheckContext, when: string): Promise<Verdict> {
  const seen = new Set<Stars>();
  let requests = 0;
  return context.eventually(async () => {
    for (let request = 0; request < IN_A_ROW && seen.size < everyKind.length; request++) {
      seen.add(await stars(context));
      requests++;
    }
    const found = `${everyKind.filter((kind) => seen.has(kind)).join(", ")} in ${requests} requests`;
    return {
      failures:
        seen.size === everyKind.length ? [] : [`${when}: found ${found}; expected ${everyKind.join(", ")}`],
      found: [`${when}: ${found}`],
    };
  });
}

/** Sends requests until version 1 has answered often enough in a row. */
async function onlyFirstVersion(context: CheckContext): Promise<Verdict> {
  return context.eventually(async () => {
    for (let request = 0; request < IN_A_ROW; request++) {
      const kind = await stars(context);
      if (kind !== "no stars")
        return { failures: [`with ${ROUTE}: found ${kind}; expected only v1 (no stars)`] };
    }
    return { found: [`with ${ROUTE}: no stars in ${IN_A_ROW} requests in a row`] };
  });
}

async function stars(context: CheckContext): Promise<Stars> {
  const { status, text } = await getPage(context, { path: REVIEWS });
  if (status !== 200) throw new Error(`${REVIEWS} answers ${status}`);
  return starsOf(text);
}

/** The stars that a version of reviews shows: v1 no stars, v2 black stars, v3 red stars. */
const everyKind = ["no stars", "black stars", "red stars"] as const;
type Stars = (typeof everyKind)[number];

interface Answer {
  reviews?: { rating?: { stars?: number; color?: string; error?: string } }[];
}

/**
 * The stars in the reviews of a product.
 * @param text the answer of `/api/v1/products/N/reviews`
 * @throws Error when it has another form or contains no ratings
 */
export function starsOf(text: string): Stars {
  const ratings = (parse(text).reviews ?? []).map(({ rating }) => rating);
  if (ratings.length === 0) throw new Error(`found no reviews in ${shortened(text)}`);
  const failed = ratings.find((rating) => rating?.error !== undefined);
  if (failed !== undefined) throw new Error(`the reviews have no ratings: ${failed.error}`);
  const kinds = new Set(ratings.map((rating) => (rating === undefined ? "no" : rating.color)));
  const [kind] = kinds;
  const stars = everyKind.find((each) => each === `${kind} stars`);
  if (kinds.size > 1 || stars === undefined)
    throw new Error(`the reviews have stars that no version shows: ${[...kinds].join(", ")}`);
  return stars;
}

function parse(text: string): Answer {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // reported below
  }
  throw new Error(`found ${shortened(text)}; expected reviews`);
}

const shortened = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

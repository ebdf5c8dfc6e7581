import { apiVersionOf } from "../../../components/routing/kinds";
import { routingObjects } from "../../../components/routing/routingObjects";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check";
import type { TemporaryObject } from "../cluster";
import { everyKind, starsOf, type Stars } from "../judge/reviews";
import { firstOf, page } from "../reasons";
import { getPage } from "../sample";
import { deleteLeftovers, objectsInTheWay, withTemporaryObjects } from "../temporaryObjects";

const ROUTE = "reviews-default";
/** Of the ready-made rules, those that decide for everybody which version is asked. */
const PINNING = [ROUTE, "all-v1", "reviews-50-v3"];
const REVIEWS = "/api/v1/products/0/reviews";
/** One version of three is asked so often in a row by chance once in three thousand million times. */
const IN_A_ROW = 20;

/** Routing: requests go to all versions of reviews, then to one while a rule says so, then to all again. */
export const reviews: Check = {
  id: "reviews",
  title: `reviews are of three versions, of v1 only while ${ROUTE} is on, and of three again`,
  needs: async (context) =>
    firstOf(page, allVersions, notPinned)(context) ??
    (await objectsInTheWay(context.cluster, routeObjects(context))),
  run: async (context) => {
    const objects = routeObjects(context);
    await deleteLeftovers(context.cluster, objects);
    const before = await threeVersions(context, "without a rule");
    if (!before.ok) return before;
    const during = await withTemporaryObjects(context.cluster, objects, () => onlyFirstVersion(context));
    const after = await threeVersions(context, `after ${ROUTE}`);
    return { ok: during.ok && after.ok, lines: [before, during, after].flatMap(({ lines }) => lines) };
  },
};

const allVersions = ({ environment }: CheckContext): string | undefined => {
  const names = environment.bookinfo!.deployments.map(({ name }) => name);
  const missing = ["reviews-v1", "reviews-v2", "reviews-v3"].filter((name) => !names.includes(name));
  return missing.length === 0 ? undefined : `the stack has no ${missing.join(", ")}`;
};

const notPinned = ({ environment }: CheckContext): string | undefined => {
  const pinning = environment.routes.filter((name) => PINNING.includes(name));
  return pinning.length === 0
    ? undefined
    : `the stack's own routes say which version is asked (${pinning.join(", ")})`;
};

function routeObjects({ environment }: CheckContext): TemporaryObject[] {
  const { generation, bookinfo, mesh } = environment;
  const context = { generation, namespace: bookinfo!.namespace, meshNamespace: mesh.namespace };
  return routingObjects([ROUTE], context).map(({ kind, name, namespace, spec }) => ({
    apiVersion: apiVersionOf(kind),
    kind,
    metadata: { name, namespace },
    spec: spec as never,
  }));
}

/** Asks until every version has answered. */
async function threeVersions(context: CheckContext, when: string): Promise<Verdict> {
  const seen = new Set<Stars>();
  let requests = 0;
  return context.eventually(async () => {
    for (let request = 0; request < IN_A_ROW && seen.size < everyKind.length; request++) {
      seen.add(await stars(context));
      requests++;
    }
    const said = `${when}: ${everyKind.filter((kind) => seen.has(kind)).join(", ")} in ${requests} requests`;
    return verdictOf(seen.size === everyKind.length ? [] : [`${said}, and nothing else`], [said]);
  });
}

/** Asks until version 1 alone has answered for long enough. */
async function onlyFirstVersion(context: CheckContext): Promise<Verdict> {
  return context.eventually(async () => {
    for (let request = 0; request < IN_A_ROW; request++) {
      const kind = await stars(context);
      if (kind !== "no stars") return verdictOf([`with ${ROUTE}: ${kind}, and not those of v1 only`], []);
    }
    return verdictOf([], [`with ${ROUTE}: no stars in ${IN_A_ROW} requests in a row`]);
  });
}

async function stars(context: CheckContext): Promise<Stars> {
  const { status, text } = await getPage(context, REVIEWS);
  if (status !== 200) throw new Error(`${REVIEWS} answers ${status}`);
  return starsOf(text);
}

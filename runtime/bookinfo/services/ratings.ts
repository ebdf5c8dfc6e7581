import { error, json } from "../http/messages";
import { productRoute } from "../http/router";
import type { Service } from "../http/server";
import { type ProductRatings, ratingsSchema } from "./api";

const standard = { Reviewer1: 5, Reviewer2: 4 };

/** The maximum number of products with posted ratings; the oldest are dropped. */
const MAXIMUM_PRODUCTS = 1000;

/** The ratings service: stars by reviewer. It keeps posted ratings in memory. */
export function ratingsService(): Service {
  const posted = new Map<number, ProductRatings["ratings"]>();
  const ratingsOf = (id: number): ProductRatings => ({ id, ratings: posted.get(id) ?? standard });
  const path = /^\/ratings\/([^/]*)$/;
  return {
    name: "ratings",
    routes: [
      productRoute("GET", path, (id) => json(200, ratingsOf(id))),
      productRoute("POST", path, (id, { body }) => {
        const result = ratingsSchema.safeParse(parsed(body));
        if (!result.success) {
          return error(400, 'allowed is JSON with 1 to 5 stars by reviewer, such as {"Reviewer1": 5}');
        }
        posted.set(id, result.data);
        const [oldest] = posted.keys();
        if (posted.size > MAXIMUM_PRODUCTS) posted.delete(oldest!);
        return json(200, ratingsOf(id));
      }),
    ],
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { ReviewsVersion, ServiceConfig } from "../config";
import { forwardHeaders } from "../forwardHeaders";
import type { Log } from "../http/log";
import { json } from "../http/messages";
import { productRoute } from "../http/router";
import type { Service } from "../http/server";
import { type Outcome, Upstream } from "../http/upstream";
import { type ProductRatings, productRatingsSchema, type ProductReviews, type Rating } from "./api";
import { unavailable } from "./unavailable";

/**
 * The colour of each version's stars, and its time-out for ratings. With a delay of 7 seconds before ratings, v2 waits
 * longer than productpage waits for reviews, so that all reviews are missing; v3 gives up in time, so that only the stars
 * are. This is the sample's public behaviour, and the point of its fault injection task.
 */
const stars: Record<ReviewsVersion, { color: string; timeoutMs: number } | undefined> = {
  v1: undefined,
  v2: { color: "black", timeoutMs: 10_000 },
  v3: { color: "red", timeoutMs: 2_500 },
};

const texts = [
  {
    reviewer: "Reviewer1",
    text: "Quick, warm and very funny. By the third mistaken servant I had stopped keeping count, and the whole row was laughing with me.",
  },
  {
    reviewer: "Reviewer2",
    text: "A clever machine of mix-ups that never stops for breath. Come for good company rather than for deep thoughts, and you will leave happy.",
  },
];

/** The reviews service: readers' reviews and, by version, their stars. */
export function reviewsService(config: ServiceConfig, log: Log): Service {
  const ratings = new Upstream(config.upstreams.ratings, log);
  const ratingsSettings = stars[config.version as ReviewsVersion];
  return {
    name: "reviews",
    routes: [
      productRoute("GET", /^\/reviews\/([^/]*)$/, async (id, { headers }) => {
        const reviews: ProductReviews = {
          id,
          podname: config.podName,
          clustername: config.clusterName ?? null,
          reviews: texts,
        };
        if (ratingsSettings === undefined) return json(200, reviews);
        const { color, timeoutMs } = ratingsSettings;
        const call = { headers: forwardHeaders(headers), timeoutMs };
        const outcome = await ratings.get(`/ratings/${id}`, productRatingsSchema, call);
        return json(200, withRatings(reviews, outcome, color));
      }),
    ],
    close: () => ratings.close(),
  };
}

/** The reviews with each reviewer's stars, or with the reason why there are none. */
function withRatings(
  reviews: ProductReviews,
  outcome: Outcome<ProductRatings>,
  color: string,
): ProductReviews {
  const rating = (reviewer: string): Rating => {
    if (!outcome.ok) return { error: unavailable.ratings };
    const stars = outcome.value.ratings[reviewer];
    return stars === undefined ? { error: "This reviewer gave no rating." } : { stars, color };
  };
  return { ...reviews, reviews: reviews.reviews.map((r) => ({ ...r, rating: rating(r.reviewer) })) };
}

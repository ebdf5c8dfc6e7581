import type { ServiceConfig } from "../config";
import { forwardHeadersOfUser } from "../forwardHeaders";
import type { Log } from "../http/log";
import { error, json, type Request, type Response } from "../http/messages";
import { productRoute } from "../http/router";
import type { Service } from "../http/server";
import { type Call, type Outcome, Upstream } from "../http/upstream";
import { indexPage } from "../page/indexPage";
import { productPage } from "../page/productPage";
import { product, publicProducts } from "../products";
import { asset } from "../assets";
import { signedInUser } from "../user";
import { detailsSchema, productRatingsSchema, productReviewsSchema } from "./api";
import { signInRoutes } from "./signIn";
import { unavailable } from "./unavailable";

/** The sample's public behaviour: the time-out of each service, and the attempts for reviews. */
const TIMEOUT_MS = 3_000;
const REVIEWS_ATTEMPTS = 2;

/** The productpage service: the page, its files, and the other services' responses as an API. */
export function productpageService(config: ServiceConfig, log: Log): Service {
  const { podName } = config;
  const upstreams = {
    details: new Upstream(config.upstreams.details, log),
    // A new connection for each call: without a balancing proxy, versions are balanced by connection.
    reviews: new Upstream(config.upstreams.reviews, log, { keepAlive: false }),
    ratings: new Upstream(config.upstreams.ratings, log),
  };
  const details = (id: number, request: Request) =>
    upstreams.details.get(`/details/${id}`, detailsSchema, call(request));
  const reviews = (id: number, request: Request) =>
    upstreams.reviews.get(`/reviews/${id}`, productReviewsSchema, call(request, REVIEWS_ATTEMPTS));
  const ratings = (id: number, request: Request) =>
    upstreams.ratings.get(`/ratings/${id}`, productRatingsSchema, call(request));

  const home = async (request: Request): Promise<Response> => {
    const [ofDetails, ofReviews] = await Promise.all([
      details(product.id, request),
      reviews(product.id, request),
    ]);
    const user = signedInUser(request.headers.cookie);
    return productPage({ product, details: ofDetails, reviews: ofReviews, user, podName });
  };

  return {
    name: "productpage",
    routes: [
      {
        method: "GET",
        path: /^\/(?:index\.html)?$/,
        handle: ({ headers }) => indexPage(podName, signedInUser(headers.cookie)),
      },
      { method: "GET", path: /^\/productpage$/, handle: home },
      ...signInRoutes(podName),
      { method: "GET", path: /^\/static\/([^/]+)$/, handle: (_, [name]) => asset(name!) },
      { method: "GET", path: /^\/api\/v1\/products$/, handle: () => json(200, publicProducts) },
      productRoute("GET", /^\/api\/v1\/products\/([^/]+)$/, async (id, request) =>
        passedOn(await details(id, request), unavailable.details),
      ),
      productRoute("GET", /^\/api\/v1\/products\/([^/]+)\/reviews$/, async (id, request) =>
        passedOn(await reviews(id, request), unavailable.reviews),
      ),
      productRoute("GET", /^\/api\/v1\/products\/([^/]+)\/ratings$/, async (id, request) =>
        passedOn(await ratings(id, request), unavailable.ratings),
      ),
    ],
    close: () => Object.values(upstreams).forEach((upstream) => upstream.close()),
  };
}

const call = ({ headers }: Request, attempts = 1): Call => ({
  headers: forwardHeadersOfUser(headers),
  timeoutMs: TIMEOUT_MS,
  attempts,
});

/** Another service's response, or an error with its status. */
const passedOn = <T>(outcome: Outcome<T>, sorry: string): Response =>
  outcome.ok ? json(200, outcome.value) : error(outcome.status, sorry);

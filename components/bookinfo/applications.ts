import type { BookinfoImage } from "./images";

/** One of Bookinfo's services with its versions. */
export interface Application {
  /** Name of its Service, and its pods' label `app`. */
  name: string;
  /** Its Service's port. */
  port: { number: number; name: string };
  /** Its versions; every variant contains the first. */
  versions: readonly [ApplicationVersion, ...ApplicationVersion[]];
}

/** One version of an application. */
export interface ApplicationVersion {
  /** `v1`; the Deployment is named `APP-VERSION`. */
  version: string;
  /** Its image; {@link bookinfoImage} returns the whole name. */
  image: BookinfoImage;
  env?: { name: string; value: string }[];
}

/** All versions of reviews in order: v1 shows no stars, v2 black ones, v3 red ones. */
export const reviewsVersions = ["v1", "v2", "v3"] as const;

/** A version of reviews. */
export type ReviewsVersion = (typeof reviewsVersions)[number];

const http = { number: 9080, name: "http" };
const mongo = { number: 27017, name: "mongo" };

const version = (app: "details" | "ratings" | "productpage"): ApplicationVersion => ({
  version: "v1",
  image: `${app}-v1`,
});

export const details: Application = { name: "details", port: http, versions: [version("details")] };

export const ratings: Application = { name: "ratings", port: http, versions: [version("ratings")] };

export const reviews: Application = {
  name: "reviews",
  port: http,
  versions: [
    { version: "v1", image: "reviews-v1" },
    { version: "v2", image: "reviews-v2" },
    { version: "v3", image: "reviews-v3" },
  ],
};

export const productpage: Application = {
  name: "productpage",
  port: http,
  versions: [version("productpage")],
};

/** The path of the product page. */
export const PRODUCT_PAGE = "/productpage";

/** The database of ratings v2. */
export const mongodb: Application = {
  name: "mongodb",
  port: mongo,
  versions: [{ version: "v1", image: "mongodb" }],
};

/** Ratings from the database instead of a file. */
export const ratingsV2: ApplicationVersion = {
  version: "v2",
  image: "ratings-v2",
  env: [{ name: "MONGO_DB_URL", value: `mongodb://${mongodb.name}:${mongo.number}/test` }],
};

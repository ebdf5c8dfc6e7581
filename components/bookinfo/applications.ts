import type { Mesh } from "../meshes";

/** The distinctive parts of the sample's image names. */
export const bookinfoImages = [
  ...(["details-v1", "ratings-v1", "ratings-v2", "reviews-v1", "reviews-v2", "reviews-v3"] as const),
  ...(["productpage-v1", "mongodb"] as const),
] as const;

/** One of the sample's images. */
export type BookinfoImage = (typeof bookinfoImages)[number];

/** The official name of one of the sample's images. An image that is built locally replaces this name. */
export function bookinfoImage(image: BookinfoImage, istio: Mesh): string {
  return istio === "classic"
    ? `istio/examples-bookinfo-${image}:0.2.3`
    : `docker.io/istio/examples-bookinfo-${image}:1.20.3`;
}

/** One of Bookinfo's services with its versions. */
export interface Application {
  /** Name of its Service, and its pods' label `app`. */
  name: string;
  /** Its Service's port. */
  port: { number: number; name: string };
  versions: readonly ApplicationVersion[];
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

const http = { number: 9080, name: "http" };
const mongo = { number: 27017, name: "mongo" };

const withVersion1 = (name: "details" | "ratings" | "productpage"): Application => ({
  name,
  port: http,
  versions: [{ version: "v1", image: `${name}-v1` }],
});

const details = withVersion1("details");
const ratings = withVersion1("ratings");
export const productpage = withVersion1("productpage");

/** The service of reviews, whose versions a variant selects. */
export const reviews = { name: "reviews", port: http };

/** The path of the product page. */
export const PRODUCT_PAGE = "/productpage";

/** The database of ratings v2. */
export const mongodb: Application = {
  name: "mongodb",
  port: mongo,
  versions: [{ version: "v1", image: "mongodb" }],
};

/** Ratings from the database instead of a file. */
const ratingsV2: ApplicationVersion = {
  version: "v2",
  image: "ratings-v2",
  env: [{ name: "MONGO_DB_URL", value: `mongodb://${mongodb.name}:${mongo.number}/test` }],
};

/** The arguments of the sample that decide which applications and versions it has. */
interface Variant {
  reviews?: readonly (typeof reviewsVersions)[number][];
  v1Only?: boolean;
  ratingsV2?: boolean;
}

/** The applications of a variant with their versions. */
export function bookinfoApplications(variant: Variant): Application[] {
  const wanted = variant.reviews ?? (variant.v1Only ? ["v1"] : reviewsVersions);
  return [
    details,
    variant.ratingsV2 ? { ...ratings, versions: [...ratings.versions, ratingsV2] } : ratings,
    {
      ...reviews,
      versions: reviewsVersions
        .filter((version) => wanted.includes(version))
        .map((version) => ({ version, image: `reviews-${version}` })),
    },
    productpage,
    ...(variant.ratingsV2 ? [mongodb] : []),
  ];
}

import {
  details,
  mongodb,
  productpage,
  ratings,
  ratingsV2,
  reviews,
  reviewsVersions,
  type Application,
  type ReviewsVersion,
} from "./applications";
import type { BookinfoArgs } from "./args";

/**
 * The applications of a variant with their versions.
 * @throws Error when the arguments contradict each other
 */
export function bookinfoApplications(args: BookinfoArgs): Application[] {
  const wanted = wantedReviews(args);
  const [first, ...others] = reviews.versions.filter(({ version }) =>
    wanted.includes(version as ReviewsVersion),
  );
  return [
    details,
    args.ratingsV2 ? { ...ratings, versions: [...ratings.versions, ratingsV2] } : ratings,
    { ...reviews, versions: [first!, ...others] },
    productpage,
    ...(args.ratingsV2 ? [mongodb] : []),
  ];
}

function wantedReviews({ reviews: wanted, v1Only = false }: BookinfoArgs): readonly ReviewsVersion[] {
  if (wanted === undefined) return v1Only ? ["v1"] : reviewsVersions;
  if (v1Only) throw new Error("Bookinfo: v1Only: found together with reviews; expected one of the two.");
  const unknown = wanted.filter((version) => !reviewsVersions.includes(version));
  if (wanted.length === 0 || unknown.length > 0) {
    throw new Error(
      `Bookinfo: reviews: found ${JSON.stringify(wanted)}; expected one or more of ${reviewsVersions.join(", ")}.`,
    );
  }
  return wanted;
}

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
import type { BookinfoArgs } from "./config";

type Variant = Pick<BookinfoArgs, "reviews" | "v1Only" | "ratingsV2">;

/** The applications of a variant with their versions. */
export function bookinfoApplications(variant: Variant): Application[] {
  const wanted = wantedReviews(variant);
  const [first, ...others] = reviews.versions.filter(({ version }) =>
    wanted.includes(version as ReviewsVersion),
  );
  return [
    details,
    variant.ratingsV2 ? { ...ratings, versions: [...ratings.versions, ratingsV2] } : ratings,
    { ...reviews, versions: [first!, ...others] },
    productpage,
    ...(variant.ratingsV2 ? [mongodb] : []),
  ];
}

const wantedReviews = ({ reviews: wanted, v1Only }: Variant): readonly ReviewsVersion[] =>
  wanted ?? (v1Only ? ["v1"] : reviewsVersions);

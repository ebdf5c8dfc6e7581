// The small build of zod; the full one would be most of the bundle.
import * as z from "zod/mini";

/** The response of details. */
export const detailsSchema = z.object({
  id: z.number(),
  author: z.string(),
  year: z.number(),
  type: z.string(),
  pages: z.number(),
  publisher: z.string(),
  language: z.string(),
  "ISBN-10": z.string(),
  "ISBN-13": z.string(),
});
export type Details = z.infer<typeof detailsSchema>;

/** One reviewer's stars. */
const stars = z.int().check(z.gte(1), z.lte(5));

/** Stars by reviewer, the request body of ratings. */
export const ratingsSchema = z.record(z.string(), stars);

/** The response of ratings. */
export const productRatingsSchema = z.object({ id: z.number(), ratings: ratingsSchema });
export type ProductRatings = z.infer<typeof productRatingsSchema>;

/** A review's rating: stars with their colour, or the reason why there are none. */
const ratingSchema = z.union([z.object({ stars, color: z.string() }), z.object({ error: z.string() })]);
export type Rating = z.infer<typeof ratingSchema>;

/** One review. Without ratings (reviews v1) it has no rating. */
const reviewSchema = z.object({
  reviewer: z.string(),
  text: z.string(),
  rating: z.optional(ratingSchema),
});
export type Review = z.infer<typeof reviewSchema>;

/** The response of reviews. */
export const productReviewsSchema = z.object({
  /** A string, as in the official image. */
  id: z.union([z.number(), z.string()]),
  podname: z.string(),
  /** null if unknown. */
  clustername: z.nullable(z.string()),
  reviews: z.array(reviewSchema),
});
export type ProductReviews = z.infer<typeof productReviewsSchema>;

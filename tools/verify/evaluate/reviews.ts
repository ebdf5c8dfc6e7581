/** The stars that a version of reviews shows: v1 no stars, v2 black stars, v3 red stars. */
export type Stars = "no stars" | "black stars" | "red stars";

/** The stars of v1, v2 and v3. */
export const everyKind: readonly Stars[] = ["no stars", "black stars", "red stars"];

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

/** What a version of reviews shows beside each review: v1 no stars, v2 black ones, v3 red ones. */
export type Stars = "no stars" | "black stars" | "red stars";

/** What all three versions show, in their order. */
export const everyKind: readonly Stars[] = ["no stars", "black stars", "red stars"];

interface Answer {
  reviews?: { rating?: { stars?: number; color?: string; error?: string } }[];
}

/**
 * Which stars the reviews of a product have.
 * @param text what `/api/v1/products/N/reviews` answers
 * @throws Error when it is no such answer, or its ratings could not be had
 */
export function starsOf(text: string): Stars {
  const ratings = (parse(text).reviews ?? []).map(({ rating }) => rating);
  if (ratings.length === 0) throw new Error(`there are no reviews in ${shortened(text)}`);
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
    // said below
  }
  throw new Error(`found ${shortened(text)} in the place of reviews`);
}

const shortened = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

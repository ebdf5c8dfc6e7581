/** The message that replaces a service's data. */
export const unavailable = {
  details: "Sorry, the details of this book are unavailable at the moment.",
  reviews: "Sorry, the reviews of this book are unavailable at the moment.",
  ratings: "Sorry, ratings are unavailable at the moment.",
};

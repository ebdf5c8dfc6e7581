import type { Rating } from "../services/api";
import { html, type Html } from "./html";

const MOST_STARS = 5;

/** Stars with the label "4 of 5 stars", or the reason why there are none. */
export function rating(rating: Rating): Html {
  if ("error" in rating) return html`<p class="no-rating">${rating.error}</p>`;
  const label = `${rating.stars} of ${MOST_STARS} stars`;
  return html`<p class="rating">
    <span class="stars" role="img" aria-label="${label}" data-color="${rating.color}"
      >${Array.from({ length: MOST_STARS }, (_, index) => star(index < rating.stars))}</span
    >
    <span class="figure" aria-hidden="true">${rating.stars}/${MOST_STARS}</span>
  </p>`;
}

const star = (full: boolean): Html =>
  html`<svg class="${full ? "full" : "empty"}" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
    <path d="M12 2.2l2.95 6.3 6.85.84-5.05 4.72 1.32 6.8L12 17.5l-6.07 3.36 1.32-6.8L2.2 9.34l6.85-.84z" />
  </svg>`;

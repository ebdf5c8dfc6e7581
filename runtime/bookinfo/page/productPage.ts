import type { Response } from "../http/messages";
import type { Outcome } from "../http/upstream";
import type { Product } from "../products";
import type { Details, ProductReviews, Rating, Review } from "../services/api";
import { unavailable } from "../services/unavailable";
import { assetPath } from "../assets";
import { account } from "./account";
import { html, type Html } from "./html";
import { page } from "./layout";

export interface ProductPage {
  product: Product;
  details: Outcome<Details>;
  reviews: Outcome<ProductReviews>;
  user: string | undefined;
  /** The pod that rendered the page. */
  podName: string;
}

/** The page of one book. A message replaces each part whose service failed. */
export const productPage = ({ product, details, reviews, user, podName }: ProductPage): Response =>
  page(200, {
    title: `${product.title} – Bookinfo`,
    account: account(user),
    podName,
    main: html`<article aria-labelledby="title">
      <div class="hero">
        <img
          class="cover"
          src="${assetPath("cover.svg")}"
          width="300"
          height="450"
          alt="The cover: two theatre masks, one the mirror image of the other."
        />
        <div class="heading">
          <h1 id="title">${product.title}</h1>
          <p class="author">by ${product.author}</p>
        </div>
        <div class="about">
          <p class="lead">${product.description}</p>
          <section id="details" class="card" aria-labelledby="details-title">
            <h2 id="details-title">Book details</h2>
            ${details.ok ? facts(details.value) : sorry(unavailable.details)}
          </section>
        </div>
      </div>
      <section id="reviews" aria-labelledby="reviews-title">
        <div class="section-head">
          <h2 id="reviews-title">Book reviews</h2>
          ${reviews.ok && servedBy(reviews.value)}
        </div>
        ${
          reviews.ok
            ? html`<ul class="reviews" role="list">
                ${reviews.value.reviews.map(review)}
              </ul>`
            : sorry(unavailable.reviews)
        }
      </section>
    </article>`,
  });

const facts = (details: Details): Html => {
  const rows: [term: string, value: string | number][] = [
    ["Type", details.type],
    ["Pages", details.pages],
    ["Language", details.language],
    ["Publisher", details.publisher],
    ["Written", details.year],
    ["ISBN-10", details["ISBN-10"]],
    ["ISBN-13", details["ISBN-13"]],
  ];
  return html`<dl class="facts">
    ${rows.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
};

const servedBy = ({ podname, clustername }: ProductReviews): Html =>
  html`<p class="served-by">
    Reviews served by <code id="reviews-pod">${podname}</code>
    ${clustername !== null && html`on cluster <code>${clustername}</code>`}
  </p>`;

const review = (review: Review): Html =>
  html`<li class="card review">
    ${review.rating && rating(review.rating)}
    <blockquote><p>${review.text}</p></blockquote>
    <p class="reviewer">
      <span class="avatar" aria-hidden="true">${initials(review.reviewer)}</span> ${review.reviewer}
    </p>
  </li>`;

const MOST_STARS = 5;

/** Stars with the label "4 of 5 stars", or the reason why there are none. */
function rating(rating: Rating): Html {
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

/** The first letter and a number at the end: R1 for Reviewer1. */
const initials = (name: string): string => name.replace(/^(.).*?(\d{0,2})$/su, "$1$2");

/** Replaces a part of the page whose service failed. */
const sorry = (message: string): Html =>
  html`<p class="unavailable"><span class="mark" aria-hidden="true">!</span> ${message}</p>`;

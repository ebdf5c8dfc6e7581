import type { Response } from "../http/messages";
import { account } from "./account";
import { html } from "./html";
import { page } from "./layout";

const services = [
  ["productpage", "builds the page from the answers of the others", "/api/v1/products"],
  ["details", "returns a book's printed details", "/api/v1/products/0"],
  [
    "reviews",
    "returns the reviews of readers; version 1 without stars, 2 with black ones, 3 with red ones",
    "/api/v1/products/0/reviews",
  ],
  ["ratings", "returns the stars of each review", "/api/v1/products/0/ratings"],
] as const;

/** The first page: a description of the sample and its links. */
export const indexPage = (podName: string, user: string | undefined): Response =>
  page(200, {
    title: "Bookinfo",
    account: account(user),
    podName,
    main: html`<h1>A bookshop of four services</h1>
      <p class="lead">
        One page, and behind it services that call each other: something for a mesh to route, to secure, to
        trace and to measure.
      </p>
      <a class="button" href="/productpage">Open the product page</a>
      <section class="card" aria-labelledby="services-title">
        <h2 id="services-title">The services</h2>
        <dl class="services">
          ${services.map(
            ([name, what, path]) =>
              html`<div>
                <dt>${name}</dt>
                <dd>${what}: <a href="${path}">${path}</a></dd>
              </div>`,
          )}
        </dl>
      </section>`,
  });

import type { Response } from "../http/messages";
import { assetPath } from "../assets";
import { html, type Html } from "./html";

export interface Layout {
  title: string;
  /** The end of the bar: the user, or the button to sign in. */
  account: Html | undefined;
  main: Html;
  /** The pod that rendered the page. */
  podName: string;
}

/** Allows no scripts, no frames and no other hosts. */
const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Responds with a page. It is never cached, since the next one may come from another version. */
export function page(status: number, layout: Layout): Response {
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": contentSecurityPolicy,
      "referrer-policy": "same-origin",
    },
    body: document(layout).markup,
  };
}

const document = ({ title, account, main, podName }: Layout): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="${assetPath("style.css")}" />
        <link rel="icon" href="${assetPath("icon.svg")}" type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="bar">
          <div class="inner">
            <a class="brand" href="/productpage">
              <img src="${assetPath("icon.svg")}" alt="" width="32" height="32" />
              Bookinfo
            </a>
            ${account}
          </div>
        </header>
        <main id="main" class="inner" tabindex="-1">${main}</main>
        <footer class="inner">
          <p>
            Bookinfo is a sample of four services: productpage, details, reviews and ratings. This page was
            rendered by <code>${podName}</code>.
          </p>
        </footer>
      </body>
    </html> `;

import { json } from "../http/messages";
import { productRoute } from "../http/router";
import type { Service } from "../http/server";
import type { Details } from "./api";

/** The details service: the book's details, equal for every product. */
export function detailsService(): Service {
  return {
    name: "details",
    routes: [productRoute("GET", /^\/details\/([^/]*)$/, (id) => json(200, details(id)))],
  };
}

const details = (id: number): Details => ({
  id,
  author: "William Shakespeare",
  year: 1595,
  type: "paperback",
  pages: 200,
  publisher: "PublisherA",
  language: "English",
  "ISBN-10": "1234567890",
  "ISBN-13": "123-1234567890",
});

import { escapeText } from "./page/html";

/** A book that the sample shows. */
export interface Product {
  id: number;
  title: string;
  author: string;
  description: string;
}

/** The sample's book; its own text is in the public domain. */
export const product: Product = {
  id: 0,
  title: "The Comedy of Errors",
  author: "William Shakespeare",
  description:
    "Two pairs of identical twins, parted as babies by a shipwreck, come to the same town on the same day. Neither pair knows of the other, and everybody whom they meet takes one for the other. Shakespeare’s shortest play is also one of his funniest: it begins in the morning, and by supper nobody is sure of their own name.",
};

/** All books, in the form of the API. */
export const publicProducts = [product].map(({ id, title, description }) => ({
  id,
  title,
  descriptionHtml: escapeText(description),
}));

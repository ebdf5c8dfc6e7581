/** Marks a text as CSS, for editors. */
export const css = String.raw;

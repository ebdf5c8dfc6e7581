import { bar } from "./bar";
import { base } from "./base";
import { book } from "./book";
import { reviews } from "./reviews";
import { services } from "./services";
import { signIn } from "./signIn";
import { theme } from "./theme";

/** The style of every page. */
export const style = [theme, base, bar, book, reviews, signIn, services].join("");

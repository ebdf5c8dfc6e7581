/** The Bookinfo sample. */
export type { ReviewsVersion } from "./applications";
export { Bookinfo, type BookinfoComponentArgs } from "./bookinfo";
export { bookinfoImage, bookinfoImages, type BookinfoImage } from "./images";
export { bookinfoObjects, type BookinfoArgs, type BookinfoObjects } from "./objects";

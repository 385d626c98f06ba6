/** What a page of ours may load: our own files and nothing else; inline scripts and styles are none of them. */
export const CONTENT_POLICY = {
  // The library's defaults would turn every address into https, where nobody listens.
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    objectSrc: ["'none'"],
  },
};

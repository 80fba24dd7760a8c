/** A conforming server that makes another choice where the document leaves one. */

/** A permitted choice of an API's server. */
export interface Variant<R> {
  /** Begins with the API's id; stable. */
  id: string;
  /** The behavior of this server, in the present tense. */
  sentence: string;
  /** The rules in which it differs. */
  rules: Partial<R>;
}

/** Writes the variants of one API. */
export function variantsOf<R>(api: string): (id: string, sentence: string, rules: Partial<R>) => Variant<R> {
  return (id, sentence, rules) => ({ id: `${api}-${id}`, sentence, rules });
}

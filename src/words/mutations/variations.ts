/** Valid variations of a request in a few words, for parentheses. */
import { code } from '../text.ts';

/** The parts of a mutation that its words depend on. */
interface Variation {
  readonly mutate: string;
  readonly parameter?: string;
  readonly value?: unknown;
  readonly method?: string;
  readonly type?: string;
  readonly written?: string;
}

/** A variation in words; of several mutations, or an unknown one, the id of its case. */
export function variationOf(id: string, mutations: readonly Variation[]): string {
  const [first, second] = mutations;
  const text = first === undefined || second !== undefined ? undefined : words(first);
  return text ?? id.replaceAll('-', ' ');
}

function words({ mutate, parameter = '', value, method = '', type = '', written }: Variation): string | undefined {
  switch (mutate) {
    case 'omit':
      return `${code(parameter)} omitted`;
    case 'set':
      return typeof value === 'object' && value !== null && 'literal' in value
        ? `${code(parameter)} ${JSON.stringify(value.literal)}`
        : code(parameter);
    case 'method':
      return `by ${method}`;
    case 'accept':
      return code(`Accept: ${type}`);
    case 'content-type':
      return written === 'with charset' ? '`charset` parameter' : 'upper-case media type';
    case 'reordered':
      return 'parameters reordered';
    default:
      return undefined;
  }
}

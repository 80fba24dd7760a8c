/** What a case changed in a request, in words. */
import type { Mutation, Step, Value } from '../plan/model.ts';

/** The changes of a step; undefined when it is sent as documented. */
export function changesInWords({ mutations, as, concurrent, connection }: Step): string | undefined {
  if (mutations.length === 0) return undefined;
  const words = mutations.map((change) => inWords(change, as));
  if (concurrent === true) words.push('sent at the same time as the next request');
  if (connection === 'reused') words.push('sent over the connection of the request before');
  return words.join('; ');
}

function inWords(change: Mutation, as: Step['as']): string {
  switch (change.kind) {
    case 'set':
      return `\`${change.parameter}\` is ${valueInWords(change.value, as)}`;
    case 'omit':
      return `\`${change.parameter}\` is left out`;
    case 'twice':
      return `\`${change.parameter}\` is sent twice`;
    case 'method':
      return `the method is ${change.method}`;
    case 'raw-body':
      if (change.text === '') return 'the body is empty';
      return `the body is ${shortened(change.text)}${change.encoding === 'latin1' ? ', in bytes of Latin-1' : ''}`;
    case 'content-type':
      return `the media type is written ${change.written}`;
    case 'body-as':
      return change.type === 'another' ? 'the body is of another media type' : `the body is labelled ${change.type}`;
    case 'elsewhere':
      return change.to === 'query' ? 'the body is empty, and all is in the query' : 'identity and password are `Basic`';
    case 'extra':
      return `beside the rest go ${Object.keys(change.members)
        .map((name) => `\`${name}\``)
        .join(', ')}`;
    case 'header':
      return `\`${change.name}\` is ${JSON.stringify(change.value)}`;
    case 'accept':
      return `\`Accept\` is ${JSON.stringify(change.type)}`;
    case 'reordered':
      return 'the same, written in another order';
    case 'request-of':
      return `the parameters are those of \`${change.operation}\``;
    case 'credentials-of':
      return `the credentials are those of \`${change.operation}\``;
    case 'credentials':
      return change.flaw.phrase;
    case 'tamper':
      return change.tamper.phrase;
  }
}

function valueInWords(value: Value, as: Step['as']): string {
  if ('literal' in value) return shortened(JSON.stringify(value.literal));
  const whose = value.of === as ? `the ${value.part}` : `the ${value.part} of another account`;
  const changed = value.mutation === undefined ? whose : `${whose}, ${value.mutation}`;
  return value.inArray === true ? `an array of ${changed}` : changed;
}

const longest = 60;

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}

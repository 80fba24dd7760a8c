/** The operations of a document as a reader sees them: names, inputs, outputs, before anybody has annotated them. */
import { isBasic } from '../contract/build-scheme.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { schemaOfMedia } from '../contract/from-examples.ts';
import { Problems } from '../contract/problems.ts';
import { list, object, text } from '../contract/raw.ts';
import { readSource } from '../contract/references.ts';
import { methods, resolveFlows } from '../contract/resolve.ts';
import type { SourceFile } from '../contract/source.ts';
import { upgradeDocument } from '../contract/upgrade.ts';
import { escapeToken } from '../core/json-pointer.ts';
import { UserError } from '../core/user-error.ts';

/** A value that a request or a success carries. */
export interface Field {
  /** A JSON Pointer into the body, or `query:NAME`, `header:NAME`, `path:NAME`, `cookie:NAME`, `body`. */
  readonly place: string;
  readonly name: string;
  readonly required: boolean;
  /** Whether the document says a value that a request may have: an example, a default, the only ones. */
  readonly hasValue: boolean;
  /** Its only values. */
  readonly values?: readonly string[];
  /** The example of a response header. */
  readonly example?: string;
  /** The word for the current user that a path has in its place, such as `me`. */
  readonly self?: string;
  /** Whether it is true or false. */
  readonly isFlag?: boolean;
}

/** One operation that may be a flow. */
export interface Candidate {
  readonly method: string;
  readonly path: string;
  /** The line in the document. */
  readonly line: number;
  /** Path, operationId, tags and summary, in small letters, words apart. */
  readonly words: string;
  /** The words of the last part of the path that is not a parameter, and of the last two. */
  readonly last: string;
  readonly tail: string;
  readonly inputs: readonly Field[];
  readonly outputs: readonly Field[];
  readonly bodyTypes: readonly string[];
  /** The security schemes of its first alternative that is not a user's password; undefined where the document says nothing. */
  readonly security: readonly string[] | undefined;
  /** Whether they take the user's name and password by HTTP Basic. */
  readonly isByPassword: boolean;
  /** Whether the operation says it itself, and not the whole document. */
  readonly hasOwnSecurity: boolean;
  /** Whether it takes requests without credentials too. */
  readonly isOptional: boolean;
  readonly successes: readonly string[];
  /** The operation of the document that does this too, where its URL has two flows. */
  readonly copyOf?: Candidate;
}

/** A document with the operations that its names suggest for a session. */
export interface Survey {
  readonly source: SourceFile;
  readonly candidates: readonly Candidate[];
  readonly schemes: Readonly<Record<string, JsonObject>>;
}

/** Words of operations that have to do with a session. */
const sessionWords =
  /\b(log ?in|sign ?in|authenticate|authori[sz]e|auth|token|sessions?|log ?out|sign ?out|register|registration|sign ?up|accounts?|users?|customers?|me|whoami|current|profile|self|info|user ?info|introspect|lookup|password|refresh|renew|verify|verification|confirm|confirmation|activate|activation|csrf|xsrf)\b/;

/** More operations than any session has are read no further. */
const maxCandidates = 150;

/** Reads a document. @throws UserError when it cannot be read */
export async function survey(file: string): Promise<Survey> {
  const problems = new Problems();
  const source = readSource(file, problems);
  problems.throwIfAny();
  if (source === undefined) throw new UserError(`${file}: cannot be read`);
  const { document: reached } = resolveFlows(file, source, marked(source.value), new Problems());
  const document = await upgradeDocument(source.name, reached, problems);
  problems.throwIfAny();
  const candidates = Object.entries(object(document['paths'])).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const raw = object(item)[method];
      return raw === undefined ? [] : [candidateOf(method, path, object(item), object(raw), document, source)];
    }),
  );
  const schemes = object(object(document['components'])['securitySchemes']);
  return {
    source,
    candidates,
    schemes: Object.fromEntries(Object.entries(schemes).map(([name, scheme]) => [name, object(scheme)])),
  };
}

/** The document with a mark on each operation to look at, so that the reader of flows reads these and no others. */
function marked(document: Json): Json {
  let left = maxCandidates;
  const paths = Object.entries(object(object(document)['paths'])).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(object(item)).map(([method, raw]) => {
        const isNear =
          methods.some((each) => each === method) &&
          (sessionWords.test(wordsOf(path, object(raw))) || (method === 'get' && /settings\/?$/.test(path)));
        if (!isNear || left === 0) return [method, raw];
        left -= 1;
        return [method, { ...object(raw), 'x-flow': 'login' }];
      }),
    ),
  ]);
  return { ...object(document), paths: Object.fromEntries(paths) as JsonObject };
}

/** The words of a name, in small letters. */
export function apart(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .toLowerCase()
    .replace(/\bwho am i\b/, 'whoami')
    .trim();
}

function wordsOf(path: string, raw: JsonObject): string {
  const tags = Array.isArray(raw['tags']) ? raw['tags'].map(text) : [];
  return [path.replace(/\{[^}]*\}/g, ' '), text(raw['operationId']), text(raw['summary']), ...tags]
    .map(apart)
    .join(' | ');
}

function candidateOf(
  method: string,
  path: string,
  item: JsonObject,
  raw: JsonObject,
  document: JsonObject,
  source: SourceFile,
): Candidate {
  const content = object(object(raw['requestBody'])['content']);
  const bodyTypes = Object.keys(content).filter((type) => /json|x-www-form-urlencoded|multipart/i.test(type));
  const body = object(schemaOfMedia(object(content[bodyTypes[0] ?? ''])));
  const parameters = [...list(item['parameters']), ...list(raw['parameters'])].map((each): Field => ({
    place: `${text(each['in'])}:${text(each['name'])}`,
    name: text(each['name']),
    required: each['required'] === true,
    hasValue: each['example'] !== undefined || each['examples'] !== undefined || hasValue(object(each['schema'])),
    ...valuesIn(object(each['schema'])),
    ...selfIn(each),
  }));
  const responses = Object.entries(object(raw['responses']));
  const named = responses.filter(([status]) => /^2/.test(status));
  // Some documents have no response but `default`.
  const successes = named.length > 0 ? named : responses.filter(([status]) => status === 'default');
  const outputs = successes.flatMap(([, response]) => {
    const types = Object.entries(object(object(response)['content']));
    const [, media] = types.find(([type]) => /json|\*\/\*/i.test(type)) ?? types[0] ?? [];
    const headers = Object.entries(object(object(response)['headers']));
    const schema = object(schemaOfMedia(object(media)));
    return [
      ...fieldsOf(schema, '', 0, 'writeOnly'),
      ...(schema['type'] === 'string' ? [{ place: 'body', name: 'body', required: false, hasValue: false }] : []),
      ...headers.map(([name, header]) => ({
        place: `header:${name}`,
        name,
        required: false,
        hasValue: false,
        example: exampleOf(object(header)),
      })),
    ];
  });
  const said = raw['security'] ?? document['security'];
  const alternatives = list(said).filter((each) => Object.keys(each).length > 0);
  const schemes = object(object(document['components'])['securitySchemes']);
  const byPassword = (name: string): boolean => isBasic(object(schemes[name]));
  const chosen = alternatives.find((each) => !Object.keys(each).some(byPassword)) ?? alternatives[0];
  const parts = path.split('/').filter((part) => part !== '' && !part.startsWith('{'));
  return {
    method,
    path,
    line: source.lineOf(`/paths/${escapeToken(path)}/${method}`),
    words: wordsOf(path, raw),
    last: apart(parts.at(-1) ?? ''),
    tail: apart(parts.slice(-2).join(' ')),
    inputs: [...parameters, ...fieldsOf(body, '', 0, 'readOnly')],
    outputs,
    bodyTypes,
    security: said === undefined ? undefined : Object.keys(chosen ?? {}),
    isByPassword: Object.keys(chosen ?? {}).some(byPassword),
    hasOwnSecurity: raw['security'] !== undefined,
    isOptional: list(said).length > alternatives.length,
    successes: successes.map(([status]) => status),
  };
}

/** The description of a parameter may say what stands for the current user. */
function selfIn({ in: place, description }: JsonObject): Pick<Field, 'self'> {
  const self = place === 'path' ? /["'`“](me|self|current)["'`”]/i.exec(text(description))?.[1] : undefined;
  return self === undefined ? {} : { self };
}

/** The example of a header, which a newer document has in a list. */
function exampleOf({ example, schema }: JsonObject): string {
  const { example: own, examples } = object(schema);
  return text(example ?? own ?? (Array.isArray(examples) ? examples[0] : undefined));
}

/** Levels of objects; a session's values lie near the top. */
const maxLevels = 4;

/** @param absent the keyword of properties that requests, or responses, do not have */
function fieldsOf(schema: JsonObject, pointer: string, level: number, absent: 'readOnly' | 'writeOnly'): Field[] {
  if (level > maxLevels) return [];
  const required = Array.isArray(schema['required']) ? schema['required'].map(text) : [];
  const own = Object.entries(object(schema['properties'])).flatMap(([name, member]) => {
    const place = `${pointer}/${escapeToken(name)}`;
    if (object(member)[absent] === true) return [];
    const inner = fieldsOf(object(member), place, level + 1, absent);
    const field = {
      place,
      name,
      required: required.includes(name),
      hasValue: hasValue(object(member)),
      ...valuesIn(object(member)),
      ...(object(member)['type'] === 'boolean' ? { isFlag: true } : {}),
    };
    return inner.length > 0 ? inner : [field];
  });
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => list(schema[keyword]));
  const items =
    schema['items'] === undefined ? [] : fieldsOf(object(schema['items']), `${pointer}/0`, level + 1, absent);
  return [...own, ...items, ...branches.flatMap((branch) => fieldsOf(branch, pointer, level, absent))];
}

/** The only values that a schema allows. */
function valuesIn({ const: only, enum: values }: JsonObject): Pick<Field, 'values'> {
  if (only !== undefined) return { values: [text(only)] };
  return Array.isArray(values) ? { values: values.map(text) } : {};
}

function hasValue(schema: JsonObject): boolean {
  return ['const', 'default', 'example', 'examples', 'enum'].some((keyword) => schema[keyword] !== undefined);
}

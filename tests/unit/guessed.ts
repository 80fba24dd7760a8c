/** The guesses of `init` about a document, answered with yes, and small parts of documents. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadContract } from '../../src/contract/load.ts';
import type { Contract, Flow, Operation } from '../../src/contract/model.ts';
import { survey } from '../../src/init/candidates.ts';
import { guessFlows } from '../../src/init/guess.ts';
import { annotate } from '../../src/init/write-overlay.ts';
import type { Annotation } from '../../src/init/write-overlay.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** The result for a document. */
interface Guessed extends Annotation {
  readonly contract: Contract;
  /** The operations by their flow. */
  readonly flows: Readonly<Record<string, string>>;
  readonly operation: (flow: Flow) => Operation;
}

/** Guesses the flows of a document, answers all questions with yes, and loads it. */
export async function guessed(paths: string, more = ''): Promise<Guessed> {
  const folder = temporaryFolder('guesses');
  const file = path.join(folder, 'shop.yaml');
  writeFileSync(file, `openapi: 3.0.3\ninfo: { title: Shop, version: '1' }\npaths:\n${paths}\n${more}\n`);
  const found = await survey(file);
  const annotation = annotate(found, guessFlows(found), new Set(), file);
  const answered = annotation.overlay.replace(/x-questions:\n(  - .*\n)+/, '').replaceAll(": ''", ': given');
  writeFileSync(path.join(folder, 'shop.overlay.yaml'), answered);
  const contract = await loadContract(file);
  const flows = Object.fromEntries(contract.operations.map(({ flow, method, path: at }) => [flow, `${method} ${at}`]));
  const operation = (flow: Flow): Operation => {
    const own = contract.operations.find((each) => each.flow === flow);
    assert.ok(own, `no ${flow}: ${answered}`);
    return own;
  };
  return { ...annotation, contract, flows, operation };
}

export const json = (properties: string): string =>
  `content: { application/json: { schema: { type: object, properties: { ${properties} } } } }`;
export const text = (...names: readonly string[]): string =>
  names.map((name) => `${name}: { type: string }`).join(', ');
export const ok = (content = ''): string =>
  `responses: { '200': { description: ok${content === '' ? '' : `, ${content}`} } }`;
export const takes = (...names: readonly string[]): string => `requestBody: { ${json(text(...names))} }`;
export const bearer = 'components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }';
export const login = `  /login: { post: { ${takes('email', 'password')}, ${ok(json(text('token')))} } }`;
export const placeOf = ({ answers }: Operation): string =>
  JSON.stringify(answers.filter(({ when }) => when === 'success'));
export const byBearer = 'security: [{ bearer: [] }]';
export const info = `  /me: { get: { ${byBearer}, ${ok(json(text('email')))} } }`;
export const rolesOf = ({ parameters }: Operation): string[] =>
  parameters.flatMap(({ role, pointer }) => (role === undefined ? [] : [`${role} ${pointer}`]));
/** The value that a request has in a parameter. */
export const valueOf = ({ parameters }: Operation, named: string): unknown =>
  parameters.find(({ name }) => name === named)?.schema.examples?.[0];

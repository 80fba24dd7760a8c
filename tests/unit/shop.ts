/** A small contract of a shop, with what a test writes otherwise. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadSuite } from '../../src/plan/suite.ts';
import type { Suite } from '../../src/plan/suite-of.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** The particular parts of a contract. */
interface Shop {
  readonly body?: string;
  readonly success?: string;
  readonly headers?: string;
  readonly scheme?: string;
  readonly login?: string;
  readonly formToo?: boolean;
  readonly alternative?: string;
  /** The situations that the token info's 401 answers. */
  readonly refused?: string;
  readonly logout?: string;
  readonly path?: string;
  readonly extra?: string;
  readonly root?: string;
}

/** Loads a contract of one's own: a login, and a token-info with credentials. */
export async function loadShop(shop: Shop): Promise<Suite> {
  const folder = temporaryFolder('contract');
  const file = path.join(folder, 'openapi.yaml');
  writeFileSync(file, shopContract(shop));
  return await loadSuite(file);
}

const shopContract = ({
  body,
  success,
  headers,
  scheme,
  login,
  formToo,
  alternative,
  refused,
  logout,
  path: place,
  extra,
  root,
}: Shop): string => `
openapi: 3.1.0
x-id: shop
info: { title: Shop, version: '1' }
${root ?? ''}
paths:
  ${JSON.stringify(place ?? '/sessions')}:
    post:
      operationId: ${login ?? 'login'}
      x-flow: login
      x-cases: ${extra ?? '[]'}
      x-source: api.md:1
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [email, password, kind, mode]
              properties:
                email: { type: string, x-role: identity }
                password: { type: string, minLength: 1, x-role: password }
                kind: ${body ?? '{ const: web }'}
                mode: { const: fast }
${formToo === true ? '          application/x-www-form-urlencoded: {}' : ''}
      responses:
        '200':
          description: a token
          x-when: success
          headers: ${headers ?? '{}'}
          content:
            application/json:
              schema:
                type: object
                required: [token]
                properties: { token: { type: string, x-role: token }, more: ${success ?? 'true'} }
        '4XX':
          description: refused
          x-when: [wrong-password, unknown-user, missing-parameter, blank-parameter, null-parameter, invalid-parameter]
    get:
      operationId: me
      x-flow: token-info
      x-source: api.md:2
      security: [{ token: [] }${alternative === undefined ? '' : `, ${alternative}`}]
      responses:
        '200': { description: it, x-when: success }
        ${refused === '' ? '' : `'401': { description: no, x-when: ${refused ?? '[missing-credentials, invalid-credentials]'} }`}
${logout ?? ''}
components:
  securitySchemes:
    token: ${scheme ?? '{ type: http, scheme: bearer }'}
    client: { type: http, scheme: basic, x-credentials: '{client-id}:{client-secret}' }
    unused: { type: oauth2, flows: {} }
`;

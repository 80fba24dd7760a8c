/** The table of allowed imports in docs/architecture.md, checked on the syntax tree of every file. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tops = ['bin', 'src', 'reference'];

interface Row {
  readonly folder: string;
  readonly folders: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

/** The rows of the table: a folder, the folders and the packages that its files may import. */
function table(): Row[] {
  const text = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
  const names = (cell = ''): Set<string> => new Set([...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  return [...text.matchAll(/^\| `([\w/-]+)` *\|[^|]*\|([^|]*)\|([^|]*)\|$/gm)].map(
    ([, folder = '', own, packages]) => ({
      folder,
      folders: names(own),
      packages: names(packages),
    }),
  );
}

const rows = table();

/** The row that a file belongs to: that of the nearest folder above it. */
function rowOf(file: string): Row | undefined {
  return rows
    .filter(({ folder }) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
}

const files = tops.flatMap((top) =>
  readdirSync(path.join(root, top), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(top, file.replaceAll(path.sep, '/')))
    .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts')),
);

/** Everything that a file imports, exports from or loads, in whatever way; and uses of the environment. */
function readFile(file: string, text: string): { imports: string[]; problems: string[]; readsEnvironment: boolean } {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const imports: string[] = [];
  const problems: string[] = [];
  let readsEnvironment = false;
  const isEnv = (name: string): boolean => name === 'env';
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      const specifier = (node.moduleSpecifier as ts.StringLiteral).text;
      imports.push(specifier);
      if (specifier === 'node:process' || specifier === 'process') readsEnvironment = true;
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
      imports.push(node.argument.literal.text);
    if (ts.isCallExpression(node)) {
      const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
      const isRequire = /^(require|createRequire\(.*\))$/.test(node.expression.getText(source));
      const [argument] = node.arguments;
      if ((isImport || isRequire) && argument !== undefined) {
        if (ts.isStringLiteralLike(argument)) imports.push(argument.text);
        else problems.push(`${file} loads a module whose name is not a literal: ${argument.getText(source)}`);
      }
    }
    if (ts.isPropertyAccessExpression(node) && node.expression.getText(source) === 'process' && isEnv(node.name.text))
      readsEnvironment = true;
    if (ts.isElementAccessExpression(node) && node.expression.getText(source) === 'process') readsEnvironment = true;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { imports, problems, readsEnvironment };
}

/** The name of a package without the path inside it. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const fileOf = (file: string, specifier: string): string => path.posix.join(path.posix.dirname(file), specifier);

/** The imports of a file that the table does not allow. */
function violations(file: string, text: string): string[] {
  const row = rowOf(file);
  if (row === undefined) return [`${file} is in no folder of the table`];
  const { imports, problems } = readFile(file, text);
  const broken = imports.flatMap((specifier) => {
    if (specifier.startsWith('node:')) return [];
    if (!specifier.startsWith('.')) {
      const name = packageOf(specifier);
      return row.packages.has(name) ? [] : [`${file} imports the package ${name}, which ${row.folder} may not`];
    }
    const target = fileOf(file, specifier);
    // Files of the checkout outside the folders of the table, such as schemas and package.json, is data; dist is src, built.
    if (!tops.some((top) => target.startsWith(`${top}/`)))
      return target.endsWith('.json') || target.startsWith('dist/') ? [] : [`${file} imports ${target}`];
    const other = rowOf(target)?.folder ?? target;
    return other === row.folder || row.folders.has(other)
      ? []
      : [`${file} imports ${other}, which ${row.folder} may not`];
  });
  return [...problems, ...broken];
}

const texts = new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));

test('every folder of the table exists, and every file is in one', () => {
  const gone = rows.filter(({ folder }) => !files.some((file) => file.startsWith(`${folder}/`)));
  assert.deepEqual(
    gone.map(({ folder }) => folder),
    [],
  );
  assert.deepEqual(
    files.filter((file) => rowOf(file) === undefined),
    [],
  );
});

test('no file imports a folder or a package that the table does not allow', () => {
  assert.deepEqual(
    [...texts].flatMap(([file, text]) => violations(file, text)),
    [],
  );
});

test('the table allows nothing that no file needs', () => {
  const unused = rows.flatMap(({ folder, folders, packages }) => {
    const own = [...texts].filter(([file]) => rowOf(file)?.folder === folder);
    const imports = own.flatMap(([file, text]) => readFile(file, text).imports.map((each) => [file, each] as const));
    const used = new Set(
      imports.map(([file, each]) =>
        each.startsWith('.') ? (rowOf(fileOf(file, each))?.folder ?? '') : packageOf(each),
      ),
    );
    return [...folders, ...packages].filter((name) => !used.has(name)).map((name) => `${folder}: ${name}`);
  });
  assert.deepEqual(unused, []);
});

test('a planted violation is reported, in every form of an import', () => {
  const planted: readonly [string, string][] = [
    ['reference/x.ts', "import '../src/report/text.ts';"],
    ['src/contract/x.ts', 'const module = await import(`../report/text.ts`);'],
    ['src/contract/x.ts', "type Text = import('../report/text.ts').Text;"],
    ['src/contract/x.ts', "export { text } from '../report/text.ts';"],
    ['src/report/page/client/x.js', "import '../../../engine/execute.ts';"],
    ['src/repeat/x.js', "import { test } from '@playwright/test';"],
    ['src/engine/request/x.ts', "import { test } from 'playwright/test';"],
    ['src/plan/x.ts', "const name = 'playwright'; await import(name);"],
    ['src/plan/x.ts', "createRequire(import.meta.url)('playwright');"],
  ];
  for (const [file, text] of planted) assert.equal(violations(file, text).length, 1, `${file}: ${text}`);
});

test('one module reads the environment', () => {
  const reading = [...texts].filter(([file, text]) => readFile(file, text).readsEnvironment).map(([file]) => file);
  const allowed = ['src/settings/settings.ts', 'src/settings/run-environment.ts'];
  assert.deepEqual(
    reading.filter((file) => !allowed.includes(file)),
    [],
  );
  for (const text of ["process['env']", 'process.env.HOME', "import { env } from 'node:process';"])
    assert.ok(readFile('x.ts', text).readsEnvironment, text);
});

test('no file imports itself through others', () => {
  const graph = new Map(
    [...texts].map(([file, text]) => [
      file,
      readFile(file, text)
        .imports.filter((each) => each.startsWith('.'))
        .map((each) => fileOf(file, each)),
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, way: readonly string[]): void => {
    const from = way.indexOf(file);
    if (from >= 0) circles.push([...way.slice(from), file].join(' → '));
    if (from >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  assert.deepEqual(circles, []);
});

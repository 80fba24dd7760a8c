/** A loader hook: what people would read becomes nonsense; codes that are compared or looked up stay. */
import { createHash } from 'node:crypto';
import ts from 'typescript';

/**
 * @param {string} url
 * @param {object} context
 * @param {(url: string, context: object) => Promise<{ source?: string | Uint8Array }>} nextLoad
 */
export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context);
  if (!url.includes('/src/words/') || loaded.source === undefined) return loaded;
  return { ...loaded, source: withNonsense(String(loaded.source)) };
}

/** @param {string} source */
function withNonsense(source) {
  const file = ts.createSourceFile('words.js', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  /** @type {[number, number, string][]} */
  const edits = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isTemplateExpression(node) && /[a-z]{3}/i.test(wordsOf(node))) {
      // Values stay, so that sentences about different things stay different.
      edits.push([node.head.getStart(file), node.head.end, `\`${nonsenseFor(wordsOf(node)).slice(1, -1)} \${`]);
      for (const { expression, literal } of node.templateSpans) {
        visit(expression);
        const isLast = ts.isTemplateTail(literal);
        edits.push([literal.getStart(file), literal.end, isLast ? '}`' : '} ${']);
      }
      return;
    }
    const isText = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node);
    if (!isText) {
      ts.forEachChild(node, visit);
      return;
    }
    if (!isCode(node) && /[a-z]{3}/i.test(node.getText(file)))
      edits.push([node.getStart(file), node.end, nonsenseFor(node.getText(file))]);
  };
  visit(file);
  return edits
    .reverse()
    .reduce((text, [start, end, nonsense]) => text.slice(0, start) + nonsense + text.slice(end), source);
}

/**
 * The text of a template without its values.
 * @param {ts.TemplateExpression} node
 */
function wordsOf({ head, templateSpans }) {
  return [head.text, ...templateSpans.map(({ literal }) => literal.text)].join(' ');
}

/** @param {string} text */
function nonsenseFor(text) {
  return JSON.stringify(`nonsense ${createHash('sha256').update(text).digest('hex').slice(0, 12)} 500 TARGET_NOTHING`);
}

/**
 * Whether a text is imported from, compared with, or a key.
 * @param {ts.Node} node
 */
function isCode(node) {
  const { parent } = node;
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isCaseClause(parent) ||
    ts.isBinaryExpression(parent) ||
    ts.isElementAccessExpression(parent) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

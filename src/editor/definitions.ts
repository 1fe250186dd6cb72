/** The text between the quotes of a `definition = """…"""`, as offsets in the source. */
export interface IDefinitionRange {
  readonly start: number;
  /** Behind the last character; the end of the source where the quotes are not closed yet. */
  readonly end: number;
}

/** What the cursor stands in, inside a definition. */
export interface IDefinitionContext {
  /**
   * - `target`: behind `->`, the reference to a table
   * - `type`: behind the colon of an attribute
   * - `store`: behind the `@` of a codec
   */
  readonly kind: 'target' | 'type' | 'store';
  /** Where the word begins that is being typed, as an offset in the source. */
  readonly start: number;
  /** That word, up to the cursor. */
  readonly prefix: string;
  /** Of a store: whether it is written in angle brackets, as DataJoint 2 has it. */
  readonly bracketed: boolean;
}

const ASSIGNMENT =
  /^[ \t]*definition[ \t]*(?::[^=\n]*)?=[ \t]*(?:\(?[ \t]*)[rRuUfF]{0,2}("""|''')/gm;

/**
 * The definitions of a source, in their order.
 */
export function findDefinitions(source: string): IDefinitionRange[] {
  const found: IDefinitionRange[] = [];
  for (const match of source.matchAll(ASSIGNMENT)) {
    const start = match.index + match[0].length;
    const close = source.indexOf(match[1], start);
    found.push({ start, end: close === -1 ? source.length : close });
  }
  return found;
}

/** The definition that holds an offset, or null. */
export function definitionAt(
  source: string,
  offset: number
): IDefinitionRange | null {
  return (
    findDefinitions(source).find(
      ({ start, end }) => start <= offset && offset <= end
    ) ?? null
  );
}

const TARGET = /^\s*->\s*(?:\[[^\]]*\]\s*)?([A-Za-z_][\w.]*)?$/;
const STORE = /:\s*(<\s*\w+|blob|attach|filepath|external-)@?([\w-]*)$/;
const TYPE =
  /^\s*[a-z_]\w*\s*(?:=\s*(?:"[^"]*"|'[^']*'|[^:"'#]*)\s*)?:\s*(<?\w*)$/;

/**
 * What is being typed at an offset, or null where djlab has nothing to offer: outside of definitions, in comments, in
 * names and in defaults.
 */
export function contextAt(
  source: string,
  offset: number
): IDefinitionContext | null {
  const range = definitionAt(source, offset);
  if (!range) {
    return null;
  }
  const begin = Math.max(range.start, source.lastIndexOf('\n', offset - 1) + 1);
  const line = source.slice(begin, offset);
  const target = TARGET.exec(line);
  if (target) {
    return context('target', offset, target[1] ?? '');
  }
  const store = line.includes('@') ? STORE.exec(line) : null;
  if (store) {
    return context('store', offset, store[2], store[1].startsWith('<'));
  }
  const type = TYPE.exec(line);
  return type ? context('type', offset, type[1]) : null;
}

function context(
  kind: IDefinitionContext['kind'],
  offset: number,
  prefix: string,
  bracketed = true
): IDefinitionContext {
  return { kind, start: offset - prefix.length, prefix, bracketed };
}

/** A reference to a table, such as the `subject.Subject` of `-> subject.Subject.proj(a='b')`. */
export interface IReferenceRange {
  readonly expression: string;
  readonly start: number;
  readonly end: number;
}

/** The reference of a definition that an offset points at, or null. */
export function referenceAt(
  source: string,
  offset: number
): IReferenceRange | null {
  const range = definitionAt(source, offset);
  if (!range) {
    return null;
  }
  const begin = Math.max(range.start, source.lastIndexOf('\n', offset - 1) + 1);
  const next = source.indexOf('\n', offset);
  const end = Math.min(range.end, next === -1 ? source.length : next);
  const match = /^(\s*->\s*(?:\[[^\]]*\]\s*)?)([A-Za-z_][\w.]*)/.exec(
    source.slice(begin, end)
  );
  if (!match) {
    return null;
  }
  const expression = match[2].replace(/\.proj$/, '');
  const start = begin + match[1].length;
  const found = { expression, start, end: start + expression.length };
  return found.start <= offset && offset <= found.end ? found : null;
}

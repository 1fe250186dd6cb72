/** What a piece of a definition is, for its colour. */
export type TokenKind =
  | 'comment'
  | 'separator'
  | 'reference'
  | 'name'
  | 'default'
  | 'type'
  | 'keyword'
  | 'text';

export interface IToken {
  readonly kind: TokenKind;
  readonly text: string;
}

/**
 * Splits one line of a definition into coloured pieces. It only colours: what a definition means, the server says.
 */
export function tokenise(line: string): IToken[] {
  const [body, comment] = splitComment(line);
  const tokens: IToken[] = [];
  const add = (kind: TokenKind, text: string | undefined) => {
    if (text) {
      tokens.push({ kind, text });
    }
  };
  const reference = /^(\s*)(->)(\s*)(\[[^\]]*\])?(.*)$/.exec(body);
  const attribute = /^(\s*)([^=:\s]+)(\s*=\s*[^:]*)?(\s*:)(.*)$/.exec(body);
  if (/^\s*-{3}|^\s*_{3}/.test(body)) {
    add('separator', body);
  } else if (reference) {
    add('text', reference[1]);
    add('keyword', reference[2]);
    add('text', reference[3]);
    add('keyword', reference[4]);
    add('reference', reference[5]);
  } else if (/^\s*(unique\s+)?index\b/i.test(body)) {
    add('keyword', body);
  } else if (attribute) {
    add('text', attribute[1]);
    add('name', attribute[2]);
    add('default', attribute[3]);
    add('text', attribute[4]);
    add('type', attribute[5]);
  } else {
    add('text', body);
  }
  add('comment', comment);
  return tokens;
}

/** A `#` inside quotes, as in a default or an enum, begins no comment. */
function splitComment(line: string): [string, string] {
  let quote = '';
  for (let index = 0; index < line.length; index++) {
    const letter = line[index];
    if (quote) {
      quote = letter === quote ? '' : quote;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
    } else if (letter === '#') {
      return [line.slice(0, index), line.slice(index)];
    }
  }
  return [line, ''];
}

/** A definition without the indentation that it has in the source, and without empty lines at its ends. */
export function dedent(definition: string): string[] {
  const lines = definition.replace(/\t/g, '    ').split(/\r?\n/);
  while (lines.length && !lines[0].trim()) {
    lines.shift();
  }
  while (lines.length && !lines[lines.length - 1].trim()) {
    lines.pop();
  }
  const indents = lines
    .filter(line => line.trim())
    .map(line => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines.map(line => line.slice(indent).trimEnd());
}
